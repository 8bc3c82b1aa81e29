/** The work of one clerk: asked for by themself, or by a director who may see it, and drawn with what it cannot tell. */

import { badge, icon, make, retell } from "../../web/static/furniture.js";
import { look } from "../../web/static/press.js";
import { found, screenFacts } from "../../web/static/screen.js";
import { Words } from "../../web/static/words.js";
import { byName, clockOf, didNothing } from "./one.js";
import { heading, periods } from "./stretch.js";
import { Told } from "./told.js";
import { markTongue, onTongue } from "./tongues.js";
import { showWay } from "./ways.js";

/** @typedef {import("./one.js").Part} Part */
/** @typedef {import("./one.js").Work} Work */
/** @typedef {{code: string, prefix: string, name: {[language: string]: string}, colour: string}} Line */

/** Years on a machine that has much else to do. */
const PATIENCE_MS = 60_000;
const DEFINED = ["served", "no_show", "transferred", "forgotten", "handle", "satisfied"];
const COLUMNS = ["served", "no_show", "transferred", "p50", "middle", "p90", "office", "satisfied", "answers"];

const facts = /** @type {import("../../web/static/screen.js").Facts & {lines: Line[], people: {[code: string]: string} | null, may_take_away: boolean}} */ (screenFacts());
const { people } = facts;
const words = new Words(facts.words, facts.language);
const told = new Told(words);
const today = facts.clock.now.slice(0, 10);
const lines = new Map(facts.lines.map((line) => [line.code, line]));
const from = /** @type {HTMLInputElement} */ (found("from"));
const to = /** @type {HTMLInputElement} */ (found("to"));

/** @type {Work | null} */
let shown = null;
/** @type {(() => string) | null} */
let notice = null;
let stretch = { from: today, to: today };
let clerk = "";
let asked = 0;

/** @param {string} path */
async function ask(path) {
  const answer = await look(path, PATIENCE_MS);
  if (answer?.status === 401 || answer?.status === 403) location.reload();
  if (answer?.status === 422) throw new RangeError(path);
  if (!answer?.ok) throw new Error(path);
  return answer.body;
}

async function show() {
  const turn = ++asked;
  stretch = { from: from.value, to: to.value };
  found("main").setAttribute("aria-busy", "true");
  try {
    const days = new URLSearchParams(stretch);
    if (people) await drawClerks(days, people);
    const work = people ? clerk && (await ask(`/api/v1/statistics/clerk?${new URLSearchParams({ clerk })}&${days}`)) : await ask(`/api/v1/statistics/mine?${days}`);
    if (turn !== asked) return;
    shown = work || null;
    history.replaceState(null, "", `?${clerk ? `${new URLSearchParams({ clerk })}&` : ""}${days}`);
    draw();
  } catch (wrong) {
    shown = null;
    say(() => words.say(wrong instanceof RangeError ? "figures.no_period" : "figures.failed"));
  } finally {
    found("main").removeAttribute("aria-busy");
  }
}

/** Who may be chosen: those who were at a counter in this period, in the order of names. @param {URLSearchParams} days @param {{[code: string]: string}} known */
async function drawClerks(days, known) {
  /** @type {import("./stretch.js").Row[]} */
  const rows = await ask(`/api/v1/statistics?by=clerk&${days}`);
  const codes = new Set(rows.map(({ key }) => key));
  if (clerk) codes.add(clerk);
  const choices = byName([...codes], known);
  const nobody = make("option", { value: "", selected: clerk === "" }, words.say("work.choose"));
  found("clerk").replaceChildren(nobody, ...choices.map(({ code, name }) => make("option", { value: code, selected: code === clerk }, name)));
  if (!clerk) say(() => words.say(choices.length > 0 ? "work.pick" : "work.nobody"));
}

/** @param {(() => string) | null} sentence */
function say(sentence) {
  notice = sentence;
  found("nothing").hidden = sentence === null;
  found("nothing").textContent = sentence ? sentence() : null;
  found("told").hidden = sentence !== null;
}

function draw() {
  const work = shown;
  found("whose").textContent = people ? (work?.clerk_name ?? words.say("work.title")) : words.say("work.mine");
  found("when").textContent = "";
  if (!work) return notice && say(notice);
  if (didNothing(work)) return say(() => words.say(people ? "work.nothing" : "work.nothing_mine", { name: work.clerk_name }));
  say(null);
  found("when").textContent = `${stretch.from === stretch.to ? told.day(stretch.from) : `${told.day(stretch.from)} – ${told.day(stretch.to)}`} · ${words.count("work.days", work.days)}`;
  drawTiles(work);
  drawServices(work);
  drawFiles();
  found("definitions").replaceChildren(...DEFINED.map((word) => make("div", {}, make("dt", {}, words.say(`figures.col.${heading(word)}`)), make("dd", {}, words.say(`figures.def.${word}`)))));
}

