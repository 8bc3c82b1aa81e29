/** What a form would come to, shown beside it while it is filled in: the wall of the waiting room, the line as it would be called. */

import { make } from "../../web/static/furniture.js";
import { gathered } from "./forms.js";

const REST_MS = 350;

/** @typedef {{kind: string, title: {[language: string]: string}, text: {[language: string]: string}}} Notice */

/** Makes `data-shows="<id>"` draw the notices of a form there, and `data-preview="<id>"` ask the server how it would be. */
export function openShows() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  document.addEventListener("input", (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest("form");
    if (form?.dataset.preview) {
      clearTimeout(waiting);
      waiting = setTimeout(() => void preview(String(form.dataset.preview)), REST_MS);
    }
    drawShows();
  });
  drawShows();
}

export function drawShows() {
  for (const form of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("form[data-shows]"))) {
    const wall = document.getElementById(String(form.dataset.shows));
    wall?.replaceChildren(...wallOf(gathered(form).notices ?? []));
  }
}

/** The slides large, the tickers at the foot, as the display has them. @param {Notice[]} notices */
function wallOf(notices) {
  const slides = notices.filter(({ kind, text }) => kind === "slide" && text.vi);
  const others = notices.filter(({ kind, text }) => kind !== "slide" && text.vi);
  return [
    ...slides.map(({ title, text }) => make("section", { class: "wall-slide" }, make("h3", {}, title.vi), make("p", {}, text.vi))),
    ...others.map(({ kind, text }) => make("p", { class: `wall-foot ${kind}` }, text.vi)),
  ];
}

/** @param {string} id */
async function preview(id) {
  const wish = new URLSearchParams();
  for (const form of document.querySelectorAll(`form[data-preview="${id}"]`)) {
    for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (form))) if (value !== "") wish.set(name, String(value));
  }
  const answer = await fetch(`${location.pathname}?${wish}`, { credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  const old = document.getElementById(id);
  const focused = document.activeElement?.id ?? "";
  if (fresh && old) old.replaceWith(document.importNode(fresh, true));
  if (focused) document.getElementById(focused)?.focus();
  document.dispatchEvent(new Event("shown"));
}
