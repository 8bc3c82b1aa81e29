/** The clerk's desk: the one place where its page is touched. What it shows is decided in desk.js, line.js and keys.js. */

import { Clock } from "../../server/web/static/clock.js";
import { announce, badge, icon, make, rememberLanguage, retell, tellConnection } from "../../server/web/static/furniture.js";
import { connect } from "../../server/web/static/live.js";
import { newest } from "../../server/web/static/newest.js";
import { look, presser, sentenceOf } from "../../server/web/static/press.js";
import { printerTold } from "../../server/web/static/printer.js";
import { found, screenFacts } from "../../server/web/static/screen.js";
import { soon as throttled } from "../../server/web/static/soon.js";
import { Words } from "../../server/web/static/words.js";
import * as desks from "./desk.js";
import { actionOf, Bounce, BOUNCE_MS, capsOf, choiceOf, KEYS } from "./keys.js";
import * as lines from "./line.js";
import { Question } from "./question.js";

/** @typedef {import("./desk.js").Counter} Counter */
/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Ticket} Ticket */
/** @typedef {import("./line.js").Waiting} Waiting */
/** @typedef {import("./keys.js").Action} Action */
/** @typedef {{code: string, prefix: string, name: desks.Names, colour: string, retired: boolean}} Service */

const COALESCE_MS = 120;
const LOOK_EVERY_MS = 30_000;
const TICK_MS = 500;
const PAPER_MS = 1500;

const facts = /** @type {import("../../server/web/static/screen.js").Facts & {services: Service[], pauses: string[], may_pick: boolean, may_prioritise: boolean, priorities: string[]}} */ (screenFacts());
const me = String(facts.caller.name);
const words = new Words(facts.words, facts.language);
const clock = new Clock(facts.clock);
const press = presser({ csrf: facts.csrf });
const bounce = new Bounce();
const live = connect("/counter", { clock });
const question = new Question(words);
/** @type {Map<string, Service>} */
const services = new Map(facts.services.map((service) => [service.code, service]));

/** @type {Counter[]} */
let counters = [];
/** @type {Desk | null} */
let desk = null;
let line = lines.empty();
/** @type {desks.Outcomes} */
let outcomes = {};
/** @type {desks.Step | null} */
let step = null;
let busy = false;
/** How many changes were sent: a look that began before one of them tells how it was, not how it is. */
let changes = 0;
let away = false;
/** The counter that was asked for before the office could hear it. @type {(() => unknown) | null} */
let wished = null;
/** @type {import("../../server/web/static/printer.js").Printer | null} */
let printer = null;
/** Whose slip did not come out. @type {{ticket: string, number: string}[]} */
let missing = [];
const beginPrinter = newest();
const beginMissing = newest();
const askPrinterSoon = throttled(askPrinter, PAPER_MS);
/** Set while the desk's own counter is being looked at again. */
let looking = false;
let lookAgain = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;

// --- what the office says --------------------------------------------------------------------------------------------

/** Looks at the counters, and at the one we work at; several reasons to look within a moment are one look. */
function refreshSoon() {
  if (soon !== undefined) return;
  soon = setTimeout(() => {
    soon = undefined;
    refresh();
  }, COALESCE_MS);
}

async function refresh() {
  if (looking) {
    lookAgain = true;
    return;
  }
  looking = true;
  try {
    await (desk ? lookAtDesk(desk.code) : lookAtCounters());
  } finally {
    looking = false;
  }
  if (lookAgain) {
    lookAgain = false;
    refreshSoon();
  }
}

/** The office has set itself up otherwise: lines have other names, some are gone, some are new. */
async function learnServices() {
  const answer = await look("/api/v1/services");
  if (!understood(answer)) return;
  for (const service of services.values()) service.retired = true;
  for (const told of answer.body) services.set(told.code, { ...told, retired: false });
  refreshSoon();
}

async function lookAtCounters() {
  const answer = await look("/api/v1/counters");
  if (!understood(answer)) return;
  counters = answer.body;
  const mine = desks.mineOf(counters, me);
  if (mine && !leaving) return sitDown(mine.code);
  showChoice();
}

/** @param {string} code */
async function lookAtDesk(code) {
  const before = changes;
  const [told, waiting, others] = await Promise.all([
    look(`/api/v1/counters/${code}`),
    look(`/api/v1/queue?counter=${encodeURIComponent(code)}`),
    look("/api/v1/counters"),
  ]);
  if (!understood(told) || !understood(waiting) || desk?.code !== code) return;
  if (changes !== before) {
    lookAgain = true;
    return;
  }
  if (understood(others)) counters = others.body;
  desk = told.body;
  if (desk && desks.isTaken(desk, me)) return takenOver(desk);
  line = lines.told(line, waiting.body);
  show();
}

/**
 * Whether there is an answer to work with. Nobody signed in any more leads back to the door.
 * @param {import("../../server/web/static/press.js").Answer | null} answer
 * @returns {answer is {ok: true, status: number, body: any}}
 */
function understood(answer) {
  if (answer && !answer.ok && answer.status === 401) location.assign("/signin?next=/counter");
  return answer?.ok === true;
}

