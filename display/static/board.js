/** What the board shows, from what the office told it. Pure: every change gives a new board. */

/** @typedef {{lang: string, url: string}} Sound */
/**
 * @typedef {object} Call
 * @property {number} seq
 * @property {string} at  RFC 3339
 * @property {string} number
 * @property {string} service
 * @property {string} counter
 * @property {string} counter_name
 * @property {number} recall  0 for the first call
 * @property {string[]} languages
 * @property {Sound[]} speech
 */
/** @typedef {{low: number, high: number}} Wait  seconds */
/**
 * @typedef {object} Line
 * @property {string} code
 * @property {string} prefix
 * @property {{[language: string]: string}} name
 * @property {string} colour
 * @property {string} sign
 * @property {number} waiting
 * @property {Wait | null} expected_wait
 */
/** @typedef {{kind: "slide" | "ticker", title: {[language: string]: string}, text: {[language: string]: string}}} Notice */
/** @typedef {{code: string, name: string, state: string}} Desk */
/** @typedef {{seq: number, now: string, calls: Call[], waiting: Line[], notices: Notice[], counters: Desk[]}} Snapshot */
/**
 * @typedef {object} Board
 * @property {number} seq  everything up to this number is on the board
 * @property {Call[]} calls  newest first, one for each ticket
 * @property {Line[]} waiting
 * @property {Notice[]} notices
 * @property {Desk[]} counters
 */

/** So many calls are kept: the six that are shown, and some that move up when one is taken back. */
export const KEPT = 12;

/** @type {Board} */
export const EMPTY = { seq: 0, calls: [], waiting: [], notices: [], counters: [] };

/**
 * How things stand, with the calls that came since it was written.
 * @param {Board} board
 * @param {Snapshot} snapshot
 * @returns {Board}
 */
export function standing(board, snapshot) {
  const since = board.calls.filter((call) => call.seq > snapshot.seq);
  const { waiting, notices, counters } = snapshot;
  const seq = Math.max(board.seq, snapshot.seq);
  return { seq, calls: inOrder([...since, ...snapshot.calls]), waiting, notices, counters };
}

/**
 * Somebody is called, or called again. A call that is on the board already changes nothing.
 * @param {Board} board
 * @param {Call} call
 * @returns {Board}
 */
export function called(board, call) {
  if (board.calls.some((known) => known.seq === call.seq)) return board;
  return { ...board, seq: Math.max(board.seq, call.seq), calls: inOrder([call, ...board.calls]) };
}

/**
 * A call was taken back: the clerk had pressed by mistake.
 * @param {Board} board
 * @param {{seq: number, number: string}} taken
 * @returns {Board}
 */
export function uncalled(board, taken) {
  const calls = board.calls.filter((call) => call.number !== taken.number || call.seq > taken.seq);
  return { ...board, seq: Math.max(board.seq, taken.seq), calls };
}

/**
 * What is left of the board when another day has begun: the numbers of yesterday call nobody any more.
 * @param {Board} board
 * @param {(call: Call) => boolean} isOfToday
 * @returns {Board}
 */
export function turnedOver(board, isOfToday) {
  return { ...board, calls: board.calls.filter(isOfToday) };
}

/**
 * How many wait, and how long.
 * @param {Board} board
 * @param {{services: {code: string, waiting: number, expected_wait: Wait | null}[]}} told
 * @returns {Board}
 */
export function waited(board, told) {
  const news = new Map(told.services.map((line) => [line.code, line]));
  return { ...board, waiting: board.waiting.map((line) => ({ ...line, ...news.get(line.code) })) };
}

/**
 * Whether every service in the message is on the board; a new one has a name and a colour to be asked for.
 * @param {Board} board
 * @param {{services: {code: string}[]}} told
 */
export function knowsAll(board, told) {
  return told.services.every(({ code }) => board.waiting.some((line) => line.code === code));
}

/**
 * A counter opened, paused or closed.
 * @param {Board} board
 * @param {{code: string, state: string}} told
 * @returns {Board}
 */
export function turned(board, told) {
  const counters = board.counters.map((desk) => (desk.code === told.code ? { ...desk, state: told.state } : desk));
  return { ...board, counters };
}

/**
 * The calls that are on the second board and not on the first, in the order they were made.
 * @param {Board} before
 * @param {Board} after
 */
export function news(before, after) {
  const known = new Set(before.calls.map((call) => call.seq));
  return after.calls.filter((call) => !known.has(call.seq)).reverse();
}

/**
 * The call that is shown large: the one announced last. One that still waits for the loudspeaker has not had its turn,
 * one that was too old to be spoken counts from when it was made, and after a while the place is free for other things.
 * @param {Call[]} calls
 * @param {object} at
 * @param {Map<number, number>} at.announced  when (ms) the loudspeaker began with a call, by seq
 * @param {Set<number>} at.pending  what still waits for the loudspeaker
 * @param {number} at.now  ms
 * @param {number} at.stay  ms that a call is shown large
 * @returns {Call | null}
 */
export function onStage(calls, { announced, pending, now, stay }) {
  /** @type {(call: Call) => number} */
  const since = (call) => announced.get(call.seq) ?? Date.parse(call.at);
  const had = calls.filter((call) => !pending.has(call.seq) && now - since(call) < stay);
  return had.reduce((/** @type {Call | null} */ last, call) => (last && since(last) >= since(call) ? last : call), null);
}

/**
 * Newest first, the last call of each ticket alone.
 * @param {Call[]} calls
 */
function inOrder(calls) {
  const newest = [...calls].sort((one, other) => other.seq - one.seq);
  /** @type {Set<string>} */
  const seen = new Set();
  return newest.filter((call) => !seen.has(call.number) && seen.add(call.number)).slice(0, KEPT);
}
