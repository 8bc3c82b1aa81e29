/** The administrator's pages: each group of settings is sent by itself, what changed is said, the page shows itself anew. */

import { Clock } from "../../web/static/clock.js";
import { icon, make, rememberLanguage, tellConnection } from "../../web/static/furniture.js";
import { connect } from "../../web/static/live.js";
import { presser, sentenceOf } from "../../web/static/press.js";
import { found, screenFacts } from "../../web/static/screen.js";
import { soon } from "../../web/static/soon.js";
import { Words } from "../../web/static/words.js";
import { gathered } from "./forms.js";
import { drawOnly, openOnly } from "./only.js";
import { openRows } from "./rows.js";
import { openListen } from "./listen.js";
import { drawShows, openShows } from "./shows.js";
import { openVerify } from "./verify.js";
import { openTries } from "./tries.js";

const REST_MS = 700;
const PLACES = "a[href], button, input, select, textarea, summary";

const facts = screenFacts();
const words = new Words(facts.words, facts.language);
const press = presser({ csrf: facts.csrf });
const wide = matchMedia("(min-width: 60rem)");

/** @typedef {{told?: {[language: string]: string[]}, go?: string}} Changed */

/** Groups that somebody writes in and has not saved. */
const unsaved = new Set();
/** Groups that were sent and wait for their answer. */
const sent = new Set();
/** The page is shown anew once at a time, in the order in which it was asked for: what is newer is shown last. */
let showing = Promise.resolve();

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.dataset.change === undefined) return;
  event.preventDefault();
  void send(form);
});
document.addEventListener("input", (event) => {
  const form = /** @type {HTMLElement} */ (event.target).closest("form[data-change]");
  if (form) unsaved.add(form.id);
});
document.addEventListener("shown", () => drawSigns());
addEventListener("beforeunload", (event) => {
  if (unsaved.size > 0) event.preventDefault();
});

/** @param {HTMLFormElement} form */
async function send(form) {
  if (form.getAttribute("aria-busy") === "true" || !(await isSure(form))) return;
  form.setAttribute("aria-busy", "true");
  sent.add(form.id);
  clear(form);
  const answer = await answerTo(form);
  form.removeAttribute("aria-busy");
  sent.delete(form.id);
  if (answer.ok) await done(form, answer.body ?? {});
  else refused(form, answer.problem);
}

/** @param {HTMLFormElement} form @returns {Promise<import("../../web/static/press.js").Answer>} */
async function answerTo(form) {
  const [method, path] = String(form.dataset.change).split(" ");
  const wish = gathered(form);
  for (const chosen of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[type=file][data-file]"))) {
    const file = chosen.files?.[0];
    if (file === undefined) continue;
    if (file.size > Number(chosen.dataset.most)) return kept(String(chosen.dataset.tooLarge));
    const told = await base64Of(file).catch(() => null);
    if (told === null) return kept(words.say("saving.file_gone"));
    wish[String(chosen.dataset.file)] = told;
  }
  return press(path, wish, { method: /** @type {"POST" | "DELETE"} */ (method) });
}

/**
 * A file that is not sent: one too large would fill the memories of both, one that was saved again since it was chosen
 * is not given out by the browser.
 * @param {string} sentence
 * @returns {import("../../web/static/press.js").Answer}
 */
function kept(sentence) {
  return { ok: false, status: 0, problem: { type: "file-kept", sentences: { [words.language]: sentence } } };
}

