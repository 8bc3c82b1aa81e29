/** The board of procedures: finds while somebody types, ticks papers off, and at the kiosk prints, scans and goes home by itself. */

import { connectDevice } from "../../server/web/static/device.js";
import { make, rememberLanguage } from "../../server/web/static/furniture.js";
import { inFull } from "../../server/web/static/moments.js";
import { presser, sentenceForCitizen } from "../../server/web/static/press.js";
import { found, screenFacts } from "../../server/web/static/screen.js";
import { Words } from "../../server/web/static/words.js";
import { endVisit, keepVisit, keptVisit } from "./visit.js";

/** @typedef {{code: string, name: string, field: string, limit: string}} Line */

const HOME_AFTER_MS = 60_000;
const LETTERS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

const facts = /** @type {import("../../server/web/static/screen.js").Facts & {kiosk_mode: boolean, code?: string}} */ (screenFacts());
const words = new Words(facts.words, facts.language);
const press = presser({ csrf: facts.csrf });

for (const tongue of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-language]"))) {
  tongue.addEventListener("click", () => speak(String(tongue.dataset.language)));
}

/** The same page in another language, also when its address named one. @param {string} language */
function speak(language) {
  rememberLanguage(language);
  const visit = keptVisit();
  if (visit) keepVisit({ ...visit, language });
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  address.hash = "";
  location.replace(address);
}

// --- finding ---------------------------------------------------------------------------------------------------------

const box = /** @type {HTMLInputElement | null} */ (document.getElementById("q"));
let asked = "";

/** What fits what is typed; an answer to what was typed before is not shown any more. */
async function find() {
  if (!box) return;
  const wish = (asked = box.value);
  const answer = await fetch(`/procedures/find?q=${encodeURIComponent(wish)}`, { credentials: "same-origin" });
  if (!answer.ok || asked !== wish) return;
  /** @type {Line[]} */
  const lines = await answer.json();
  const title = found("found-title");
  title.textContent = String(wish.trim() === "" ? title.dataset.commonest : lines.length > 0 ? title.dataset.found : title.dataset.none);
  found("found").replaceChildren(...lines.map(lineOf));
}

/** @param {Line} line */
function lineOf(line) {
  const about = [line.field, line.limit].filter(Boolean).join(" · ");
  const link = make("a", { href: `/procedures/${encodeURIComponent(line.code)}` }, make("strong", {}, line.name), make("span", {}, about));
  return make("li", {}, link);
}

box?.addEventListener("input", () => void find());

/** A keyboard of large letters for a screen that has none; accents are not needed. */
function layLetters() {
  const place = document.getElementById("letters");
  if (!place || !box) return;
  const rows = LETTERS.map((row) => make("div", {}, ...[...row].map((letter) => key(letter, letter.toUpperCase(), (typed) => typed + letter))));
  const last = make("div", {}, key("wide", words.say("posting.space"), (typed) => `${typed} `), key("wide", words.say("posting.erase"), (typed) => typed.slice(0, -1)));
  place.replaceChildren(...rows, last);
  place.hidden = false;
}

/**
 * @param {string} kind
 * @param {string} said
 * @param {(typed: string) => string} change
 */
function key(kind, said, change) {
  const onclick = () => {
    if (!box) return;
    box.value = change(box.value).slice(0, 120);
    void find();
  };
  return make("button", { type: "button", class: kind === "wide" ? "button wide" : "button", onclick }, said);
}

// --- papers ----------------------------------------------------------------------------------------------------------

const papers = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-paper]"));
for (const paper of papers) {
  paper.addEventListener("change", () => {
    found("all-there").hidden = ![...papers].every(({ checked }) => checked);
  });
}

document.getElementById("print")?.addEventListener("click", async () => {
  const answer = await press(`/api/v1/procedures/${encodeURIComponent(String(facts.code))}/checklist`, { language: facts.language });
  found("printed").textContent = answer.ok ? words.say("posting.printing") : sentenceForCitizen(answer.problem, words);
});

// --- collecting ------------------------------------------------------------------------------------------------------

const shown = /** @type {HTMLInputElement | null} */ (document.getElementById("shown"));

document.getElementById("collect")?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (shown && shown.value.trim() !== "") void collect(shown.value);
});

