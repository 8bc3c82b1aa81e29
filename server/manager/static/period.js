/** A period as the director reads it: asks for its figures, draws them, and lays the tables under the pictures. */

import uPlot from "uplot";
import { Clock } from "../../web/static/clock.js";
import { badge, icon, make, retell } from "../../web/static/furniture.js";
import { look } from "../../web/static/press.js";
import { found, screenFacts } from "../../web/static/screen.js";
import { Words } from "../../web/static/words.js";
import { Behind } from "./behind.js";
import { Brush, PAPER_SCALE } from "./chart.js";
import { scaleTo } from "./day.js";
import { byName } from "./one.js";
import { before, changed, depth, heading, laidUnder, periods, unit } from "./stretch.js";
import { openTerms, term } from "./terms.js";
import { Told, UNKNOWN } from "./told.js";
import { markTongue, onTongue } from "./tongues.js";
import { showWay } from "./ways.js";

/** @typedef {import("./stretch.js").Row} Row */
/** @typedef {import("./stretch.js").Stretch} Stretch */
/** @typedef {"issued" | "joined" | "served" | "no_show" | "cancelled" | "expired" | "abandoned" | "transferred" | "holds" | "recalls" | "forgotten"} Count */
/** @typedef {{name: string, def: string, of: (row: Row) => string}} Column */
/** @typedef {{code: string, prefix: string, name: {[language: string]: string}, colour: string}} Line */
/**
 * @typedef {object} Figures
 * @property {Stretch} stretch
 * @property {Stretch} against
 * @property {"day" | "month"} step
 * @property {Row} total
 * @property {Row} earlier
 * @property {Row[]} trend
 * @property {Row[]} trendThen
 * @property {Row[]} heat
 * @property {{seconds: number, counts: number[]}} waits
 * @property {Row[]} services
 * @property {Row[]} each
 */

const GROUPS = ["short", "people", "wait", "walk", "handle", "rated", "desks", "foretold"];
const SPLITS = ["service", "procedure", "counter", "clerk", "hour", "weekday", "day", "month", "priority", "channel"];
/** On paper: a picture of its own, and one of two beside one another. */
const WHOLE_PX = 1120;
const HALF_PX = 540;
/** Years on a machine that has much else to do. */
const PATIENCE_MS = 60_000;
const A_TENTH_OF_A_MINUTE = 6;
const HALF_A_POINT = 0.005;
const DEFINED = ["issued", "joined", "served", "no_show", "abandoned", "transferred", "holds", "recalls", "forgotten", "wait", "walk", "handle", "satisfied", "response", "occupancy", "foretold"];

const facts = /** @type {import("../../web/static/screen.js").Facts & {lines: Line[], counters: {[code: string]: string}, people: {[code: string]: string}, offices: {[code: string]: {[language: string]: string}}, target: number, few: number}} */ (screenFacts());
/** Minutes. */
const { target } = facts;
const words = new Words(facts.words, facts.language);
const told = new Told(words);
const clock = new Clock(facts.clock);
const behind = new Behind(told, (key, step) => (step === "day" ? told.day(key) : shortly(key, step)));
const lines = new Map(facts.lines.map((line) => [line.code, line]));
const from = /** @type {HTMLInputElement} */ (found("from"));
const to = /** @type {HTMLInputElement} */ (found("to"));
const againstFrom = /** @type {HTMLInputElement} */ (found("against-from"));
const againstTo = /** @type {HTMLInputElement} */ (found("against-to"));
const split = /** @type {HTMLSelectElement} */ (found("split"));
const group = /** @type {HTMLSelectElement} */ (found("group"));

const wished = new URLSearchParams(location.search);

/** @type {Figures | null} */
let shown = null;
/** @type {(() => string) | null} */
let notice = null;
/** The table beneath: its rows, and all of them together. @type {{by: string, rows: Row[], total: Row} | null} */
let parts = null;
/** @type {uPlot[]} */
let plots = [];
let asked = 0;