for (const event of ["called", "moved", "counter", "waiting"]) live.on(event, refreshSoon);
live.on("printer", (told) => {
  beginPrinter();
  tellPrinter(told);
});
live.on("changed", () => void learnServices());
for (const event of ["printed", "moved"]) live.on(event, (told) => concernsPaper(told) && askPrinterSoon());
live.onConnection(({ state }) => {
  const back = away && state === "here";
  away = state !== "here";
  if (state === "refused") location.assign("/signin?next=/counter");
  if (back) refresh();
  if (state === "here") void askPrinter();
  showReadiness();
  if (state === "here") hear();
});
tellConnection(live, words, clock);
setInterval(refreshSoon, LOOK_EVERY_MS);

// --- choosing a counter ------------------------------------------------------------------------------------------------

let leaving = false;

function showChoice() {
  const fresh = found("choosing").hidden;
  found("choosing").hidden = false;
  found("desk").hidden = true;
  found("day").hidden = true;
  found("counter-name").textContent = words.say("counter.title");
  found("counter-name").title = "";
  found("counter-state").hidden = true;
  for (const element of all(".at-work")) element.hidden = true;
  // Each card stays as long as its counter does: a card made anew under a hand that presses it would lose the press.
  if (counters.length > 0) keep(found("counters"), counters, (counter) => JSON.stringify([words.language, counter]), counterCard);
  else found("counters").replaceChildren(make("li", { class: "empty" }, words.say("counter.none")));
  showReadiness();
  if (fresh) found("choosing-title").focus({ preventScroll: true });
}

/** @param {Counter} counter */
function counterCard(counter) {
  const taken = desks.isTaken(counter, me);
  const own = !taken && counter.state !== "closed";
  const first = counter.services.slice(0, 3).map((code) => services.get(code)).filter((service) => service !== undefined);
  const name = make("strong", { class: "counter-word" }, counter.name);
  const state = taken
    ? words.say("counter.taken_since", { clerk: String(counter.clerk_name), time: timeOf(counter.since) })
    : words.say("counter.state.closed");
  return make(
    "li",
    { class: "card counter-card" },
    name,
    make("span", { class: taken ? "chip wait" : "chip" }, own ? stateWord(counter) : state),
    make("p", { class: "firsts" }, ...first.flatMap((service) => [badge(service), make("span", {}, words.name(service.name))])),
    make(
      "button",
      { type: "button", class: taken ? "button wide" : "button primary wide", onclick: () => onceHeard(() => (taken ? askCover(counter) : choose(counter))) },
      words.say(own ? "counter.go_on_here" : taken ? "counter.cover" : "counter.sit", { counter: counter.name }),
    ),
  );
}

/**
 * A card that is pressed before the office can hear it is kept, and said to be: who signs in by the keys is there first.
 * Of several the last one counts.
 * @param {() => unknown} wish
 */
function onceHeard(wish) {
  if (!away) return wish();
  wished = wish;
  return tellWished();
}

function tellWished() {
  tellChoice(wished ? words.say("counter.waiting_for_server") : "", "wait");
}

/** The office can hear again: what was wished for meanwhile is done now, if there is still a counter to choose. */
function hear() {
  const wish = wished;
  wished = null;
  if (!wish || desk) return;
  tellChoice("");
  wish();
}

/**
 * Why no counter was taken, or what it waits for; nothing while one is asked for.
 * @param {string} sentence
 * @param {"stop" | "wait"} [tone]
 */
function tellChoice(sentence, tone = "stop") {
  found("choosing-trouble").className = `notice ${tone}`;
  found("choosing-trouble").textContent = sentence;
  found("choosing-trouble").hidden = sentence === "";
}

/** Somebody else works there: going on in their place is asked twice. @param {Counter} counter */
function askCover(counter) {
  const clerk = String(counter.clerk_name);
  question.ask({
    title: words.say("counter.cover_sure", { counter: counter.name, clerk }),
    why: words.say("counter.cover_why", { clerk }),
    choices: [{ say: words.say("counter.cover", { counter: counter.name }), does: () => choose(counter, "cover") }],
  });
}

/** @param {Counter} counter @param {"open" | "cover"} [how] */
async function choose(counter, how = "open") {
  if (busy || !bounce.lets(`${how} ${counter.code}`)) return;
  tellChoice("");
  const answer = await change(`/api/v1/counters/${counter.code}/${how}`);
  if (!answer) return;
  if (answer.ok) {
    await sitDown(counter.code);
    return;
  }
  tellChoice(sentenceOf(answer.problem, words));
  showReadiness();
  await lookAtCounters();
}

/** @param {string} code */
async function sitDown(code) {
  leaving = false;
  const told = await look(`/api/v1/counters/${code}`);
  if (!understood(told)) return;
  desk = told.body;
  line = lines.empty();
  found("choosing").hidden = true;
  found("desk").hidden = false;
  found("day").hidden = false;
  for (const element of all(".at-work")) element.hidden = false;
  show();
  found("primary").focus({ preventScroll: true });
  refresh();
}

/** Somebody else works at our counter now. @param {Desk} theirs */
function takenOver(theirs) {
  desk = null;
  question.close();
  showChoice();
  tellChoice(words.say("counter.taken_why", { counter: theirs.name, clerk: String(theirs.clerk_name) }));
  lookAtCounters();
}

// --- showing -----------------------------------------------------------------------------------------------------------

function show() {
  if (!desk) return;
  found("counter-name").textContent = found("counter-name").title = desk.name;
  const state = found("counter-state");
  state.hidden = false;
  state.className = `chip ${CHIP[desk.state]}`;
  write(state, stateWord(desk));
  showHand(desk);
  showOutcomes(desk);
  showReadiness();
  showLine();
  showAside(desk);
  showDay(desk.day);
  tick();
}

