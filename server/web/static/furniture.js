/** What every screen is furnished with: elements, icons, service badges, sentences in the chosen language. */

import { found } from "./screen.js";

/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("./screen.js").Facts} Facts */

/**
 * An element with its attributes and what is in it. `class`, `aria-label`, `data-…`, and for an event `onclick`;
 * null and false leave an attribute out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{[attribute: string]: string | number | boolean | null | undefined | ((event: any) => void)}} [attributes]
 * @param {...(Node | string | null | undefined | false)} inside
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const thing of inside) if (thing !== null && thing !== undefined && thing !== false) element.append(thing);
  return element;
}

/**
 * One of the house's icons (server/web/icons.txt). Always beside a word: it is hidden from screen readers.
 * @param {string} name
 */
export function icon(name) {
  const svg = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#${name}`);
  drawing.append(use);
  return drawing;
}

/**
 * The letter of a service on its colour.
 * @param {{prefix: string, colour?: string | null}} service
 */
export function badge(service) {
  const letter = make("span", { class: "badge", "aria-hidden": "true" }, service.prefix);
  if (service.colour) letter.style.setProperty("--service", service.colour);
  return letter;
}

/**
 * Says every `data-say` (and `data-say-label`) of a part of the page in the language of the words; its other `data-…`
 * fill the holes of the sentence.
 * @param {Words} words
 * @param {ParentNode} [part]
 */
export function retell(words, part = document) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("[data-say]"))) {
    element.textContent = words.say(String(element.dataset.say), /** @type {{[fact: string]: string}} */ ({ ...element.dataset }));
  }
  for (const element of part.querySelectorAll("[data-say-label]")) {
    element.setAttribute("aria-label", words.say(element.getAttribute("data-say-label") ?? ""));
  }
}

/**
 * Tells a screen reader something that is seen without being read: `<p id="announcement" aria-live>` of base.html.
 * @param {string} sentence
 */
export function announce(sentence) {
  found("announcement").textContent = sentence;
}

/**
 * The strip that says since when the server is away; hidden while it is there.
 * @param {import("./live.js").Live} live
 * @param {Words} words
 * @param {import("./clock.js").Clock} clock
 * @param {number} [patience]  milliseconds of silence before anything is said
 */
export function tellConnection(live, words, clock, patience = 2000) {
  const strip = found("strip");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let saying;
  live.onConnection(({ state, since }) => {
    clearTimeout(saying);
    strip.hidden = true;
    if (state === "here") return;
    saying = setTimeout(() => {
      strip.replaceChildren(icon("wifi-off"), words.say("web.away", { time: clock.time(since) }));
      strip.hidden = false;
    }, patience);
  });
}

/**
 * Remembers the language for the pages that this browser opens next.
 * @param {string} language
 */
export function rememberLanguage(language) {
  document.cookie = `language=${language}; path=/; max-age=31536000; samesite=lax`;
}