/** @param {Stretch} stretch @param {string} [by] */
const figures = (stretch, by) => ask(`/api/v1/statistics?from=${stretch.from}&to=${stretch.to}${by ? `&by=${by}` : ""}`);

/**
 * The rows of the table beneath; those of all offices have a sum of their own.
 * @param {Stretch} stretch
 * @param {Row} total  of this office
 */
async function partsOf(stretch, total) {
  const by = split.value;
  if (by !== "office") return { by, rows: /** @type {Row[]} */ (await figures(stretch, by)), total };
  const { offices, total: whole } = await ask(`/api/v1/statistics/offices?from=${stretch.from}&to=${stretch.to}`);
  return { by, rows: /** @type {Row[]} */ (offices), total: /** @type {Row} */ (whole) };
}

/** @param {string} path */
async function ask(path) {
  const answer = await look(path, PATIENCE_MS);
  if (answer?.status === 401 || answer?.status === 403) location.reload();
  if (answer?.status === 422) throw new RangeError(path);
  if (!answer?.ok) throw new Error(path);
  return answer.body;
}

async function show() {
  const stretch = { from: from.value, to: to.value };
  const against = { from: againstFrom.value, to: againstTo.value };
  const turn = ++asked;
  found("main").setAttribute("aria-busy", "true");
  try {
    const step = unit(stretch);
    const [[total], [earlier], trend, trendThen, heat, services, each, waits] = await Promise.all([
      figures(stretch),
      figures(against),
      figures(stretch, step),
      figures(against, step),
      figures(stretch, "weekday,hour"),
      figures(stretch, "service"),
      figures(stretch, `${step},service`),
      ask(`/api/v1/statistics/waits?from=${stretch.from}&to=${stretch.to}`),
    ]);
    const table = await partsOf(stretch, total);
    if (turn !== asked) return;
    parts = table;
    shown = { stretch, against, step, total, earlier, trend, trendThen, heat, services, each, waits };
    history.replaceState(null, "", addressOf(stretch, against));
    draw();
  } catch (wrong) {
    if (turn !== asked) return;
    shown = null;
    say(() => words.say(wrong instanceof RangeError ? "figures.no_period" : "figures.failed"));
    draw();
  } finally {
    found("main").removeAttribute("aria-busy");
  }
}

/** Told to whoever opens the link: the other period only where it is not the one right before, and how the table is split. @param {Stretch} stretch @param {Stretch} against */
function addressOf(stretch, against) {
  const usual = before(stretch);
  const asked = new URLSearchParams(stretch);
  if (against.from !== usual.from || against.to !== usual.to) {
    asked.set("against_from", against.from);
    asked.set("against_to", against.to);
  }
  if (split.value !== SPLITS[0]) asked.set("by", split.value);
  return `?${asked}`;
}

/** @param {(() => string) | null} sentence */
function say(sentence) {
  notice = sentence;
  found("nothing").hidden = sentence === null;
  found("nothing").textContent = sentence ? sentence() : null;
  found("told").hidden = sentence !== null;
}

function draw() {
  found("period-name").textContent = shown ? days(shown.stretch) : words.say("figures.title");
  if (!shown) return notice && say(notice);
  if (nobodyCame(shown)) return say(() => words.say("figures.nothing"));
  say(null);
  found("period-before").textContent = words.say("figures.before", { days: days(shown.against) });
  drawTiles(shown);
  drawHeat(shown);
  drawTable(shown);
  behind.trend(shown);
  behind.spread(shown);
  behind.small(shown, inOrder(shown.services, "service").map(({ key }) => ({ key, ...serviceOf(key) })));
  drawDefinitions();
  drawPlots();
}

/** @param {Figures} figures */
function nobodyCame({ total }) {
  return total.joined === 0;
}

/** One day by its date alone. @param {Stretch} stretch */
function days({ from, to }) {
  return from === to ? told.day(from) : `${told.day(from)} – ${told.day(to)}`;
}

