/** The director's page: asks how the day is, shows it, and asks again when something happened. */

import { Clock } from "../../web/static/clock.js";
import { announce, icon, make, retell, tellConnection } from "../../web/static/furniture.js";
import { connect } from "../../web/static/live.js";
import { newest } from "../../web/static/newest.js";
import { look, presser, sentenceOf } from "../../web/static/press.js";
import { FEW, printerTold } from "../../web/static/printer.js";
import { found, screenFacts } from "../../web/static/screen.js";
import { Words } from "../../web/static/words.js";
import { Chart } from "./chart.js";
import { Counters } from "./counters.js";
import { dayOf } from "./day.js";
import { soon } from "../../web/static/soon.js";
import { Tables } from "./tables.js";
import { openTerms } from "./terms.js";
import { lastTold, leftTold, wholeTold } from "./ending.js";
import { Told, UNKNOWN } from "./told.js";
import { boxesOf } from "./troubles.js";
import { manned, verdictOn } from "./verdict.js";
import { markTongue, onTongue } from "./tongues.js";
import { showWay } from "./ways.js";

/** @typedef {import("./day.js").Board} Board */
/** @typedef {import("./tables.js").Line} Line */

const REST_MS = 1500;
/** Waits grow also when nothing happens. */
const TICK_MS = 10_000;
const AGAIN_MS = 60_000;
/** What of the set-up stands in the page itself. */
const RENAMED = ["office", "services"];
const HAPPENINGS = ["waiting", "moved", "called", "counter", "troubles"];
const DEFINED = ["issued", "served", "no_show", "peak", "wait", "handle", "mean", "p50", "p90", "within", "satisfied", "answers"];
const TONE_ICONS = { good: "check", wait: "clock", stop: "triangle-alert", quiet: "info" };

const facts = /** @type {import("../../web/static/screen.js").Facts & {lines: Line[], since: number}} */ (screenFacts());
const words = new Words(facts.words, facts.language);
const clock = new Clock(facts.clock);
const told = new Told(words);
const chart = new Chart(told);
const counters = new Counters(told, clock);
const tables = new Tables(told, facts.lines);

/** @type {Board | null} */
let board = null;
let headed = "";
/** @type {import("../../web/static/printer.js").Printer | null} */
let printer = null;
/** Whose slip did not come out. @type {{ticket: string, number: string}[]} */
let missing = [];
const beginPrinter = newest();
const beginMissing = newest();
const press = presser({ csrf: facts.csrf });
const may = { paper: facts.caller.scopes.includes("director") };
const askPrinterSoon = soon(askPrinter, REST_MS);

const refresh = soon(async () => {
  const answer = await look("/api/v1/statistics/today");
  if (answer?.ok) {
    board = /** @type {Board} */ (answer.body);
    clock.heard(board.now);
    draw();
  } else if (answer?.status === 401 || answer?.status === 403) location.reload();
}, REST_MS);

function draw() {
  if (!board) return;
  const begun = board.issued > 0;
  for (const part of ["tiles", "day-figure", "tables"]) found(part).hidden = !begun;
  found("morning").hidden = begun;
  if (begun) drawFigures(board);
  drawNow();
}

/** @param {Board} now */
function drawFigures(now) {
  const day = dayOf(now, (instant) => clock.parts(new Date(instant)));
  const target = now.target_seconds / 60;
  if (headed !== words.language) tables.drawHeadings(target);
  headed = words.language;
  tables.drawFigures(now, day);
  chart.show(day);
}

/** What changes by the clock alone. */
function drawNow() {
  found("clock").textContent = clock.time();
  found("day").textContent = clock.date(words.language);
  if (!board) return;
  drawTroubles(board);
  drawVerdict(board);
  if (board.issued > 0) drawTiles(board);
  drawEnding(board);
  drawCounters(board);
}

/** What somebody should see to. A screen reader hears it once. @param {Board} now */
function drawTroubles(now) {
  const boxes = boxesOf(now.troubles, words.language, (instant) => clock.time(new Date(instant)));
  const shown = JSON.stringify(boxes);
  const list = found("troubles");
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(...boxes.map(boxOf));
}

/** @param {import("./troubles.js").Box} box */
function boxOf({ title, toDo, tone, lines }) {
  const inside = lines.map(({ sentence, since }) =>
    make("li", {}, make("span", {}, sentence), since ? make("span", { class: "since figures" }, words.say("manager.trouble_since", { time: since })) : null),
  );
  const told = make("div", {}, make("strong", {}, title), make("ul", {}, ...inside), toDo ? make("p", {}, toDo) : null);
  return make("div", { class: `notice ${tone} trouble` }, icon("triangle-alert"), told);
}

