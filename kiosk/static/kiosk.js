/** The kiosk: the one place where its page is touched. What it shows is decided in state.js and its neighbours. */

import { Clock } from "../../server/web/static/clock.js";
import { connectDevice } from "../../server/web/static/device.js";
import { announce, badge, icon, make, rememberLanguage, retell } from "../../server/web/static/furniture.js";
import { beat } from "../../server/web/static/heartbeat.js";
import { connect } from "../../server/web/static/live.js";
import { expected } from "../../server/web/static/moments.js";
import { newest } from "../../server/web/static/newest.js";
import { look, presser, pressKey, sentenceForCitizen } from "../../server/web/static/press.js";
import { isOutdated } from "../../server/web/static/renewal.js";
import { found, screenFacts } from "../../server/web/static/screen.js";
import { spokenBeside } from "../../server/web/static/spoken.js";
import { Words } from "../../server/web/static/words.js";
import { stageOf, ticketLeft, TICKET_STAYS_MS } from "./idle.js";
import { neighbour, serviceOf, wayOf } from "./keys.js";
import { homeKey, mayAskAgain, paperKey, PATIENCE_MS } from "./paper.js";
import { lineOf, withWaiting } from "./services.js";
import * as touch from "./state.js";
import { endVisit, keepVisit, keptVisit } from "./visit.js";

/** @typedef {import("./services.js").Service} Service */
/** @typedef {import("../../server/web/static/screen.js").Names} Names */
/** @typedef {{code: string, name: Names, papers: Names[], fee: Names | null, time_limit: Names | null}} Procedure */

const AWAY_AFTER_MS = 5000;
const LOOK_EVERY_MS = 5000;

const facts = /** @type {import("../../server/web/static/screen.js").Facts & {notices: Names[]}} */ (screenFacts());
const words = new Words(facts.words, facts.language);
const clock = new Clock(facts.clock);
const press = presser({ csrf: facts.csrf });
const live = connect("/kiosk", { clock });
beat(press, facts);

let state = touch.untouched(facts.language);
/** @type {Service[]} */
let services = [];
/** @type {Map<string, {procedures: Procedure[], counters: string[]}>} */
const details = new Map();
/** @type {Map<string, {button: HTMLElement, name: HTMLElement, line: HTMLElement}>} */
const cards = new Map();
/** What was heard of each job, also when the printer is faster than the answer to the press. @type {Map<number, import("./paper.js").Heard>} */
const paper = new Map();
/** @type {import("./paper.js").Printer | null} */
let printer = null;
const beginPrinter = newest();
let askingAgain = false;
let touchedAt = performance.now();
let givenAt = 0;
let reachable = true;
let outdated = false;
/** @type {Date | null} */
let awaySince = null;

// --- showing -------------------------------------------------------------------------------------------------------

/** @param {touch.State} next */
function show(next) {
  const before = state;
  state = next;
  words.language = state.language;
  document.documentElement.lang = state.language;
  for (const [mode, on] of Object.entries(state.modes)) document.documentElement.toggleAttribute(`data-${mode}`, on);
  for (const at of /** @type {const} */ (["home", "service", "ticket"])) found(SECTION[at]).hidden = state.at !== at;
  found("modes").hidden = state.at === "ticket";
  if (before.language !== state.language) retell(words);
  showTop();
  showHome();
  showService();
  showTicket();
  showTrouble();
  if (before.at !== state.at) arrive();
  tellMore();
}

const SECTION = { home: "home", service: "service", ticket: "given" };
const HEADING = { home: "question", service: "service-name", ticket: "given-number" };

/** A new screen begins at its top, and a screen reader begins at its heading. */
function arrive() {
  window.scrollTo(0, 0);
  found(HEADING[state.at]).focus({ preventScroll: true });
}

function showTop() {
  found("office").textContent = words.name(facts.office.name);
  found("clock").textContent = clock.time();
  found("date").textContent = clock.date(state.language);
  for (const tongue of all("[data-language]")) tongue.setAttribute("aria-pressed", String(tongue.dataset.language === state.language));
  for (const mode of all("[data-mode]")) mode.setAttribute("aria-pressed", String(state.modes[/** @type {touch.Mode} */ (mode.dataset.mode)]));
}

