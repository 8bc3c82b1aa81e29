/** What the sign of a counter says, and how it is written large. Pure. */

/**
 * A number alone ("3", "Quầy 3", "Quầy số 2A") is shown as a number, anything else in words.
 * @param {string} name
 * @returns {{numbered: boolean, text: string}}
 */
export function signOf(name) {
  const numbered = /^(?:(?:quầy|counter)\s+)?(?:số\s+)?(\d{1,4}\s?[A-ZĐ]?)$/i.exec(name.trim());
  return numbered ? { numbered: true, text: numbered[1] } : { numbered: false, text: name.trim() };
}

/**
 * A name on one line or on two of about the same length, broken at a space.
 * @param {string} name
 * @param {number} most  letters on a line
 * @returns {string[]}
 */
export function balanced(name, most) {
  const spaces = Array.from(name, (letter, at) => (letter === " " ? at : -1)).filter((at) => at > 0);
  if (name.length <= most || !spaces.length) return [name];
  const middle = spaces.reduce((best, at) => (Math.abs(at - name.length / 2) < Math.abs(best - name.length / 2) ? at : best));
  return [name.slice(0, middle), name.slice(middle + 1)];
}
