/** What the phone shows of a ticket, from what the office says of it. Pure. */

/** @typedef {import("../../server/web/static/screen.js").Names} Names */
/**
 * @typedef {object} Place  what `/t/…/place` tells
 * @property {number} seq
 * @property {string} now
 * @property {string} number
 * @property {Names} service_name
 * @property {string[]} languages  spoken there beside Vietnamese
 * @property {string} state
 * @property {number | null} ahead
 * @property {{low: number, high: number} | null} expected_wait
 * @property {string | null} counter
 * @property {string | null} counter_name
 * @property {number} recalls
 * @property {string | null} hold_until
 * @property {boolean} rated
 * @property {boolean} can_rate
 * @property {string[]} moves
 * @property {boolean} may_leave_phone
 * @property {boolean} phone_left
 */
/** @typedef {"waiting" | "called" | "serving" | "held" | "rate" | "thanks" | "done" | "missed" | "cancelled" | "expired"} View */

/** @type {{[state: string]: View}} */
const VIEWS = {
  waiting: "waiting",
  transferred: "waiting",
  called: "called",
  serving: "serving",
  held: "held",
  "no-show": "missed",
  cancelled: "cancelled",
  expired: "expired",
};

/**
 * @param {Place} place
 * @returns {View}
 */
export function viewOf(place) {
  if (place.state !== "done") return VIEWS[place.state] ?? "expired";
  if (place.rated) return "thanks";
  return place.can_rate ? "rate" : "done";
}

/** Whether nothing more will come of this ticket, so that nobody needs to ask again. @param {View} view */
export function isOver(view) {
  return ["thanks", "done", "cancelled", "expired"].includes(view);
}

const SHOWN_AT_MOST = 7;

/**
 * The line as it is drawn: so many people before the holder, and how many more than can be drawn.
 * @param {number} ahead
 */
export function drawnLine(ahead) {
  const people = ahead > SHOWN_AT_MOST ? SHOWN_AT_MOST - 1 : ahead;
  return { people, more: ahead - people };
}

/**
 * A call that the phone has not rung for yet, by which it knows it again; null when nobody calls.
 * @param {Place} place
 */
export function callOf(place) {
  return place.state === "called" ? `${place.counter} ${place.recalls}` : null;
}

/**
 * How long until the phone asks by itself, in milliseconds: rarely while the socket tells, sooner when the turn is
 * near and it does not.
 * @param {View} view
 * @param {number | null} ahead
 * @param {boolean} told  by the socket
 */
export function nextLook(view, ahead, told) {
  if (told) return 60_000;
  return view === "called" || (ahead ?? 99) <= 2 ? 5000 : 15_000;
}
