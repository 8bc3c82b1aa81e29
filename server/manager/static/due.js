/** What is due, for the director: how many of each clerk and field, and which ones, before they are late. */

import { Clock } from "../../web/static/clock.js";
import { icon, make, retell, tellConnection } from "../../web/static/furniture.js";
import { connect } from "../../web/static/live.js";
import { inFull } from "../../web/static/moments.js";
import { look } from "../../web/static/press.js";
import { found, screenFacts } from "../../web/static/screen.js";
import { soon } from "../../web/static/soon.js";
import { Words } from "../../web/static/words.js";
import { DUE, URGENCIES, chosenOf, hasOne, sum, urgencyToSay } from "./urgent.js";
import { markTongue, onTongue } from "./tongues.js";
import { showWay } from "./ways.js";

/** @typedef {import("./urgent.js").DueList} DueList */
/** @typedef {import("./urgent.js").Choice} Choice */

const REST_MS = 1500;
/** A dossier grows late also when nothing happens. */
const AGAIN_MS = 60_000;

const facts = screenFacts();
const words = new Words(facts.words, facts.language);
const clock = new Clock(facts.clock);

/** @type {DueList | null} */
let due = null;
/** @type {Choice} */
let choice = {};

const refresh = soon(async () => {
  const answer = await look("/api/v1/dossiers", 20_000);
  if (answer?.status === 401 || answer?.status === 403) location.reload();
  if (!answer?.ok) return;
  due = answer.body;
  if (due && choice.key !== undefined && !hasOne(due, choice)) choice = {};
  draw();
}, REST_MS);

function draw() {
  if (!due) return;
  drawVerdict(due);
  drawSplit(due, "clerk");
  drawSplit(due, "field");
  drawList(due);
  found("concerned").hidden = due.concerned.length === 0;
  found("concerned").textContent = due.concerned.length > 0 ? words.say("dossier.concerned", { codes: due.concerned.join(", ") }) : "";
}

/** @param {DueList} told */
function drawVerdict({ counts }) {
  const urgency = urgencyToSay(counts);
  const tone = urgency === "late" ? "stop" : urgency === "today" ? "wait" : "good";
  const line = urgency === null ? words.say("due.well") : words.count(`due.${urgency}`, counts[urgency] ?? 0);
  const more = DUE.filter((one) => one !== urgency && (counts[one] ?? 0) > 0).map((one) => words.count(`due.${one}`, counts[one]));
  found("verdict").className = `verdict ${tone}`;
  found("verdict-line").replaceChildren(icon(tone === "good" ? "check" : tone === "wait" ? "clock" : "triangle-alert"), make("span", {}, line));
  found("verdict-more").textContent = more.join(" · ");
}

/** @param {DueList} told @param {"clerk" | "field"} by */
function drawSplit(told, by) {
  const rows = Object.entries(told[`by_${by}`]);
  found(`by-${by}`).replaceChildren(
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.say(`due.${by}`)), ...URGENCIES.map((urgency) => make("th", { scope: "col", class: "number" }, words.say(`due.head.${urgency}`))))),
    make("tbody", {}, ...rows.map(([key, counts]) => make("tr", {}, make("th", { scope: "row" }, cell(called(told, { by, key }), { by, key })), ...numbers(counts, { by, key })))),
    make("tfoot", {}, make("tr", {}, make("th", { scope: "row" }, words.say("due.all")), ...numbers(sum(rows.map(([, counts]) => counts)), {}))),
  );
}

/** @param {{[urgency: string]: number}} counts @param {Choice} of */
function numbers(counts, of) {
  return URGENCIES.map((urgency) => {
    const count = counts[urgency] ?? 0;
    return make("td", { class: `number ${count > 0 ? urgency : "none"}` }, count > 0 ? cell(String(count), { ...of, urgency }) : "–");
  });
}

/** Whose or which they are, as people say it. @param {DueList | null} told @param {Choice} which */
function called(told, { by, key }) {
  const one = by === "field" ? told?.dossiers.find(({ field }) => field === key) : undefined;
  return one ? words.name(one.field_name) : key === "" ? words.say("due.nobody") : (key ?? "");
}

/** A word or number that shows its dossiers below. @param {string} said @param {Choice} which */
function cell(said, which) {
  const pressed = which.by === choice.by && which.key === choice.key && which.urgency === choice.urgency;
  const label = [called(due, which) || words.say("due.all"), which.urgency && `${words.say(`urgency.${which.urgency}`)}: ${said}`].filter(Boolean).join(", ");
  return make("button", { type: "button", class: "pick", "aria-pressed": String(pressed), "aria-label": label, "data-pick": JSON.stringify(which), onclick: () => pick(which) }, said);
}

/** @param {Choice} which */
function pick(which) {
  choice = which;
  draw();
  const again = /** @type {HTMLElement | null} */ (document.querySelector(`[data-pick='${CSS.escape(JSON.stringify(which))}']`));
  again?.focus();
}

/** @param {DueList} told */
function drawList(told) {
  const shown = chosenOf(told.dossiers, choice);
  found("chosen").textContent = [called(told, choice), choice.urgency && words.say(`urgency.${choice.urgency}`)].filter(Boolean).join(" · ");
  found("everything").hidden = choice.key === undefined && choice.urgency === undefined;
  found("empty").hidden = shown.length > 0;
  found("empty").textContent = words.say("due.empty");
  found("list").hidden = shown.length === 0;
  found("list").replaceChildren(
    make("thead", {}, make("tr", {}, ...["until", "dossier", "field", "clerk"].map((name) => make("th", { scope: "col" }, words.say(`due.${name}`))))),
    make("tbody", {}, ...shown.map(rowOf)),
  );
}

/** @param {import("./urgent.js").Due} one */
function rowOf(one) {
  const runs = one.state === "received" && one.due_at;
  const when = make("td", { class: "until" }, make("b", { class: `urgency ${one.urgency}` }, words.say(runs ? `urgency.${one.urgency}` : `dossier_state.${one.state}`)), runs ? make("span", { class: "figures" }, inFull(String(one.due_at))) : null);
  const sheet = make("a", { class: "figures", href: `/api/v1/dossiers/${encodeURIComponent(one.code)}/form.pdf?form=06`, target: "_blank", rel: "noopener", title: words.say("due.control") }, one.code);
  return make("tr", {}, when, make("td", {}, sheet, make("span", {}, words.name(one.procedure.name))), make("td", {}, words.name(one.field_name)), make("td", {}, called(due, { by: "clerk", key: one.clerk })));
}

/** @param {string} language */
function speak(language) {
  words.language = language;
  document.documentElement.lang = language;
  document.title = words.say("due.title");
  markTongue(language);
  found("office").textContent = facts.office.name[language];
  retell(words);
  draw();
}

showWay();
onTongue(speak);

const papers = /** @type {HTMLFormElement} */ (found("papers"));
const [from, to] = /** @type {NodeListOf<HTMLInputElement>} */ (papers.querySelectorAll("input"));
papers.addEventListener("input", () => {
  from.max = to.value;
  to.min = from.value;
});
found("everything").addEventListener("click", () => pick({}));

const live = connect("/manager", { clock });
live.on("dossier", () => void refresh());
tellConnection(live, words, clock);
setInterval(() => void refresh(), AGAIN_MS);
void refresh();