const CHIP = { open: "good", serving: "primary", paused: "wait", closed: "" };

/** @param {Counter} counter */
function stateWord(counter) {
  const reason = counter.pause_reason ? words.say(`pause.${counter.pause_reason}`) : "";
  return words.say(`counter.state.${counter.state}`, { reason });
}

/** @param {Desk} now */
function showHand(now) {
  const { ticket } = now;
  found("ticket").hidden = ticket === null;
  found("nobody").hidden = ticket !== null;
  if (ticket) showTicket(ticket);
  else showNobody(now);
  write(found("primary-word"), words.say(`counter.${desks.primaryOf(now)}`));
}

/** @param {Ticket} ticket */
function showTicket(ticket) {
  found("hand-badge").textContent = ticket.prefix;
  found("hand-badge").style.setProperty("--service", ticket.colour);
  write(found("hand-service"), words.name(ticket.service_name));
  write(found("hand-procedure"), ticket.procedure ? words.name(ticket.procedure.name) : words.say("counter.no_procedure"));
  found("hand-marks").replaceChildren(...marksOf(ticket));
  write(found("hand-number"), ticket.number);
  found("dossiers").setAttribute("href", `/counter/dossiers?ticket=${encodeURIComponent(ticket.id)}`);
  found("history").replaceChildren(...historyOf(ticket));
  showPhone(ticket);
}

/** Who was called twice and is not there may be called by phone, if they asked for it. @param {Ticket} ticket */
function showPhone(ticket) {
  const line = found("by-phone");
  const turn = `${ticket.id} ${ticket.state}`;
  if (line.dataset.turn !== turn) found("phone").textContent = "";
  line.dataset.turn = turn;
  line.hidden = !(ticket.phone_left && ticket.state === "called" && ticket.recalls > 0);
}

async function askPhone() {
  const ticket = desk?.ticket;
  if (!ticket) return;
  const answer = await look(`/api/v1/tickets/${encodeURIComponent(ticket.id)}/phone`);
  if (desk?.ticket?.id !== ticket.id) return;
  const phone = answer?.ok ? answer.body.phone : null;
  found("phone").textContent = phone ? words.say("counter.phone", { phone }) : words.say("counter.no_phone");
}

/** @param {Ticket} ticket */
function marksOf(ticket) {
  const chips = [];
  if (ticket.priority) chips.push(make("strong", { class: "chip wait" }, icon("star"), words.say("counter.priority")));
  if (ticket.language !== "vi") chips.push(make("span", { class: "chip" }, icon("languages"), words.say("counter.speaks", { language: tongueOf(ticket.language) })));
  return chips;
}

/** @param {Desk} now */
function showNobody(now) {
  const reason = now.pause_reason ? words.say(`pause.${now.pause_reason}`) : "";
  const next = now.state === "open" ? line.known[0] : undefined;
  const [what, why] =
    now.state === "closed"
      ? [words.say("counter.is_closed"), words.say("counter.is_closed_why")]
      : now.state === "paused"
        ? [words.say("counter.is_paused"), words.say("counter.is_paused_why", { reason, time: timeOf(now.since) })]
        : [words.say("counter.nobody"), next ? "" : words.say("counter.nobody_waits")];
  write(found("nobody-what"), what);
  write(found("nobody-why"), why);
  found("next").hidden = !next;
  if (next) found("next-who").replaceChildren(...nextOf(next));
}

/** @param {Waiting} next */
function nextOf(next) {
  const service = services.get(next.service);
  return [
    service ? badge(service) : "",
    make("strong", { class: "figures" }, next.number),
    make("span", {}, words.name(next.procedure?.name ?? service?.name)),
    next.priority ? make("span", { class: "chip wait" }, icon("star"), words.say("counter.priority")) : "",
  ];
}

/** What the clerk may want to know of the way here. @param {Ticket} ticket */
function historyOf(ticket) {
  const told = [
    make("span", {}, words.say("counter.taken_at", { time: timeOf(ticket.issued_at) })),
    make("span", {}, words.count("counter.waited", desks.minutes(desks.waited(ticket, clock.now())))),
  ];
  const before = ticket.legs[ticket.legs.length - 2];
  const from = before && services.get(before.service);
  if (from) told.push(make("span", {}, words.say("counter.from_line", { service: words.name(from.name) })));
  if (ticket.recalls > 0) told.push(make("span", {}, words.count("counter.called_times", ticket.recalls + 1)));
  if (ticket.reason && ticket.reason.code !== "first-come") told.push(make("span", { class: "chip" }, words.name(ticket.reason)));
  return told;
}

/** @param {Desk} now */
function showOutcomes(now) {
  const serving = now.ticket?.state === "serving";
  const list = /** @type {HTMLFieldSetElement} */ (found("outcomes"));
  list.disabled = !serving;
  if (!now.ticket || list.dataset.ticket === now.ticket.id) return;
  list.dataset.ticket = now.ticket.id;
  outcomeInput(desks.likelyOutcome(now.ticket.service, outcomes)).checked = true;
}

/** @param {string} outcome @returns {HTMLInputElement} */
function outcomeInput(outcome) {
  return /** @type {HTMLInputElement} */ (document.querySelector(`[name="outcome"][value="${outcome}"]`));
}

function chosenOutcome() {
  return /** @type {HTMLInputElement} */ (document.querySelector('[name="outcome"]:checked')).value;
}

