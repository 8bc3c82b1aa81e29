/** What if, as the director tries it: the form says a wish, the office plays it beside its work, the answer stands side by side. */

import { announce, badge, make, retell } from "../../web/static/furniture.js";
import { look, presser, sentenceOf } from "../../web/static/press.js";
import { found, screenFacts } from "../../web/static/screen.js";
import { Words } from "../../web/static/words.js";
import { openTerms, term } from "./terms.js";
import { Told, UNKNOWN } from "./told.js";
import { GROUPS, addressOf, places, shortTime, sparse, usualDays, verdict, wishOf } from "./wish.js";
import { markTongue, onTongue } from "./tongues.js";
import { showWay } from "./ways.js";

/** @typedef {import("./wish.js").Wish} Wish */
/** @typedef {import("./wish.js").Trial} Trial */
/** @typedef {import("./wish.js").Answer} Answer */
/** @typedef {import("./wish.js").Band} Band */
/** @typedef {import("./wish.js").Measure} Measure */
/** @typedef {{code: string, prefix: string, name: {[language: string]: string}, colour: string}} Line */
/** @typedef {{code: string, name: string, services: {[service: string]: number}}} Desk */

const LOOK_EVERY_MS = 500;
const RUNS = [5, 20, 100];
const STRETCHES = ["morning", "afternoon"];
const SVG = "http://www.w3.org/2000/svg";

const facts = /** @type {import("../../web/static/screen.js").Facts & {lines: Line[], desks: Desk[], policy: {in_a_row: number, guard: number}, target: number}} */ (screenFacts());
const { target } = facts;
const words = new Words(facts.words, facts.language);
const told = new Told(words);
const press = presser({ csrf: facts.csrf });
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (found(id));

/** @type {Trial | null} */
let trial = null;
/** Which of the trials that were asked for here is wanted, and which is being followed: the server has said yes to it. */
let turn = 0;
let followed = 0;

/* The form. */

function kind() {
  return String(new FormData(/** @type {HTMLFormElement} */ (found("wish"))).get("kind"));
}

function showDates() {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-kind]"))) {
    part.hidden = part.dataset.kind !== kind();
    for (const field of part.querySelectorAll("input")) field.required = !part.hidden;
  }
}

/** @returns {Wish} */
function wished() {
  const days = { like: { like: input("like").value }, day: { day: input("day").value }, period: { day: input("from").value, to: input("to").value } }[kind()];
  const [inARow, guard] = [Number(input("in-a-row").value), Number(input("guard").value)];
  const changes = {
    add_counters: Number(input("add").value),
    like: Number(input("add").value) > 0 ? input("as").value || null : null,
    arrivals: Number(input("arrivals").value) / 100,
    in_a_row: inARow === facts.policy.in_a_row ? null : inARow,
    guard_minutes: guard === facts.policy.guard ? null : guard,
    ...changesOfDesks(),
  };
  return sparse({ ...days, changes, runs: Number(input("runs").value), recommend: input("recommend").checked });
}

function changesOfDesks() {
  const shut = facts.desks.filter(({ code }) => !input(`open-${code}`).checked);
  const open = facts.desks.filter((desk) => !shut.includes(desk));
  const skills = open.filter((desk) => isOther(desk)).map((desk) => [desk.code, servedAt(desk)]);
  const hours = open.map(({ code }) => [code, stretchesOf(code)]).filter(([, stretches]) => stretches.length > 0);
  return { remove_counters: shut.map(({ code }) => code), skills: Object.fromEntries(skills), hours: Object.fromEntries(hours) };
}

/** What is ticked, each in the turn that it has there already. @param {Desk} desk */
function servedAt({ code, services }) {
  const ticked = facts.lines.filter((line) => input(`serves-${code}-${line.code}`).checked);
  return Object.fromEntries(ticked.map((line) => [line.code, services[line.code] ?? 1]));
}

/** @param {Desk} desk */
function isOther(desk) {
  return facts.lines.some(({ code }) => input(`serves-${desk.code}-${code}`).checked !== code in desk.services);
}

/** @param {string} code @returns {[string, string][]} */
function stretchesOf(code) {
  const typed = STRETCHES.map((part) => /** @type {[string, string]} */ ([input(`${part}-from-${code}`).value, input(`${part}-to-${code}`).value]));
  return typed.filter(([from, to]) => from && to).map(([from, to]) => [`${from}:00`, `${to}:00`]);
}

