/** Dossiers at the counter: the one place where its page is touched. */

import { make } from "../../server/web/static/furniture.js";
import { connect } from "../../server/web/static/live.js";
import { Clock } from "../../server/web/static/clock.js";
import { inFull } from "../../server/web/static/moments.js";
import { look, presser, sentenceOf } from "../../server/web/static/press.js";
import { found, screenFacts } from "../../server/web/static/screen.js";
import { Words } from "../../server/web/static/words.js";

/** @typedef {{[language: string]: string}} Name */
/** @typedef {{code: string, name: Name, field: Name, papers: Name[]}} Procedure */
/**
 * @typedef {object} Dossier
 * @property {string} code
 * @property {{code: string, name: {[language: string]: string}}} procedure
 * @property {string} field
 * @property {Name} field_name
 * @property {string} channel
 * @property {string} state
 * @property {string | null} due_at
 * @property {string} urgency
 * @property {boolean} foreseen
 * @property {string} clerk
 * @property {string[]} missing
 * @property {string} owner
 * @property {string[]} moves
 */
/** @typedef {{dossiers: Dossier[], counts: {[urgency: string]: number}, concerned: string[]}} Due */
/** @typedef {{verb: string, fields: [string, "text" | "lines" | "date", string][], fixed?: {[name: string]: unknown}}} Question */

const facts = /** @type {import("../../server/web/static/screen.js").Facts & {ticket: {id: string, number: string, procedure: string | null, language: string} | null, may_change: boolean}} */ (screenFacts());
const words = new Words(facts.words, facts.language);
const press = presser({ csrf: facts.csrf });
const live = connect(facts.may_change ? "/counter" : "/manager", { clock: new Clock(facts.clock) });

/** @type {Procedure[]} */
let offered = [];
/** @type {Procedure | null} */
let procedure = null;
let marked = 0;
/** @type {Due} */
let due = { dossiers: [], counts: {}, concerned: [] };
let urgency = "";
let of = "";

// --- the procedure -----------------------------------------------------------------------------------------------------

const box = /** @type {HTMLInputElement} */ (found("procedure"));

async function offer() {
  const wish = box.value;
  const answer = wish.trim() ? await look(`/counter/dossiers/find?q=${encodeURIComponent(wish)}`) : null;
  if (box.value !== wish) return;
  offered = answer?.ok ? answer.body : [];
  marked = 0;
  showOffer();
}

function showOffer() {
  const list = found("procedures");
  list.replaceChildren(
    ...offered.map((one, place) =>
      make(
        "li",
        { role: "option", id: `option-${place}`, "aria-selected": String(place === marked), onclick: () => choose(one) },
        words.name(one.name),
        make("small", {}, `${one.code} · ${words.name(one.field)}`),
      ),
    ),
  );
  list.hidden = offered.length === 0;
  box.setAttribute("aria-expanded", String(!list.hidden));
  if (offered.length > 0) box.setAttribute("aria-activedescendant", `option-${marked}`);
  else box.removeAttribute("aria-activedescendant");
}

/** @param {Procedure} one */
function choose(one) {
  procedure = one;
  offered = [];
  box.value = words.name(one.name);
  showOffer();
  found("chosen").textContent = `${one.code} · ${words.name(one.field)}`;
  found("paper-list").replaceChildren(
    ...one.papers.map((paper, place) => make("label", {}, make("input", { type: "checkbox", checked: "", "data-place": String(place) }), make("span", {}, words.name(paper)))),
  );
  found("papers").hidden = one.papers.length === 0;
}

box.addEventListener("input", () => {
  procedure = null;
  void offer();
});
box.addEventListener("keydown", (event) => {
  if (offered.length === 0) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    marked = (marked + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
    event.preventDefault();
    return showOffer();
  }
  if (event.key === "Enter" || event.key === "Tab") {
    if (event.key === "Enter") event.preventDefault();
    choose(offered[marked]);
  } else if (event.key === "Escape") {
    offered = [];
    showOffer();
  }
});

// --- receiving ---------------------------------------------------------------------------------------------------------

const form = /** @type {HTMLFormElement} */ (found("receive"));
form.hidden = !facts.may_change;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void takeIn();
});

async function takeIn() {
  if (form.getAttribute("aria-busy") === "true") return;
  if (!procedure) {
    say("stop", words.say("reception.no_procedure"));
    return box.focus();
  }
  form.setAttribute("aria-busy", "true");
  const answer = await press("/api/v1/dossiers", wishOf(procedure));
  form.setAttribute("aria-busy", "false");
  if (!answer.ok) return say("stop", sentenceOf(answer.problem, words));
  const told = /** @type {Dossier} */ (answer.body);
  say("good", words.say("reception.done", { code: told.code, due: told.due_at ? inFull(told.due_at) : words.say("posting.not_stated") }), told.code);
  clear();
  void refresh();
}