/** Which buttons can be pressed now; none while the server is away or a press is under way. */
function showReadiness() {
  for (const button of all("#counters button")) ready(button, !busy && !away);
  const still = busy || away || !desk;
  const primary = found("primary");
  // Its word has changed already, but a hand that presses twice still means the old one.
  primary.toggleAttribute("data-resting", !still && bounce.rests("primary"));
  ready(primary, !still && !bounce.rests("primary"));
  primary.setAttribute("aria-busy", String(busy));
  for (const button of all("[data-verb]")) {
    ready(button, !still && desk !== null && desks.allows(desk, /** @type {desks.Other} */ (button.dataset.verb)));
  }
  ready(found("pause"), !still && desk !== null && desks.isFree(desk) && desk.state !== "paused");
  ready(found("undo"), !still);
  for (const button of all(".people button")) ready(button, !still && (button.dataset.needs !== "free" || (desk !== null && desks.primaryOf(desk) === "call-next")));
}

/**
 * @param {HTMLElement} button
 * @param {boolean} now
 */
function ready(button, now) {
  if (button.getAttribute("aria-disabled") !== String(!now)) button.setAttribute("aria-disabled", String(!now));
}

function showLine() {
  found("count-line").textContent = String(line.known.length);
  found("line-empty").hidden = line.shown.length > 0;
  found("stale").hidden = !(line.held && lines.isStale(line));
  const gone = lines.gone(line);
  keep(found("people"), line.shown, (waiting) => `${waiting.id} ${waiting.place > 1} ${waiting.reason.code} ${gone.has(waiting.id)} ${words.language}`, (waiting) => personRow(waiting, gone.has(waiting.id)));
}

/**
 * @param {Waiting} waiting
 * @param {boolean} gone
 */
function personRow(waiting, gone) {
  const service = services.get(waiting.service);
  const about = make(
    "span",
    { class: "about" },
    make("span", { class: "about-what" }, words.name(waiting.procedure?.name ?? service?.name)),
    gone ? make("span", { class: "chip" }, words.say("counter.gone")) : reasonChip(waiting),
  );
  const number = waiting.number;
  const pick = { type: "button", class: "button pick", "data-needs": "free", "aria-label": words.say("counter.pick_number", { number }), onclick: () => askPick(waiting) };
  const pickable = !gone && waiting.place > 1;
  return make(
    "li",
    { class: gone ? "person is-gone" : "person" },
    service ? badge(service) : null,
    facts.may_prioritise && !gone ? numberButton(waiting) : make("strong", { class: "number figures" }, number),
    about,
    make("span", { class: "since figures", "data-since": waiting.queued_at }),
    facts.may_pick && pickable && make("button", pick, words.say("counter.pick")),
  );
}

/** The number leads to what the citizen said of their priority. @param {Waiting} waiting */
function numberButton(waiting) {
  const label = words.say("counter.prioritise_number", { number: waiting.number });
  return make("button", { type: "button", class: "number figures correct", title: label, "aria-label": label, onclick: () => askPriority(waiting) }, waiting.number);
}

/** @param {Waiting} waiting */
function askPriority(waiting) {
  if (busy || away) return;
  const correct = (/** @type {string | null} */ priority, /** @type {string} */ reason) => prioritise(waiting, { priority, reason });
  const seen = words.say("counter.prioritise.seen");
  question.ask({
    title: words.say("counter.prioritise_number", { number: waiting.number }),
    why: words.say(waiting.priority ? "counter.prioritise_has" : "counter.prioritise_why"),
    choices: [
      ...(waiting.priority ? [{ say: words.say("counter.prioritise.none"), does: () => correct(null, words.say("counter.prioritise.mistaken")) }] : []),
      ...facts.priorities.filter((one) => one !== waiting.priority).map((one) => ({ say: words.say(`priority.${one}`), does: () => correct(one, seen) })),
    ],
  });
}

/** @param {Waiting} waiting @param {{priority: string | null, reason: string}} wish */
async function prioritise(waiting, wish) {
  const answer = await change(`/api/v1/tickets/${waiting.id}/priority`, wish);
  if (!answer) return;
  if (answer.ok) tell(words.say("counter.done.priority", { number: waiting.number }));
  else tell(sentenceOf(answer.problem, words), "stop");
  await refresh();
}

/** Why somebody goes when they do, in a word; in a sentence to whoever points at it. @param {Waiting} waiting */
function reasonChip(waiting) {
  const reason = lines.reasonOf(waiting);
  const mark = waiting.priority ? "wait" : "";
  if (waiting.appointment) return make("span", { class: "chip primary" }, words.say("counter.appointment", { time: timeOf(waiting.appointment) }));
  if (reason) return make("span", { class: `chip ${mark}`, title: words.name(reason) }, mark && icon("star"), words.say(`counter.reason.${reason.code}`));
  return waiting.priority ? make("span", { class: "chip wait" }, icon("star"), words.say("counter.priority")) : null;
}

/** @param {Desk} now */
function showAside(now) {
  found("count-aside").textContent = String(now.aside.length);
  found("aside-empty").hidden = now.aside.length > 0;
  keep(found("asides"), now.aside, (ticket) => `${ticket.id} ${ticket.state} ${ticket.hold_until} ${words.language}`, asideRow);
}