function showHome() {
  const closed = awaySince !== null;
  found("away").hidden = !closed;
  found("home").classList.toggle("is-away", closed);
  if (awaySince) found("away-why").textContent = words.say("kiosk.away_why", { time: clock.time(awaySince) });
  showNoPaper(closed);
  showNotice(closed);
  if (services.map(({ code }) => code).join() !== [...cards.keys()].join()) layCards();
  for (const service of services) tellCard(service, closed);
}

/** Whoever comes next knows before they press that the screen is all there is. @param {boolean} closed */
function showNoPaper(closed) {
  const key = homeKey(printer);
  found("no-paper").hidden = closed || key === null;
  if (key !== null) found("no-paper-why").textContent = words.say(key);
}

/** What the office has to say today; what is wrong goes before it. @param {boolean} closed */
function showNotice(closed) {
  found("notice").hidden = facts.notices.length === 0 || closed || !found("no-paper").hidden;
  found("notice-words").textContent = facts.notices.map((notice) => words.name(notice)).join(" · ");
}

/** The cards stay the same elements while their words change: a finger that is down on one must not lose it. */
function layCards() {
  cards.clear();
  services.forEach((service, place) => cards.set(service.code, cardOf(service, place)));
  for (const [name, columns] of /** @type {const} */ ([["--rows-of-two", 2], ["--rows-of-three", 3]])) {
    found("services").style.setProperty(name, String(Math.ceil(services.length / columns)));
  }
  found("services").replaceChildren(...[...cards.values()].map(({ button }) => make("li", {}, button)));
}

/**
 * @param {Service} service
 * @param {number} place
 */
function cardOf(service, place) {
  const [name, line] = [make("span", { class: "service-name" }), make("span", { class: "service-line" })];
  const button = make(
    "button",
    { type: "button", class: "service-card", "aria-keyshortcuts": `${place + 1} ${service.prefix}`, onclick: () => chooseService(service.code) },
    make("span", { class: "service-tile", "aria-hidden": "true" }, badge(service), icon(service.sign)),
    name,
    line,
  );
  button.style.setProperty("--service", service.colour);
  return { button, name, line };
}

/**
 * @param {Service} service
 * @param {boolean} away
 */
function tellCard(service, away) {
  const card = cards.get(service.code);
  if (!card) return;
  const name = words.name(service.name);
  if (card.name.textContent !== name) card.name.replaceChildren(...partsOf(name));
  if (card.line.dataset.said !== lineOf(service, words, clock)) tellLine(card.line, service);
  card.button.toggleAttribute("data-closed", !service.open);
  card.button.setAttribute("aria-disabled", String(away || !service.open));
}

/** "Đất đai – Xây dựng" in the parts that it may be broken into. @param {string} name */
function partsOf(name) {
  return name.split(/(?<=–) /).flatMap((part, place) => [place > 0 ? " " : "", make("span", {}, part)]);
}

/**
 * @param {HTMLElement} line
 * @param {Service} service
 */
function tellLine(line, service) {
  line.dataset.said = lineOf(service, words, clock);
  line.replaceChildren(...line.dataset.said.split(" · ").map((part) => make("span", {}, part)));
}

function showService() {
  const service = serviceNow();
  if (state.at !== "service" || !service) return;
  found("service-badge").textContent = service.prefix;
  found("service-badge").style.setProperty("--service", service.colour);
  found("service-name").textContent = words.name(service.name);
  found("service-line").textContent = lineOf(service, words, clock);
  found("service-spoken").hidden = service.languages.length === 0;
  found("service-spoken-words").textContent = spokenBeside(service.languages, words);
  found("priority").setAttribute("aria-checked", String(state.priority));
  found("take").setAttribute("aria-busy", String(state.taking));
  found("take").setAttribute("aria-disabled", String(state.taking || awaySince !== null));
  found("take-word").textContent = words.say(state.taking ? "kiosk.taking" : "kiosk.take");
  if (!state.taking) found("trying").hidden = true;
  showProcedures(details.get(service.code)?.procedures ?? []);
}

