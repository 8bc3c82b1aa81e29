/**
 * How large must it be, so that the last row can read it? Pure.
 *
 * EN 301 549, 5.1.4: a capital of the ticket and counter number is seen under at least 0.7 degrees. NUREG-0700: other
 * words under at least 16 minutes of arc, at the farthest place they are read from.
 */

/** @typedef {{inches: number, seat: number}} Room  the diagonal of the screen, and metres to the farthest seat */
/** @typedef {{width: number, height: number}} Screen  in CSS pixels */

const NUMBER_DEGREES = 0.7;
const WORDS_DEGREES = 16 / 60;
const MM_PER_INCH = 25.4;

/** What part of its font size a capital of our two typefaces is high. */
export const CAPITAL = 0.71;

/** A 55-inch screen and four metres: what is assumed of a commune's waiting room until it is told otherwise. */
export const USUAL = { inches: 55, seat: 4 };

/**
 * The smallest font sizes, in CSS pixels, that the farthest seat can read.
 * @param {Room} room
 * @param {Screen} screen  which fills the whole display
 */
export function smallest(room, screen) {
  const mmPerPixel = millimetresPerPixel(room, screen);
  return {
    number: capitalMm(room.seat, NUMBER_DEGREES) / mmPerPixel / CAPITAL,
    words: capitalMm(room.seat, WORDS_DEGREES) / mmPerPixel / CAPITAL,
  };
}

/**
 * From how many metres a ticket number of this font size can be read.
 * @param {number} fontSize
 * @param {Room} room
 * @param {Screen} screen
 */
export function readableFrom(fontSize, room, screen) {
  const capital = fontSize * CAPITAL * millimetresPerPixel(room, screen);
  return capital / capitalMm(1, NUMBER_DEGREES);
}

/**
 * How high a capital must be to be seen under an angle from so many metres.
 * @param {number} metres
 * @param {number} degrees
 */
export function capitalMm(metres, degrees) {
  return 2000 * metres * Math.tan((degrees * Math.PI) / 360);
}

/**
 * The room as the address of the screen tells it (`/display?inches=55&seat=8`); what is not told, or is no size a
 * screen can have, is the usual.
 * @param {URLSearchParams} told
 * @returns {Room}
 */
export function roomOf(told) {
  return { inches: between(told.get("inches"), 10, 200, USUAL.inches), seat: between(told.get("seat"), 1, 50, USUAL.seat) };
}

/**
 * @param {string | null} told
 * @param {number} least
 * @param {number} most
 * @param {number} usual
 */
function between(told, least, most, usual) {
  const number = Number.parseFloat((told ?? "").replace(",", "."));
  return number >= least && number <= most ? number : usual;
}

/**
 * @param {Room} room
 * @param {Screen} screen
 */
function millimetresPerPixel({ inches }, { width, height }) {
  return (inches * MM_PER_INCH) / Math.hypot(width, height);
}