/** @param {Ticket} ticket */
function asideRow(ticket) {
  const last = ticket.legs[ticket.legs.length - 1];
  const held = ticket.state === "held";
  const state = held
    ? ticket.hold_until
      ? words.say("counter.held_until", { time: timeOf(ticket.hold_until) })
      : words.say("counter.held")
    : words.say("counter.absent_at", { time: timeOf(ticket.called_at ?? last.queued_at) });
  return make(
    "li",
    { class: "person" },
    badge(ticket),
    make("strong", { class: "number figures" }, ticket.number),
    make("span", { class: "about" }, make("span", { class: "about-what" }, words.name(ticket.service_name)), make("span", { class: held ? "chip primary" : "chip" }, state)),
    make("button", { type: "button", class: "button back", "aria-label": words.say("counter.back_number", { number: ticket.number }), onclick: () => askPlace(ticket) }, words.say("counter.back")),
  );
}

/**
 * Keeps the rows that are the same, so that a focus or a finger on one of them stays where it is.
 * @template Thing
 * @param {HTMLElement} list
 * @param {Thing[]} things
 * @param {(thing: Thing) => string} keyOf
 * @param {(thing: Thing) => HTMLElement} rowOf
 */
function keep(list, things, keyOf, rowOf) {
  const rows = new Map([.../** @type {HTMLCollectionOf<HTMLElement>} */ (list.children)].map((row) => [row.dataset.key, row]));
  const wanted = things.map((thing) => {
    const key = keyOf(thing);
    const row = rows.get(key) ?? rowOf(thing);
    row.dataset.key = key;
    return row;
  });
  wanted.forEach((row, place) => {
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
  });
  while (list.children.length > wanted.length) list.lastElementChild?.remove();
}

/** @param {desks.Day} day */
function showDay(day) {
  write(found("day-served"), String(day.served));
  write(found("day-absent"), String(day.no_show));
  write(found("day-handle"), meanOf(day.handle_mean));
  write(found("day-wait"), meanOf(day.wait_mean));
  const rated = day.rating ? `${Math.round(day.rating.rate * 100)}% · ${words.count("counter.answers", day.rating.answers)}` : words.say("counter.rating_few");
  write(found("day-rating"), rated);
}

/** @param {number | null} mean  seconds */
function meanOf(mean) {
  return mean === null ? words.say("counter.unknown") : words.count("counter.minutes_mean", Math.round(mean / 60));
}

/** What changes by itself with the time. */
function tick() {
  write(found("clock"), clock.time());
  if (desk?.ticket) tickTimer(desk.ticket, desk.usual);
  for (const since of all("[data-since]")) {
    const waited = (clock.now().getTime() - Date.parse(String(since.dataset.since))) / 1000;
    write(since, words.count("counter.waiting", desks.minutes(Math.max(0, waited))));
  }
  const left = desks.secondsToUndo(step, performance.now());
  found("undo").hidden = left === 0;
  write(found("undo-word"), words.count("counter.undo_left", left));
  if (step && left === 0) step = null;
}

/**
 * @param {Ticket} ticket
 * @param {{[service: string]: number}} usual
 */
function tickTimer(ticket, usual) {
  const timer = desks.timerOf(ticket, usual, clock.now());
  found("timer").classList.toggle("is-late", timer.late);
  write(found("timer-what"), words.say(timer.phase === "serving" ? "counter.since_started" : "counter.since_called"));
  write(found("timer-time"), desks.ticking(timer.seconds));
  write(found("timer-usual"), timer.usual === null ? "" : words.count("counter.usually", desks.minutes(timer.usual)));
}

/**
 * Text that a screen reader is told only when it changes.
 * @param {HTMLElement} element
 * @param {string} text
 */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Whether a message may change whose slip is missing: a slip that did not come out, and whatever happens while one is.
 * @param {{state?: string}} told
 */
function concernsPaper({ state }) {
  return missing.length > 0 || state === "failed" || state === "expired";
}

async function askPrinter() {
  const [isNewsOfPrinter, isNewsOfMissing] = [beginPrinter(), beginMissing()];
  const [answer, slips] = await Promise.all([look("/api/v1/printer"), look("/api/v1/printer/missing")]);
  if (slips?.ok && isNewsOfMissing()) missing = slips.body;
  if (answer?.ok && isNewsOfPrinter()) printer = answer.body;
  if (printer) tellPrinter(printer);
}

/** The printer's trouble stays to be seen until it is over; a printer that is well, or never tells, needs no word. @param {import("../../server/web/static/printer.js").Printer} told */
function tellPrinter(told) {
  printer = told;
  const chip = found("printer");
  const said = printerTold(printer, words);
  const well = said === null || said.tone === "good" || said.tone === "";
  chip.hidden = well && missing.length === 0;
  const sentence = well ? words.count("printer.missing", missing.length) : said.sentence;
  if (chip.hidden || chip.textContent === sentence) return;
  chip.className = `chip ${well ? "wait" : said.tone}`;
  chip.title = said?.tone === "stop" ? `${said.sentence}. ${words.say("counter.printer_why")}` : sentence;
  chip.replaceChildren(icon("printer"), make("span", {}, sentence));
  announce(sentence);
}

/** What is to be done about the printer: slips once more, marked; a new roll. */
function askPaper() {
  const again = missing.map((slip) => ({
    say: words.say("printer.again", { number: slip.number }),
    does: () => onPaper(`/api/v1/tickets/${slip.ticket}/slip`, words.say("printer.again_done", { number: slip.number })),
  }));
  const roll = { say: words.say("printer.roll"), does: () => onPaper("/api/v1/printer/roll", words.say("printer.roll_done")) };
  const title = printerTold(printer, words)?.sentence ?? words.count("printer.missing", missing.length);
  question.ask({
    title,
    why: words.say("counter.printer_why"),
    groups: [
      { title: words.say("printer.missing_title"), choices: again },
      { title: words.say("printer.roll_title"), choices: [roll] },
    ],
    close: words.say("web.close"),
  });
}

