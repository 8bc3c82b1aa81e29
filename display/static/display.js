/** The waiting room's screen: hears the office, keeps the board, gives each call its turn on the stage and the loudspeaker. */

import { Clock } from "../../server/web/static/clock.js";
import { announce } from "../../server/web/static/furniture.js";
import { beat } from "../../server/web/static/heartbeat.js";
import { connect } from "../../server/web/static/live.js";
import { look, presser } from "../../server/web/static/press.js";
import { found, screenFacts } from "../../server/web/static/screen.js";
import { Words } from "../../server/web/static/words.js";
import { called, EMPTY, knowsAll, news, onStage, standing, turned, turnedOver, uncalled, waited } from "./board.js";
import { remember, spokenBefore } from "./notebook.js";
import { PAGE_MS, SHIFT_MS, shiftAt } from "./paging.js";
import { Picture } from "./picture.js";
import { tooOldToSpeak } from "./queue.js";
import { readableFrom, roomOf, smallest } from "./sizes.js";
import { isAllowed, play } from "./sound.js";
import { CHIME, Speaker } from "./speaker.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./board.js").Call} Call */

/** How long a call stays large when nobody else is called: time to stand up, to walk, and to look once more. */
const STAY_MS = 180_000;
/** In practice the clock may run sixty times as fast: it stays that long by the real one. */
const STAY_AT_LEAST_MS = 20_000;
/** Short losses of the connection heal unseen. */
const PATIENCE_MS = 2000;
const COME_BACK_MS = 3000;
/** A room that is too large for its screen is said to whoever sets it up, not to the citizens all day. */
const WARNING_MS = 120_000;

const facts = screenFacts();
const words = new Words(facts.words, facts.language);
const clock = new Clock(facts.clock);
const picture = new Picture(words, clock);
const told = new URLSearchParams(location.search);
const room = roomOf(told);
const opened = performance.now();

/** @type {Board} */
let board = EMPTY;
/** @type {import("./picture.js").Posted[]} */
let procedures = [];
/** @type {{since: Date, ticks: number} | null} */
let away = null;
let blocked = false;
let day = clock.midnight(clock.now());
/** @type {Map<number, number>} */
const announced = new Map();

const speaker = new Speaker(
  {
    play: told.get("sound") === "off" ? async () => "missing" : play,
    tooOld: (call) => tooOldToSpeak(call, clock),
    pause,
    onChange: takeTurn,
    onBlocked: (is) => {
      blocked = is;
      draw();
    },
  },
  spokenBefore(),
);

/** @param {import("./queue.js").Queue} queue */
function takeTurn(queue) {
  remember(queue.done);
  if (queue.turn && !announced.has(queue.turn.seq)) {
    announced.set(queue.turn.seq, clock.now().getTime());
    draw();
    picture.pulse();
    announce(picture.sentence(queue.turn));
  } else draw();
}

/**
 * The board as it is now; who is new on it is announced.
 * @param {Board} next
 */
function learn(next) {
  const fresh = news(board, next);
  board = next;
  for (const call of fresh) speaker.announce(call);
  draw();
}

/** A screen hangs there day and night: at midnight, or when the clock was wrong, yesterday leaves the board. */
function keepTheDay() {
  const today = clock.midnight(clock.now());
  if (today === day) return;
  day = today;
  learn(turnedOver(board, (call) => clock.midnight(new Date(call.at)) === today));
  refresh();
}

function draw() {
  const now = clock.now().getTime();
  const turn = Math.floor(performance.now() / PAGE_MS);
  const pending = new Set(speaker.queue.waiting.map((call) => call.seq));
  const stay = away ? Infinity : Math.max(STAY_MS, STAY_AT_LEAST_MS * clock.rate);
  const current = onStage(board.calls, { announced, pending, now, stay });
  picture.drawClock();
  picture.drawAway(awayNow());
  picture.drawCalls(board.calls, current);
  picture.drawLines(board.waiting, turn);
  picture.drawFoot(foot(), turn);
  picture.drawStage(current, lineOf(current), slides(), Math.floor(turn / 2));
  picture.drawSound(blocked);
  picture.shift(shiftAt(Math.floor(performance.now() / SHIFT_MS)));
}

function awayNow() {
  if (!away || performance.now() - away.ticks < PATIENCE_MS) return null;
  return { since: away.since, minutes: Math.floor((performance.now() - away.ticks) / 60_000) };
}