/** @param {Wish} wish */
function fill(wish) {
  const { changes } = wish;
  const chosen = wish.like ? "like" : wish.to ? "period" : "day";
  for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[name=kind]"))) radio.checked = radio.value === chosen;
  const days = { like: wish.like, [chosen === "period" ? "from" : "day"]: wish.day, to: wish.to };
  for (const [id, day] of Object.entries(days)) if (day) input(id).value = day;
  input("add").value = String(changes.add_counters ?? 0);
  input("as").value = changes.like ?? "";
  input("arrivals").value = String(Math.round((changes.arrivals ?? 1) * 100));
  input("in-a-row").value = String(changes.in_a_row ?? facts.policy.in_a_row);
  input("guard").value = String(changes.guard_minutes ?? facts.policy.guard);
  input("runs").value = String(RUNS.includes(wish.runs) ? wish.runs : 20);
  input("recommend").checked = wish.recommend;
  for (const desk of facts.desks) fillDesk(desk, wish);
  showDates();
}

/** @param {Desk} desk @param {Wish} wish */
function fillDesk({ code, services }, { changes }) {
  input(`open-${code}`).checked = !changes.remove_counters?.includes(code);
  for (const line of facts.lines) input(`serves-${code}-${line.code}`).checked = line.code in (changes.skills?.[code] ?? services);
  STRETCHES.forEach((part, place) => {
    const [from, to] = changes.hours?.[code]?.[place] ?? ["", ""];
    input(`${part}-from-${code}`).value = shortTime(from);
    input(`${part}-to-${code}`).value = shortTime(to);
  });
}

function drawForm() {
  const kept = found("desks").hasChildNodes() ? wished() : null;
  input("as").replaceChildren(make("option", { value: "" }, words.say("whatif.as_all")), ...facts.desks.map(({ code, name }) => make("option", { value: code }, words.say("whatif.as_counter", { counter: name }))));
  input("runs").replaceChildren(...RUNS.map((runs) => make("option", { value: runs }, words.say(`whatif.runs_${runs}`))));
  found("recommend-word").textContent = words.say("whatif.recommend", { target });
  found("desks").replaceChildren(...facts.desks.map(drawDesk));
  fill(kept ?? wishOf(location.search)?.wish ?? { like: usualDays(facts.clock.now.slice(0, 10)).like, changes: {}, runs: 20, recommend: false });
  for (const desk of facts.desks) tellDesk(desk);
}

/** @param {Desk} desk */
function drawDesk(desk) {
  const { code, name } = desk;
  const services = facts.lines.map((line) =>
    make("label", { class: "choice" }, make("input", { type: "checkbox", id: `serves-${code}-${line.code}` }), make("span", { class: "line-name" }, badge(line), words.name(line.name))),
  );
  const times = STRETCHES.flatMap((part) => ["from", "to"].map((end) => timeField(`${part}-${end}-${code}`, words.say(`whatif.${part}_${end}`))));
  return make(
    "details",
    { class: "desk", oninput: () => tellDesk(desk) },
    make("summary", {}, make("strong", {}, name), make("span", { class: "chip", id: `told-${code}` })),
    make("label", { class: "choice" }, make("input", { type: "checkbox", id: `open-${code}` }), make("span", {}, words.say("whatif.open"))),
    make("fieldset", {}, make("legend", {}, words.say("whatif.serves")), make("div", { class: "services" }, ...services)),
    make("fieldset", { class: "times" }, make("legend", {}, words.say("whatif.hours")), ...times),
  );
}

/** @param {string} id @param {string} word */
function timeField(id, word) {
  return make("div", { class: "field" }, make("label", { for: id }, word), make("input", { type: "time", id }));
}

/** Beside its name: what is other than it was. @param {Desk} desk */
function tellDesk(desk) {
  const shut = !input(`open-${desk.code}`).checked;
  const other = [!shut && isOther(desk) && "other_work", !shut && stretchesOf(desk.code).length > 0 && "other_hours"].filter((word) => word !== false);
  const chip = found(`told-${desk.code}`);
  chip.textContent = shut ? words.say("whatif.closed") : other.map((word) => words.say(`whatif.${word}`)).join(", ") || words.say("whatif.as_it_was");
  chip.classList.toggle("changed", shut || other.length > 0);
}

