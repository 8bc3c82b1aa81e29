/**
 * The day as a picture in two panels over the same hours: people (taken each hour, waiting at any time) and minutes
 * waited (median and nine in ten, against the target). What a colour or a stroke means stands in words right above.
 */

import uPlot from "uplot";
import { make } from "../../web/static/furniture.js";
import { found } from "../../web/static/screen.js";
import { highest, scaleTo } from "./day.js";

/** @typedef {import("./day.js").Day} Day */
/** @typedef {import("./day.js").Hour} Hour */

/** On paper the panels are drawn this much larger and shown smaller: screens have few dots, printers many. */
export const PAPER_SCALE = 3;
const PAPER_WIDTH_PX = 640;
const PAPER_EM_PX = 10.5;
const BAR_SHARE = 0.62;

export class Chart {
  /** @param {import("./told.js").Told} told */
  constructor(told) {
    this.told = told;
    this.words = told.words;
    /** @type {Day | null} */
    this.day = null;
    /** @type {uPlot[]} */
    this.plots = [];
    window.addEventListener("resize", () => this.draw());
    window.addEventListener("beforeprint", () => this.draw(PAPER_SCALE));
    window.addEventListener("afterprint", () => this.draw());
    document.fonts?.ready.then(() => this.draw());
  }

  /** @param {Day} day */
  show(day) {
    this.day = day;
    this.draw();
  }

  /** @param {number} [scale] */
  draw(scale = 1) {
    if (!this.day) return;
    const pointed = this.plots[0]?.cursor.left ?? -1;
    for (const plot of this.plots) plot.destroy();
    const brush = new Brush(scale);
    for (const host of [found("people"), found("minutes")]) host.style.setProperty("zoom", String(1 / scale));
    this.plots = [this.people(this.day, brush), this.minutes(this.day, brush)];
    this.tell(this.day);
    // A panel is laid out in a microtask of its own, which was queued before this one.
    if (pointed >= 0) Promise.resolve().then(() => this.plots[0].setCursor({ left: pointed, top: 0 }));
  }

  /**
   * @param {Day} day
   * @param {Brush} brush
   */
  people(day, brush) {
    const { end, step } = scaleTo(Math.max(1, ...day.hours.flatMap(({ issued, peak }) => [issued, peak])) * 1.1);
    const bars = series(day.hours.map(({ hour, issued }) => [hour + 0.5, issued]));
    const line = series(day.line.map(({ at, waiting }) => [at, waiting]));
    const data = uPlot.join([bars, line]);
    const last = day.line[day.line.length - 1];
    const options = this.options(day, brush, { end, step, height: 15 });
    options.series.push(brush.bars(), { stroke: brush.ink, width: brush.px(0.15), spanGaps: true, points: { show: false } });
    options.hooks = {
      draw: [
        (plot) => day.hours.filter(({ issued }) => issued > 0).forEach(({ hour, issued }) => brush.above(plot, hour + 0.5, issued, String(issued))),
        (plot) => last && brush.dot(plot, last.at, last.waiting),
      ],
      setCursor: [(plot) => this.read(plot)],
    };
    return new uPlot(options, data, found("people"));
  }

  /**
   * @param {Day} day
   * @param {Brush} brush
   */
  minutes(day, brush) {
    const { end, step } = scaleTo(Math.max(day.target, ...day.hours.map(({ p90 }) => p90 ?? 0)) * 1.15);
    const data = series(day.hours.map(({ hour, p50 }) => [hour + 0.5, p50]));
    const options = this.options(day, brush, { end, step, height: 11.5 });
    options.series.push(brush.bars());
    options.hooks = {
      draw: [
        (plot) => day.hours.forEach(({ hour, p50, p90 }) => p50 !== null && p90 !== null && brush.reach(plot, hour + 0.5, p50, p90)),
        (plot) => brush.across(plot, day.target, this.words.say("manager.panel.target", { target: day.target })),
      ],
      setCursor: [(plot) => this.read(plot)],
    };
    return new uPlot(options, /** @type {uPlot.AlignedData} */ (data), found("minutes"));
  }

