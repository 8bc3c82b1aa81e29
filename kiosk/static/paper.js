/** What to tell about the paper: never "take your slip" before the printer has said so. Pure. */

import { prints } from "../../server/web/static/printer.js";

/** The longest that anyone is told to wait for paper. */
export const PATIENCE_MS = 4000;

/** @typedef {import("../../server/web/static/printer.js").Printer} Printer */
/** @typedef {{state: string, problem: string | null}} Heard */

const PRINTED = new Set(["sent", "confirmed"]);
const OVER = new Set(["failed", "expired"]);
/** The office has no printer: the screen is all there is. */
const NO_PAPER = "shown-only";
/** What a citizen may see for themselves, and so is told; anything else is "trouble". */
const SEEN = new Map([
  ["paper-end", "kiosk.paper_end"],
  ["cover-open", "kiosk.paper_open"],
]);

/**
 * The sentence about the paper, by its key.
 * @param {number | null} job  null, or shown only: this kiosk has no printer
 * @param {Heard | undefined} heard  the last that was heard of the job
 * @param {number} elapsedMs  since the number was given
 * @param {Printer | null} [printer]  as it was last told
 */
export function paperKey(job, heard, elapsedMs, printer = null) {
  const state = heard?.state;
  if (job === null || state === NO_PAPER || printer?.state === "none") return "kiosk.paper_none";
  if (state !== undefined && PRINTED.has(state)) return "kiosk.paper_take";
  if (state !== undefined && (OVER.has(state) || (state === "queued" && heard?.problem))) return troubleKey(heard?.problem);
  if (state !== "sending" && !prints(printer)) return troubleKey(printer?.state);
  return elapsedMs < PATIENCE_MS ? "kiosk.paper_printing" : "kiosk.paper_slow";
}

/** @param {string | null | undefined} why */
function troubleKey(why) {
  return SEEN.get(why ?? "") ?? "kiosk.paper_trouble";
}

/**
 * Whether the citizen may ask for the slip once more: it is over without one, and the printer works again.
 * @param {Heard | undefined} heard
 * @param {Printer | null} printer
 */
export function mayAskAgain(heard, printer) {
  return heard !== undefined && OVER.has(heard.state) && prints(printer);
}

/**
 * What whoever comes next should know before taking a number; null while slips come out.
 * @param {Printer | null} printer
 */
export function homeKey(printer) {
  if (prints(printer) || printer?.state === "none") return null;
  return printer?.state === "paper-end" ? "kiosk.no_paper" : "kiosk.no_printer";
}
