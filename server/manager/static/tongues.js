/** The languages at the head of the director's pages. */

import { rememberLanguage } from "../../web/static/furniture.js";

/** @returns {NodeListOf<HTMLElement>} */
function tongues() {
  return document.querySelectorAll("[data-language]");
}

/** Shows which language is spoken. @param {string} language */
export function markTongue(language) {
  for (const tongue of tongues()) tongue.setAttribute("aria-pressed", String(tongue.dataset.language === language));
}

/** Whoever presses a language reads it from now on, on the next pages too. @param {(language: string) => void} speak */
export function onTongue(speak) {
  for (const tongue of tongues()) {
    tongue.addEventListener("click", () => {
      const language = String(tongue.dataset.language);
      rememberLanguage(language);
      speak(language);
    });
  }
}
