/** The rating tablet: what the citizen sees and touches. What happens when is decided in rating-turn.js. */

import { Clock } from "../../server/web/static/clock.js";
import { connectDevice } from "../../server/web/static/device.js";
import { icon, retell, tellConnection } from "../../server/web/static/furniture.js";
import { beat } from "../../server/web/static/heartbeat.js";
import { connect } from "../../server/web/static/live.js";
import { presser } from "../../server/web/static/press.js";
import { found, screenFacts } from "../../server/web/static/screen.js";
import { Words } from "../../server/web/static/words.js";
import { face } from "./rating-faces.js";
import { Post } from "./rating-post.js";
import { after, LOWEST_WITHOUT_WHY, opinionOf, readyAt, sleeping } from "./rating-turn.js";

/** @typedef {import("./rating-turn.js").Happening} Happening */
/** @typedef {{counter_name: string | null, since: number, opened: number}} RatingFacts */
/** @typedef {1 | 2 | 3 | 4} Score */

const WANDER_MS = 60_000;
const WANDER_PX = 24;
const REFUSED_PAUSE_MS = 3000;

const facts = /** @type {import("../../server/web/static/screen.js").Facts & RatingFacts} */ (screenFacts());
const words = new Words(facts.words, facts.language);
const clock = new Clock(facts.clock);
const press = presser({ csrf: facts.csrf });
beat(press, facts);
const post = new Post(press, localStorage);

const scenes = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".scene"))];
const faces = [.../** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".face-button"))];
const reasons = [.../** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll(".reason"))];
const tongues = [.../** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-language]"))];
const done = found("done");

let turn = sleeping();
let stale = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let ending;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let settling;

/** @param {Happening} happening */
function happens(happening) {
  const before = turn;
  const step = after(turn, happening, performance.now());
  turn = step.turn;
  keep(before, step.send);
  if (turn === before) return;
  show(before);
  clearTimeout(ending);
  if (turn.until < Infinity) ending = setTimeout(() => happens({ type: "time" }), turn.until - performance.now() + 1);
}

/**
 * What is known of the answer is on the tablet's shelf before anything else happens to it.
 * @param {import("./rating-turn.js").Turn} before
 * @param {import("./rating-turn.js").Opinion} [send]
 */
function keep(before, send) {
  const growing = turn.scene === "why" ? opinionOf(turn) : undefined;
  if (send) post.send(send);
  else if (growing) post.draft(growing);
  else if (before.scene === "why" && before.ticket && turn.scene === "asleep") post.drop(before.ticket);
}

/** @param {import("./rating-turn.js").Turn} before */
function show(before) {
  const isNew = turn.scene !== before.scene || turn.ticket !== before.ticket;
  for (const reason of reasons) reason.setAttribute("aria-pressed", String(turn.reasons.includes(String(reason.dataset.reason))));
  if (turn.scene === "asleep") speak(facts.language);
  tell();
  if (!isNew) return shorten();
  document.documentElement.dataset.scene = turn.scene;
  for (const scene of scenes) scene.hidden = scene.dataset.scene !== turn.scene;
  found("turn").parentElement?.setAttribute("aria-hidden", String(turn.scene === "asleep"));
  window.scrollTo(0, 0);
  shorten();
  settle();
  focusOn(turn.scene);
}

/** Faces that are not taken yet look so. */
function settle() {
  clearTimeout(settling);
  const wait = readyAt(turn) - performance.now();
  found("faces").setAttribute("aria-busy", String(wait > 0));
  if (wait > 0) settling = setTimeout(settle, wait + 1);
}

/** The words that depend on whose turn it is and what was chosen. */
function tell() {
  const place = facts.counter_name ?? "";
  found("office").textContent = words.name(facts.office.name);
  found("place").textContent = place;
  found("sleep-place").textContent = place;
  found("turn").textContent = turn.number ? words.say("rating.turn", { number: turn.number }) : "";
  done.textContent = words.say(turn.reasons.length > 0 ? "rating.send" : "rating.skip");
  done.classList.toggle("skips", turn.reasons.length === 0);
  const score = /** @type {Score | undefined} */ (turn.score);
  if (!score) return;
  found("chosen").replaceChildren(face(score), words.say(`score.${score}`));
  found("given").replaceChildren(score >= LOWEST_WITHOUT_WHY ? face(score) : icon("check"));
  found("farewell").textContent = words.say(score >= LOWEST_WITHOUT_WHY ? "rating.thanks_high" : "rating.thanks_low");
}

/** The line at the foot runs from what is left to nothing. */
function shorten() {
  const line = found("time-left");
  const left = /** @type {HTMLElement} */ (line.firstElementChild);
  line.hidden = turn.scene !== "asking" && turn.scene !== "why";
  left.style.transitionDuration = "0s";
  left.style.transform = "scaleX(1)";
  void left.offsetWidth; // the browser takes note of the full line before it begins to shorten
  left.style.transitionDuration = `${turn.until - performance.now()}ms`;
  left.style.transform = "scaleX(0)";
}

/** @param {import("./rating-turn.js").Scene} scene */
function focusOn(scene) {
  const heading = { asleep: "main", asking: "question", why: "why", thanks: "thanks" }[scene];
  found(heading).focus({ preventScroll: true });
}

/** @param {string} language */
function speak(language) {
  words.language = language;
  document.documentElement.lang = language;
  for (const tongue of tongues) tongue.setAttribute("aria-pressed", String(tongue.dataset.language === language));
  retell(words);
}

function renew() {
  if (stale && turn.scene === "asleep") location.reload();
}

function tick() {
  renew();
  found("clock").textContent = clock.time();
}

function wander() {
  const some = () => `${Math.round((Math.random() - 0.5) * 2 * WANDER_PX)}px`;
  found("drift").style.transform = `translate(${some()}, ${some()})`;
}

/** @param {KeyboardEvent} event */
function key(event) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") happens({ type: "done" });
  if (/^[1-4]$/.test(event.key)) happens({ type: "face", score: Number(event.key) });
}