/** @param {Procedure[]} procedures */
function showProcedures(procedures) {
  found("commonest").hidden = procedures.length === 0;
  const shown = [state.language, state.procedure, ...procedures.map(({ code }) => code)].join();
  const list = found("procedures");
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  const focused = document.activeElement?.getAttribute("data-procedure");
  list.replaceChildren(...procedures.map(procedureCard));
  if (focused) focusOn(`[data-procedure="${focused}"]`);
}

/** @param {Procedure} procedure */
function procedureCard(procedure) {
  const picked = state.procedure === procedure.code;
  const button = make(
    "button",
    {
      type: "button",
      class: "procedure",
      "data-procedure": procedure.code,
      "aria-pressed": String(picked),
      onclick: () => show(touch.pick(state, procedure.code)),
    },
    make("span", { class: "tick" }, icon("check")),
    make("span", {}, words.name(procedure.name)),
  );
  return make("li", { class: picked ? "is-picked" : null }, button, picked && procedureFacts(procedure));
}

/** @param {Procedure} procedure */
function procedureFacts(procedure) {
  const papers = procedure.papers.map((paper) => make("li", {}, words.name(paper)));
  return make(
    "div",
    { class: "procedure-facts appears" },
    papers.length > 0 && make("h3", {}, words.say("kiosk.papers")),
    papers.length > 0 && make("ul", {}, ...papers),
    make(
      "p",
      { class: "terms" },
      ...[
        ["kiosk.fee", procedure.fee],
        ["kiosk.time_limit", procedure.time_limit],
      ].map(([key, said]) => said && make("span", {}, make("b", {}, `${words.say(/** @type {string} */ (key))}: `), words.name(/** @type {Names} */ (said)))),
    ),
  );
}

function showTicket() {
  const { ticket } = state;
  if (state.at !== "ticket" || !ticket) return;
  const service = services.find(({ code }) => code === ticket.service);
  found("number").textContent = ticket.number;
  found("given").style.setProperty("--characters", String(Math.max(4, ticket.number.length)));
  found("given-badge").textContent = service?.prefix ?? "";
  found("given-badge").style.setProperty("--service", service?.colour ?? "");
  found("given-service").textContent = words.name(service?.name);
  found("given-priority").hidden = !ticket.priority;
  found("given-ahead").textContent = aheadOf(ticket.ahead);
  found("given-wait").textContent = ticket.expected_wait ? words.say("kiosk.wait_about", { wait: expected(words, ticket.expected_wait) }) : words.say("wait.unknown");
  const counters = details.get(ticket.service)?.counters ?? [];
  found("given-where").textContent = counters.length > 0 ? words.say("kiosk.where", { counters: counters.join(", ") }) : "";
  found("qr").setAttribute("aria-label", words.say("kiosk.qr", { number: ticket.number }));
  showPaper();
}

/** @param {number} ahead */
function aheadOf(ahead) {
  return ahead === 0 ? words.say("people.next") : words.count("people.ahead", ahead);
}

/** The code of the ticket's page, drawn by our own server. @param {string} address */
function drawQr(address) {
  found("qr").replaceChildren(Object.assign(new Image(), { src: address, alt: "" }));
}

function showPaper() {
  const { ticket } = state;
  if (state.at !== "ticket" || !ticket) return;
  const heard = ticket.print_job === null ? undefined : paper.get(ticket.print_job);
  const again = mayAskAgain(heard, printer);
  const key = again ? "kiosk.paper_back" : paperKey(ticket.print_job, heard, performance.now() - givenAt, printer);
  found("paper-again").hidden = askingAgain || !again;
  const line = found("paper-told");
  if (line.dataset.key === `${key} ${ticket.number} ${state.language}`) return;
  line.dataset.key = `${key} ${ticket.number} ${state.language}`;
  found("paper").classList.toggle("is-trouble", TROUBLES.has(key));
  line.replaceChildren(icon(key === "kiosk.paper_take" ? "ticket" : key === "kiosk.paper_printing" ? "printer" : "qr-code"), make("span", {}, words.say(key, { number: ticket.number })));
}

