/** The line over the day, as the chart and the table by hour need it. Pure. */

/** @typedef {{count: number, mean: number | null, p50: number | null, p90: number | null}} Spread  seconds */
/** @typedef {Spread & {within_target: number | null}} WaitSpread */
/** @typedef {{rate: number | null, low: number | null, high: number | null, answers: number, response_rate: number | null}} Satisfaction */
/**
 * @typedef {object} Row
 * @property {string | null} key
 * @property {number} issued
 * @property {number} served
 * @property {number} no_show
 * @property {number} cancelled
 * @property {WaitSpread} wait
 * @property {Spread} handle
 * @property {Satisfaction} satisfaction
 */
/**
 * @typedef {object} CounterNow
 * @property {string} code
 * @property {string} name
 * @property {"open" | "serving" | "paused" | "closed"} state
 * @property {string | null} clerk
 * @property {string | null} clerk_name
 * @property {string | null} pause_reason
 * @property {string | null} since
 * @property {{number: string, state: string, called_at: string | null, started_at: string | null} | null} ticket
 */
/**
 * @typedef {object} Now
 * @property {string} now
 * @property {number} waiting
 * @property {number} serving
 * @property {number | null} longest_wait
 * @property {number} target_seconds
 * @property {{at: string, waiting: number, most: number}[]} line
 * @property {Row[]} by_service
 * @property {Row[]} by_counter
 * @property {Row[]} by_hour
 * @property {CounterNow[]} counters
 * @property {import("./troubles.js").Trouble[]} troubles
 * @property {import("./ending.js").Ending[]} closing
 */
/** @typedef {Now & Omit<Row, "key">} Board  What GET /api/v1/statistics/today answers. */
/** @typedef {{hour: number, issued: number, peak: number, p50: number | null, p90: number | null}} Hour  p50, p90: minutes */
/**
 * @typedef {object} Day
 * @property {Hour[]} hours  every hour of the day shown, also those in which nothing happened
 * @property {{at: number, waiting: number, most: number}[]} line  `at`: hours of the day, 9.5 is half past nine
 * @property {number} target  minutes
 */

/** The hours of an office day that are shown even when nobody came. */
const FIRST_HOUR = 7;
const LAST_HOUR = 17;

/**
 * @param {Board} board
 * @param {(instant: string) => {hour: string, minute: string}} onTheClock  an instant on the office's clock
 * @returns {Day}
 */
export function dayOf(board, onTheClock) {
  const line = board.line.map(({ at, waiting, most }) => ({ at: hourOf(onTheClock(at)), waiting, most }));
  const rows = new Map(board.by_hour.map((row) => [Number(row.key), row]));
  const seen = [...rows.keys(), ...line.map(({ at }) => Math.floor(at))];
  const first = Math.min(FIRST_HOUR, ...seen);
  const last = Math.max(LAST_HOUR, ...seen.map((hour) => hour + 1));
  const hours = Array.from({ length: last - first }, (_, place) => oneHour(first + place, rows.get(first + place), line));
  return { hours, line, target: board.target_seconds / 60 };
}

/**
 * The most who waited at one time in that hour.
 * @param {Day["line"]} line
 * @param {number} hour
 */
export function peakOf(line, hour) {
  return Math.max(0, ...line.filter(({ at }) => Math.floor(at) === hour).map(({ most }) => most));
}

/**
 * The hour with the most of something, or undefined when there was nothing at all.
 * @param {Hour[]} hours
 * @param {(hour: Hour) => number | null} much
 */
export function highest(hours, much) {
  return hours.reduce((/** @type {Hour | undefined} */ best, hour) => ((much(hour) ?? 0) > (best ? (much(best) ?? 0) : 0) ? hour : best), undefined);
}

/**
 * A round number at or above the highest, for the end of an axis, and the distance of its marks.
 * @param {number} topmost
 * @returns {{end: number, step: number}}
 */
export function scaleTo(topmost) {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((distance) => topmost / distance <= 5) ?? 5000;
  return { end: Math.max(1, Math.ceil(topmost / step)) * step, step };
}

/**
 * @param {number} hour
 * @param {Row | undefined} row
 * @param {Day["line"]} line
 * @returns {Hour}
 */
function oneHour(hour, row, line) {
  return { hour, issued: row?.issued ?? 0, peak: peakOf(line, hour), p50: inMinutes(row?.wait.p50), p90: inMinutes(row?.wait.p90) };
}

/** @param {number | null | undefined} seconds */
function inMinutes(seconds) {
  return seconds === null || seconds === undefined ? null : seconds / 60;
}

/** @param {{hour: string, minute: string}} time */
function hourOf({ hour, minute }) {
  return Number(hour) + Number(minute) / 60;
}