/** @param {Figures} now */
function drawTiles({ total, earlier }) {
  const minutes = (/** @type {number | null} */ seconds) => told.minutes(seconds);
  const share = told.share.bind(told);
  const points = (/** @type {number} */ by) => words.say("figures.points", { by: told.count(Math.round(by * 100)) });
  const count = earlier.joined > 0 ? earlier.issued : null;
  found("tiles").replaceChildren(
    tile("joined", told.count(total.issued), beside(count, told.count.bind(told), difference(total.issued, count || null, (by) => told.share(by / earlier.issued), 1))),
    tile("p50", minutes(total.wait.p50), beside(earlier.wait.p50, minutes, difference(total.wait.p50, earlier.wait.p50, minutes, A_TENTH_OF_A_MINUTE))),
    tile("p90", minutes(total.wait.p90), beside(earlier.wait.p90, minutes, difference(total.wait.p90, earlier.wait.p90, minutes, A_TENTH_OF_A_MINUTE))),
    tile("within", share(total.wait.within_target), beside(earlier.wait.within_target, share, difference(total.wait.within_target, earlier.wait.within_target, points, HALF_A_POINT))),
    tile(
      "satisfied",
      share(total.satisfaction.rate),
      beside(earlier.satisfaction.rate, share, difference(total.satisfaction.rate, earlier.satisfaction.rate, points, HALF_A_POINT)),
      words.say("figures.interval", {
        range: told.range(total.satisfaction.low, total.satisfaction.high),
        answers: told.count(total.satisfaction.answers),
        rate: share(total.satisfaction.response_rate),
      }),
    ),
    tile(
      "foretold",
      share(total.foretold.kept),
      words.say("figures.foretold", { half: share(total.foretold.kept_half), off: told.minutes(total.foretold.off.p50), count: told.count(total.foretold.count) }),
    ),
  );
}

/**
 * What it was in the other period, and how it differs.
 * @template {number | null} Value
 * @param {Value} then
 * @param {(value: NonNullable<Value>) => string} said
 * @param {string} change
 */
function beside(then, said, change) {
  return then === null ? change : `${words.say("figures.then", { figure: said(/** @type {NonNullable<Value>} */ (then)) })} · ${change}`;
}

/** @param {string} name @param {string} figure @param {...string} more */
function tile(name, figure, ...more) {
  const head = make("dt", {}, words.say(`figures.tile.${name}`, { target }));
  return make("div", { class: "tile card" }, head, make("dd", { class: "tile-figure" }, make("span", { class: "figures" }, figure)), ...more.map((line) => make("dd", { class: "tile-more figures" }, line)));
}

/**
 * The change against the other period, in words and with its direction.
 * @param {number | null} now
 * @param {number | null} then
 * @param {(by: number) => string} said
 * @param {number} least  the smallest change that is one
 */
function difference(now, then, said, least) {
  const change = changed(now, then, least);
  if (change === null) return words.say("figures.unknown_before");
  return change === 0 ? words.say("figures.no_change") : words.say(change > 0 ? "figures.more" : "figures.less", { by: said(Math.abs(change)) });
}

/** @param {Figures} now */
function drawHeat({ heat }) {
  const hours = [...new Set(heat.map(({ keys }) => String(keys[1])))].sort();
  const days = [...new Set(heat.map(({ keys }) => String(keys[0])))].sort();
  const cells = new Map(heat.map((row) => [row.keys.join(" "), row]));
  const most = Math.max(target * 60, ...heat.map(({ wait }) => wait.p50 ?? 0));
  const head = make("tr", {}, make("th", { scope: "col" }, words.say("figures.heat_weekday")), ...hours.map((hour) => make("th", { scope: "col", class: "number" }, `${Number(hour)}–${Number(hour) + 1}`)));
  const rows = days.map((weekday) => {
    const inRow = hours.map((hour) => heatCell(cells.get(`${weekday} ${hour}`), most));
    return make("tr", {}, make("th", { scope: "row" }, words.say(`figures.weekday.${weekday}`)), ...inRow);
  });
  found("heat").replaceChildren(make("thead", {}, head), make("tbody", {}, ...rows));
}