/** @param {Call | null} call */
function lineOf(call) {
  return board.waiting.find((line) => line.code === call?.service);
}

/** The office's own slides, then the procedures that it shows. */
function slides() {
  return [...board.notices.filter((notice) => notice.kind === "slide"), ...procedures];
}

async function learnProcedures() {
  const answer = await look("/display/procedures");
  if (answer?.ok) procedures = answer.body;
}

/** What the foot tells in turn; what is wrong with the room comes up every other time, so that it is not missed. */
function foot() {
  const wrong = warnings();
  const notices = tickers();
  return notices.length > 0 ? notices.reduce((/** @type {string[]} */ all, notice) => [...all, ...wrong, notice], []) : wrong;
}

/** Each notice of the foot, in the language of the screen and then in the others. */
function tickers() {
  const notices = board.notices.filter((notice) => notice.kind === "ticker");
  const languages = [words.language, ...facts.languages.filter((language) => language !== words.language)];
  const texts = languages.map((language) => notices.map((notice) => notice.text[language] || ""));
  return texts.reduce((all, some) => [...all, ...some], []).filter(Boolean);
}

function warnings() {
  const soon = performance.now() - opened < WARNING_MS;
  if (!soon || !picture.callSize || !(told.has("inches") || told.has("seat"))) return [];
  const metres = readableFrom(picture.callSize, room, { width: window.innerWidth, height: window.innerHeight });
  if (metres >= room.seat) return [];
  const rounded = new Intl.NumberFormat([words.language, "vi"], { maximumFractionDigits: 1 });
  return [words.say("display.too_far", { inches: room.inches, metres: rounded.format(metres), seat: rounded.format(room.seat) })];
}

function measure() {
  picture.measure(smallest(room, { width: window.innerWidth, height: window.innerHeight }));
  draw();
}

/**
 * How things stand, asked anew. A display that is no longer one of the office opens the page that says so.
 * @returns {Promise<boolean>}
 */
async function refresh() {
  const answer = await look("/api/v1/display");
  if (answer === null) return false;
  if (!answer.ok) {
    if (answer.status === 401 || answer.status === 403) location.reload();
    return false;
  }
  clock.heard(answer.body.now);
  await learnProcedures();
  learn(standing(board, answer.body));
  return true;
}

function listen() {
  const live = connect("/display", { since: board.seq, clock });
  live.on("called", (call) => learn(called(board, call)));
  live.on("uncalled", (taken) => {
    speaker.withdraw(taken);
    learn(uncalled(board, taken));
  });
  live.on("waiting", (lines) => (knowsAll(board, lines) ? learn(waited(board, lines)) : refresh()));
  live.on("counter", (desk) => learn(turned(board, desk)));
  live.on("notice", refresh);
  live.on("changed", ({ what }) => (what === "office" ? location.reload() : refresh()));
  let met = false;
  live.onConnection(({ state, since }) => {
    const back = met && away !== null && state === "here";
    met = met || state === "here";
    away = state === "here" ? null : { since, ticks: performance.now() };
    if (back) refresh();
    if (back) reloadIfUpgraded();
    if (state === "refused") setTimeout(() => location.reload(), COME_BACK_MS);
    draw();
  });
}

/** A screen hangs for months. When the server comes back with other screens than this one, it opens anew. */
async function reloadIfUpgraded() {
  try {
    const answer = await fetch("/built/version", { cache: "no-store" });
    if (answer.ok && (await answer.text()).trim() !== facts.version) location.reload();
  } catch (failure) {
    // Gone again before it could say: the next time it comes back it is asked again.
    if (!(failure instanceof TypeError)) throw failure;
  }
}

async function askForSound() {
  if (told.get("sound") === "off") return;
  blocked = !(await isAllowed(CHIME));
  draw();
}

async function soundOn() {
  blocked = (await play(CHIME)) === "blocked";
  draw();
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

async function open() {
  measure();
  found("sound").addEventListener("click", soundOn);
  window.addEventListener("resize", measure);
  document.fonts.ready.then(measure);
  setInterval(() => {
    keepTheDay();
    draw();
  }, 1000);
  askForSound();
  while (!(await refresh())) await pause(COME_BACK_MS);
  measure();
  listen();
  beat(presser({ csrf: facts.csrf }), facts, () => (told.get("sound") === "off" ? "off" : blocked ? "blocked" : "allowed"));
}

open();
