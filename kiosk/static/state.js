/** What the kiosk shows, and what each touch makes of it. Pure: every function gives a new state. */

/** @typedef {import("../../server/web/static/press.js").Problem} Problem */
/** @typedef {{low: number, high: number} | null} Wait */
/**
 * @typedef {object} Taken  the answer to "Lấy số"
 * @property {string} id
 * @property {string} number
 * @property {string} service
 * @property {number} ahead
 * @property {Wait} expected_wait
 * @property {boolean | string | null} priority
 * @property {string} url
 * @property {string} qr
 * @property {number | null} print_job
 */
/** @typedef {"large" | "contrast" | "low"} Mode */
/**
 * @typedef {object} State
 * @property {"home" | "service" | "ticket"} at
 * @property {string} language
 * @property {{[mode in Mode]: boolean}} modes
 * @property {string | null} service
 * @property {string | null} procedure
 * @property {boolean} priority
 * @property {string | null} press  the key of the press that is not answered yet, or is tried again
 * @property {boolean} taking
 * @property {Problem | null} trouble
 * @property {Taken | null} ticket
 */

/**
 * How everyone finds the kiosk.
 * @param {string} [language]
 * @returns {State}
 */
export function untouched(language = "vi") {
  return {
    at: "home",
    language,
    modes: { large: false, contrast: false, low: false },
    service: null,
    procedure: null,
    priority: false,
    press: null,
    taking: false,
    trouble: null,
    ticket: null,
  };
}

/**
 * Whether somebody has left something behind that the next one must not find.
 * @param {State} state
 * @param {State} found  how they should find it
 */
export function isTouched(state, found) {
  const modes = /** @type {Mode[]} */ (Object.keys(state.modes));
  return state.at !== "home" || state.language !== found.language || state.trouble !== null || modes.some((mode) => state.modes[mode]);
}

/**
 * @param {State} state
 * @param {string} service
 * @returns {State}
 */
export function choose(state, service) {
  return { ...state, at: "service", service, procedure: null, priority: false, press: null, trouble: null };
}

/**
 * Touching the chosen procedure again takes the choice back.
 * @param {State} state
 * @param {string} procedure
 * @returns {State}
 */
export function pick(state, procedure) {
  return { ...state, procedure: state.procedure === procedure ? null : procedure, press: null };
}

/**
 * @param {State} state
 * @returns {State}
 */
export function turnPriority(state) {
  return { ...state, priority: !state.priority, press: null };
}

/**
 * "Lấy số" was pressed. Until it is answered the same wish keeps its key, so that trying again never takes a second
 * number; a changed wish has a new one.
 * @param {State} state
 * @param {string} freshKey
 * @returns {State}
 */
export function take(state, freshKey) {
  return { ...state, press: state.press ?? freshKey, taking: true, trouble: null };
}

/**
 * @param {State} state
 * @param {Taken} ticket
 * @returns {State}
 */
export function taken(state, ticket) {
  return { ...state, at: "ticket", ticket, taking: false, press: null };
}

/**
 * The key is kept only when nobody answered: a refusal is an answer, and the next press is a new one.
 * @param {State} state
 * @param {Problem} trouble
 * @returns {State}
 */
export function refused(state, trouble) {
  return { ...state, taking: false, trouble, press: trouble.type === "server-away" ? state.press : null };
}

/**
 * Back to the services; language and modes stay with whoever stands there.
 * @param {State} state
 * @returns {State}
 */
export function goHome(state) {
  return { ...untouched(state.language), modes: state.modes };
}

/**
 * @param {State} state
 * @param {string} language
 * @returns {State}
 */
export function speak(state, language) {
  return { ...state, language };
}

/**
 * @param {State} state
 * @param {Mode} mode
 * @returns {State}
 */
export function turnMode(state, mode) {
  return { ...state, modes: { ...state.modes, [mode]: !state.modes[mode] } };
}

/**
 * What the office is asked for.
 * @param {State} state
 */
export function wish(state) {
  const optional = state.procedure ? { procedure: state.procedure } : {};
  return { service: state.service, priority: state.priority, language: state.language, ...optional };
}
