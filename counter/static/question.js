/** A question with its few answers, over everything else: chosen by touch, by digit, or left by Escape. */

import { make } from "../../server/web/static/furniture.js";
import { found } from "../../server/web/static/screen.js";
import { choiceOf } from "./keys.js";

/** @typedef {{say: string, mark?: Node, does: () => unknown}} Choice */
/**
 * @typedef {object} Asked
 * @property {string} title
 * @property {string} [why]
 * @property {Choice[]} [choices]
 * @property {{title: string, choices: Choice[]}[]} [groups]
 * @property {{label: string, type: "text" | "time", send: string, does: (entered: string) => unknown}} [entry]
 * @property {Node} [body]
 * @property {string} [close]  the word on the way out
 */

const LONGEST_TEXT = 200;

export class Question {
  /** @param {import("../../server/web/static/words.js").Words} words */
  constructor(words) {
    this.words = words;
    this.dialog = /** @type {HTMLDialogElement} */ (found("asking"));
    /** @type {Choice[]} */
    this.choices = [];
    found("asking-not").addEventListener("click", () => this.close());
    this.dialog.addEventListener("keydown", (event) => this.typed(event));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.close());
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** @param {Asked} asked */
  ask(asked) {
    if (this.isOpen) return;
    const groups = (asked.groups ?? [{ title: "", choices: asked.choices ?? [] }]).filter(({ choices }) => choices.length > 0);
    this.choices = groups.flatMap(({ choices }) => choices);
    found("asking-title").textContent = asked.title;
    found("asking-why").textContent = asked.why ?? "";
    found("asking-why").hidden = !asked.why;
    found("asking-not").textContent = asked.close ?? this.words.say("web.cancel");
    found("asking-what").replaceChildren(...groups.map((group) => this.group(group)), ...(asked.entry ? [this.entry(asked.entry)] : []), ...(asked.body ? [asked.body] : []));
    this.dialog.showModal();
    /** @type {HTMLElement} */ (this.dialog.querySelector(".choice") ?? found("asking-not")).focus();
  }

  close() {
    if (this.isOpen) this.dialog.close();
  }

  /** @param {{title: string, choices: Choice[]}} group */
  group({ title, choices }) {
    const list = make("div", { class: "choice-list" }, ...choices.map((choice) => this.button(choice)));
    return make("section", { class: "choice-group" }, title && make("h3", {}, title), list);
  }

  /** @param {Choice} choice */
  button(choice) {
    const place = this.choices.indexOf(choice) + 1;
    return make(
      "button",
      { type: "button", class: "button choice", onclick: () => this.take(choice) },
      place <= 9 && make("kbd", { "aria-hidden": "true" }, String(place)),
      choice.mark,
      make("span", {}, choice.say),
    );
  }

  /** @param {NonNullable<Asked["entry"]>} entry */
  entry({ label, type, send, does }) {
    const input = make("input", { type, id: "asking-entry", required: true, maxlength: type === "text" ? LONGEST_TEXT : null, autocomplete: "off" });
    const form = make(
      "form",
      { class: "entry", novalidate: true },
      make("label", { for: "asking-entry" }, label),
      make("div", { class: "entry-row" }, input, make("button", { class: "button" }, send)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (input.value.trim()) this.take({ say: send, does: () => does(input.value.trim()) });
      else input.focus();
    });
    return form;
  }

  /** @param {Choice} choice */
  take(choice) {
    this.close();
    choice.does();
  }

  /** @param {KeyboardEvent} event */
  typed(event) {
    if (event.target instanceof HTMLInputElement) return;
    const choice = this.choices[choiceOf(event) - 1];
    if (!choice) return;
    event.preventDefault();
    this.take(choice);
  }
}
