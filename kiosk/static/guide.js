/** The guide's page: a line is chosen, a number is taken, its code is shown to the citizen's phone. */

import { announce, badge, icon, make } from "../../server/web/static/furniture.js";
import { openLobby } from "../../server/web/static/lobby.js";
import { look, presser, pressKey, sentenceOf } from "../../server/web/static/press.js";
import { found } from "../../server/web/static/screen.js";

/** @typedef {{code: string, prefix: string, name: {[language: string]: string}, colour: string, open: boolean, waiting: number}} Line */

const LOOK_EVERY_MS = 15_000;

const { facts, words } = openLobby();
const press = presser({ csrf: facts.csrf });
const priority = /** @type {HTMLInputElement} */ (found("priority"));
/** @type {Line[]} */
let lines = [];
let taking = false;
let ticket = "";

async function refresh() {
  const answer = await look("/api/v1/services");
  if (answer?.ok) lines = answer.body;
  else if (answer?.status === 401) return location.assign("/signin?next=/guide");
  found("lines").removeAttribute("aria-busy");
  draw();
}

function draw() {
  const shown = JSON.stringify([words.language, lines.map(({ code, open, waiting }) => [code, open, waiting])]);
  if (found("lines").dataset.shown === shown) return;
  found("lines").dataset.shown = shown;
  found("lines").replaceChildren(...lines.map((line) => make("li", {}, lineButton(line))));
}

/** @param {Line} line */
function lineButton(line) {
  const people = line.waiting === 0 ? words.say("people.nobody") : words.count("people.waiting", line.waiting);
  const how = line.open ? people : words.say("guide.closed");
  return make(
    "button",
    { type: "button", class: "button line-button", disabled: !line.open, onclick: () => take(line) },
    badge(line),
    make("span", { class: "line-words" }, make("strong", {}, words.name(line.name)), make("span", {}, how)),
  );
}

/** @param {Line} line */
async function take(line) {
  if (taking) return;
  taking = true;
  tell("said", null);
  const answer = await press("/api/v1/tickets", { service: line.code, priority: priority.checked, language: words.language }, { key: pressKey() });
  taking = false;
  if (!answer.ok) return tell("said", sentenceOf(answer.problem, words));
  show(line, answer.body);
}

/** @param {Line} line @param {{id: string, number: string, ahead: number, qr: string}} taken */
function show(line, taken) {
  ticket = taken.id;
  found("number").textContent = taken.number;
  found("given-line").textContent = words.name(line.name);
  found("ahead").textContent = taken.ahead === 0 ? words.say("guide.first") : words.count("guide.ahead", taken.ahead);
  /** @type {HTMLImageElement} */ (found("code")).src = taken.qr;
  tell("given-said", null);
  found("choosing").hidden = true;
  found("given").hidden = false;
  found("given-title").focus();
  announce(`${taken.number}. ${found("ahead").textContent}`);
}

/** @param {string} id @param {string | null} sentence */
function tell(id, sentence, tone = "stop") {
  const notice = sentence && make("p", { class: `notice ${tone}` }, icon(tone === "stop" ? "triangle-alert" : "check"), make("span", {}, sentence));
  found(id).replaceChildren(...(notice ? [notice] : []));
}

found("again").addEventListener("click", async () => {
  const answer = await press(`/api/v1/tickets/${ticket}/slip`);
  if (answer.ok) tell("given-said", words.say("guide.printing"), "good");
  else tell("given-said", sentenceOf(answer.problem, words));
});
found("next").addEventListener("click", () => {
  priority.checked = false;
  found("given").hidden = true;
  found("choosing").hidden = false;
  found("main").focus();
  void refresh();
});
for (const tongue of document.querySelectorAll("[data-language]")) tongue.addEventListener("click", () => draw());
setInterval(() => !found("choosing").hidden && refresh(), LOOK_EVERY_MS);
void refresh();