/** @param {Row | undefined} row @param {number} most */
function heatCell(row, most) {
  if (!row || row.wait.p50 === null) return make("td", { class: "number none" }, UNKNOWN);
  const late = row.wait.p50 > target * 60;
  return make("td", { class: `number depth-${depth(row.wait.p50, most)} ${late ? "late" : ""}` }, make("b", {}, told.minutes(row.wait.p50)), make("small", {}, told.count(row.wait.count)));
}

/** @param {number} [scale] */
function drawPlots(scale = 1) {
  if (!shown || nobodyCame(shown)) return;
  for (const plot of plots) plot.destroy();
  const brush = new Brush(scale);
  found("small").replaceChildren();
  plots = [...trend(shown, brush), spread(shown, brush), ...small(shown, brush)];
}

/**
 * A plot over the steps of the period, in one house style.
 * @param {HTMLElement} host
 * @param {Brush} brush
 * @param {{labels: string[], columns: (number | null)[][], series: uPlot.Series[], height: number, draw?: ((plot: uPlot) => void)[], top: number, sparse?: boolean}} what
 */
function plotted(host, brush, { labels, columns, series, height, draw = [], top, sparse = false }) {
  const { end, step } = scaleTo(top);
  const places = labels.map((_, place) => place);
  host.style.setProperty("zoom", String(1 / brush.scale)); // before it is measured
  const width = brush.width(host, sparse ? HALF_PX : WHOLE_PX);
  const every = Math.max(1, Math.ceil(labels.length / Math.max(2, Math.floor(width / brush.px(sparse ? 7 : 4.5)))));
  return new uPlot(
    {
      width,
      height: brush.px(height),
      padding: [brush.px(1), brush.px(0.75), 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: [0, end] } },
      series: [{}, ...series],
      axes: [
        { ...brush.axis(), size: brush.px(2), splits: () => places.filter((place) => place % every === 0), values: (_, at) => at.map((place) => labels[place]), grid: { show: false } },
        { ...brush.axis(), size: brush.px(2.75), splits: () => Array.from({ length: Math.round(end / step) + 1 }, (_, place) => place * step), values: (_, at) => at.map(String) },
      ],
      hooks: { draw },
    },
    /** @type {uPlot.AlignedData} */ ([places, ...columns]),
    host,
  );
}

/** @param {Figures} now @param {Brush} brush */
function trend({ trend, trendThen, step, stretch }, brush) {
  const labels = trend.map(({ key }) => shortly(key, step));
  const p50 = trend.map(({ wait }) => minutesOf(wait.p50));
  const p90 = trend.map(({ wait }) => minutesOf(wait.p90));
  const issued = trend.map((row) => row.issued);
  const p50Then = laidUnder(trendThen.map((row) => minutesOf(row.wait.p50)), trend.length);
  const issuedThen = laidUnder(trendThen.map((row) => row.issued), trend.length);
  const line = { stroke: brush.ink, width: brush.px(0.18), points: { show: trend.length < 40, size: brush.px(0.5), fill: brush.ink } };
  const other = { stroke: brush.target, width: brush.px(0.15), points: { show: true, size: brush.px(0.55), width: brush.px(0.12), stroke: brush.target, fill: "#ffffff" } };
  const wait = plotted(found("trend-wait"), brush, {
    labels,
    columns: [p50, p90, p50Then],
    series: [line, { ...line, dash: [brush.px(0.5), brush.px(0.4)], points: { show: false } }, other],
    height: 14,
    top: Math.max(target, ...p90.map(Number), ...p50Then.map(Number)) * 1.15,
    draw: [(plot) => brush.across(plot, target, words.say("figures.target", { target }))],
  });
  const people = plotted(found("trend-issued"), brush, { labels, columns: [issued, issuedThen], series: [brush.bars(), other], height: 8, top: Math.max(1, ...issued, ...issuedThen.map(Number)) * 1.1 });
  const busiest = [...trend].sort((one, other) => other.issued - one.issued)[0];
  const longest = [...trend].sort((one, other) => (other.wait.p50 ?? 0) - (one.wait.p50 ?? 0))[0];
  const said = words.say("figures.trend_told", { from: told.day(stretch.from), to: told.day(stretch.to), busiest: shortly(busiest.key, step), most: busiest.issued, longest: shortly(longest.key, step), p50: told.minutes(longest.wait.p50) });
  for (const part of ["trend-wait", "trend-issued"]) found(part).setAttribute("aria-label", said);
  found("trend-key").replaceChildren(
    ...[["line", "trend_p50"], ["dash", "trend_p90"], ["bar", "trend_issued"], ["then", "trend_then"]].map(([mark, word]) => make("span", { class: `mark mark-${mark}` }, words.say(`figures.${word}`))),
  );
  return [wait, people];
}