/* Playing it. */

async function play() {
  const wish = wished();
  const mine = ++turn;
  if (trial && isUnderWay(trial)) giveUp(trial);
  notice(null);
  underWay({ state: "asking", done: 0 });
  const answer = await press("/api/v1/simulations", wish);
  if (mine !== turn) {
    if (answer.ok) giveUp(answer.body);
    return;
  }
  if (!answer.ok) return over(answer.problem.type === "server-away" ? words.say("whatif.away") : sentenceOf(answer.problem, words));
  follow(answer.body, mine);
}

/** @param {Trial} began @param {number} mine */
async function follow(began, mine) {
  trial = began;
  followed = mine;
  history.replaceState(null, "", addressOf(trial.wish, trial.id));
  underWay({ state: "playing", done: trial.done });
  while (isUnderWay(trial)) {
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    const seen = await look(`/api/v1/simulations/${began.id}`);
    if (mine !== turn) return;
    notice(seen ? null : words.say("whatif.silent"));
    if (!seen) continue;
    if (!seen.ok) return over(sentenceOf(seen.problem, words));
    trial = /** @type {Trial} */ (seen.body);
    underWay(trial);
  }
  over(trial.state === "done" ? null : words.say(`whatif.${trial.state}`));
  draw();
  if (trial.state === "done") {
    announce(words.say("whatif.done"));
    found("answer").focus({ preventScroll: true });
    found("answer").scrollIntoView({ block: "start" });
  }
}

/** Its server need not play it any further. @param {Trial} trial */
function giveUp({ id }) {
  return press(`/api/v1/simulations/${id}/stop`);
}

/** @param {Trial} trial */
function isUnderWay({ state }) {
  return state === "waiting" || state === "playing";
}

/** @param {{state: string, done: number}} how */
function underWay({ state, done }) {
  found("under-way").hidden = false;
  found("play").hidden = true;
  const word = state === "playing" ? words.say("whatif.playing", { done: told.share(done) }) : words.say(`whatif.${state}`);
  if (found("progress-word").textContent !== word) found("progress-word").textContent = word;
  /** @type {HTMLProgressElement} */ (found("progress")).value = done;
}

/** @param {string | null} sentence */
function over(sentence) {
  found("under-way").hidden = true;
  found("play").hidden = false;
  notice(sentence);
}

/** @param {string | null} sentence */
function notice(sentence) {
  found("notice").hidden = sentence === null;
  found("notice").textContent = sentence;
}

/** One that is followed says itself that it was stopped; one that is still asked for is given up as soon as it has begun. */
function stop() {
  if (trial && followed === turn) {
    giveUp(trial);
    return;
  }
  turn += 1;
  over(words.say("whatif.stopped"));
}

/* The answer. */

function draw() {
  const answer = trial?.answer;
  found("answer").hidden = !answer || answer.days.length === 0;
  if (!trial || !answer) return;
  if (answer.days.length === 0) return notice(words.say("whatif.nothing"));
  const p90 = GROUPS[0].measures[1];
  const [before, after] = [answer.before.p90, answer.after.p90].map(({ mean }) => told.minutes(mean * 60));
  found("headline").textContent = words.say(`whatif.headline.${verdict(p90, answer.difference.p90)}`, { before, after });
  found("chosen").replaceChildren(...chosen(trial.wish).map((sentence) => make("li", {}, sentence)));
  const days = answer.days.map((day) => told.day(day)).join(", ");
  found("counted").textContent = words.say(answer.runs > 1 ? "whatif.counted" : "whatif.counted_once", { days, runs: answer.runs });
  found("sides").replaceChildren(...sides(answer));
  drawStaffing(answer);
  const defined = GROUPS.flatMap(({ measures }) => measures).map(({ name }) => make("div", {}, make("dt", {}, words.say(`whatif.m.${name}`, { target })), make("dd", {}, words.say(`whatif.d.${name}`))));
  found("definitions").replaceChildren(...defined);
}

