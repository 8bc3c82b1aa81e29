/** Texts that are paged, never scrolled: a page stands still until it can be read. Pure. */

/** A page of the foot line and of the services. */
export const PAGE_MS = 8000;

/** A page that ends where a reader pauses is at least so full. */
const SHORTEST = 0.4;

/** Where a reader pauses: best at the end of a sentence, else at a comma. */
const PAUSES = [/[.;!?]$/, /[.,;:!?]$/];

/**
 * A long text in as few pages as it needs: broken where a reader pauses if that costs no page more, else between words
 * and into pages about equally long, so that no word stands alone at the end. A word wider than a page has its own.
 * @param {string} text
 * @param {(text: string) => number} widthOf
 * @param {number} room  the width of a page
 * @returns {string[]}
 */
export function pagesOf(text, widthOf, room) {
  const words = text.split(/\s+/).filter(Boolean);
  const full = filled(words, widthOf, room);
  for (const pause of PAUSES) {
    const paused = filled(clausesOf(words, pause), widthOf, room);
    const even = paused.every((page, place) => widthOf(page) <= room && (place === paused.length - 1 || widthOf(page) >= room * SHORTEST));
    if (even && paused.length <= full.length) return paused;
  }
  return filled(words, widthOf, narrowest(words, widthOf, room, full.length));
}

/**
 * Words together up to each place where a reader pauses.
 * @param {string[]} words
 * @param {RegExp} pause
 */
function clausesOf(words, pause) {
  /** @type {string[]} */
  const clauses = [];
  let ended = true;
  for (const word of words) {
    if (ended) clauses.push(word);
    else clauses[clauses.length - 1] += ` ${word}`;
    ended = pause.test(word);
  }
  return clauses;
}

/**
 * The narrowest page, to a hundredth, with which the text still needs no more pages.
 * @param {string[]} words
 * @param {(text: string) => number} widthOf
 * @param {number} room
 * @param {number} pages
 */
function narrowest(words, widthOf, room, pages) {
  let narrow = room / Math.max(1, pages);
  let wide = room;
  while (wide - narrow > room / 100) {
    const middle = (wide + narrow) / 2;
    if (filled(words, widthOf, middle).length <= pages) wide = middle;
    else narrow = middle;
  }
  return wide;
}

/**
 * @param {string[]} pieces
 * @param {(text: string) => number} widthOf
 * @param {number} room
 */
function filled(pieces, widthOf, room) {
  /** @type {string[]} */
  const pages = [];
  for (const piece of pieces) {
    const longer = `${pages[pages.length - 1]} ${piece}`;
    if (pages.length && widthOf(longer) <= room) pages[pages.length - 1] = longer;
    else pages.push(piece);
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