/** @param {Figures} now @param {Brush} brush */
function spread({ waits, total }, brush) {
  const size = waits.seconds / 60;
  const labels = waits.counts.map((_, place) => (place === waits.counts.length - 1 ? `> ${place * size}` : `${place * size}–${(place + 1) * size}`));
  const said = words.say("figures.spread_told", { count: told.count(total.wait.count), within: told.share(total.wait.within_target), target, long: told.count(waits.counts[waits.counts.length - 1]) });
  found("spread-told").textContent = said;
  found("spread").setAttribute("aria-label", said);
  return plotted(found("spread"), brush, {
    labels,
    columns: [waits.counts],
    series: [brush.bars()],
    height: 13,
    top: Math.max(1, ...waits.counts) * 1.15,
    draw: [
      (plot) => waits.counts.forEach((count, place) => count > 0 && brush.above(plot, place, count, told.count(count))),
      (plot) => brush.upright(plot, target / size - 0.5, words.say("figures.target", { target })),
    ],
  });
}

/** The same small picture of every service, with one scale for all. @param {Figures} now @param {Brush} brush */
function small({ services, each, trend, step }, brush) {
  const rows = inOrder(services, "service");
  const longest = Math.max(target, ...each.map(({ wait }) => minutesOf(wait.p50) ?? 0)) * 1.1;
  return rows.map((row) => {
    const { line, name } = serviceOf(row.key);
    const said = words.say("figures.small_told", { p50: told.minutes(row.wait.p50), issued: told.count(row.issued) });
    const panel = make("div", { class: "panel", role: "img", "aria-label": `${name}: ${said}` });
    const head = make("p", {}, line ? badge(line) : null, make("strong", {}, name));
    const more = make("p", { class: "hint figures" }, said);
    found("small").append(make("li", {}, head, more, panel));
    const mine = new Map(each.filter(({ keys }) => keys[1] === row.key).map((one) => [one.key, one]));
    const column = trend.map(({ key }) => minutesOf(mine.get(key)?.wait.p50 ?? null));
    const series = { stroke: brush.ink, width: brush.px(0.15), spanGaps: true, points: { show: true, size: brush.px(0.35), fill: brush.ink } };
    return plotted(panel, brush, { labels: trend.map(({ key }) => shortly(key, step)), columns: [column], series: [series], height: 7, top: longest, sparse: true, draw: [(plot) => brush.across(plot, target, "")] });
  });
}

/** @param {string | null} key */
function serviceOf(key) {
  const line = lines.get(key ?? "");
  return { line, name: line ? words.name(line.name) : (key ?? words.say("figures.none")) };
}

/** @param {number | null} seconds */
function minutesOf(seconds) {
  return seconds === null ? null : seconds / 60;
}

/** @param {string | null} key @param {"day" | "month"} step */
function shortly(key, step) {
  const [, month, date] = String(key).split("-").map(Number);
  return step === "day" ? `${date}/${month}` : `${month}/${String(key).slice(2, 4)}`;
}

