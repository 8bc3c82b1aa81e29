/** The chain of the journal, verified when somebody asks. */

import { icon, make } from "../../web/static/furniture.js";

/** Makes the button `data-verify="<address>"` ask, and say what was found. */
export function openVerify() {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-verify]");
    if (button instanceof HTMLElement && button.getAttribute("aria-busy") !== "true") void verify(button);
  });
}

/** @param {HTMLElement} button */
async function verify(button) {
  const said = document.getElementById("chain");
  button.setAttribute("aria-busy", "true");
  said?.replaceChildren(make("p", {}, button.dataset.walking ?? ""));
  try {
    const answer = await fetch(String(button.dataset.verify), { credentials: "same-origin" });
    const found = await answer.json();
    const sentence = found.holds ? `${button.dataset.holds} ${found.entries} · ${found.last_hash}` : `${button.dataset.broken} ${found.broken ?? ""}`;
    const tone = found.holds ? "good" : "stop";
    said?.replaceChildren(make("div", { class: `notice ${tone}` }, icon(found.holds ? "check" : "triangle-alert"), make("span", {}, sentence)));
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure;
    said?.replaceChildren();
  } finally {
    button.removeAttribute("aria-busy");
  }
}