function open() {
  for (const button of faces) {
    const score = /** @type {Score} */ (Number(button.dataset.score));
    button.prepend(face(score));
    button.addEventListener("click", () => happens({ type: "face", score }));
  }
  for (const button of reasons) button.addEventListener("click", () => happens({ type: "reason", reason: String(button.dataset.reason) }));
  for (const tongue of tongues) {
    tongue.addEventListener("click", () => {
      speak(String(tongue.dataset.language));
      tell();
    });
  }
  done.addEventListener("click", () => happens({ type: "done" }));
  document.addEventListener("keydown", key);
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  tell();
  tick();
  setInterval(tick, 1000);
  setInterval(wander, WANDER_MS);
}

/** Wakes when the clerk of this counter has finished; people take their time by their own clock, also in practice mode. */
function listen() {
  const live = connect("/rating", { since: facts.since, clock });
  live.on("rate", ({ ticket, number, until, counter }) => {
    if (counter === facts.caller.counter) happens({ type: "rate", ticket, number, awake: clock.secondsUntil(until) * 1000 });
  });
  // Other questions, or another name: asked from the next citizen on. What was set before the page opened is in it.
  live.on("changed", ({ seq }) => {
    stale ||= seq > facts.opened;
    renew();
  });
  live.on("asleep", ({ ticket }) => happens({ type: "asleep", ticket }));
  live.onConnection(({ state }) => {
    if (state === "here") post.sendAll();
    if (state === "refused") setTimeout(() => location.reload(), REFUSED_PAUSE_MS);
  });
  tellConnection(live, words, clock);
}

open();
connectDevice(press);
post.recover();
if (facts.caller.counter) listen();
else found("invitation").textContent = `${words.say("rating.no_counter")}. ${words.say("rating.no_counter_how")}`;