/** @param {Figures} now */
function drawTable({ stretch, against: other }) {
  if (!parts) return;
  const { by, rows: every, total } = parts;
  const columns = columnGroups()[group.value || GROUPS[0]];
  const heads = columns.map(({ name, def }) => make("th", { scope: "col", class: "number" }, explained(name, def)));
  const rows = inOrder(every, by).map((row) => make("tr", {}, make("th", { scope: "row" }, nameOf(by, row.key)), ...columns.map(({ of }) => make("td", { class: "number" }, of(row)))));
  const foot = make("tr", {}, make("th", { scope: "row" }, words.say("figures.all")), ...columns.map(({ of }) => make("td", { class: "number" }, of(total))));
  found("table").replaceChildren(make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.say(`figures.by.${by}`)), ...heads)), make("tbody", {}, ...rows), make("tfoot", {}, foot));
  found("table-why").hidden = by !== "clerk";
  found("table-why").textContent = words.say("figures.clerks", { few: facts.few });
  const error = Math.max(total.error, ...every.map((row) => row.error));
  found("exact").textContent = error > 0 ? words.say("figures.error", { error: told.share(error) }) : words.say("figures.exact");
  drawFiles(stretch, other, by);
}

/** What can be taken away: offices side by side are no report of one that its head signs. @param {Stretch} stretch @param {Stretch} other @param {string} by */
function drawFiles(stretch, other, by) {
  const days = `from=${stretch.from}&to=${stretch.to}`;
  const address = by === "office" ? `/api/v1/statistics/offices?${days}&format=` : `/api/v1/statistics?${days}&by=${by}&format=`;
  const kinds = by === "office" ? ["csv", "xlsx"] : ["csv", "xlsx", "pdf"];
  const both = `/api/v1/statistics/compared?from=${stretch.from}&to=${stretch.to}&against_from=${other.from}&against_to=${other.to}&by=${by}&format=xlsx`;
  found("files").replaceChildren(icon("download"), make("span", {}, words.say("figures.take")), ...kinds.map((kind) => make("a", { class: "button", href: address + kind, download: "" }, kind === "xlsx" ? "Excel" : kind.toUpperCase())), ...(by === "office" ? [] : [make("a", { class: "button", href: both, download: "" }, words.say("figures.take_compared"))]));
}

/** Every figure that there is, by what it tells of; `short` are those that most ask for. @returns {{[group: string]: Column[]}} */
function columnGroups() {
  const counted = (/** @type {Count[]} */ ...names) => names.map((name) => ({ name, def: name, of: (/** @type {Row} */ row) => told.count(row[name]) }));
  const timed = (/** @type {"wait" | "walk" | "handle"} */ what) => [
    ...["mean", "p50", "p90", "p95"].map((part) => ({ name: `${what}_${part}`, def: what, of: (/** @type {Row} */ row) => told.minutes(row[what][/** @type {"mean"} */ (part)]) })),
    { name: `${what}_within`, def: what, of: (/** @type {Row} */ row) => told.share(row[what].within_target) },
  ];
  const hours = (/** @type {"open" | "paused" | "busy"} */ what) => ({ name: what, def: what, of: (/** @type {Row} */ row) => told.hours(row.desks[what]) });
  const [wait, walk, handle] = [timed("wait"), timed("walk"), timed("handle")];
  const satisfied = { name: "satisfied", def: "satisfied", of: (/** @type {Row} */ row) => told.share(row.satisfaction.rate) };
  const interval = { name: "interval", def: "satisfied", of: (/** @type {Row} */ row) => told.range(row.satisfaction.low, row.satisfaction.high) };
  const answers = { name: "answers", def: "answers", of: (/** @type {Row} */ row) => told.count(row.satisfaction.answers) };
  const response = { name: "response", def: "response", of: (/** @type {Row} */ row) => told.share(row.satisfaction.response_rate) };
  const occupancy = { name: "occupancy", def: "occupancy", of: (/** @type {Row} */ row) => told.share(row.desks.occupancy) };
  return {
    short: [...counted("issued", "served", "no_show", "abandoned"), wait[1], wait[2], wait[4], walk[1], handle[1], handle[2], satisfied, answers, occupancy],
    people: counted("issued", "joined", "served", "no_show", "cancelled", "expired", "abandoned", "transferred", "holds", "recalls", "forgotten"),
    wait,
    walk,
    handle: [...handle, ...counted("forgotten")],
    rated: [...counted("served"), satisfied, interval, answers, response],
    desks: [hours("open"), hours("paused"), hours("busy"), occupancy],
    foretold: [
      { name: "foretold_kept", def: "foretold", of: (row) => told.share(row.foretold.kept) },
      { name: "foretold_half", def: "foretold_half", of: (row) => told.share(row.foretold.kept_half) },
      { name: "foretold_off", def: "foretold_off", of: (row) => told.minutes(row.foretold.off.p50) },
      { name: "foretold_count", def: "foretold_count", of: (row) => told.count(row.foretold.count) },
    ],
  };
}

