/** What the pages at the door have in common: the choice of language. */

import { rememberLanguage, retell } from "./furniture.js";
import { screenFacts } from "./screen.js";
import { Words } from "./words.js";

/** Makes the language buttons work. */
export function openLobby() {
  const facts = screenFacts();
  const words = new Words(facts.words, facts.language);
  const tongues = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-language]"))];
  for (const tongue of tongues) {
    tongue.addEventListener("click", () => {
      words.language = String(tongue.dataset.language);
      document.documentElement.lang = words.language;
      rememberLanguage(words.language);
      retell(words);
      for (const other of tongues) other.setAttribute("aria-pressed", String(other === tongue));
      for (const name of document.querySelectorAll("[data-office-name]")) name.textContent = words.name(facts.office.name);
    });
  }
  return { facts, words };
}