/** @param {string} path @param {string} done */
async function onPaper(path, done) {
  const answer = await press(path);
  tell(answer.ok ? done : sentenceOf(answer.problem, words), answer.ok ? "" : "stop");
  void askPrinter();
}

/**
 * What was just done, or why not.
 * @param {string} sentence
 * @param {"" | "stop" | "wait"} [tone]
 */
function tell(sentence, tone = "") {
  if (!desk) return tellChoice(sentence, tone || "stop");
  found("aftermath").dataset.tone = tone;
  found("said").replaceChildren(...(tone ? [icon(tone === "stop" ? "circle-alert" : "info")] : [icon("check")]), make("span", {}, sentence));
}

// --- doing -------------------------------------------------------------------------------------------------------------

/**
 * Sends a change; the buttons wait meanwhile. Null when another change is under way.
 * @param {string} path
 * @param {object} [wish]
 */
async function change(path, wish = {}) {
  if (busy) return null;
  busy = true;
  changes += 1;
  showReadiness();
  const answer = await press(path, wish, { onAway: () => tell(words.say("counter.waiting_for_server"), "wait") });
  busy = false;
  changes += 1;
  understood(answer);
  return answer;
}

/**
 * A press on the counter or the ticket in hand: done, told, and offered to be taken back.
 * @param {string} verb
 * @param {string} path
 * @param {object} [wish]
 */
async function act(verb, path, wish) {
  const answer = await change(path, wish);
  if (!answer) return;
  if (!answer.ok) {
    tell(sentenceOf(answer.problem, words), "stop");
  } else if (answer.status === 204 || !answer.body) {
    tell(words.say("counter.nobody_came"), "wait");
  } else {
    done(verb, answer.body);
  }
  await refresh();
  showReadiness();
}

/**
 * @param {string} verb
 * @param {Ticket} ticket
 */
function done(verb, ticket) {
  const sentence = words.say(`counter.done.${verb}`, { number: ticket.number });
  tell(sentence);
  announce(sentence);
  step = desks.stepOf(verb, ticket, performance.now());
  if (verb === "finish") outcomes = desks.counted(outcomes, ticket.service, chosenOutcome());
  if (!desk) return;
  const here = ["called", "serving"].includes(ticket.state) && ticket.counter === desk.code;
  desk = { ...desk, ticket: here ? ticket : null, state: here ? "serving" : "open" };
  delete found("outcomes").dataset.ticket;
  show();
}

/**
 * @param {string} verb
 * @param {object} [wish]
 */
function move(verb, wish) {
  const ticket = desk?.ticket;
  if (ticket) act(verb, `/api/v1/tickets/${ticket.id}/${verb}`, wish);
}

async function pressPrimary() {
  if (!desk) return;
  const verb = desks.primaryOf(desk);
  if (verb === "call-next") return act(verb, `/api/v1/counters/${desk.code}/call-next`);
  if (verb === "start") return move(verb);
  if (verb === "finish") return move(verb, { outcome: chosenOutcome() });
  await setCounter("open");
}

/**
 * @param {"open" | "pause" | "close"} verb
 * @param {object} [wish]
 */
async function setCounter(verb, wish) {
  if (!desk) return false;
  const answer = await change(`/api/v1/counters/${desk.code}/${verb}`, wish);
  if (answer && !answer.ok) tell(sentenceOf(answer.problem, words), "stop");
  if (answer?.ok) desk = { ...desk, ...answer.body };
  if (answer?.ok && verb !== "close") found("said").replaceChildren();
  step = null;
  show();
  await refresh();
  return answer?.ok === true;
}

/** @param {desks.Other} verb */
function pressOther(verb) {
  if (!desk?.ticket || !desks.allows(desk, verb)) return;
  if (verb === "hold") askHold(desk.ticket);
  else if (verb === "transfer") askTransfer(desk.ticket);
  else if (verb === "return") askPlace(desk.ticket);
  else if (verb === "cancel") askCancel(desk.ticket);
  else move(verb);
}

async function takeBack() {
  if (!step || desks.secondsToUndo(step, performance.now()) === 0) return;
  const { ticket } = step;
  step = null;
  await act("undo", `/api/v1/tickets/${ticket}/undo`);
}

/** @type {{[action in Action]: () => unknown}} */
const DOES = {
  primary: pressPrimary,
  finish: () => desk && desks.primaryOf(desk) === "finish" && bounce.lets("primary") && pressPrimary(),
  recall: () => pressOther("recall"),
  "no-show": () => pressOther("no-show"),
  hold: () => pressOther("hold"),
  transfer: () => pressOther("transfer"),
  return: () => pressOther("return"),
  cancel: () => pressOther("cancel"),
  pause: () => desk && desks.isFree(desk) && desk.state !== "paused" && askPause(),
  undo: takeBack,
  help: () => askHelp(),
};

/**
 * A button or a key: one press, once, and only when the office can hear it.
 * @param {Action} action
 */
function pressed(action) {
  if (action === "help") return askHelp();
  if (!desk || busy || away || question.isOpen || !bounce.lets(action)) return;
  setTimeout(showReadiness, BOUNCE_MS);
  DOES[action]();
}