/** @param {File} file @returns {Promise<string>} */
function base64Of(file) {
  return new Promise((told, failed) => {
    const reader = new FileReader();
    reader.onload = () => told(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}

/** @param {HTMLFormElement} form @param {Changed} changed */
async function done(form, changed) {
  unsaved.delete(form.id);
  if (form.dataset.clear !== undefined) form.reset();
  if (changed.go) return location.assign(changed.go);
  await showAnew(form.id);
  const now = document.getElementById(form.id) ?? document.querySelector("main h1");
  const told = changed.told?.[words.language] ?? [];
  const lines = told.length > 0 ? told : [form.dataset.done ?? words.say("saving.done")];
  const said = now?.querySelector(".said") ?? found("gone");
  said.replaceChildren(noticeOf("good", "check", lines));
  if (now instanceof HTMLElement && !now.contains(document.activeElement)) focusFirst(now);
}

/** @param {HTMLElement} form */
function focusFirst(form) {
  /** @type {HTMLElement | null} */ (form.querySelector(".saving .button, button"))?.focus({ preventScroll: true });
}

/** @param {HTMLFormElement} form @param {import("../../web/static/press.js").Problem} problem */
function refused(form, problem) {
  const said = form.querySelector(".said") ?? found("gone");
  if (problem.status === 401) return said.replaceChildren(signedOut());
  said.replaceChildren(noticeOf("stop", "triangle-alert", [sentenceOf(problem, words)]));
  const field = typeof problem.where === "string" ? form.querySelector(`[name="${CSS.escape(problem.where)}"]`) : null;
  if (!(field instanceof HTMLElement)) return;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

/** Signed out meanwhile, here or everywhere: what was entered stays, and goes with the next press once somebody signed in. */
function signedOut() {
  const again = make("a", { href: "/signin", target: "_blank" }, words.say("saving.sign_in"));
  return make("div", { class: "notice stop" }, icon("triangle-alert"), make("span", {}, words.say("saving.signed_out"), " ", again));
}

/** @param {HTMLElement} form */
function clear(form) {
  form.querySelector(".said")?.replaceChildren();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** @param {"good" | "stop"} tone @param {string} sign @param {string[]} lines */
function noticeOf(tone, sign, lines) {
  const inside = lines.length === 1 ? make("span", {}, lines[0]) : make("ul", {}, ...lines.map((line) => make("li", {}, line)));
  return make("div", { class: `notice ${tone}` }, icon(sign), inside);
}

/**
 * Asks the server for the page as it is now, and shows its parts anew: all but groups that somebody writes in or that
 * wait for their answer.
 * @param {string} [pressed]  the group that was just saved
 */
function showAnew(pressed) {
  showing = showing.then(
    () => shownAnew(pressed),
    () => shownAnew(pressed),
  );
  return showing;
}

/** @param {string} [pressed] */
async function shownAnew(pressed) {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const part = fresh.getElementById(old.id);
    const busy = [...unsaved, ...sent].some((id) => id !== pressed && (old.id === id || old.querySelector(`#${CSS.escape(id)}`)));
    if (busy || (part !== null && part.outerHTML === old.outerHTML)) continue;
    if (part) putInPlace(old, asOpenAs(old, document.importNode(part, true)));
    else old.remove();
  }
  for (const part of fresh.querySelectorAll("[data-fresh]")) {
    const before = part.previousElementSibling?.id;
    if (!document.getElementById(part.id) && before) document.getElementById(before)?.after(document.importNode(part, true));
  }
  drawSigns();
  drawOnly();
  drawShows();
}

/** What was unfolded stays so, and what was said stays to be read. @param {Element} old @param {Element} fresh */
function asOpenAs(old, fresh) {
  for (const said of old.querySelectorAll(".said:not(:empty)")) {
    const place = `#${CSS.escape(said.closest("[id]")?.id ?? "")}`;
    fresh.querySelector(`${place} .said:empty, ${place}.said:empty`)?.replaceChildren(...said.childNodes);
  }
  for (const part of old.querySelectorAll("details[id][open]")) {
    fresh.querySelector(`#${CSS.escape(part.id)}`)?.setAttribute("open", "");
  }
  return fresh;
}

/** Whoever was in the old part is at the same place of the fresh one. @param {Element} old @param {Element} fresh */
function putInPlace(old, fresh) {
  const place = [...old.querySelectorAll(PLACES)].indexOf(/** @type {Element} */ (document.activeElement));
  old.replaceWith(fresh);
  if (place >= 0) /** @type {HTMLElement | undefined} */ ([...fresh.querySelectorAll(PLACES)][place])?.focus({ preventScroll: true });
}

/** @param {HTMLFormElement} form @returns {Promise<boolean>} */
function isSure(form) {
  const question = form.dataset.sure;
  if (!question) return Promise.resolve(true);
  const dialog = /** @type {HTMLDialogElement} */ (found("sure"));
  found("sure-question").textContent = question;
  found("sure-what").textContent = form.dataset.sureWhy ?? "";
  dialog.returnValue = "";
  dialog.showModal();
  found("sure-no").focus();
  return new Promise((told) => dialog.addEventListener("close", () => told(dialog.returnValue === "yes"), { once: true }));
}

/** Colours that the page tells as data: a style attribute is refused by the policy. */
function drawSigns() {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-colour]"))) {
    part.style.setProperty("--service", String(part.dataset.colour));
  }
}

/** A page that shows what goes on says so: `data-live` names the messages at which it shows itself anew. */
function listen() {
  const every = Number(found("main").dataset.every ?? 0);
  if (every > 0) setInterval(() => void showAnew(), every);
  const happenings = (found("main").dataset.live ?? "").split(" ").filter(Boolean);
  if (happenings.length === 0) return;
  const clock = new Clock(facts.clock);
  const live = connect("/manager", { clock });
  const anew = soon(() => showAnew(), REST_MS);
  for (const happening of happenings) live.on(happening, anew);
  live.onConnection(({ state }) => {
    if (state === "here") anew();
  });
  tellConnection(live, words, clock);
}

function openDoors() {
  for (const [id, value] of [["sure-yes", "yes"], ["sure-no", ""]]) {
    found(id).addEventListener("click", () => /** @type {HTMLDialogElement} */ (found("sure")).close(value));
  }
  for (const tongue of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-language]"))) {
    tongue.addEventListener("click", () => {
      rememberLanguage(String(tongue.dataset.language));
      location.reload();
    });
  }
  found("sign-out").addEventListener("click", async () => {
    await press("/api/v1/session", {}, { method: "DELETE" });
    unsaved.clear();
    location.assign(`/signin?next=${location.pathname}`);
  });
  const places = /** @type {HTMLDetailsElement} */ (found("places"));
  const fit = () => (places.open = wide.matches);
  wide.addEventListener("change", fit);
  fit();
  if (wide.matches) places.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

openDoors();
openRows();
openTries();
openOnly();
openShows();
openListen();
openVerify();
drawSigns();
listen();