/** @param {Board} now */
function drawVerdict(now) {
  const longest = longestOf(now);
  const { verdict, tone } = verdictOn(now, longest);
  const target = now.target_seconds / 60;
  const line =
    verdict === "unmanned"
      ? words.count("manager.verdict.unmanned", now.waiting)
      : words.say(`manager.verdict.${verdict}`, { wait: told.stretch(longest ?? 0), target });
  const mood = verdict !== "well" ? [] : [longest === null ? words.say("manager.verdict.nobody") : words.say("manager.verdict.longest", { wait: told.stretch(longest) })];
  const open = manned(now);
  const staffed = open > 0 ? words.count("manager.verdict.open", open, { all: now.counters.length }) : words.say("manager.verdict.asleep");
  found("verdict").className = `verdict ${tone}`;
  found("verdict-line").replaceChildren(icon(TONE_ICONS[tone]), make("span", {}, line));
  found("verdict-more").textContent = [...mood, ...(verdict === "unmanned" ? [] : [staffed])].join(" ");
  found("check-counters").textContent = words.count("manager.check_counters", open, { all: now.counters.length });
}

/** @param {Board} now */
function drawTiles(now) {
  const { satisfaction: given, wait } = now;
  const target = now.target_seconds / 60;
  const longest = longestOf(now);
  const met = Math.round((wait.within_target ?? 0) * wait.count);
  found("tiles").replaceChildren(
    tile("waiting", told.count(now.waiting), words.count("manager.people", now.waiting), [words.count("manager.at_counters", now.serving)]),
    tile("longest", longest === null ? UNKNOWN : told.whole(longest), longest === null ? "" : words.count("manager.unit", Math.floor(longest / 60)), [words.say("manager.target", { target })], longest !== null && longest > now.target_seconds ? "wait" : ""),
    tile("served", told.count(now.served), words.say("manager.of_issued", { issued: told.count(now.issued) }), [
      words.say("manager.left", { no_show: now.no_show, cancelled: now.cancelled }),
    ]),
    tile(
      "within",
      told.share(wait.within_target),
      "",
      wait.count === 0
        ? [words.say("manager.nobody_called")]
        : [words.say("manager.within_of", { met, count: wait.count }), words.say("manager.wait_mean", { mean: told.minutes(wait.mean) })],
    ),
    tile(
      "satisfied",
      told.share(given.rate),
      "",
      given.answers === 0
        ? [words.say("manager.no_answers")]
        : [
            interval(given),
            words.say("manager.interval", { range: told.range(given.low, given.high) }),
            words.say("manager.responded", { answers: given.answers, served: now.served, rate: told.share(given.response_rate) }),
          ],
    ),
  );
}

/**
 * @param {string} name
 * @param {string} figure
 * @param {string} unit
 * @param {(Node | string)[]} more
 * @param {string} [tone]
 */
function tile(name, figure, unit, more, tone = "") {
  const target = (board?.target_seconds ?? 0) / 60;
  const value = make("dd", { class: "tile-figure" }, make("span", { class: "figures" }, figure), unit ? make("span", { class: "unit" }, unit) : null);
  const details = more.map((line) => make("dd", { class: "tile-more figures" }, line));
  return make("div", { class: `tile card ${tone}` }, make("dt", {}, words.say(`manager.tile.${name}`, { target })), value, ...details);
}

/**
 * Where the rate lies with 95 % confidence, as a bar from 0 to 100 %.
 * @param {import("./day.js").Satisfaction} given
 */
function interval({ rate, low, high }) {
  const bar = make("span", { class: "interval", "aria-hidden": "true" }, make("span", { class: "interval-range" }), make("span", { class: "interval-rate" }));
  bar.style.setProperty("--low", String(low ?? 0));
  bar.style.setProperty("--high", String(high ?? 1));
  bar.style.setProperty("--rate", String(rate ?? 0));
  return bar;
}

/** How the day will end, as it was played forward. @param {Board} now */
function drawEnding(now) {
  const [whole, ...lines] = now.closing;
  found("ending").hidden = !whole || now.issued === 0;
  if (!whole) return;
  const onTheClock = (/** @type {string} */ instant) => clock.time(new Date(instant));
  found("ending-whole").textContent = wholeTold(whole, words, onTheClock);
  const head = ["service", "closes", "left", "last"].map((name) => make("th", { scope: "col" }, words.say(`manager.ending.col.${name}`)));
  const rows = tables.inOrder(lines.map((line) => ({ ...line, key: line.service }))).map((line) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, tables.nameOf("service", line.key, now)),
      make("td", { class: "figures" }, onTheClock(line.closes_at)),
      make("td", { class: "figures" }, leftTold(line, words)),
      make("td", { class: "figures" }, lastTold(line, onTheClock, UNKNOWN)),
    ),
  );
  found("ending-lines").replaceChildren(make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
}

