/** What the server told this screen when it opened. */

/** @typedef {import("./words.js").Catalogue} Catalogue */
/** @typedef {{[language: string]: string}} Names  The same thing in the languages of the office. */
/**
 * @typedef {object} Facts
 * @property {string} screen
 * @property {{code: string, name: Names}} office
 * @property {string} language
 * @property {string[]} languages
 * @property {{[language: string]: Catalogue}} words
 * @property {{now: string, rate: number, practice: boolean, zone: string}} clock
 * @property {string | null} csrf
 * @property {{kind: string, name: string | null, shown: string, scopes: string[], counter: string | null}} caller
 * @property {string} version
 */

/**
 * @template {object} [More={}]
 * @returns {Facts & More}
 */
export function screenFacts() {
  return JSON.parse(found("screen").textContent ?? "");
}

/**
 * The element of the template with this id. A screen and its template belong together: a missing one is a mistake of
 * ours, and said at once.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function found(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The template has no #${id}`);
  return element;
}
