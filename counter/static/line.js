/** The line as it is shown: it does not shift while the clerk's hand is on it. Pure. */

/** @typedef {import("./desk.js").Names} Names */
/**
 * @typedef {object} Waiting
 * @property {string} id
 * @property {string} number
 * @property {string} service
 * @property {string | null} priority
 * @property {{code: string, name: Names} | null} procedure
 * @property {string} queued_at
 * @property {number} place
 * @property {{code: string} & Names} reason
 * @property {string | null} appointment
 */
/**
 * @typedef {object} Line
 * @property {Waiting[]} shown
 * @property {Waiting[]} known  as the office last told it
 * @property {boolean} held  a hand is on it
 */

/** @returns {Line} */
export function empty() {
  return { shown: [], known: [], held: false };
}

/**
 * The office has told the line anew.
 * @param {Line} line
 * @param {Waiting[]} known
 * @returns {Line}
 */
export function told(line, known) {
  return { ...line, known, shown: line.held ? line.shown : known };
}

/**
 * The clerk's hand comes onto the line, or leaves it: then it is shown as it is.
 * @param {Line} line
 * @param {boolean} held
 * @returns {Line}
 */
export function held(line, held) {
  return { ...line, held, shown: held ? line.shown : line.known };
}

/**
 * Whether what is shown is no longer how it is.
 * @param {Line} line
 */
export function isStale(line) {
  return line.shown.map(({ id }) => id).join() !== line.known.map(({ id }) => id).join();
}

/**
 * Of those shown, the ones who do not wait any more: they cannot be called.
 * @param {Line} line
 * @returns {Set<string>}
 */
export function gone(line) {
  const still = new Set(line.known.map(({ id }) => id));
  return new Set(line.shown.map(({ id }) => id).filter((id) => !still.has(id)));
}

/** Sentences that are worth a chip: "in order of arrival" goes without saying. */
const ORDINARY = "first-come";

/**
 * The reason why somebody is called when they are, where it is not simply their turn.
 * @param {Waiting} waiting
 * @returns {Waiting["reason"] | null}
 */
export function reasonOf({ reason }) {
  return reason.code === ORDINARY ? null : reason;
}