/** The changes in words. @param {Wish} wish */
function chosen({ changes }) {
  const name = (/** @type {string} */ code) => facts.desks.find((desk) => desk.code === code)?.name ?? code;
  const line = (/** @type {string} */ code) => words.name(facts.lines.find((one) => one.code === code)?.name) || code;
  const as = changes.like ? words.say("whatif.as_counter", { counter: name(changes.like) }) : words.say("whatif.as_all");
  const told_ = [
    changes.add_counters ? words.say("whatif.chosen.add", { count: changes.add_counters, as }) : null,
    ...(changes.remove_counters ?? []).map((code) => words.say("whatif.chosen.remove", { counter: name(code) })),
    ...Object.entries(changes.skills ?? {}).map(([code, served]) => words.say("whatif.chosen.skills", { counter: name(code), services: Object.keys(served).map(line).join(", ") || UNKNOWN })),
    ...Object.entries(changes.hours ?? {}).map(([code, hours]) => words.say("whatif.chosen.hours", { counter: name(code), hours: hours.map((stretch) => stretch.map(shortTime).join("–")).join(", ") })),
    (changes.arrivals ?? 1) !== 1 ? words.say("whatif.chosen.arrivals", { share: told.share(changes.arrivals) }) : null,
    changes.in_a_row != null ? words.say("whatif.chosen.in_a_row", { count: changes.in_a_row }) : null,
    changes.guard_minutes != null ? words.say("whatif.chosen.guard", { minutes: changes.guard_minutes }) : null,
  ].filter((sentence) => sentence !== null);
  return told_.length > 0 ? told_ : [words.say("whatif.chosen.none")];
}

/** @param {Answer} answer */
function sides(answer) {
  const heads = ["before", "after", "difference"].map((word) => make("th", { scope: "col", class: "number" }, words.say(`whatif.${word}`)));
  const head = make("tr", {}, make("th", { scope: "col" }, words.say("whatif.measure")), ...heads, make("th", { scope: "col", class: "picture" }, words.say("whatif.picture")));
  const bodies = GROUPS.map(({ group, measures }) =>
    make("tbody", {}, make("tr", { class: "group-row" }, make("th", { scope: "rowgroup", colspan: 5 }, words.say(`whatif.group.${group}`))), ...measures.map((measure) => side(measure, answer))),
  );
  return [make("thead", {}, head), ...bodies];
}

/** @param {Measure} measure @param {Answer} answer */
function side(measure, { runs, days, before, after, difference }) {
  const { name, unit } = measure;
  const sure = runs * days.length > 1;
  const banded = (/** @type {Band} */ band) => make("td", { class: "number" }, make("b", {}, figure(unit, band.mean)), sure ? make("small", {}, interval(unit, band)) : null);
  const judged = verdict(measure, difference[name]);
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, term(words.say(`whatif.m.${name}`, { target }), words.say(`whatif.d.${name}`))),
    banded(before[name]),
    banded(after[name]),
    make("td", { class: `number verdict-${judged}` }, make("b", {}, judged === "same" ? words.say("whatif.same") : change(unit, difference[name].mean)), sure && judged !== "same" ? make("small", {}, words.say(`whatif.${judged}`)) : null),
    make("td", { class: "picture" }, picture(places(before[name], after[name], unit))),
  );
}

/** @param {import("./wish.js").Unit} unit @param {number} value */
function figure(unit, value) {
  if (unit === "share") return told.share(value);
  if (unit === "minutes") return told.minutes(value * 60);
  return new Intl.NumberFormat([words.language, "vi"], { maximumFractionDigits: 1 }).format(value);
}

/** @param {import("./wish.js").Unit} unit @param {Band} band */
function interval(unit, { low, high }) {
  return `(${figure(unit, Math.max(0, low)).replace(/\s*%$/, "")}–\u2060${figure(unit, unit === "share" ? Math.min(1, high) : high)})`;
}

/** @param {import("./wish.js").Unit} unit @param {number} mean */
function change(unit, mean) {
  const by = unit === "share" ? words.say("whatif.points", { by: figure("count", Math.round(Math.abs(mean) * 100)) }) : figure(unit, Math.abs(mean));
  return words.say(mean < 0 ? "whatif.less" : "whatif.more", { by });
}