// --- questions ---------------------------------------------------------------------------------------------------------

function askPause() {
  question.ask({
    title: words.say("counter.ask.pause"),
    why: words.say("counter.ask.pause_why"),
    choices: facts.pauses.map((reason) => ({ say: words.say(`pause.${reason}`), does: () => setCounter("pause", { reason }) })),
  });
}

/** @param {Ticket} ticket */
function askHold(ticket) {
  const later = (/** @type {number} */ minutes) => new Date(clock.now().getTime() + minutes * 60_000);
  const until = (/** @type {Date} */ when) => move("hold", { until: when.toISOString() });
  question.ask({
    title: words.say("counter.ask.hold", { number: ticket.number }),
    why: words.say("counter.ask.hold_why"),
    choices: [
      { say: words.say("counter.hold.open"), does: () => move("hold") },
      ...[10, 20, 30, 60].map((n) => ({ say: words.say("counter.hold.for", { n, time: clock.time(later(n)) }), does: () => until(later(n)) })),
    ],
    entry: { label: words.say("counter.hold.at"), type: "time", send: words.say("counter.hold.set"), does: (time) => until(todayAt(time)) },
  });
}

/** @param {string} time  "13:30", of the office's day */
function todayAt(time) {
  const now = clock.now();
  const [hour, minute] = clock.time(now).split(":").map(Number);
  const [wantedHour, wantedMinute] = time.split(":").map(Number);
  return new Date(now.getTime() - (now.getTime() % 60_000) + ((wantedHour - hour) * 60 + wantedMinute - minute) * 60_000);
}

/** Asks who works where at this moment: a colleague may have sat down just now. @param {Ticket} ticket */
async function askTransfer(ticket) {
  const told = await look("/api/v1/counters");
  if (understood(told)) counters = told.body;
  if (desk?.ticket?.id !== ticket.id) return;
  const others = [...services.values()].filter(({ code, retired }) => code !== ticket.service && !retired);
  const colleagues = counters.filter(({ code, state, services: served }) => code !== desk?.code && state !== "closed" && served.includes(ticket.service));
  question.ask({
    title: words.say("counter.ask.transfer", { number: ticket.number }),
    why: words.say("counter.ask.transfer_why"),
    groups: [
      {
        title: words.say("counter.to_line"),
        choices: others.map((service) => ({ say: words.name(service.name), mark: badge(service), does: () => move("transfer", { service: service.code }) })),
      },
      {
        title: words.say("counter.to_counter"),
        choices: colleagues.map((counter) => ({ say: `${counter.name} · ${counter.clerk_name}`, does: () => move("transfer", { counter: counter.code }) })),
      },
    ],
  });
}

/** @param {{id: string, number: string}} ticket */
function askPlace(ticket) {
  if (busy || away) return;
  question.ask({
    title: words.say("counter.ask.return", { number: ticket.number }),
    choices: ["original", "first", "last"].map((place) => ({
      say: words.say(`counter.place.${place}`),
      does: () => act("return", `/api/v1/tickets/${ticket.id}/return`, { place }),
    })),
  });
}

/** @param {Ticket} ticket */
function askCancel(ticket) {
  askReason("cancel", ["left", "mistake", "double", "elsewhere"], ticket.number, (reason) => move("cancel", { reason }));
}

/** @param {Waiting} waiting */
function askPick(waiting) {
  if (busy || away || !desk) return;
  const { code, ticket } = desk;
  if (ticket) return tell(words.say("counter.finish_first", { number: ticket.number }), "wait");
  askReason("pick", ["frail", "papers", "wrong_line", "urgent"], waiting.number, (reason) =>
    act("call", `/api/v1/counters/${code}/call`, { ticket: waiting.id, reason }),
  );
}

/**
 * @param {"cancel" | "pick"} what
 * @param {string[]} reasons
 * @param {string} number
 * @param {(reason: string) => unknown} does
 */
function askReason(what, reasons, number, does) {
  question.ask({
    title: words.say(`counter.ask.${what}`, { number }),
    why: words.say(`counter.ask.${what}_why`),
    choices: reasons.map((reason) => {
      const say = words.say(`counter.${what}.${reason}`);
      return { say, does: () => does(say) };
    }),
    entry: { label: words.say("counter.reason_other"), type: "text", send: words.say("counter.reason_send"), does },
  });
}

function askLeave() {
  if (!desk || question.isOpen) return;
  if (desk.ticket) return tell(words.say("counter.finish_first", { number: desk.ticket.number }), "wait");
  if (desk.state === "closed") return leave();
  question.ask({
    title: words.say("counter.ask.leave", { counter: desk.name }),
    why: words.say("counter.ask.leave_why"),
    choices: [{ say: words.say("counter.leave_yes"), does: async () => (await setCounter("close")) && leave() }],
  });
}

function leave() {
  leaving = true;
  desk = null;
  step = null;
  found("said").replaceChildren();
  lookAtCounters();
}

/** @returns {unknown} */
function askSignOut() {
  if (question.isOpen) return null;
  if (!desk || desk.state === "closed") return signOut();
  const only = { say: words.say("counter.only_sign_out"), does: signOut };
  const both = { say: words.say("counter.close_and_sign_out"), does: async () => (await setCounter("close")) && signOut() };
  question.ask({
    title: words.say("counter.ask.sign_out", { counter: desk.name }),
    why: desk.ticket ? words.say("counter.finish_first", { number: desk.ticket.number }) : words.say("counter.ask.sign_out_why"),
    choices: desk.ticket ? [only] : [both, only],
  });
  return null;
}

