/** A what-if as it is asked, kept in an address and read out of it; and what its answer says. Pure. */

/** @typedef {{mean: number, low: number, high: number}} Band */
/**
 * @typedef {object} Changes
 * @property {number} [add_counters]
 * @property {string | null} [like]
 * @property {string[]} [remove_counters]
 * @property {{[counter: string]: {[service: string]: number}}} [skills]
 * @property {{[counter: string]: [string, string][]}} [hours]
 * @property {number | null} [in_a_row]
 * @property {number | null} [guard_minutes]
 * @property {number} [arrivals]
 */
/**
 * @typedef {object} Wish  The body of POST /api/v1/simulations.
 * @property {string | null} [day]
 * @property {string | null} [to]
 * @property {string | null} [like]
 * @property {Changes} changes
 * @property {number} runs
 * @property {boolean} recommend
 */
/** @typedef {{runs: number, days: string[], before: {[measure: string]: Band}, after: {[measure: string]: Band}, difference: {[measure: string]: Band}, recommend: Staffing | null}} Answer */
/** @typedef {{counters: {[hour: string]: number}, opened: {[hour: string]: number}, p90: Band, within: Band}} Staffing */
/** @typedef {{id: string, state: "waiting" | "playing" | "done" | "stopped" | "failed", done: number, wish: Wish, answer: Answer | null}} Trial */
/** @typedef {"minutes" | "share" | "count"} Unit */
/** @typedef {{name: string, unit: Unit, good: -1 | 0 | 1}} Measure  good: whether less (-1) or more (1) is better; 0: neither */

const A_DAY_MS = 86_400_000;
const MONDAY = 1;
const FRIDAY = 5;

/** What is told of every day, in the order in which it is asked. @type {{group: string, measures: Measure[]}[]} */
export const GROUPS = [
  {
    group: "waits",
    measures: [
      { name: "p50", unit: "minutes", good: -1 },
      { name: "p90", unit: "minutes", good: -1 },
      { name: "longest", unit: "minutes", good: -1 },
      { name: "within", unit: "share", good: 1 },
    ],
  },
  {
    group: "people",
    measures: [
      { name: "citizens", unit: "count", good: 0 },
      { name: "served", unit: "count", good: 1 },
      { name: "left", unit: "count", good: -1 },
    ],
  },
  {
    group: "fairness",
    measures: [
      { name: "passed", unit: "count", good: -1 },
      { name: "passed_most", unit: "count", good: -1 },
    ],
  },
  {
    group: "work",
    measures: [
      { name: "overtime", unit: "minutes", good: -1 },
      { name: "idle", unit: "share", good: 0 },
    ],
  },
];

/**
 * What a difference says: for sure better or worse, another (where neither is good), or nothing that chance could not do.
 * @param {Measure} measure
 * @param {Band} difference
 * @returns {"better" | "worse" | "other" | "unsure" | "same"}
 */
export function verdict({ good }, { mean, low, high }) {
  if (mean === 0 && low === 0 && high === 0) return "same";
  if (low <= 0 && high >= 0) return "unsure";
  if (good === 0) return "other";
  return Math.sign(mean) === good ? "better" : "worse";
}

/**
 * Where the two bands lie between nought and the furthest of them, in hundredths.
 * @param {Band} before
 * @param {Band} after
 * @param {Unit} unit
 */
export function places(before, after, unit) {
  const end = unit === "share" ? 1 : Math.max(before.high, after.high, Number.MIN_VALUE);
  const place = (/** @type {number} */ value) => Math.min(100, Math.max(0, (value / end) * 100));
  const of = (/** @type {Band} */ { mean, low, high }) => ({ mean: place(mean), low: place(low), high: place(high) });
  return { before: of(before), after: of(after) };
}

/**
 * Only what differs from an ordinary wish: addresses and requests stay short.
 * @param {Wish} wish
 * @returns {Wish}
 */
export function sparse(wish) {
  const { changes } = wish;
  const kept = Object.entries(changes).filter(([name, value]) => !isUsual(name, value));
  return { ...wish, changes: Object.fromEntries(kept) };
}

/** @param {string} name @param {unknown} value */
function isUsual(name, value) {
  if (value === null || value === undefined) return true;
  if (name === "add_counters") return value === 0;
  if (name === "arrivals") return value === 1;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/**
 * The address of the page that shows this what-if; whoever opens it sees the same.
 * @param {Wish} wish
 * @param {string | null} [trial]  the one under way
 */
export function addressOf(wish, trial = null) {
  const asked = new URLSearchParams({ wish: JSON.stringify(sparse(wish)) });
  if (trial) asked.set("trial", trial);
  return `?${asked}`;
}

/**
 * The wish of an address, null when it has none that can be read.
 * @param {string} search
 * @returns {{wish: Wish, trial: string | null} | null}
 */
export function wishOf(search) {
  const asked = new URLSearchParams(search);
  try {
    const wish = JSON.parse(asked.get("wish") ?? "null");
    if (!wish || typeof wish !== "object") return null;
    return { wish: { runs: 20, recommend: false, ...wish, changes: Object(wish.changes) }, trial: asked.get("trial") };
  } catch {
    return null;
  }
}

/** @param {number} time */
function iso(time) {
  return new Date(time).toISOString().slice(0, 10);
}

/**
 * Days to begin with: the next Monday, the last working day, the working days of last week.
 * @param {string} today
 */
export function usualDays(today) {
  const now = Date.parse(`${today}T00:00:00Z`);
  const weekday = new Date(now).getUTCDay() || 7;
  const monday = now - (weekday - MONDAY) * A_DAY_MS;
  const back = weekday === MONDAY ? 3 : Math.max(1, weekday - FRIDAY);
  return { like: iso(monday + 7 * A_DAY_MS), day: iso(now - back * A_DAY_MS), from: iso(monday - 7 * A_DAY_MS), to: iso(monday - 3 * A_DAY_MS) };
}

/** "07:30:00" as it is typed. @param {string} time */
export function shortTime(time) {
  return time.slice(0, 5);
}
