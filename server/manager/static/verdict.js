/** Is it all right now? The one sentence that a director reads first. Pure. */

/** @typedef {import("./day.js").Board} Board */
/** @typedef {"good" | "wait" | "stop" | "quiet"} Tone */
/** @typedef {"morning" | "unmanned" | "long" | "well"} Verdict */

/**
 * @param {Board} board
 * @param {number | null} longest  seconds that the longest waiting citizen has waited by now
 * @returns {{verdict: Verdict, tone: Tone}}
 */
export function verdictOn(board, longest) {
  if (board.waiting > 0 && manned(board) === 0) return { verdict: "unmanned", tone: "stop" };
  if (longest !== null && longest > board.target_seconds) return { verdict: "long", tone: "wait" };
  if (board.issued === 0) return { verdict: "morning", tone: "quiet" };
  return { verdict: "well", tone: "good" };
}

/**
 * How many counters are open, busy or not.
 * @param {Board} board
 */
export function manned(board) {
  return board.counters.filter(({ state }) => state === "open" || state === "serving").length;
}