/** @param {Procedure} chosen */
function wishOf(chosen) {
  const papers = [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#paper-list input"))].filter(({ checked }) => checked).map(({ dataset }) => Number(dataset.place));
  const channel = /** @type {HTMLInputElement} */ (document.querySelector("input[name=channel]:checked")).value;
  const code = valueOf("code");
  return {
    procedure: chosen.code,
    papers,
    channel,
    owner: valueOf("owner"),
    ...(code ? { code } : {}),
    ...(facts.ticket ? { ticket: facts.ticket.id, language: facts.ticket.language } : {}),
  };
}

/** @param {string} id */
function valueOf(id) {
  return /** @type {HTMLInputElement} */ (found(id)).value.trim();
}

/** The same visit may bring another: the name stays, the rest is free. What comes without a visit is somebody else's. */
function clear() {
  procedure = null;
  if (!facts.ticket) /** @type {HTMLInputElement} */ (found("owner")).value = "";
  box.value = "";
  /** @type {HTMLInputElement} */ (found("code")).value = "";
  found("chosen").textContent = "";
  found("papers").hidden = true;
  box.focus();
}

/** @param {"good" | "stop"} tone @param {string} sentence @param {string} [code] */
function say(tone, sentence, code) {
  const link = code ? make("a", { href: `/api/v1/dossiers/${encodeURIComponent(code)}/form.pdf?form=01`, target: "_blank", rel: "noopener" }, words.say("reception.pdf")) : "";
  found("said").replaceChildren(make("p", { class: `notice ${tone}` }, `${sentence} `, link));
}

// --- what is due -------------------------------------------------------------------------------------------------------

async function refresh() {
  const answer = await look("/api/v1/dossiers");
  if (!answer?.ok) return;
  due = answer.body;
  show();
}

function show() {
  for (const count of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-count]"))) {
    const which = String(count.dataset.count);
    count.textContent = String(which === "" ? due.dossiers.length : (due.counts[which] ?? 0));
  }
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-urgency]"))) button.setAttribute("aria-pressed", String(button.dataset.urgency === urgency));
  showSplit();
  const shown = due.dossiers.filter((one) => (urgency === "" || one.urgency === urgency) && (of === "" || one.clerk === of || one.field === of));
  found("dossiers").replaceChildren(...shown.map(rowOf));
  found("empty").hidden = shown.length > 0;
  found("concerned").hidden = due.concerned.length === 0;
  found("concerned").textContent = due.concerned.length > 0 ? words.say("dossier.concerned", { codes: due.concerned.join(", ") }) : "";
}

function showSplit() {
  const chooser = /** @type {HTMLSelectElement} */ (found("of"));
  const clerks = due.dossiers.filter(({ clerk }) => clerk).map(({ clerk }) => /** @type {[string, string]} */ ([clerk, clerk]));
  const fields = due.dossiers.map(({ field, field_name }) => /** @type {[string, string]} */ ([field, words.name(field_name)]));
  const wanted = [...new Map([["", words.say("reception.of_all")], ...clerks, ...fields])];
  if (chooser.options.length === wanted.length && wanted.every(([name], place) => chooser.options[place].value === name)) return;
  chooser.replaceChildren(...wanted.map(([name, said]) => make("option", { value: name }, said)));
  chooser.value = wanted.some(([name]) => name === of) ? of : "";
  of = chooser.value;
}

/** @param {Dossier} one */
function rowOf(one) {
  const runs = one.state === "received" && one.due_at;
  const when = runs ? `${words.say(`urgency.${one.urgency}`)} · ${words.say("reception.until", { due: inFull(String(one.due_at)) })}` : words.say(`dossier_state.${one.state}`);
  const about = [words.name(one.procedure.name), one.owner, one.clerk, words.say(`dossier_channel.${one.channel}`)].filter(Boolean).join(" · ");
  return make(
    "li",
    { class: one.urgency },
    make("p", { class: "head" }, make("span", { class: "figures" }, one.code), make("span", { class: `mark ${one.urgency}` }, when)),
    make("p", { class: "about" }, about),
    one.missing.length > 0 && make("p", {}, `${words.say("reception.missing")}: ${one.missing.join("; ")}`),
    one.foreseen && make("p", { class: "about" }, words.say("reception.foreseen")),
    movesOf(one),
  );
}

