/** What to tell about the paper: never "take your slip" before the printer has said so. Pure. */

/** The longest that anyone is told to wait for paper. */
export const PATIENCE_MS = 4000;

const PRINTED = new Set(["sent", "confirmed"]);
const FAILED = new Set(["failed", "expired"]);
/** The office has no printer: the screen is all there is. */
const NO_PAPER = "shown-only";

/**
 * The sentence about the paper, by its key.
 * @param {number | null} job  null, or shown only: this kiosk has no printer
 * @param {string | undefined} state  the last that was heard of the job
 * @param {number} elapsedMs  since the number was given
 */
export function paperKey(job, state, elapsedMs) {
  if (job === null || state === NO_PAPER) return "kiosk.paper_none";
  if (state !== undefined && PRINTED.has(state)) return "kiosk.paper_take";
  if (state !== undefined && FAILED.has(state)) return "kiosk.paper_trouble";
  return elapsedMs < PATIENCE_MS ? "kiosk.paper_printing" : "kiosk.paper_slow";
}
