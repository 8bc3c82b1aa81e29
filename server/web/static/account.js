/** Somebody's own password, second factor and sessions; also the page behind a one-time link. */

import { icon, make } from "./furniture.js";
import { openLobby } from "./lobby.js";
import { look, presser, sentenceOf } from "./press.js";
import { found } from "./screen.js";

/** @typedef {import("./press.js").Answer} Answer */

const { facts, words } = openLobby();
const press = presser({ csrf: facts.csrf });
let secret = "";

for (const tick of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-shows]"))) {
  tick.addEventListener("change", () => (input(String(tick.dataset.shows)).type = tick.checked ? "text" : "password"));
}

whenSent("by-link", async (form) => {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  const answer = await press("/api/v1/password", { token, password: input("fresh").value });
  if (!answer.ok) return refused(form, answer);
  form.hidden = true;
  found("chosen").hidden = false;
  /** @type {HTMLElement} */ (found("chosen").querySelector("h1")).focus();
});

whenSent("own-password", async (form) => {
  const answer = await press("/api/v1/session/password", { password: input("current").value, new: input("fresh").value });
  if (!answer.ok) return refused(form, answer);
  if (!document.getElementById("second")) return location.replace("/");
  for (const id of ["current", "fresh"]) input(id).value = "";
  tell(form, "good", words.say("people.password_changed"));
});

document.getElementById("second-offer")?.addEventListener("click", async () => {
  const answer = await look("/api/v1/session/second-factor");
  if (!answer?.ok) return;
  secret = answer.body.secret;
  /** @type {HTMLImageElement} */ (found("second-code")).src = answer.body.code;
  found("second-secret").textContent = secret.replace(/(.{4})/g, "$1 ").trim();
  found("second-offer").hidden = true;
  found("second-begin").hidden = false;
  input("digits").focus();
});

whenSent("second-begin", async (form) => {
  const wish = { password: input("again").value, secret, code: input("digits").value.trim() };
  const answer = await press("/api/v1/session/second-factor", wish);
  if (!answer.ok) return refused(form, answer);
  form.hidden = true;
  found("spare").replaceChildren(...answer.body.spare_codes.map((/** @type {string} */ code) => make("li", {}, code)));
  found("second-done").hidden = false;
});

whenSent("second-end", async (form) => {
  const answer = await press("/api/v1/session/second-factor/end", { password: input("again").value });
  if (answer.ok) location.reload();
  else refused(form, answer);
});

document.getElementById("print")?.addEventListener("click", () => print());
document.getElementById("elsewhere")?.addEventListener("click", async () => {
  const answer = await press("/api/v1/session/everywhere");
  const said = found("elsewhere-said");
  if (answer.ok) said.replaceChildren(notice("good", words.count("people.signed_out_of", answer.body.ended)));
  else said.replaceChildren(notice("stop", sentenceOf(answer.problem, words)));
});
document.getElementById("sign-out")?.addEventListener("click", async () => {
  await press("/api/v1/session", {}, { method: "DELETE" });
  location.assign("/");
});

/**
 * What a form does, once at a time and with every field filled in.
 * @param {string} id
 * @param {(form: HTMLFormElement) => Promise<unknown>} does
 */
function whenSent(id, does) {
  const form = document.getElementById(id);
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const empty = [...form.querySelectorAll("input")].find((field) => field.required && !field.value.trim());
    if (empty) return empty.focus();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    form.querySelector(".said")?.replaceChildren();
    await does(form);
    form.removeAttribute("aria-busy");
  });
}

/** @param {HTMLElement} form @param {Answer & {ok: false}} answer */
function refused(form, answer) {
  tell(form, "stop", sentenceOf(answer.problem, words));
}

/** @param {HTMLElement} form @param {"good" | "stop"} tone @param {string} sentence */
function tell(form, tone, sentence) {
  form.querySelector(".said")?.replaceChildren(notice(tone, sentence));
}

/** @param {"good" | "stop"} tone @param {string} sentence */
function notice(tone, sentence) {
  return make("p", { class: `notice ${tone}` }, icon(tone === "good" ? "check" : "triangle-alert"), make("span", {}, sentence));
}

/** @param {string} id */
function input(id) {
  return /** @type {HTMLInputElement} */ (found(id));
}