  /**
   * @param {Day} day
   * @param {Brush} brush
   * @param {{end: number, step: number, height: number}} size  height in em
   * @returns {uPlot.Options & {series: uPlot.Series[]}}
   */
  options({ hours }, brush, { end, step, height }) {
    const from = hours[0].hour;
    const to = from + hours.length;
    return {
      width: brush.width(found("people")),
      height: brush.px(height),
      padding: [brush.px(1), brush.px(0.75), 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false }, sync: { key: "day" } },
      scales: { x: { time: false, range: [from, to] }, y: { range: [0, end] } },
      series: [{}],
      axes: [
        { ...brush.axis(), size: brush.px(2), splits: () => hours.map(({ hour }) => hour).concat(to), values: (_, at) => at.map(String), grid: { show: false } },
        { ...brush.axis(), size: brush.px(2.25), splits: () => marks(end, step), values: (_, at) => at.map(String) },
      ],
    };
  }

  /** @param {uPlot} plot */
  read({ cursor, posToVal }) {
    const at = cursor.left === undefined || cursor.left < 0 ? -1 : Math.floor(posToVal(cursor.left, "x"));
    const hour = this.day?.hours.find((one) => one.hour === at && (one.issued > 0 || one.peak > 0));
    found("readout").replaceChildren(...(hour ? [make("strong", {}, this.hourOf(hour)), " ", this.words.say("manager.panel.hour_told", this.factsOf(hour))] : []));
  }

  /** @param {Hour} hour */
  hourOf({ hour }) {
    return this.words.say("manager.panel.hour", { from: hour, to: hour + 1 });
  }

  /** @param {Hour} hour */
  factsOf({ issued, peak, p50, p90 }) {
    return { issued, peak, p50: this.told.minutes(p50 && p50 * 60), p90: this.told.minutes(p90 && p90 * 60) };
  }

  /**
   * The picture in words, and the words of its marks.
   * @param {Day} day
   */
  tell(day) {
    const { words } = this;
    found("people-title").replaceChildren(mark("bar", words.say("manager.panel.issued")), mark("line", words.say("manager.panel.waiting")));
    found("minutes-title").replaceChildren(mark("bar", words.say("manager.panel.p50")), mark("reach", words.say("manager.panel.p90")));
    const busiest = highest(day.hours, ({ issued }) => issued);
    const peak = Math.max(0, ...day.line.map(({ most }) => most));
    const issued = day.hours.reduce((sum, hour) => sum + hour.issued, 0);
    const longest = highest(day.hours, ({ p90 }) => p90);
    found("people").setAttribute("aria-label", words.say("manager.panel.people_told", { issued, peak, busiest: busiest?.hour ?? "–", most: busiest?.issued ?? 0 }));
    found("minutes").setAttribute(
      "aria-label",
      words.say("manager.panel.minutes_told", { target: day.target, longest: longest?.hour ?? "–", ...(longest ? this.factsOf(longest) : { p50: "–", p90: "–" }) }),
    );
  }
}

/** Draws in the colours and the type of the page, in units of its letters. */
export class Brush {
  /** @param {number} scale */
  constructor(scale) {
    const root = getComputedStyle(document.documentElement);
    this.scale = scale;
    this.em = scale === 1 ? parseFloat(root.fontSize) * 0.875 : PAPER_EM_PX * scale;
    this.family = root.getPropertyValue("--figures");
    this.ink = root.getPropertyValue("--ink").trim();
    this.soft = root.getPropertyValue("--ink-soft").trim();
    this.rule = root.getPropertyValue("--line").trim();
    this.bar = root.getPropertyValue("--bar").trim();
    this.target = root.getPropertyValue("--wait").trim();
    this.targetInk = root.getPropertyValue("--wait-ink").trim();
  }

  /** @param {number} ems */
  px(ems) {
    return Math.round(ems * this.em);
  }

  /**
   * @param {HTMLElement} host
   * @param {number} [paper]  its width on paper
   */
  width(host, paper = PAPER_WIDTH_PX) {
    return this.scale === 1 ? host.clientWidth : paper * this.scale;
  }

  font() {
    return `600 ${this.px(0.95)}px ${this.family}`;
  }

  /** @returns {uPlot.Axis} */
  axis() {
    const rule = { stroke: this.rule, width: this.scale };
    return { font: this.font(), stroke: this.soft, gap: this.px(0.4), ticks: { show: false }, grid: rule };
  }

  /** @returns {uPlot.Series} */
  bars() {
    const { bars } = uPlot.paths;
    return { fill: this.bar, stroke: this.bar, width: 0, paths: bars?.({ size: [BAR_SHARE, Infinity] }), points: { show: false } };
  }

  /**
   * A number on top of a bar.
   * @param {uPlot} plot
   * @param {number} x
   * @param {number} y
   * @param {string} text
   */
  above(plot, x, y, text) {
    this.write(plot, text, plot.valToPos(x, "x", true), plot.valToPos(y, "y", true) - this.px(0.35) * uPlot.pxRatio, this.soft, "center");
  }