const TROUBLES = new Set(["kiosk.paper_trouble", "kiosk.paper_slow", "kiosk.paper_end", "kiosk.paper_open", "kiosk.paper_back"]);

/** The same ticket on paper once more; what comes of it is told by the printer. */
async function printAgain() {
  const { ticket } = state;
  if (!ticket || askingAgain) return;
  askingAgain = true;
  showPaper();
  const answer = await press(`/api/v1/tickets/${encodeURIComponent(ticket.id)}/slip`, {}, { wanted: () => state.ticket === ticket });
  askingAgain = false;
  if (answer.ok && state.ticket?.id === ticket.id) {
    givenAt = touchedAt = performance.now();
    setTimeout(showPaper, PATIENCE_MS + 50);
    return show({ ...state, ticket: { ...ticket, print_job: answer.body.print_job } });
  }
  showPaper();
}

// --- telling -------------------------------------------------------------------------------------------------------

const telling = /** @type {HTMLDialogElement} */ (found("telling"));
const asking = /** @type {HTMLDialogElement} */ (found("asking"));

/**
 * @param {string} title
 * @param {string} sentence
 * @param {"seen" | "again"} answer
 */
function tell(title, sentence, answer) {
  found("telling-title").textContent = title;
  found("telling-why").textContent = sentence;
  found("telling-seen").hidden = answer !== "seen";
  found("telling-again").hidden = answer !== "again";
  found("telling-home").hidden = answer !== "again";
  if (!telling.open) telling.showModal();
}

function showTrouble() {
  const { trouble } = state;
  if (!trouble) return telling.open && found("telling-again").hidden === false ? telling.close() : undefined;
  tell(words.say("kiosk.trouble"), sentenceForCitizen(trouble, words), "again");
}

// --- touching ------------------------------------------------------------------------------------------------------

/** @param {string} code */
function chooseService(code) {
  const service = services.find((one) => one.code === code);
  if (!service) return;
  if (awaySince) return announce(words.say("kiosk.away"));
  if (!service.open) return tell(words.name(service.name), `${lineOf(service, words, clock)}. ${words.say("kiosk.ask_guide")}`, "seen");
  show(touch.choose(state, service.code));
  void learnDetails(service.code);
}

async function takeNumber() {
  if (state.taking || awaySince) return;
  show(touch.take(state, pressKey()));
  const key = state.press;
  const answer = await press("/api/v1/tickets", touch.wish(state), {
    key: key ?? undefined,
    wanted: () => state.press === key,
    onAway: () => {
      found("trying").hidden = false;
    },
  });
  // Whoever pressed has gone home meanwhile: their number waits in the line, its slip lies in the printer.
  if (state.press !== key) return;
  if (!answer.ok) return show(touch.refused(state, answer.problem));
  givenAt = touchedAt = performance.now();
  drawQr(answer.body.qr);
  show(touch.taken(state, answer.body));
  announce(aheadOf(answer.body.ahead));
  setTimeout(showPaper, PATIENCE_MS + 50);
}

/** Everything as the next one should find it: language, looks, place on the page, what was told. */
function startOver() {
  asking.close();
  telling.close();
  announce("");
  show(touch.untouched(facts.language));
  void learnServices();
}

found("back").addEventListener("click", () => show(touch.goHome(state)));
found("done").addEventListener("click", startOver);
found("take").addEventListener("click", () => void takeNumber());
found("paper-again").addEventListener("click", () => void printAgain());
found("priority").addEventListener("click", () => show(touch.turnPriority(state)));
found("go-on").addEventListener("click", () => asking.close());
found("start-over").addEventListener("click", startOver);
found("telling-seen").addEventListener("click", () => telling.close());
found("telling-home").addEventListener("click", startOver);
found("telling-again").addEventListener("click", () => {
  telling.close();
  void takeNumber();
});
for (const tongue of all("[data-language]")) tongue.addEventListener("click", () => show(touch.speak(state, String(tongue.dataset.language))));
for (const mode of all("[data-mode]")) {
  mode.addEventListener("click", () => show(touch.turnMode(state, /** @type {touch.Mode} */ (mode.dataset.mode))));
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const way = wayOf(event.key);
  if (way) return walk(event, way);
  if (asking.open || telling.open) return;
  if ((event.key === "Escape" || event.key === "Backspace") && state.at === "service") return show(touch.goHome(state));
  const service = state.at === "home" && event.key.length === 1 ? serviceOf(event.key, services) : undefined;
  if (service) chooseService(service.code);
});

