/** How one person's work is said: names in the order of names, and nothing of too few. Pure. */

/** @typedef {import("./stretch.js").Row} Row */
/** @typedef {import("./stretch.js").Spread} Spread */
/** @typedef {{figures: Row, middle: [number, number] | null, office: Spread | null}} Part */
/**
 * @typedef {object} Work  The answer of GET /api/v1/statistics/clerk and …/mine.
 * @property {string} clerk
 * @property {string} clerk_name
 * @property {number} days
 * @property {Part} total
 * @property {Part[]} services
 * @property {number} fewest_handled
 * @property {number} fewest_ratings
 * @property {number} fewest_clerks
 */

/**
 * Those who worked, in the order of their names as they are said here: by the given name, which comes last.
 * @param {(string | null)[]} codes
 * @param {{[code: string]: string}} people
 * @returns {{code: string, name: string}[]}
 */
export function byName(codes, people) {
  const given = (/** @type {string} */ name) => name.split(" ").at(-1) ?? name;
  return codes
    .flatMap((code) => (code === null ? [] : [{ code, name: people[code] ?? code }]))
    .sort((one, other) => given(one.name).localeCompare(given(other.name), "vi") || one.name.localeCompare(other.name, "vi"));
}

/**
 * Whether anything is there to be told.
 * @param {Work} work
 */
export function didNothing({ total }) {
  return total.figures.joined === 0 && total.figures.desks.open === null;
}

/**
 * Whole hours and minutes of a stretch.
 * @param {number} seconds
 */
export function clockOf(seconds) {
  const minutes = Math.round(seconds / 60);
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}
