/** Texts that are paged, never scrolled: a page stands still until it can be read. Pure. */

/** A page of the foot line and of the services. */
export const PAGE_MS = 8000;

/**
 * A long text in pages, broken between words. Each page holds as many words as fit; a single word always does.
 * @param {string} text
 * @param {(text: string) => boolean} fits
 * @returns {string[]}
 */
export function pagesOf(text, fits) {
  /** @type {string[]} */
  const pages = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = pages.length ? `${pages[pages.length - 1]} ${word}` : word;
    if (pages.length && fits(longer)) pages[pages.length - 1] = longer;
    else pages.push(word);
  }
  return pages;
}

/**
 * Things in pages of at most so many, as evenly filled as can be: eight by five are four and four.
 * @template Thing
 * @param {Thing[]} things
 * @param {number} most
 * @returns {Thing[][]}
 */
export function groupsOf(things, most) {
  const pages = Math.ceil(things.length / Math.max(1, most));
  const each = Math.ceil(things.length / Math.max(1, pages));
  return Array.from({ length: pages }, (_, page) => things.slice(page * each, (page + 1) * each));
}

/**
 * The page whose turn it is; undefined when there is none.
 * @template Page
 * @param {Page[]} pages
 * @param {number} turn  counts up from 0
 * @returns {Page | undefined}
 */
export function pageAt(pages, turn) {
  return pages[turn % pages.length];
}

/** Where the whole picture stands, in pixels; it moves a little, so that no edge burns into the screen. */
const PLACES = [[0, 0], [4, 2], [2, 4], [-2, 4], [-4, 2], [-4, -2], [-2, -4], [2, -4], [4, -2]];

/** How long it stays in one place. */
export const SHIFT_MS = 180_000;

/**
 * @param {number} turn  counts up from 0
 */
export function shiftAt(turn) {
  const [x, y] = PLACES[turn % PLACES.length];
  return { x, y };
}
