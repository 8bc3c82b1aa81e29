/** Which dossiers are meant, and which of them are told first. Pure. */

/**
 * @typedef {object} Due
 * @property {string} code
 * @property {{code: string, name: {[language: string]: string}}} procedure
 * @property {string} field
 * @property {{[language: string]: string}} field_name
 * @property {string} clerk
 * @property {string} state
 * @property {string | null} due_at
 * @property {string} urgency
 */
/** @typedef {{[urgency: string]: number}} Counts */
/** @typedef {{dossiers: Due[], counts: Counts, by_clerk: {[clerk: string]: Counts}, by_field: {[field: string]: Counts}, concerned: string[]}} DueList */
/** What is shown below: everything that is due, or that of a clerk or field, of one urgency. @typedef {{by?: "clerk" | "field", key?: string, urgency?: string}} Choice */

/** What somebody should see to, the most urgent first. */
export const DUE = ["late", "today", "soon"];
export const URGENCIES = [...DUE, "in_time", "waiting"];

/**
 * The most urgent there is of what should be seen to; null when there is none.
 * @param {Counts} counts
 */
export function urgencyToSay(counts) {
  return DUE.find((urgency) => (counts[urgency] ?? 0) > 0) ?? null;
}

/**
 * Without a choice those that should be seen to; of a clerk or field all, unless one urgency is meant.
 * @param {Due[]} dossiers
 * @param {Choice} choice
 */
export function chosenOf(dossiers, { by, key, urgency }) {
  const meant = (/** @type {Due} */ one) => (urgency !== undefined ? one.urgency === urgency : key !== undefined || DUE.includes(one.urgency));
  return dossiers.filter((one) => meant(one) && (by === undefined || one[by] === key));
}

/**
 * Whether anything is left of what was chosen.
 * @param {DueList} due
 * @param {Choice} choice
 */
export function hasOne(due, choice) {
  return chosenOf(due.dossiers, choice).length > 0;
}

/** @param {Counts[]} rows */
export function sum(rows) {
  /** @type {Counts} */
  const all = {};
  for (const row of rows) for (const [urgency, count] of Object.entries(row)) all[urgency] = (all[urgency] ?? 0) + count;
  return all;
}
