/**
 * One citizen's turn at the rating tablet: asleep, asking, asking why, thanking. Pure: what happened goes in, what the
 * screen is now and what is to be sent comes out.
 *
 * A tap on one of the two upper faces is the whole answer. After one of the two lower ones the screen asks why, and the
 * answer is sent when the citizen is done, or walks away: a rating is posted once and can't be added to.
 */

/** @typedef {"asleep" | "asking" | "why" | "thanks"} Scene */
/** @typedef {{ticket: string, score: number, reasons: string[]}} Opinion */
/**
 * @typedef {object} Turn
 * @property {Scene} scene
 * @property {string} [ticket]
 * @property {string} [number]
 * @property {number} [score]
 * @property {string[]} reasons
 * @property {number} begun  when this scene began, in milliseconds that only go forward
 * @property {number} until  when it ends by itself
 * @property {number} lockedUntil  before this no face is taken: one person, one answer
 * @property {string} [rated]  the last ticket that has its answer
 */
/**
 * @typedef {{type: "rate", ticket: string, number?: string, awake: number}
 *   | {type: "asleep", ticket: string}
 *   | {type: "face", score: number}
 *   | {type: "reason", reason: string}
 *   | {type: "done"}
 *   | {type: "time"}} Happening
 */
/** @typedef {{turn: Turn, send?: Opinion}} Step */

export const LOWEST_WITHOUT_WHY = 3;
export const WHY_MS = 12_000;
export const THANKS_MS = 6000;
/** Between two answers, so that nobody plays with the faces (as the makers of such terminals advise). */
export const LOCK_MS = 5000;
/** A tap that was under way when the question appeared is no answer to it. */
export const SETTLE_MS = 350;

/** @returns {Turn} */
export function sleeping() {
  return { scene: "asleep", reasons: [], begun: 0, until: Infinity, lockedUntil: 0 };
}

/**
 * @param {Turn} turn
 * @param {Happening} happening
 * @param {number} now  milliseconds
 * @returns {Step}
 */
export function after(turn, happening, now) {
  switch (happening.type) {
    case "rate":
      return woken(turn, happening, now);
    case "asleep":
      return { turn: isOpen(turn) && turn.ticket === happening.ticket ? asleep(turn) : turn };
    case "face":
      return chosen(turn, happening.score, now);
    case "reason":
      return { turn: turn.scene === "why" ? toggled(turn, happening.reason, now) : turn };
    case "done":
      return turn.scene === "why" ? thanked(turn, now) : { turn };
    case "time":
      return now >= turn.until ? ranOut(turn) : { turn };
  }
}

/**
 * The answer that the citizen would leave behind by walking away now.
 * @param {Turn} turn
 * @returns {Opinion | undefined}
 */
export function opinionOf({ ticket, score, reasons }) {
  return ticket !== undefined && score !== undefined ? { ticket, score, reasons } : undefined;
}

/**
 * From when on a face is taken.
 * @param {Turn} turn
 */
export function readyAt({ begun, lockedUntil }) {
  return Math.max(lockedUntil, begun + SETTLE_MS);
}

/**
 * @param {Turn} turn
 * @param {{ticket: string, number?: string, awake: number}} rate  `awake`: milliseconds that are left for an answer
 * @param {number} now
 * @returns {Step}
 */
function woken(turn, { ticket, number, awake }, now) {
  if (awake <= 0 || ticket === turn.rated || (isOpen(turn) && ticket === turn.ticket)) return { turn };
  const left = turn.scene === "why" ? opinionOf(turn) : undefined;
  const { lockedUntil, rated } = left ? { lockedUntil: turn.lockedUntil, rated: left.ticket } : turn;
  return {
    turn: { scene: "asking", ticket, number, reasons: [], begun: now, until: now + awake, lockedUntil, rated },
    ...(left && { send: left }),
  };
}

/**
 * @param {Turn} turn
 * @param {number} score
 * @param {number} now
 * @returns {Step}
 */
function chosen(turn, score, now) {
  if (turn.scene !== "asking" || now < readyAt(turn)) return { turn };
  const scored = { ...turn, score, lockedUntil: now + LOCK_MS };
  if (score >= LOWEST_WITHOUT_WHY) return thanked(scored, now);
  return { turn: { ...scored, scene: "why", begun: now, until: now + WHY_MS } };
}

/**
 * @param {Turn} turn
 * @param {string} reason
 * @param {number} now
 * @returns {Turn}
 */
function toggled(turn, reason, now) {
  const without = turn.reasons.filter((other) => other !== reason);
  const reasons = without.length < turn.reasons.length ? without : [...without, reason];
  return { ...turn, reasons, until: now + WHY_MS };
}

/**
 * @param {Turn} turn
 * @param {number} now
 * @returns {Step}
 */
function thanked(turn, now) {
  return {
    turn: { ...turn, scene: "thanks", begun: now, until: now + THANKS_MS, rated: turn.ticket },
    send: opinionOf(turn),
  };
}

/**
 * @param {Turn} turn
 * @returns {Step}
 */
function ranOut(turn) {
  const left = turn.scene === "why" ? opinionOf(turn) : undefined;
  if (!left) return { turn: asleep(turn) };
  return { turn: asleep({ ...turn, rated: left.ticket }), send: left };
}

/**
 * @param {Turn} turn
 * @returns {Turn}
 */
function asleep({ lockedUntil, rated }) {
  return { ...sleeping(), lockedUntil, rated };
}

/** @param {Turn} turn */
function isOpen(turn) {
  return turn.scene === "asking" || turn.scene === "why";
}
