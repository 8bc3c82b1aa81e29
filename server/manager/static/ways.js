/** The ways from one page of the director to the others: on a phone the one that is open lies where it is seen. */

/** Pushes the row along until the way to this page is in its middle; the page itself stays where it is. */
export function showWay() {
  const row = /** @type {HTMLElement | null} */ (document.querySelector(".ways"));
  const here = /** @type {HTMLElement | null} */ (row?.querySelector("[aria-current]") ?? null);
  if (row && here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}