/** @param {string} name @param {string} def */
function explained(name, def) {
  return term(words.say(`figures.col.${name}`), words.say(`figures.def.${def}`));
}

/** Services in the order in which the office offers them, people in that of names; the rest as it comes. @param {Row[]} rows @param {string} by */
function inOrder(rows, by) {
  if (by === "clerk") return inOrderOfNames(rows);
  if (by !== "service") return rows;
  const order = [...lines.keys()];
  return [...rows].sort((one, other) => order.indexOf(one.key ?? "") - order.indexOf(other.key ?? ""));
}

/** Never in that of results; what nobody did comes last. @param {Row[]} rows */
function inOrderOfNames(rows) {
  const order = byName(rows.flatMap(({ key }) => key ?? []), facts.people).map(({ code }) => code);
  const place = (/** @type {Row} */ { key }) => (key === null ? order.length : order.indexOf(key));
  return [...rows].sort((one, other) => place(one) - place(other));
}

/** @param {string} by @param {string | null} key */
function nameOf(by, key) {
  if (key === null) return words.say("figures.none");
  if (by === "weekday") return words.say(`figures.weekday.${key}`);
  if (by === "hour") return `${Number(key)}–${Number(key) + 1}`;
  if (by === "day") return told.day(key);
  if (by === "office") return facts.offices[key] ? words.name(facts.offices[key]) : key;
  if (by === "counter") return facts.counters[key] ?? key;
  if (by === "clerk") return facts.people[key] ?? key;
  const line = by === "service" ? lines.get(key) : undefined;
  return line ? make("span", { class: "line-name" }, badge(line), words.name(line.name)) : key;
}

function drawDefinitions() {
  found("definitions").replaceChildren(...DEFINED.flatMap((word) => [make("dt", {}, words.say(`figures.col.${heading(word)}`)), make("dd", {}, words.say(`figures.def.${word}`))]));
}

/** @typedef {{number: string, came_at: string, called_at: string | null, counter: string | null}} CalledOne */