/** @param {Work} work */
function drawTiles({ total, ...work }) {
  const { figures, middle, office } = total;
  const { handle, satisfaction, desks } = figures;
  const beside = (/** @type {number | null | undefined} */ seconds) => (office ? words.say("work.office", { figure: told.minutes(seconds) }) : words.say("work.office_few", { few: work.fewest_clerks }));
  const tooFew = words.say("work.few_handled", { count: told.count(handle.count), few: work.fewest_handled });
  const range = middle ? words.say("work.middle", { low: told.minutes(middle[0]), high: told.minutes(middle[1]) }) : "";
  found("tiles").replaceChildren(
    tile("served", told.count(figures.served), figures.forgotten > 0 ? words.say("work.forgotten", { count: told.count(figures.forgotten) }) : ""),
    handle.p50 === null ? tile("p50", null, tooFew) : tile("p50", told.minutes(handle.p50), range, beside(office?.p50)),
    handle.p90 === null ? tile("p90", null, tooFew) : tile("p90", told.minutes(handle.p90), beside(office?.p90)),
    tile("paused", lasted(desks.paused ?? 0), words.say("work.open", { open: lasted(desks.open ?? 0) })),
    satisfaction.rate === null
      ? tile("satisfied", null, words.say("work.few_ratings", { count: told.count(satisfaction.answers), few: work.fewest_ratings }))
      : tile("satisfied", told.share(satisfaction.rate), words.say("figures.interval", { range: told.range(satisfaction.low, satisfaction.high), answers: told.count(satisfaction.answers), rate: told.share(satisfaction.response_rate) })),
  );
}

/** A figure, or that there is too little for one. @param {string} name @param {string | null} figure @param {...string} more */
function tile(name, figure, ...more) {
  const said = make("span", { class: figure === null ? "tile-few" : "figures" }, figure ?? words.say("work.few"));
  return make("div", { class: "tile card" }, make("dt", {}, words.say(`work.${name}`)), make("dd", { class: "tile-figure" }, said), ...more.map((line) => line && make("dd", { class: "tile-more figures" }, line)));
}

/** @param {number} seconds */
function lasted(seconds) {
  const { hours, minutes } = clockOf(seconds);
  return words.say(hours > 0 ? "work.hours" : "work.minutes", { hours, minutes });
}

/** @param {Work} work */
function drawServices(work) {
  const order = [...lines.keys()];
  const parts = [...work.services].sort((one, other) => order.indexOf(codeOf(one)) - order.indexOf(codeOf(other)));
  found("services").replaceChildren(
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.say("work.service")), ...COLUMNS.map((name) => make("th", { scope: "col", class: "number" }, words.say(`work.col.${name}`))))),
    make("tbody", {}, ...parts.map((part) => row(nameOf(codeOf(part)), part))),
    make("tfoot", {}, row(words.say("figures.all"), work.total)),
  );
  found("note").textContent = words.say("work.note", { handled: work.fewest_handled, ratings: work.fewest_ratings, clerks: work.fewest_clerks });
  const { error } = work.total.figures;
  found("exact").textContent = error > 0 ? words.say("figures.error", { error: told.share(error) }) : words.say("figures.exact");
}

/** @param {Part} part */
function codeOf({ figures }) {
  return figures.keys[1] ?? "";
}

/** @param {string} code */
function nameOf(code) {
  const line = lines.get(code);
  return line ? make("span", { class: "line-name" }, badge(line), words.name(line.name)) : code;
}

/** @param {Node | string} name @param {Part} part */
function row(name, { figures, middle, office }) {
  const { handle, satisfaction } = figures;
  const rate = satisfaction.rate === null ? null : `${told.share(satisfaction.rate)} (${told.range(satisfaction.low, satisfaction.high)})`;
  /** @type {(string | null)[]} */
  const cells = [
    told.count(figures.served),
    told.count(figures.no_show),
    told.count(figures.transferred),
    handle.p50 === null ? null : told.minutes(handle.p50),
    middle && `${told.minutes(middle[0])}–\u2060${told.minutes(middle[1])}`,
    handle.p90 === null ? null : told.minutes(handle.p90),
    office && told.minutes(office.p50),
    rate,
    told.count(satisfaction.answers),
  ];
  return make("tr", {}, make("th", { scope: "row" }, name), ...cells.map((said) => make("td", { class: said === null ? "number few" : "number" }, said ?? words.say("work.few_short"))));
}

function drawFiles() {
  found("files").hidden = !facts.may_take_away;
  const address = `/api/v1/statistics/clerk?${new URLSearchParams({ clerk, ...stretch })}&format=`;
  const files = ["csv", "xlsx"].map((kind) => make("a", { class: "button", href: address + kind, download: "" }, kind === "xlsx" ? "Excel" : kind.toUpperCase()));
  found("files").replaceChildren(icon("download"), make("span", {}, words.say("figures.take")), ...files);
}

function drawQuick() {
  const choices = [{ word: "work.today", stretch: { from: today, to: today } }, ...periods(today).map(({ word, ...rest }) => ({ ...rest, word: `figures.${word}` }))];
  found("quick").replaceChildren(...choices.map(({ word, stretch, ...rest }) => make("button", { type: "button", class: "button plain", onclick: () => choose(stretch) }, words.say(word, { days: "days" in rest ? (rest.days ?? 0) : 0 }))));
}

/** @param {{from: string, to: string}} days */
function choose(days) {
  from.value = days.from;
  to.value = days.to;
  show();
}

function speak() {
  document.documentElement.lang = words.language;
  retell(words);
  document.title = words.say(people ? "work.title" : "work.mine");
  found("office").textContent = words.name(facts.office.name);
  markTongue(words.language);
  const first = people && found("clerk").querySelector("option");
  if (first) first.textContent = words.say("work.choose");
  drawQuick();
  draw();
}

showWay();
onTongue((language) => {
  words.language = language;
  speak();
});
found("which").addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
if (people) {
  found("clerk").addEventListener("change", () => {
    clerk = /** @type {HTMLSelectElement} */ (found("clerk")).value;
    show();
  });
}

const wished = new URLSearchParams(location.search);
const [month] = periods(today);
const usual = people ? month.stretch : { from: today, to: today };
clerk = (people && wished.get("clerk")) || "";
speak();
choose({ from: wished.get("from") ?? usual.from, to: wished.get("to") ?? usual.to });
