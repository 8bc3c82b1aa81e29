/** The first start: the link's secret, the office and its administrator go to the server together, once. */

import { openLobby } from "../../web/static/lobby.js";
import { presser, sentenceOf } from "../../web/static/press.js";
import { found } from "../../web/static/screen.js";
import { gathered } from "./forms.js";

const { facts, words } = openLobby();
const press = presser({ csrf: facts.csrf });
const form = /** @type {HTMLFormElement} */ (found("founding"));
const refused = found("refused");
const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";

found("no-link").hidden = token !== "";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void send();
});

async function send() {
  const { again, ...wish } = gathered(form);
  if (again !== wish.password) return say(words.say("first.not_the_same"), "again");
  found("found").setAttribute("aria-busy", "true");
  const answer = await press("/api/v1/setup", { token, ...wish });
  found("found").removeAttribute("aria-busy");
  if (answer.ok) return location.assign("/admin/welcome");
  say(sentenceOf(answer.problem, words), String(answer.problem.where ?? ""));
}

/** @param {string} sentence @param {string} where */
function say(sentence, where) {
  refused.textContent = sentence;
  refused.hidden = false;
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const field = where ? form.querySelector(`[name="${CSS.escape(where)}"]`) : null;
  field?.setAttribute("aria-invalid", "true");
  /** @type {HTMLElement} */ (field ?? refused).focus();
}