/** @param {Board} now */
function drawCounters(now) {
  const days = new Map(now.by_counter.map((row) => [row.key, row]));
  const rows = now.counters.map((counter) => counters.row(counter, days.get(counter.code)));
  found("counters").replaceChildren(...(rows.length > 0 ? rows : [make("li", {}, words.say("manager.no_counters"))]));
}

async function askPrinter() {
  const [isNewsOfPrinter, isNewsOfMissing] = [beginPrinter(), beginMissing()];
  const [answer, slips] = await Promise.all([look("/api/v1/printer"), may.paper ? look("/api/v1/printer/missing") : null]);
  if (slips?.ok && isNewsOfMissing()) missing = slips.body;
  if (answer?.ok && isNewsOfPrinter()) printer = answer.body;
  drawPrinter(printer);
}

/** Slips that did not come out, each to be printed once more; and a new roll, where the printer wants one. */
function drawPaper() {
  const wants = printer !== null && (["near-end", "paper-end"].includes(printer.state) || (printer.slips_left ?? FEW) < FEW);
  const again = missing.map(({ ticket, number }) => paperButton(words.say("printer.again", { number }), `/api/v1/tickets/${ticket}/slip`));
  const roll = wants ? [paperButton(words.say("printer.roll"), "/api/v1/printer/roll")] : [];
  found("paper").hidden = !may.paper || again.length + roll.length === 0;
  const title = missing.length > 0 ? [make("strong", {}, words.count("printer.missing", missing.length))] : [];
  found("paper").replaceChildren(...title, ...again, ...roll);
}

/** @param {string} word @param {string} path */
function paperButton(word, path) {
  const button = make("button", { type: "button", class: "button" }, icon("printer"), make("span", {}, word));
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    const answer = await press(path);
    if (!answer.ok) announce(sentenceOf(answer.problem, words));
    await askPrinter();
  });
  return button;
}

/** @param {import("../../web/static/printer.js").Printer | null} told */
function drawPrinter(told) {
  printer = told;
  const said = printerTold(printer, words);
  found("printer").hidden = said === null;
  found("printer").className = `printer-line ${said?.tone ?? ""}`;
  if (said) found("printer").replaceChildren(icon("printer"), make("span", {}, said.sentence));
  drawPaper();
}

/**
 * The longest wait goes on between two answers.
 * @param {Board} now
 */
function longestOf(now) {
  return now.longest_wait === null ? null : now.longest_wait - clock.secondsUntil(now.now);
}

function drawDefinitions() {
  const target = (board?.target_seconds ?? 900) / 60;
  found("definitions").replaceChildren(
    ...DEFINED.map((name) =>
      make("div", {}, make("dt", {}, words.say(`manager.col.${name}`, { target })), make("dd", {}, words.say(`manager.def.${name}`, { target }))),
    ),
  );
}

/** @param {string} language */
function speak(language) {
  words.language = language;
  document.documentElement.lang = language;
  retell(words);
  found("office").textContent = words.name(facts.office.name);
  markTongue(language);
  drawDefinitions();
  drawPrinter(printer);
  draw();
  drawNow();
}

function openDoors() {
  onTongue(speak);
  found("reader").textContent = facts.caller.shown;
  found("sign-out").addEventListener("click", async () => {
    await press("/api/v1/session", {}, { method: "DELETE" });
    location.assign("/signin?next=/manager");
  });
  const { year, month, day } = clock.parts(clock.now());
  for (const field of document.querySelectorAll("#take-away input[type=date]")) {
    /** @type {HTMLInputElement} */ (field).value = `${year}-${month}-${day}`;
  }
}

function listen() {
  const live = connect("/manager", { since: facts.since, clock });
  for (const happening of HAPPENINGS) live.on(happening, refresh);
  live.on("changed", ({ what }) => (RENAMED.includes(what) ? location.reload() : refresh()));
  live.on("printer", (told) => {
    beginPrinter();
    drawPrinter(told);
  });
  live.on("printed", ({ state }) => (missing.length > 0 || state === "failed" || state === "expired") && askPrinterSoon());
  live.on("moved", () => missing.length > 0 && askPrinterSoon());
  live.onConnection(({ state }) => {
    if (state !== "here") return;
    refresh();
    void askPrinter();
  });
  tellConnection(live, words, clock);
}

showWay();
openTerms();
openDoors();
speak(facts.language);
found("verdict-line").textContent = words.say("manager.verdict.loading");
refresh();
listen();
setInterval(drawNow, TICK_MS);
setInterval(refresh, AGAIN_MS);
