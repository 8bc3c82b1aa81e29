/** The ticket in the pocket: the one place where its page is touched. What it shows is decided in place.js. */

import { Clock } from "../../server/web/static/clock.js";
import { announce, icon, make, retell, tellConnection } from "../../server/web/static/furniture.js";
import { connect } from "../../server/web/static/live.js";
import { expected } from "../../server/web/static/moments.js";
import { look, presser, sentenceForCitizen } from "../../server/web/static/press.js";
import { found, screenFacts } from "../../server/web/static/screen.js";
import { spokenBeside } from "../../server/web/static/spoken.js";
import { Words } from "../../server/web/static/words.js";
import { Bell } from "./bell.js";
import { callOf, drawnLine, isOver, nextLook, viewOf } from "./place.js";

/** @typedef {import("./place.js").Place} Place */

const LOW_SCORE = 2;
const FACES = ["frown", "meh", "smile", "laugh"];

const facts = /** @type {import("../../server/web/static/screen.js").Facts & {secret?: string}} */ (screenFacts());
const words = new Words(facts.words, facts.language);
const clock = new Clock(facts.clock);
const press = presser({ csrf: facts.csrf });
const bell = new Bell();

for (const tongue of all("[data-language]")) {
  tongue.addEventListener("click", () => {
    words.language = document.documentElement.lang = String(tongue.dataset.language);
    for (const other of all("[data-language]")) other.setAttribute("aria-pressed", String(other === tongue));
    retell(words);
    found("office").textContent = words.name(facts.office.name);
    if (place) show(place);
  });
}

/** @type {Place | null} */
let place = null;
/** @type {string | null} */
let rungFor = null;
let score = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let looking;

// --- showing -------------------------------------------------------------------------------------------------------

/** @param {Place} told */
function show(told) {
  const before = place && viewOf(place);
  place = told;
  const view = viewOf(told);
  document.documentElement.dataset.view = view;
  found("service").textContent = words.name(told.service_name);
  found("number").textContent = told.number;
  found("spoken").textContent = spokenBeside(told.languages, words);
  document.title = view === "called" ? words.say("phone.turn_tab", { counter: counterOf(told) }) : words.say("phone.title", { number: told.number });
  for (const section of all("[data-view].view")) section.hidden = section.dataset.view !== view;
  if (view === "waiting") showWaiting(told);
  if (view === "called") showCall(told);
  found("serving-at").textContent = words.say("phone.serving_at", { counter: counterOf(told) });
  found("held-until").textContent = told.hold_until ? words.say("phone.held_until", { time: clock.time(new Date(told.hold_until)) }) : "";
  found("missed-why").textContent = words.say("phone.missed_why", { counter: counterOf(told) });
  for (const move of ["late", "back", "cancel"]) found(move).hidden = !told.moves.includes(move);
  found("call-me").hidden = !told.may_leave_phone || told.phone_left;
  found("phone-left").hidden = !told.phone_left || isOver(view);
  found("sound").hidden = !["waiting", "held"].includes(view);
  found("sound-word").textContent = words.say(bell.isOn ? "phone.sound_off" : "phone.sound_on");
  found("as-of").textContent = isOver(view) ? "" : words.say("phone.as_of", { time: clock.time() });
  if (before !== view) tellView(view);
  if (callOf(told) !== rungFor) ring(told);
}

/** @param {Place} told */
function showWaiting({ ahead, expected_wait: wait }) {
  const before = ahead ?? 0;
  found("ahead").textContent = before === 0 ? words.say("people.next") : words.count("people.ahead", before);
  found("expect").textContent = wait ? words.say("phone.wait", { wait: expected(words, wait) }) : words.say("wait.unknown");
  const { people, more } = drawnLine(before);
  found("line").replaceChildren(
    make("li", { class: "line-counter" }, icon("armchair"), words.say("phone.counter")),
    ...Array.from({ length: people }, () => make("li", { class: "line-person" })),
    more > 0 ? make("li", { class: "line-more" }, `+${more}`) : "",
    make("li", { class: "line-you" }, words.say("phone.you")),
  );
}

/** @param {Place} told */
function showCall(told) {
  found("turn-number").textContent = told.number;
  found("turn-counter").textContent = counterOf(told);
  found("turn-again").textContent = told.recalls > 0 ? words.say("phone.called_again", { n: told.recalls }) : "";
}

/** @param {Place} told */
function ring(told) {
  rungFor = callOf(told);
  if (rungFor) bell.call();
}

/** Said aloud to a screen reader when what is shown changes. @param {string} view */
function tellView(view) {
  window.scrollTo(0, 0);
  const said = document.querySelector(`[data-view="${view}"].view .ahead`)?.textContent ?? "";
  announce(said);
}

/** @param {Place} told */
function counterOf(told) {
  return told.counter_name ?? (told.counter ? `${words.say("phone.counter")} ${told.counter}` : words.say("phone.counter"));
}

