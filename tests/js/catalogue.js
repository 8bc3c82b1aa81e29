/** The words that are shipped, read from their .po files as the server reads them. */

import { readFileSync } from "node:fs";

/**
 * @param {string} language
 * @param {...string} rooms
 * @returns {import("../../server/web/static/words.js").Catalogue}
 */
export function shipped(language, ...rooms) {
  const files = rooms.map((room) => new URL(`../../server/web/locales/${language}/${room}.po`, import.meta.url));
  return Object.assign({}, ...files.map((file) => messages(readFileSync(file, "utf8"))));
}

/** @param {string} text */
function messages(text) {
  /** @type {import("../../server/web/static/words.js").Catalogue} */
  const told = {};
  for (const block of text.split(/\n\n+/)) {
    const key = /^msgid "(.+)"$/m.exec(block)?.[1];
    if (!key) continue;
    const forms = [...block.matchAll(/^msgstr\[\d\] "(.*)"$/gm)].map((form) => JSON.parse(`"${form[1]}"`));
    told[key] = forms.length > 0 ? forms : JSON.parse(`"${/^msgstr "(.*)"$/m.exec(block)?.[1] ?? ""}"`);
  }
  return told;
}
