/** The open board: in the reader's language, and anew every minute for a television that nobody touches. */

import { openLobby } from "../../server/web/static/lobby.js";
import { found } from "../../server/web/static/screen.js";

const AGAIN_MS = 60_000;

/** What the server tells now takes the place of what was told; whoever is not reached leaves it, with its time. */
async function again() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (fresh) found("main").replaceChildren(...fresh.childNodes);
    paint();
  } catch {
    return;
  }
}

/** The colours of the services: no style stands in the page itself. */
function paint() {
  for (const badge of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".badge[data-colour]"))) badge.style.setProperty("--service", String(badge.dataset.colour));
}

openLobby();
paint();
for (const tongue of document.querySelectorAll("[data-language]")) {
  tongue.addEventListener("click", () => {
    const here = new URL(location.href);
    here.searchParams.set("language", String(/** @type {HTMLElement} */ (tongue).dataset.language));
    location.replace(here);
  });
}
setInterval(again, AGAIN_MS);
