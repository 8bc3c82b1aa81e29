/** Behind every picture of a period lies its table: the same figures, for whoever reads them, or has them read out. */

import { badge, make } from "../../web/static/furniture.js";
import { found } from "../../web/static/screen.js";
import { UNKNOWN } from "./told.js";

/** @typedef {import("./period.js").Figures} Figures */
/** @typedef {import("./period.js").Line} Line */
/** @typedef {import("./stretch.js").Row} Row */
/** @typedef {Node | string} Cell */

export class Behind {
  /**
   * @param {import("./told.js").Told} told
   * @param {(key: string, step: "day" | "month") => string} when  a day or a month in words
   */
  constructor(told, when) {
    this.told = told;
    this.words = told.words;
    this.when = when;
  }

  /** Waits and tickets step by step, each beside the step of the other period that is drawn at its place. @param {Figures} now */
  trend({ trend, trendThen, step }) {
    const { told } = this;
    const heads = ["trend_p50", "trend_p90", "trend_issued"].map((word) => this.head(word));
    const other = ["then_step", "then_p50", "then_issued"].map((word) => this.head(word));
    const steps = Array.from({ length: Math.max(trend.length, trendThen.length) }, (_, place) => [trend[place], trendThen[place]]);
    const rows = steps.map(([row, then]) => [
      row ? this.step(row, step) : UNKNOWN,
      ...(row ? [told.minutes(row.wait.p50), told.minutes(row.wait.p90), told.count(row.issued)] : [UNKNOWN, UNKNOWN, UNKNOWN]),
      ...(then ? [this.step(then, step), told.minutes(then.wait.p50), told.count(then.issued)] : [UNKNOWN, UNKNOWN, UNKNOWN]),
    ]);
    lay("trend-table", [this.words.say(`figures.by.${step}`), ...heads, ...other], rows, this.head("in_minutes"));
  }

  /** How many waited how long, bar by bar. @param {Figures} now */
  spread({ waits, total }) {
    const size = waits.seconds / 60;
    const last = waits.counts.length - 1;
    const rows = waits.counts.map((count, place) => [
      place === last ? this.words.say("figures.minutes_over", { from: place * size }) : this.words.say("figures.minutes_to", { from: place * size, to: (place + 1) * size }),
      this.told.count(count),
      this.told.share(total.wait.count > 0 ? count / total.wait.count : null),
    ]);
    lay("spread-table", ["spread_from", "spread_count", "spread_share"].map((word) => this.head(word)), rows);
  }

  /**
   * The median wait of every service, step by step.
   * @param {Figures} now
   * @param {{key: string | null, name: string, line: Line | undefined}[]} services
   */
  small({ trend, each, step }, services) {
    const cells = new Map(each.map((row) => [row.keys.join(" "), row]));
    const heads = services.map(({ name, line }) => make("span", { class: "line-name" }, line ? badge(line) : null, name));
    const rows = trend.map((row) => [this.step(row, step), ...services.map(({ key }) => this.told.minutes(cells.get([row.key, key].join(" "))?.wait.p50))]);
    lay("small-table", [this.words.say(`figures.by.${step}`), ...heads], rows, this.head("tile.p50"));
  }

  /** @param {string} word */
  head(word) {
    return this.words.say(`figures.${word}`);
  }

  /** @param {Row} row @param {"day" | "month"} step */
  step({ key }, step) {
    return this.when(String(key), step);
  }
}

/** @param {string} id @param {Cell[]} heads @param {Cell[][]} rows @param {string} [unit]  what all of them are in */
function lay(id, heads, rows, unit) {
  const head = heads.map((said, place) => make("th", { scope: "col", class: place > 0 && "number" }, said));
  const body = rows.map(([first, ...cells]) => make("tr", {}, make("th", { scope: "row" }, first), ...cells.map((said) => make("td", { class: "number" }, said))));
  found(id).replaceChildren(...(unit ? [make("caption", {}, unit)] : []), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
}