async function askWhy() {
  const [on, one, other] = ["why-day", "why-one", "why-other"].map((id) => encodeURIComponent(/** @type {HTMLInputElement} */ (found(id)).value.replace(/\s/g, "").toUpperCase()));
  if (one === other) {
    found("why-told").replaceChildren(make("p", { class: "notice" }, words.say("figures.why_same")));
    return;
  }
  const [answer, fair] = await Promise.all([look(`/api/v1/fairness/why?day=${on}&one=${one}&other=${other}`), look(`/api/v1/fairness?day=${on}`)]);
  if (!answer?.ok) {
    found("why-told").replaceChildren(make("p", { class: "notice" }, words.say(answer?.status === 404 ? "figures.why_unknown" : "figures.failed")));
    return;
  }
  const { first, other: second, sentences } = /** @type {{first: CalledOne, other: CalledOne, sentences: {[language: string]: string}}} */ (answer.body);
  const rows = [first, second].map((ticket) =>
    make("li", {}, words.say("figures.why_row", { number: ticket.number, came: clock.time(new Date(ticket.came_at)), called: ticket.called_at ? clock.time(new Date(ticket.called_at)) : UNKNOWN, counter: (ticket.counter && facts.counters[ticket.counter]) || UNKNOWN })),
  );
  const day = fair?.ok ? make("p", { class: "hint" }, words.say(fair.body.passed > 0 ? "figures.fair" : "figures.fair_nobody", { called: fair.body.called, passed: fair.body.passed, most: fair.body.most, longest: told.minutes(fair.body.longest) })) : null;
  const reasons = Object.entries(/** @type {{[reason: string]: number}} */ (fair?.ok ? fair.body.reasons : {}));
  const passed = reasons.map(([reason, count]) => make("li", {}, words.say("figures.fair_reason", { reason: words.say(`reason.${reason}`), count: told.count(count) })));
  found("why-told").replaceChildren(make("p", {}, make("strong", {}, sentences[words.language])), make("ul", {}, ...rows), ...(day ? [day] : []), ...(passed.length ? [make("ul", { class: "passed" }, ...passed)] : []));
}

function drawForm() {
  const may = facts.caller.scopes.includes("clerk-figures");
  const chosen = split.value || wished.get("by") || "service";
  const every = Object.keys(facts.offices).length > 1 ? [...SPLITS, "office"] : SPLITS;
  split.replaceChildren(...every.filter((by) => by !== "clerk" || may).map((by) => make("option", { value: by, selected: by === chosen }, words.say(`figures.by.${by}`))));
  const sort = group.value || GROUPS[0];
  group.replaceChildren(...GROUPS.map((one) => make("option", { value: one, selected: one === sort }, words.say(`figures.group.${one}`))));
  const quick = periods(facts.clock.now.slice(0, 10)).map(({ word, days, stretch }) =>
    make("button", { type: "button", class: "button plain", onclick: () => choose(stretch) }, words.say(`figures.${word}`, { days: days ?? 0 })),
  );
  found("quick").replaceChildren(...quick);
}

/** @param {Stretch} stretch */
function choose(stretch) {
  from.value = stretch.from;
  to.value = stretch.to;
  holdAgainst(before(stretch));
  show();
}

/** @param {Stretch} other */
function holdAgainst(other) {
  againstFrom.value = other.from;
  againstTo.value = other.to;
}

function speak() {
  document.documentElement.lang = words.language;
  retell(words);
  document.title = words.say("figures.title");
  found("office").textContent = words.name(facts.office.name);
  markTongue(words.language);
  drawForm();
  draw();
}

showWay();
onTongue((language) => {
  words.language = language;
  speak();
});
found("which").addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
found("why").addEventListener("submit", (event) => {
  event.preventDefault();
  askWhy();
});
split.addEventListener("change", async () => {
  if (!shown) return;
  const [now, by] = [shown, split.value];
  const table = await partsOf(now.stretch, now.total);
  if (now !== shown || by !== split.value) return;
  parts = table;
  history.replaceState(null, "", addressOf(now.stretch, now.against));
  drawTable(shown);
});
group.addEventListener("change", () => shown && drawTable(shown));
for (const [event, scale] of /** @type {[string, number][]} */ ([["resize", 1], ["beforeprint", PAPER_SCALE], ["afterprint", 1]])) window.addEventListener(event, () => drawPlots(scale));
/** @type {HTMLInputElement} */ (found("why-day")).value = facts.clock.now.slice(0, 10);
openTerms();
speak();
for (const field of [from, to]) field.addEventListener("change", () => from.value && to.value && holdAgainst(before({ from: from.value, to: to.value })));
const [latest] = periods(facts.clock.now.slice(0, 10));
const linked = { from: wished.get("from") ?? latest.stretch.from, to: wished.get("to") ?? latest.stretch.to };
const usual = before(linked);
from.value = linked.from;
to.value = linked.to;
holdAgainst({ from: wished.get("against_from") ?? usual.from, to: wished.get("against_to") ?? usual.to });
show();