/**
 * The arrows walk over everything that can be pressed, as it lies on the screen.
 * @param {KeyboardEvent} event
 * @param {import("./keys.js").Way} way
 */
function walk(event, way) {
  event.preventDefault();
  const part = asking.open ? asking : telling.open ? telling : document;
  const buttons = all("button", part).filter((button) => button.offsetParent !== null);
  const from = buttons.findIndex((button) => button === document.activeElement);
  if (from < 0) return (all(".service-card, .take", part).find((button) => button.offsetParent !== null) ?? buttons[0])?.focus();
  buttons[neighbour(buttons.map((button) => button.getBoundingClientRect()), from, way)].focus();
}

/** Whether the services go on below the edge of the glass. The page keeps room for the bar, so that nothing jumps. */
function tellMore() {
  const page = document.documentElement;
  const kept = parseFloat(getComputedStyle(document.body).paddingBottom);
  const long = state.at === "home" && page.scrollHeight - kept - window.innerHeight > 48;
  document.body.classList.toggle("has-more", long);
  found("below").hidden = !long || page.scrollHeight - window.scrollY - window.innerHeight < 48;
}

found("more").addEventListener("click", () => window.scrollBy({ top: window.innerHeight * 0.7, behavior: "smooth" }));
window.addEventListener("resize", tellMore);
document.addEventListener("scroll", tellMore, { passive: true });

// A public screen: nothing on it can be dragged, zoomed, saved or left.
for (const trick of ["contextmenu", "dragstart", "gesturestart", "selectstart"]) document.addEventListener(trick, (event) => event.preventDefault());
document.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
history.pushState(null, "");
window.addEventListener("popstate", () => history.pushState(null, ""));

// --- time ----------------------------------------------------------------------------------------------------------

for (const sign of ["pointerdown", "keydown", "scroll", "wheel"]) {
  document.addEventListener(sign, () => { touchedAt = performance.now(); }, { passive: true, capture: true });
}

setInterval(() => {
  found("clock").textContent = clock.time();
  found("date").textContent = clock.date(state.language);
  if (state.at === "ticket") countTicketDown();
  else if (!state.taking) countIdleDown();
}, 250);

function countTicketDown() {
  const left = ticketLeft(performance.now() - touchedAt);
  if (left === 0) return startOver();
  found("ring").style.strokeDashoffset = String(100 - left * 100);
  found("returning").textContent = words.count("kiosk.returning", Math.ceil((left * TICKET_STAYS_MS) / 1000));
}

function countIdleDown() {
  if (!touch.isTouched(state, touch.untouched(facts.language)) && !telling.open) return outdated ? location.reload() : undefined;
  const idle = stageOf(performance.now() - touchedAt);
  if (idle.stage === "gone") return startOver();
  if (idle.stage === "there") return asking.close();
  found("asking-left").textContent = String(idle.left);
  found("asking-why").textContent = words.count("kiosk.still_there_why", idle.left);
  if (asking.open) return;
  telling.close();
  asking.showModal();
  found("go-on").focus();
}

// --- the server ----------------------------------------------------------------------------------------------------

async function learnServices() {
  const answer = await look("/api/v1/services", AWAY_AFTER_MS);
  reachable = answer !== null;
  if (answer && !answer.ok && answer.status === 401) return location.reload();
  if (!answer?.ok) return settleConnection();
  services = answer.body;
  settleConnection();
  if (state.at !== "ticket") show(state);
}

async function learnPrinter() {
  const isNews = beginPrinter();
  const answer = await look("/api/v1/printer");
  if (answer?.ok && isNews()) hearPrinter(answer.body);
}

