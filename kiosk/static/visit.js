/** What somebody at the kiosk has chosen, language and looks, kept while they go from page to page, and no longer. */

/** @typedef {{language: string, modes: {[mode in import("./state.js").Mode]: boolean}}} Visit */

const KEPT = "visit";

/** @param {Visit} visit */
export function keepVisit({ language, modes }) {
  sessionStorage.setItem(KEPT, JSON.stringify({ language, modes }));
}

/** @returns {Visit | null}  null when nobody is on their way */
export function keptVisit() {
  const kept = sessionStorage.getItem(KEPT);
  return kept === null ? null : JSON.parse(kept);
}

/** Whoever comes next finds the kiosk as everyone finds it. */
export function endVisit() {
  sessionStorage.removeItem(KEPT);
}
