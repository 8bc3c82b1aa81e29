/** Stretches of days: which can be chosen at a press, which came before, and how figures of two of them differ. Pure. */

/** @typedef {{from: string, to: string}} Stretch  days as "2026-11-23", both included */
/** @typedef {{count: number, mean: number | null, p50: number | null, p90: number | null, p95: number | null, within_target: number | null}} Spread */
/**
 * @typedef {object} Row  A row of GET /api/v1/statistics.
 * @property {string | null} key
 * @property {(string | null)[]} keys
 * @property {number} issued
 * @property {number} joined
 * @property {number} served
 * @property {number} no_show
 * @property {number} cancelled
 * @property {number} expired
 * @property {number} abandoned
 * @property {number} transferred
 * @property {number} holds
 * @property {number} recalls
 * @property {number} forgotten
 * @property {Spread} wait
 * @property {Spread} walk
 * @property {Spread} handle
 * @property {{rate: number | null, low: number | null, high: number | null, answers: number, response_rate: number | null}} satisfaction
 * @property {{open: number | null, paused: number | null, busy: number | null, occupancy: number | null}} desks
 * @property {{count: number, kept: number | null, kept_half: number | null, off: Spread}} foretold
 * @property {number} error
 */

const A_DAY_MS = 86_400_000;
const MONTHS_FROM_DAYS = 92;
const DEPTHS = 5;

/** @param {string} day @param {number} by */
function moved(day, by) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * A_DAY_MS).toISOString().slice(0, 10);
}

/** @param {Stretch} stretch */
export function daysIn({ from, to }) {
  return Math.round((Date.parse(to) - Date.parse(from)) / A_DAY_MS) + 1;
}

/**
 * As many days, right before.
 * @param {Stretch} stretch
 * @returns {Stretch}
 */
export function before(stretch) {
  return { from: moved(stretch.from, -daysIn(stretch)), to: moved(stretch.from, -1) };
}

/**
 * The column of another period under the steps of this one, its first under the first; null where it had ended.
 * @template T
 * @param {T[]} column
 * @param {number} steps
 * @returns {(T | null)[]}
 */
export function laidUnder(column, steps) {
  return Array.from({ length: steps }, (_, place) => column[place] ?? null);
}

/**
 * In what steps a stretch is drawn.
 * @param {Stretch} stretch
 * @returns {"day" | "month"}
 */
export function unit(stretch) {
  return daysIn(stretch) > MONTHS_FROM_DAYS ? "month" : "day";
}

/**
 * What can be chosen at a press, the commonest first.
 * @param {string} today
 * @returns {{word: string, days?: number, stretch: Stretch}[]}
 */
export function periods(today) {
  const first = `${today.slice(0, 8)}01`;
  const last = moved(first, -1);
  return [
    { word: "last_days", days: 30, stretch: { from: moved(today, -29), to: today } },
    { word: "last_days", days: 7, stretch: { from: moved(today, -6), to: today } },
    { word: "this_month", stretch: { from: first, to: today } },
    { word: "last_month", stretch: { from: `${last.slice(0, 8)}01`, to: last } },
    { word: "last_days", days: 365, stretch: { from: moved(today, -364), to: today } },
  ];
}

/**
 * How much more it is now: 0 when the difference is too small to be told, null when one of the two is not known.
 * @param {number | null} now
 * @param {number | null} then
 * @param {number} least
 */
export function changed(now, then, least) {
  if (now === null || then === null) return null;
  return Math.abs(now - then) < least ? 0 : now - then;
}

/**
 * How dark a cell is, from 0 to 5.
 * @param {number} value
 * @param {number} most
 */
export function depth(value, most) {
  return Math.min(DEPTHS, Math.floor((value / most) * (DEPTHS + 1)));
}

/**
 * The column whose heading stands for a definition.
 * @param {string} word
 */
export function heading(word) {
  return { wait: "wait_p50", walk: "walk_p50", handle: "handle_p50" }[word] ?? word;
}
