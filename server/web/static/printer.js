/** What is known of the printer, in words for the people of the office. Pure. */

/** @typedef {{state: string, since: string | null, slips_left: number | null}} Printer */
/** @typedef {"" | "good" | "wait" | "stop"} Tone */

const PRINTS = new Set(["ready", "near-end", "unknown"]);
/** From so few slips on a roll is worth a word. */
export const FEW = 50;

/**
 * Whether slips come out, as far as anybody knows. Before anything was heard it is believed.
 * @param {Printer | null} printer
 */
export function prints(printer) {
  return printer === null || PRINTS.has(printer.state);
}

/**
 * How the printer is, and how loudly that is to be said; null where there is none.
 * @param {Printer | null} printer
 * @param {import("./words.js").Words} words
 * @returns {{tone: Tone, sentence: string} | null}
 */
export function printerTold(printer, words) {
  if (!printer || printer.state === "none" || !words.has(`printer.${printer.state}`)) return null;
  const left = prints(printer) && printer.slips_left !== null ? [words.count("printer.slips_left", printer.slips_left)] : [];
  return { tone: toneOf(printer), sentence: [words.say(`printer.${printer.state}`), ...left].join(" · ") };
}

/** @param {Printer} printer @returns {Tone} */
function toneOf({ state, slips_left: left }) {
  if (!PRINTS.has(state)) return "stop";
  if (state === "near-end" || (left !== null && left < FEW)) return "wait";
  return state === "ready" ? "good" : "";
}
