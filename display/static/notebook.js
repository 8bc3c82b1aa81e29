/** What was announced is written down in the browser, so that a page that opens anew says nothing twice. */

const PAGE = "toiluot.announced";

/** @returns {string[]} */
export function spokenBefore() {
  const written = read();
  return Array.isArray(written) ? written.filter((name) => typeof name === "string") : [];
}

/** @param {string[]} names */
export function remember(names) {
  try {
    localStorage.setItem(PAGE, JSON.stringify(names));
  } catch (refusal) {
    // A browser that keeps nothing (private window, full disk) may repeat a call after a reload; it still shows them all.
    console.warn("The announced calls could not be written down.", refusal);
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(PAGE) ?? "[]");
  } catch (refusal) {
    console.warn("The announced calls could not be read.", refusal);
    return [];
  }
}