/** The two bands over one another, from nought; the figures beside it say the same. @param {ReturnType<typeof places>} at */
function picture({ before, after }) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "bands");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(
    shape("line", { class: "zero", x1: "0%", x2: "0%", y1: 0, y2: 34 }),
    ...[{ band: before, y: 10, name: "was" }, { band: after, y: 24, name: "would" }].flatMap(({ band, y, name }) => [
      shape("line", { class: `rail ${name}`, x1: "0%", x2: `${band.mean}%`, y1: y, y2: y }),
      shape("line", { class: `reach ${name}`, x1: `${band.low}%`, x2: `${band.high}%`, y1: y, y2: y }),
      shape("circle", { class: name, cx: `${band.mean}%`, cy: y, r: 5 }),
    ]),
  );
  return drawing;
}

/** @param {string} tag @param {{[attribute: string]: string | number}} attributes */
function shape(tag, attributes) {
  const drawn = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, String(value));
  return drawn;
}

/** @param {Answer} answer */
function drawStaffing({ recommend }) {
  found("staffing").hidden = !recommend;
  if (!recommend) return;
  const hours = Object.keys(recommend.counters).sort();
  const most = Math.max(1, ...Object.values(recommend.counters), ...Object.values(recommend.opened));
  found("staffing-told").textContent = words.say("whatif.staffing", { target, p90: told.minutes(recommend.p90.mean * 60), within: told.share(recommend.within.mean) });
  const head = make("tr", {}, make("th", { scope: "col" }, words.say("whatif.hour")), ...["opened", "needed", "apart"].map((word) => make("th", { scope: "col", class: "number" }, words.say(`whatif.${word}`))), make("th", { scope: "col", class: "picture" }, words.say("whatif.picture")));
  const rows = hours.map((hour) => {
    const [need, open] = [recommend.counters[hour], recommend.opened[hour]];
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, words.say("whatif.hour_of", { from: Number(hour), to: Number(hour) + 1 })),
      make("td", { class: "number" }, figure("count", open)),
      make("td", { class: "number" }, make("b", {}, told.count(need))),
      make("td", { class: "number" }, apart(need - Math.round(open))),
      make("td", { class: "picture" }, picture(places(single(open, most), single(need, most), "share"))),
    );
  });
  const [needed, opened] = [recommend.counters, recommend.opened].map((each) => hours.reduce((sum, hour) => sum + each[hour], 0));
  const sums = [opened, needed].map((sum) => make("td", { class: "number" }, figure("count", sum)));
  const foot = make("tr", {}, make("th", { scope: "row" }, words.say("whatif.total")), ...sums, make("td", { class: "number" }, apart(needed - Math.round(opened))), make("td", { class: "picture" }));
  found("hours").replaceChildren(make("thead", {}, head), make("tbody", {}, ...rows), make("tfoot", {}, foot));
}

/** @param {number} counters  so many more than there were */
function apart(counters) {
  return counters === 0 ? words.say("whatif.as_many") : words.say(counters > 0 ? "whatif.more_counters" : "whatif.fewer_counters", { by: told.count(Math.abs(counters)) });
}

/** A figure that is known, as a share of the most there is. @param {number} value @param {number} most @returns {Band} */
function single(value, most) {
  return { mean: value / most, low: value / most, high: value / most };
}

function speak() {
  document.documentElement.lang = words.language;
  retell(words);
  document.title = words.say("whatif.title");
  found("office").textContent = words.name(facts.office.name);
  markTongue(words.language);
  drawForm();
  if (trial) draw();
}

/** A link leads to the what-if under way, or to the same one played once more. */
async function openLink() {
  const linked = wishOf(location.search);
  if (!linked) return;
  const mine = ++turn;
  const seen = linked.trial ? await look(`/api/v1/simulations/${encodeURIComponent(linked.trial)}`) : null;
  if (mine !== turn) return;
  if (seen?.ok && seen.body.state !== "stopped") follow(seen.body, mine);
  else play();
}

showWay();
onTongue((language) => {
  words.language = language;
  speak();
});
found("wish").addEventListener("submit", (event) => {
  event.preventDefault();
  play();
});
found("wish").addEventListener("change", showDates);
found("stop").addEventListener("click", stop);
found("print").addEventListener("click", () => window.print());
for (const [id, day] of Object.entries(usualDays(facts.clock.now.slice(0, 10)))) input(id).value = day;
openTerms();
speak();
openLink();
