/** The languages in which citizens are served, as people call them. Pure. */

/** @typedef {import("./words.js").Words} Words */

/**
 * That somebody need not speak Vietnamese here; nothing where they must.
 * @param {string[]} codes
 * @param {Words} words
 */
export function spokenBeside(codes, words) {
  const named = codes.map((code) => called(code, words)).join(", ");
  return named && words.say("spoken.beside", { languages: named });
}

/** @param {string} code @param {Words} words */
function called(code, words) {
  const known = [`spoken.${code}`, `language.${code}`].find((key) => words.has(key));
  return known ? words.say(known) : code;
}