async function signOut() {
  live.close();
  const answer = await press("/api/v1/session", {}, { method: "DELETE" });
  if (answer.ok) location.assign("/signin?next=/counter");
  else tell(sentenceOf(answer.problem, words), "stop");
}

function askHelp() {
  const caps = (/** @type {Action} */ action) => capsOf(action).map((cap) => make("td", {}, make("kbd", {}, cap)));
  const row = (/** @type {string} */ say, /** @type {HTMLElement[]} */ cells) => make("tr", {}, make("th", { scope: "row" }, say), ...cells, cells.length < 2 && make("td"));
  const actions = /** @type {Action[]} */ (Object.keys(KEYS)).filter((action) => KEYS[action].some((code) => code.startsWith("Numpad")));
  const letters = /** @type {Action[]} */ (["cancel", "pause", "undo", "help"]);
  const table = make(
    "table",
    { class: "keys" },
    make("thead", {}, make("tr", {}, ...["action", "pad", "letter"].map((what) => make("th", { scope: "col" }, words.say(`counter.key.${what}`))))),
    make(
      "tbody",
      {},
      row(words.say("counter.key.primary"), caps("primary")),
      ...actions.filter((action) => action !== "primary").map((action) => row(words.say(`counter.${action}`), caps(action))),
      row(words.say("counter.key.outcome"), [make("td", {}, make("kbd", {}, "1"), "–", make("kbd", {}, "9"))]),
      ...letters.map((action) => row(words.say(action === "help" ? "counter.key.help" : `counter.${action}`), [make("td"), make("td", {}, ...capsOf(action).flatMap((cap) => [make("kbd", {}, cap), " "]))])),
    ),
  );
  question.ask({ title: words.say("counter.ask.help"), why: words.say("counter.ask.help_why"), body: table, close: words.say("web.close") });
}

// --- hands -------------------------------------------------------------------------------------------------------------

for (const cap of all("[data-cap]")) cap.textContent = capsOf(/** @type {Action} */ (cap.dataset.cap))[0];
for (const button of all("[data-verb]")) button.addEventListener("click", () => pressed(/** @type {Action} */ (button.dataset.verb)));
found("primary").addEventListener("click", () => pressed("primary"));
found("undo").addEventListener("click", () => pressed("undo"));
found("pause").addEventListener("click", () => pressed("pause"));
found("printer").addEventListener("click", askPaper);
found("show-phone").addEventListener("click", () => void askPhone());
found("help").addEventListener("click", () => pressed("help"));
found("leave").addEventListener("click", askLeave);
found("sign-out").addEventListener("click", askSignOut);
found("tongue").addEventListener("click", changeTongue);

document.addEventListener("keydown", (event) => {
  if (question.isOpen || isTyping(event.target)) return;
  const action = actionOf(event);
  const choice = choiceOf(event);
  const outcome = choice > 0 && all('[name="outcome"]')[choice - 1];
  // The pad's Enter belongs to the large button, also while another one has the focus.
  if (action || outcome) event.preventDefault();
  if (action) pressed(action);
  else if (outcome && desk?.ticket?.state === "serving") /** @type {HTMLInputElement} */ (outcome).checked = true;
});

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches('input:not([type="radio"]), textarea, select');
}

const panels = /** @type {const} */ (["line", "aside"]);
for (const panel of panels) {
  found(`tab-${panel}`).addEventListener("click", () => openPanel(panel));
  found(`tab-${panel}`).addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = panel === "line" ? "aside" : "line";
    openPanel(other);
    found(`tab-${other}`).focus();
  });
}

/** @param {"line" | "aside"} chosen */
function openPanel(chosen) {
  for (const panel of panels) {
    found(`panel-${panel}`).hidden = panel !== chosen;
    found(`tab-${panel}`).setAttribute("aria-selected", String(panel === chosen));
    found(`tab-${panel}`).tabIndex = panel === chosen ? 0 : -1;
  }
}

const people = found("people");

/** Whether a hand is on the line, once the browser has settled: a row that is taken away loses its focus on the way. */
function feelHand() {
  setTimeout(() => {
    line = lines.held(line, people.matches(":hover") || people.contains(document.activeElement));
    showLine();
    showReadiness();
    tick();
  });
}

for (const sign of ["pointerenter", "pointerleave", "focusin", "focusout"]) people.addEventListener(sign, feelHand);

function changeTongue() {
  words.language = nextTongue();
  document.documentElement.lang = words.language;
  rememberLanguage(words.language);
  sayTongue();
  retell(words);
  if (printer) tellPrinter(printer);
  found("said").replaceChildren();
  tellWished();
  if (desk) show();
  else showChoice();
}

function sayTongue() {
  const other = nextTongue();
  found("tongue").lang = other;
  found("tongue-word").textContent = words.say(`language.${other}`);
}

/** The language that comes after this one, in turn. */
function nextTongue() {
  return facts.languages[(facts.languages.indexOf(words.language) + 1) % facts.languages.length];
}

/** @param {string} language */
function tongueOf(language) {
  return words.has(`language.${language}`) ? words.say(`language.${language}`) : language;
}

/** @param {string | null} when */
function timeOf(when) {
  return when ? clock.time(new Date(when)) : "";
}

/**
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function all(selector) {
  return [...document.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);
}

found("who").textContent = facts.caller.shown;
sayTongue();
setInterval(tick, TICK_MS);
refresh();