/** @param {Dossier} one */
function movesOf(one) {
  const verbs = facts.may_change ? one.moves : [];
  const buttons = verbs.map((verb) => make("button", { type: "button", class: "button", onclick: () => void ask(one, verb) }, words.say(`dossier_verb.${verb}`)));
  const sheet = make("a", { class: "button", href: `/api/v1/dossiers/${encodeURIComponent(one.code)}/form.pdf?form=06`, target: "_blank", rel: "noopener" }, words.say("reception.control"));
  return make("div", { class: "moves" }, ...buttons, sheet);
}

/** What has to be said with each move. @type {{[verb: string]: [string, "text" | "lines" | "date", string][]}} */
const ASKS = {
  supplement: [["missing", "lines", "reception.ask_missing"], ["reason", "text", "reception.ask_reason_optional"]],
  extend: [["until", "date", "reception.ask_until"], ["reason", "text", "reception.ask_reason"]],
  refuse: [["reason", "text", "reception.ask_reason"]],
  stop: [["reason", "text", "reception.ask_reason"]],
  withdraw: [["reason", "text", "reception.ask_reason"]],
  reopen: [["reason", "text", "reception.ask_reason"]],
};

const dialog = /** @type {HTMLDialogElement} */ (found("asking"));
/** @type {() => Promise<void>} */
let answered = async () => {};

/** @param {Dossier} one @param {string} verb */
async function ask(one, verb) {
  const asks = ASKS[verb] ?? [];
  found("asking-title").textContent = `${words.say(`dossier_verb.${verb}`)}: ${one.code}`;
  found("asking-yes").textContent = words.say(`dossier_verb.${verb}`);
  found("asking-trouble").hidden = true;
  const fields = asks.map(([name, kind, key]) => fieldOf(name, kind, words.say(key)));
  found("asking-fields").replaceChildren(...(verb === "return" ? [handedTo()] : fields));
  answered = () => move(one, verb);
  dialog.showModal();
}

/** @param {string} name @param {"text" | "lines" | "date"} kind @param {string} said */
function fieldOf(name, kind, said) {
  const field = kind === "date" ? make("input", { type: "date", id: `ask-${name}`, name }) : make("textarea", { id: `ask-${name}`, name, rows: kind === "lines" ? "4" : "2", "data-kind": kind });
  return make("div", { class: "field" }, make("label", { for: `ask-${name}` }, said), field);
}

function handedTo() {
  return make(
    "fieldset",
    {},
    make("legend", {}, words.say("reception.handed_to")),
    ...["owner", "authorised", "post"].map((to, place) => make("label", {}, make("input", { type: "radio", name: "to", value: to, ...(place === 0 ? { checked: "" } : {}) }), make("span", {}, words.say(`reception.to_${to}`)))),
  );
}

/** @param {Dossier} one @param {string} verb */
async function move(one, verb) {
  /** @type {{[name: string]: unknown}} */
  const wish = {};
  for (const field of /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (dialog.querySelectorAll("[name]"))) {
    if (field instanceof HTMLInputElement && field.type === "radio" && !field.checked) continue;
    wish[field.name] = field.dataset.kind === "lines" ? field.value.split("\n").map((line) => line.trim()).filter(Boolean) : field.value.trim();
  }
  const answer = await press(`/api/v1/dossiers/${encodeURIComponent(one.code)}/${verb}`, wish);
  if (!answer.ok) {
    found("asking-trouble").textContent = sentenceOf(answer.problem, words);
    found("asking-trouble").hidden = false;
    return;
  }
  dialog.close();
  await refresh();
}

found("asking-form").addEventListener("submit", (event) => {
  event.preventDefault();
  void answered();
});
found("asking-no").addEventListener("click", () => dialog.close());
found("of").addEventListener("change", () => {
  of = /** @type {HTMLSelectElement} */ (found("of")).value;
  show();
});
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-urgency]"))) {
  button.addEventListener("click", () => {
    urgency = String(button.dataset.urgency);
    show();
  });
}

async function begin() {
  if (facts.ticket) {
    found("visit").textContent = words.say("reception.visit", { number: facts.ticket.number });
    found("visit").hidden = false;
    if (facts.ticket.procedure) {
      box.value = facts.ticket.procedure;
      await offer();
      if (offered.length > 0) choose(offered[0]);
      found("take-in").focus();
    }
  }
  if (facts.may_change && !procedure) box.focus();
}

live.on("dossier", () => void refresh());
void refresh();
void begin();
