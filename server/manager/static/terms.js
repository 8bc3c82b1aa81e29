/** A word of the page that explains itself: its definition appears on hover, on focus and on touch (WCAG 1.4.13). */

import { make } from "../../web/static/furniture.js";
import { found } from "../../web/static/screen.js";

const GAP_PX = 8;
/** Long enough to move the pointer from the word onto its definition. */
const LINGER_MS = 250;

/** @type {HTMLElement | null} */
let explained = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving;

/**
 * @param {string} word
 * @param {string} definition
 */
export function term(word, definition) {
  const button = make("button", { type: "button", class: "term", "aria-describedby": "tip" }, word);
  const shows = () => show(button, definition);
  for (const event of ["mouseenter", "focus", "click"]) button.addEventListener(event, shows);
  button.addEventListener("mouseleave", leave);
  button.addEventListener("blur", hide);
  return button;
}

export function openTerms() {
  const tip = found("tip");
  tip.addEventListener("mouseenter", () => clearTimeout(leaving));
  tip.addEventListener("mouseleave", leave);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  window.addEventListener("scroll", place, { passive: true, capture: true });
}

/**
 * @param {HTMLElement} beside
 * @param {string} definition
 */
function show(beside, definition) {
  clearTimeout(leaving);
  explained = beside;
  found("tip").textContent = definition;
  found("tip").hidden = false;
  place();
}

function place() {
  if (!explained) return;
  const tip = found("tip");
  const { left, top, bottom, width } = explained.getBoundingClientRect();
  const above = top - tip.offsetHeight - GAP_PX;
  const furthest = document.documentElement.clientWidth - tip.offsetWidth - GAP_PX;
  tip.style.top = `${above > GAP_PX ? above : bottom + GAP_PX}px`;
  tip.style.left = `${Math.max(GAP_PX, Math.min(furthest, left + width / 2 - tip.offsetWidth / 2))}px`;
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, LINGER_MS);
}

function hide() {
  explained = null;
  found("tip").hidden = true;
}