/** @param {string | null} sentence */
function tellTrouble(sentence) {
  found("trouble").textContent = sentence ?? "";
  found("trouble").hidden = !sentence;
}

// --- touching ------------------------------------------------------------------------------------------------------

/**
 * One press, one change; meanwhile nothing else can be pressed.
 * @param {string} verb
 * @param {object} [wish]
 */
async function move(verb, wish = {}) {
  tellTrouble(null);
  setBusy(true);
  const answer = await press(`/t/${facts.secret}/${verb}`, wish, { onAway: () => tellTrouble(words.say("error.server-away.detail")) });
  setBusy(false);
  tellTrouble(answer.ok ? null : sentenceForCitizen(answer.problem, words));
  if (answer.ok) show(answer.body);
  else void lookAgain();
}

/** A number that was taken does not stay in the field, where the next holder of the phone would read it. */
async function leavePhone() {
  const field = /** @type {HTMLInputElement} */ (found("phone"));
  await move("phone", { phone: field.value });
  if (!place?.phone_left) return field.focus();
  field.value = "";
  /** @type {HTMLDetailsElement} */ (found("call-me")).open = false;
}

/** @param {boolean} busy */
function setBusy(busy) {
  for (const button of all("main button, dialog button")) {
    if (button instanceof HTMLButtonElement) button.disabled = busy;
  }
}

function openTicket() {
  const sure = /** @type {HTMLDialogElement} */ (found("sure"));
  found("late").addEventListener("click", () => void move("late"));
  found("back").addEventListener("click", () => void move("back"));
  found("cancel").addEventListener("click", () => {
    found("sure-title").textContent = words.say("phone.cancel_title", { number: place?.number ?? "" });
    sure.showModal();
  });
  found("phone-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void leavePhone();
  });
  found("forget-phone").addEventListener("click", () => void move("phone", { phone: "" }));
  found("keep").addEventListener("click", () => sure.close());
  found("give-back").addEventListener("click", () => {
    sure.close();
    void move("cancel");
  });
  found("sound").addEventListener("click", () => {
    if (bell.isOn) bell.turnOff();
    else bell.turnOn();
    found("sound").setAttribute("aria-pressed", String(bell.isOn));
    found("sound-word").textContent = words.say(bell.isOn ? "phone.sound_off" : "phone.sound_on");
  });
  openFaces();
}

function openFaces() {
  for (const face of all("[data-score]")) face.addEventListener("click", () => chooseFace(Number(face.dataset.score)));
  found("face-again").addEventListener("click", () => askWhy(false));
  found("why").addEventListener("submit", (event) => {
    event.preventDefault();
    const comment = /** @type {HTMLTextAreaElement} */ (found("comment")).value.trim();
    void move("rating", { score, reasons: pickedReasons(), ...(comment ? { comment } : {}) });
  });
}

/** A good face is sent at once; a low one may say why first. @param {number} chosen */
function chooseFace(chosen) {
  score = chosen;
  if (chosen > LOW_SCORE) return void move("rating", { score: chosen });
  found("chosen-face").replaceChildren(icon(FACES[chosen - 1]), words.say(`score.${chosen}`));
  askWhy(true);
}

/** @param {boolean} asking */
function askWhy(asking) {
  found("why").hidden = !asking;
  found("faces").hidden = asking;
  if (asking) document.querySelector("#why input")?.scrollIntoView({ block: "center" });
}

function pickedReasons() {
  return all("#why input:checked").map((box) => /** @type {HTMLInputElement} */ (box).value);
}

// --- the office ----------------------------------------------------------------------------------------------------

async function lookAgain() {
  clearTimeout(looking);
  const answer = await look(`/t/${facts.secret}/place`);
  if (answer?.ok) hear(answer.body);
  else if (answer?.status === 404) return location.reload();
  const view = place ? viewOf(place) : "waiting";
  if (place && isOver(view)) return;
  looking = setTimeout(lookAgain, nextLook(view, place?.ahead ?? null, live?.connection.state === "here"));
}

/** What is older than what is shown is not shown. @param {Place} told */
function hear(told) {
  clock.heard(told.now);
  if (!place || told.seq >= place.seq) show(told);
}

/** @type {import("../../server/web/static/live.js").Live | undefined} */
let live;

async function openLine() {
  openTicket();
  await lookAgain();
  live = connect("/ticket", { auth: { token: facts.secret }, since: place?.seq, clock });
  tellConnection(live, words, clock);
  live.onConnection(({ state }) => void (state === "here" && lookAgain()));
  live.on("called", lookAgain).on("moved", lookAgain);
  live.on("place", (told) => {
    if (place) show({ ...place, seq: Math.max(place.seq, told.seq), ahead: told.ahead, expected_wait: told.expected_wait });
  });
  document.addEventListener("visibilitychange", () => void (document.hidden || lookAgain()));
}

/**
 * @param {string} which
 * @returns {HTMLElement[]}
 */
function all(which) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(which))];
}

if (facts.secret) void openLine();