/** @param {import("./paper.js").Printer} told */
function hearPrinter(told) {
  printer = told;
  if (state.at === "home") showHome();
  showPaper();
}

/** @param {string} code */
async function learnDetails(code) {
  const wanted = state.procedure ? `?procedure=${encodeURIComponent(state.procedure)}` : "";
  const answer = await look(`/api/v1/services/${encodeURIComponent(code)}${wanted}`);
  if (!answer?.ok) return;
  details.set(code, answer.body);
  if (state.at === "service" && state.service === code) showService();
}

function serviceNow() {
  return services.find(({ code }) => code === state.service);
}

/** Away is said only after a few seconds: a blink of the network is nobody's business. */
function settleConnection() {
  const since = live.connection.since;
  const silent = clock.now().getTime() - since.getTime() >= AWAY_AFTER_MS * clock.rate;
  const away = live.connection.state !== "here" && silent ? since : reachable ? null : (awaySince ?? clock.now());
  if ((away === null) === (awaySince === null)) return;
  awaySince = away;
  announce(away ? words.say("kiosk.away") : "");
  if (state.at !== "ticket") show(state);
}

/** The server is there (again): perhaps with other services, perhaps with a newer page. */
async function comeBack() {
  await Promise.all([learnServices(), learnPrinter()]);
  outdated = await isOutdated(facts.version);
}

/** The office has set something else: what is touched now still counts, and the page opens anew once nobody is here. */
function setUpAnew() {
  outdated = true;
  details.clear();
  cards.clear();
  void learnServices();
}

live.onConnection(({ state: connection }) => {
  if (connection === "refused") setTimeout(() => location.reload(), 10_000);
  if (connection === "here") void comeBack();
  else setTimeout(settleConnection, AWAY_AFTER_MS + 100);
});
live.on("waiting", ({ services: told }) => {
  services = withWaiting(services, told);
  if (state.at === "home") showHome();
  if (state.at === "service") showService();
});
live.on("printed", ({ job, state: became, problem }) => {
  paper.set(job, { state: became, problem });
  if (paper.size > 50) paper.delete(/** @type {number} */ (paper.keys().next().value));
  showPaper();
});
live.on("printer", (told) => {
  beginPrinter();
  hearPrinter(told);
});
for (const event of ["changed", "notice"]) live.on(event, setUpAnew);
setInterval(() => void learnServices(), LOOK_EVERY_MS);

// --- small -------------------------------------------------------------------------------------------------------

/**
 * @param {string} which
 * @param {ParentNode} [part]
 * @returns {HTMLElement[]}
 */
function all(which, part = document) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll(which))];
}

/** @param {string} which */
function focusOn(which) {
  /** @type {HTMLElement | null} */ (document.querySelector(which))?.focus({ preventScroll: true });
}

/** Somebody comes from the board of procedures and takes a number for the one they read: `#take=<line>/<procedure>`. */
async function takeUp() {
  const [, code, procedure] = /^#take=([^/]+)\/(.+)$/.exec(location.hash) ?? [];
  if (code === undefined || procedure === undefined) return;
  history.replaceState(null, "", "/kiosk");
  chooseService(decodeURIComponent(code));
  if (state.at !== "service") return;
  show(touch.pick(state, decodeURIComponent(procedure)));
  await learnDetails(decodeURIComponent(code));
}

/** Another page of the kiosk speaks and looks as whoever stands here has chosen. @param {string} path */
function leaveFor(path) {
  rememberLanguage(state.language);
  keepVisit(state);
  location.assign(path);
}

/** They are back from there. */
function comeIn() {
  const visit = keptVisit();
  endVisit();
  if (visit) show({ ...state, ...visit });
}
found("find").addEventListener("click", () => leaveFor("/procedures"));
found("collect").addEventListener("click", () => leaveFor("/collect"));
found("privacy").addEventListener("click", () => leaveFor("/kiosk/privacy"));

void connectDevice(press);
show(state);
comeIn();
void learnServices().then(takeUp);
