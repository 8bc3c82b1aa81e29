/** Signing in: name, password, and on to the page that asked for it. */

import { openLobby } from "./lobby.js";
import { presser, sentenceOf } from "./press.js";
import { found, screenFacts } from "./screen.js";

const { words } = openLobby();
const { csrf, after } = /** @type {import("./screen.js").Facts & {after: string}} */ (screenFacts());
const press = presser({ csrf });

const name = /** @type {HTMLInputElement} */ (found("name"));
const password = /** @type {HTMLInputElement} */ (found("password"));
const show = /** @type {HTMLInputElement} */ (found("show"));
const code = /** @type {HTMLInputElement} */ (found("code"));
const office = /** @type {HTMLSelectElement | null} */ (document.getElementById("office"));
const enter = /** @type {HTMLButtonElement} */ (found("enter"));
const refused = found("refused");

show.addEventListener("change", () => {
  password.type = show.checked ? "text" : "password";
});

found("signin").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (enter.getAttribute("aria-busy") === "true") return;
  if (!name.value.trim() || !password.value) return tell(words.say("door.fill_in"));
  busy(true);
  const more = { ...(code.value.trim() ? { code: code.value.trim() } : {}), ...(office ? { office: office.value } : {}) };
  const answer = await press("/api/v1/session", { name: name.value.trim(), password: password.value, ...more }, { patience: 6000 });
  if (answer.ok) return location.replace(answer.body.must_change ? "/account" : after);
  busy(false);
  const asksForMore = answer.problem.type === "code-needed";
  if (asksForMore) found("code-field").hidden = false;
  refused.className = `notice ${asksForMore ? "wait" : "stop"}`;
  tell(sentenceOf(answer.problem, words));
});

/** @param {boolean} waiting */
function busy(waiting) {
  enter.setAttribute("aria-busy", String(waiting));
  enter.textContent = words.say(waiting ? "door.signing_in" : "door.sign_in");
}

/** @param {string} sentence */
function tell(sentence) {
  refused.textContent = sentence;
  refused.hidden = false;
  const asked = found("code-field").hidden ? password : code;
  (name.value.trim() ? asked : name).focus();
}