/** What a receipt says is shown to the server; a scanner types it and ends with Enter. @param {string} told */
async function collect(told) {
  const answer = await press("/api/v1/collect", { shown: told.slice(0, 300), language: facts.language });
  if (shown) {
    shown.value = "";
    shown.focus();
  }
  found("outcome").replaceChildren(...(answer.ok ? outcomeOf(answer.body) : [make("p", { class: "notice wait" }, sentenceForCitizen(answer.problem, words))]));
}

/** @param {{state: string, due_at: string | null, number: string | null}} told */
function outcomeOf(told) {
  if (told.state === "ready" && told.number) {
    return [make("p", { class: "outcome-number" }, told.number), make("p", {}, words.say("posting.collect_ticket"))];
  }
  const state = make("p", { class: "standing" }, make("strong", {}, words.say(`dossier_state.${told.state}`)));
  const due = told.state === "received" && told.due_at ? [make("p", {}, words.say("posting.collect_due", { date: inFull(told.due_at) }))] : [];
  return [state, ...due];
}

// --- the camera ------------------------------------------------------------------------------------------------------

const LOOK_MS = 300;
/** So many dots across are enough for a code that fills a third of the picture. */
const ACROSS = 800;

const eye = /** @type {HTMLButtonElement | null} */ (document.getElementById("camera-press"));
const video = /** @type {HTMLVideoElement | null} */ (document.getElementById("camera"));

/** Offers it where there is one. Browsers lend cameras only to pages of this very machine, or that came sealed (https). */
async function offerCamera() {
  if (!eye || !navigator.mediaDevices) return;
  const machines = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  eye.hidden = !machines.some(({ kind }) => kind === "videoinput");
}

/** Looks until a code is read, or until somebody has seen enough. */
async function openCamera() {
  if (!video) return;
  found("outcome").replaceChildren();
  try {
    await fetchReader();
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    await video.play();
  } catch (refused) {
    console.info("no camera", refused);
    closeCamera();
    found("outcome").replaceChildren(make("p", { class: "notice wait" }, words.say("posting.no_camera")));
    return;
  }
  showCamera(true);
  watch(video);
}

/** @param {HTMLVideoElement} seen */
function watch(seen) {
  if (seen.hidden) return;
  const told = /** @type {{readCode: (picture: ImageData) => string} & Window} */ (/** @type {unknown} */ (window)).readCode(pictureOf(seen));
  if (told === "") {
    setTimeout(() => watch(seen), LOOK_MS);
    return;
  }
  closeCamera();
  void collect(told);
}

const canvas = document.createElement("canvas");

/** @param {HTMLVideoElement} seen */
function pictureOf(seen) {
  const scale = Math.min(1, ACROSS / seen.videoWidth);
  [canvas.width, canvas.height] = [Math.round(seen.videoWidth * scale), Math.round(seen.videoHeight * scale)];
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  brush.drawImage(seen, 0, 0, canvas.width, canvas.height);
  return brush.getImageData(0, 0, canvas.width, canvas.height);
}

/** Its light goes out with it. */
function closeCamera() {
  const stream = /** @type {MediaStream | null} */ (video?.srcObject ?? null);
  for (const track of stream?.getTracks() ?? []) track.stop();
  if (video) video.srcObject = null;
  showCamera(false);
}

/** @param {boolean} open */
function showCamera(open) {
  if (video) video.hidden = !open;
  found("camera-how").hidden = !open;
  eye?.setAttribute("aria-pressed", String(open));
  found("camera-word").textContent = words.say(open ? "posting.camera_off" : "posting.camera");
}

/** @returns {Promise<unknown>} */
function fetchReader() {
  if ("readCode" in window) return Promise.resolve();
  return new Promise((done, failed) => {
    document.head.append(make("script", { src: String(eye?.dataset.reader), onload: done, onerror: failed }));
  });
}

eye?.addEventListener("click", () => void (video?.hidden ? openCamera() : closeCamera()));

// --- the kiosk -------------------------------------------------------------------------------------------------------

/** Nobody is here any more. */
function goHome() {
  endVisit();
  location.replace("/kiosk");
}

if (facts.kiosk_mode) {
  let touchedAt = performance.now();
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
    document.addEventListener(sign, () => { touchedAt = performance.now(); }, { passive: true, capture: true });
  }
  setInterval(() => {
    if (performance.now() - touchedAt > HOME_AFTER_MS) goHome();
  }, 1000);
  for (const [mode, on] of Object.entries(keptVisit()?.modes ?? {})) document.documentElement.toggleAttribute(`data-${mode}`, on);
  layLetters();
  void offerCamera();
}
void connectDevice(press);