  /**
   * Where the line ends: now, with its number in full ink, on the side on which the number of the bar is not.
   * @param {uPlot} plot
   * @param {number} x
   * @param {number} y
   */
  dot(plot, x, y) {
    const [left, top] = [plot.valToPos(x, "x", true), plot.valToPos(y, "y", true)];
    const { ctx } = plot;
    ctx.save();
    ctx.fillStyle = this.ink;
    ctx.beginPath();
    ctx.arc(left, top, this.px(0.35) * uPlot.pxRatio, 0, Math.PI * 2);
    ctx.fill();
    ctx.restore();
    const before = x % 1 < 0.5 && left - plot.bbox.left > this.px(3) * uPlot.pxRatio;
    this.write(plot, String(y), left + (before ? -1 : 1) * this.px(0.7) * uPlot.pxRatio, top - this.px(0.2) * uPlot.pxRatio, this.ink, before ? "right" : "left");
  }

  /**
   * From the median up to what nine in ten did not exceed.
   * @param {uPlot} plot
   * @param {number} x
   * @param {number} low
   * @param {number} high
   */
  reach(plot, x, low, high) {
    const [left, bottom, top] = [plot.valToPos(x, "x", true), plot.valToPos(low, "y", true), plot.valToPos(high, "y", true)];
    const half = this.px(0.45) * uPlot.pxRatio;
    this.stroke(plot, this.ink, 0.13, [
      [left, bottom, left, top],
      [left - half, top, left + half, top],
    ]);
  }

  /**
   * The target: a dashed line through the whole day, named at its right end, where the day is still to come.
   * @param {uPlot} plot
   * @param {number} y
   * @param {string} name
   */
  across(plot, y, name) {
    const top = plot.valToPos(y, "y", true);
    const { left, width } = plot.bbox;
    this.stroke(plot, this.target, 0.13, [[left, top, left + width, top]], [0.5, 0.35]);
    this.write(plot, name, left + width - this.px(0.3) * uPlot.pxRatio, top - this.px(0.6) * uPlot.pxRatio, this.targetInk, "right");
  }

  /**
   * The same for what is told by its place on the other axis.
   * @param {uPlot} plot
   * @param {number} x
   * @param {string} name
   */
  upright(plot, x, name) {
    const left = plot.valToPos(x, "x", true);
    const { top, height } = plot.bbox;
    this.stroke(plot, this.target, 0.13, [[left, top, left, top + height]], [0.5, 0.35]);
    this.write(plot, name, left + this.px(0.5) * uPlot.pxRatio, top + this.px(1) * uPlot.pxRatio, this.targetInk, "left");
  }

  /**
   * @param {uPlot} plot
   * @param {string} colour
   * @param {number} ems
   * @param {[number, number, number, number][]} lines
   * @param {number[]} [dashes]  in em
   */
  stroke({ ctx }, colour, ems, lines, dashes = []) {
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = Math.max(1, ems * this.em) * uPlot.pxRatio;
    ctx.setLineDash(dashes.map((dash) => dash * this.em * uPlot.pxRatio));
    ctx.beginPath();
    for (const [x1, y1, x2, y2] of lines) {
      ctx.moveTo(x1, y1);
      ctx.lineTo(x2, y2);
    }
    ctx.stroke();
    ctx.restore();
  }

  /**
   * A word with a halo of the ground, readable on bars and lines.
   * @param {uPlot} plot
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {string} colour
   * @param {CanvasTextAlign} align
   */
  write({ ctx }, text, x, y, colour, align) {
    ctx.save();
    ctx.font = `600 ${this.px(0.95) * uPlot.pxRatio}px ${this.family}`;
    ctx.textAlign = align;
    ctx.lineWidth = this.px(0.3) * uPlot.pxRatio;
    ctx.lineJoin = "round";
    ctx.strokeStyle = "#ffffff";
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
    ctx.restore();
  }
}

/**
 * @param {[number, number | null][]} points
 * @returns {[number[], (number | null)[]]}
 */
function series(points) {
  return [points.map(([x]) => x), points.map(([, y]) => y)];
}

/**
 * @param {number} end
 * @param {number} step
 */
function marks(end, step) {
  return Array.from({ length: end / step + 1 }, (_, place) => place * step);
}

/**
 * A word with the mark that it names.
 * @param {"bar" | "line" | "reach"} kind
 * @param {string} word
 */
function mark(kind, word) {
  return make("span", { class: `mark mark-${kind}` }, word);
}
