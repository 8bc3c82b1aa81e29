/** How long nobody has touched the kiosk, and what follows from it. Pure. */

export const ASK_AFTER_MS = 20_000;
export const GONE_AFTER_MS = 30_000;
export const TICKET_STAYS_MS = 20_000;

/**
 * @param {number} untouchedMs
 * @returns {{stage: "there"} | {stage: "asked", left: number} | {stage: "gone"}}  `left`: whole seconds to answer
 */
export function stageOf(untouchedMs) {
  if (untouchedMs >= GONE_AFTER_MS) return { stage: "gone" };
  if (untouchedMs >= ASK_AFTER_MS) return { stage: "asked", left: Math.ceil((GONE_AFTER_MS - untouchedMs) / 1000) };
  return { stage: "there" };
}

/**
 * How much of the ticket's time on the screen is left, from 1 to 0.
 * @param {number} untouchedMs
 */
export function ticketLeft(untouchedMs) {
  return Math.max(0, 1 - untouchedMs / TICKET_STAYS_MS);
}
