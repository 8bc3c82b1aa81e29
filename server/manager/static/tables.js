/** The tables of the day: one row for each service, counter or hour, numbers under numbers. */

import { badge, make } from "../../web/static/furniture.js";
import { found } from "../../web/static/screen.js";
import { peakOf } from "./day.js";
import { term } from "./terms.js";

/** @typedef {import("./day.js").Row} Row */
/** @typedef {import("./day.js").Board} Board */
/** @typedef {import("./day.js").Day} Day */
/** @typedef {{code: string, prefix: string, name: {[language: string]: string}, colour: string}} Line */
/** @typedef {"service" | "counter" | "hour"} By */
/** @typedef {{group: string, name: string, of: (row: Row) => Node | string}} Column */

export const SPLITS = /** @type {By[]} */ (["service", "counter", "hour"]);

export class Tables {
  /**
   * @param {import("./told.js").Told} told
   * @param {Line[]} lines
   */
  constructor(told, lines) {
    this.told = told;
    this.words = told.words;
    this.lines = new Map(lines.map((line) => [line.code, line]));
  }

  /**
   * The headings stay as they are while the figures change, so that nothing moves under a pointer or a finger.
   * @param {number} target  minutes
   */
  drawHeadings(target) {
    for (const by of SPLITS) {
      const columns = this.columnsOf(by, undefined);
      const groups = [...new Set(columns.map(({ group }) => group))];
      const upper = groups.map((group) => {
        const width = columns.filter((column) => column.group === group).length;
        return make("th", { scope: "colgroup", colspan: width, class: "group" }, this.explained(group, target));
      });
      const lower = columns.map(({ name, group }) => make("th", { scope: "col", class: `number in-${group}` }, this.explained(name, target)));
      const first = make("th", { scope: "col", rowspan: 2 }, this.explained(by, target));
      found(`table-${by}`).replaceChildren(make("thead", {}, make("tr", {}, first, ...upper), make("tr", {}, ...lower)), make("tbody"), make("tfoot"));
      found(`table-${by}`).setAttribute("aria-labelledby", `by-${by}-title`);
    }
  }

  /**
   * @param {Board} board
   * @param {Day} day
   */
  drawFigures(board, day) {
    /** @type {{[by in By]: Row[]}} */
    const rows = { service: this.inOrder(board.by_service), counter: board.by_counter, hour: board.by_hour };
    const all = /** @type {Row} */ ({ ...board, key: "all" });
    for (const by of SPLITS) {
      const columns = this.columnsOf(by, day);
      const [body, foot] = [.../** @type {HTMLTableElement} */ (found(`table-${by}`)).children].slice(1);
      body.replaceChildren(...rows[by].map((row) => this.row(columns, row, this.nameOf(by, row.key, board))));
      foot.replaceChildren(this.row(columns, all, this.words.say("manager.all")));
    }
  }

  /**
   * Lines in the order in which the office offers them.
   * @template {{key: string | null}} Of
   * @param {Of[]} rows
   */
  inOrder(rows) {
    const order = [...this.lines.keys()];
    const place = (/** @type {Of} */ { key }) => order.indexOf(key ?? "");
    return [...rows].sort((one, other) => place(one) - place(other));
  }

  /**
   * @param {By} by
   * @param {Day | undefined} day
   * @returns {Column[]}
   */
  columnsOf(by, day) {
    const { told } = this;
    /** @type {(row: Row) => string} */
    const peak = ({ key }) => (day ? told.count(key === "all" ? Math.max(0, ...day.line.map(({ most }) => most)) : peakOf(day.line, Number(key))) : "");
    return [
      { group: "people", name: "issued", of: (row) => told.count(row.issued) },
      { group: "people", name: "served", of: (row) => told.count(row.served) },
      { group: "people", name: "no_show", of: (row) => told.count(row.no_show) },
      ...(by === "hour" ? [{ group: "people", name: "peak", of: peak }] : []),
      { group: "wait", name: "mean", of: (row) => told.minutes(row.wait.mean) },
      { group: "wait", name: "p50", of: (row) => told.minutes(row.wait.p50) },
      { group: "wait", name: "p90", of: (row) => told.minutes(row.wait.p90) },
      { group: "wait", name: "within", of: (row) => shareWithBar(told, row.wait.within_target) },
      { group: "handle", name: "mean", of: (row) => told.minutes(row.handle.mean) },
      { group: "handle", name: "p50", of: (row) => told.minutes(row.handle.p50) },
      { group: "handle", name: "p90", of: (row) => told.minutes(row.handle.p90) },
      { group: "rated", name: "satisfied", of: (row) => told.share(row.satisfaction.rate) },
      { group: "rated", name: "answers", of: (row) => told.count(row.satisfaction.answers) },
    ];
  }

  /**
   * @param {Column[]} columns
   * @param {Row} row
   * @param {Node | string} name
   */
  row(columns, row, name) {
    const cells = columns.map(({ of, group }) => make("td", { class: `number in-${group}` }, of(row)));
    return make("tr", {}, make("th", { scope: "row" }, name), ...cells);
  }

  /**
   * @param {By} by
   * @param {string | null} key
   * @param {Board} board
   */
  nameOf(by, key, board) {
    if (key === null) return this.words.say("manager.uncalled");
    if (by === "hour") return this.words.say("manager.panel.hour", { from: Number(key), to: Number(key) + 1 });
    if (by === "counter") return board.counters.find(({ code }) => code === key)?.name ?? key;
    const line = this.lines.get(key);
    return line ? make("span", { class: "line-name" }, badge(line), this.words.name(line.name)) : key;
  }

  /**
   * The word of a heading, with its definition where there is one.
   * @param {string} word
   * @param {number} target
   */
  explained(word, target) {
    const said = this.words.say(`manager.col.${word}`, { target });
    const definition = `manager.def.${word}`;
    return this.words.has(definition) ? term(said, this.words.say(definition, { target })) : make("span", { class: "word" }, said);
  }
}

/**
 * @param {import("./told.js").Told} told
 * @param {number | null} share
 */
function shareWithBar(told, share) {
  const bar = make("span", { class: "bar", "aria-hidden": "true" });
  if (share !== null) bar.style.setProperty("--share", String(share));
  return make("span", { class: "share" }, bar, told.share(share));
}
