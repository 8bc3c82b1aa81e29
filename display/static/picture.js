/** The picture on the wall: the only place that touches the page. What is to be shown is worked out elsewhere. */

import { icon, make } from "../../server/web/static/furniture.js";
import { expected } from "../../server/web/static/moments.js";
import { found } from "../../server/web/static/screen.js";
import { Words } from "../../server/web/static/words.js";
import { groupsOf, pageAt, pagesOf } from "./paging.js";
import { balanced, signOf } from "./signs.js";

/** @typedef {import("./board.js").Call} Call */
/** @typedef {import("./board.js").Line} Line */
/** @typedef {import("./board.js").Notice} Notice */
/** A procedure on the wall. @typedef {{code: string, name: string, papers: string[], takes: string | null, fee: string | null, qr: string}} Posted */
/** @typedef {{words: number, number: number}} Smallest  font sizes in pixels */

const SHOWN_CALLS = 6;
const PULSES_MS = 3 * 1400;
const LETTERS_ON_STAGE = 7;
const LETTERS_IN_A_ROW = 14;

/** At the end of a page whose sentence goes on. */
const GOES_ON = " …";

/** Lengths are told in parts of the short side, as in display.css. */
const UNITS = 1080;
const SMALLEST_WORDS = 36;
const LARGEST_WORDS = 72;

/** A call to measure by, with a letter that is wider than most. */
const SAMPLE = { seq: 0, at: "", number: "G000", service: "", counter: "1", counter_name: "1", recall: 1, languages: [], speech: [] };

/** Waits in the short words of the wall: "10–15 phút". */
class WallWords extends Words {
  /**
   * @param {string} key
   * @param {import("../../server/web/static/words.js").FactsOfASentence} [facts]
   */
  say(key, facts) {
    return super.say(`display.${key}`, facts);
  }
}

export class Picture {
  /**
   * @param {Words} words
   * @param {import("../../server/web/static/clock.js").Clock} clock
   */
  constructor(words, clock) {
    this.words = words;
    this.clock = clock;
    this.wallWords = new WallWords(words.catalogues, words.language);
    /** @type {Map<string, string>} what each part shows now, so that nothing is drawn twice and no motion begins anew */
    this.shown = new Map();
  }

  /**
   * Sizes for the room. The ticket number comes first: the other words are as large as the farthest seat needs only as
   * far as they leave it the place that it needs.
   * @param {Smallest} smallest
   */
  measure(smallest) {
    this.smallest = smallest;
    const unit = Math.min(window.innerWidth, window.innerHeight) / UNITS;
    let words = between(smallest.words, SMALLEST_WORDS * unit, LARGEST_WORDS * unit);
    while (this.callSizeBeside(words) < smallest.number && words > SMALLEST_WORDS * unit) words *= 0.96;
    this.measureCalls(words, unit);
    this.shown.clear();
  }

  /**
   * How large a call would be on the stage beside words of this size.
   * @param {number} words  in pixels
   */
  callSizeBeside(words) {
    setSize(document.documentElement, "--words-size", words);
    fill(found("stage"), this.callOf(SAMPLE, undefined));
    this.fitCall();
    return this.callSize ?? 0;
  }

  /**
   * Six calls where they can be read; fewer and larger ones where six would be too small.
   * @param {number} words
   * @param {number} unit
   */
  measureCalls(words, unit) {
    const place = found("calls").clientHeight;
    const rows = Math.round(between(Math.floor(place / (1.5 * words)), 3, SHOWN_CALLS));
    this.rows = rows;
    setSize(document.documentElement, "--row-height", place / rows);
    setSize(document.documentElement, "--row-size", Math.min(place / rows / 1.25, 96 * unit));
  }

  drawClock() {
    this.write("clock", this.clock.time());
    this.write("date", this.clock.date(this.words.language));
  }

  /**
   * Who is called now, large; without anybody, the slide whose turn it is.
   * @param {Call | null} call
   * @param {Line | undefined} line  of the service they are called for
   * @param {(Notice | Posted)[]} slides
   * @param {number} turn
   */
  drawStage(call, line, slides, turn) {
    if (call) this.draw("stage", [call.seq, line?.name], () => [this.callOf(call, line)], () => this.fitCall());
    else this.drawSlide(slides, turn);
  }

  /**
   * @param {(Notice | Posted)[]} slides
   * @param {number} turn
   */
  drawSlide(slides, turn) {
    const page = pageAt(slides, turn);
    if (page && "code" in page) return this.drawPosted(page, slides.length, turn);
    const title = page ? this.words.name(page.title) : this.words.say("display.welcome");
    const text = page ? this.words.name(page.text) : this.words.say("display.welcome_how");
    this.draw(
      "stage",
      [title, text, slides.length],
      () => [make("div", { class: "slide appears" }, title && make("h2", {}, title), make("p", {}, text)), dots(slides.length, turn)],
      () => this.fitSlide(),
    );
  }

  /**
   * @param {Posted} posted
   * @param {number} among  how many slides there are
   * @param {number} turn
   */
  drawPosted(posted, among, turn) {
    this.draw(
      "stage",
      [posted, among],
      () => [this.postedOf(posted), dots(among, turn)],
      () => this.fitPosted(),
    );
  }

  /** @param {Posted} posted */
  postedOf({ name, papers, takes, fee, qr }) {
    const known = papers.length > 0;
    const list = make("ul", { class: "slide-papers" }, ...papers.map((paper) => make("li", {}, make("span", {}, paper))));
    return make(
      "div",
      { class: "slide posted appears" },
      make("h2", {}, name),
      make(
        "div",
        { class: "slide-parts" },
        make("div", { class: "slide-what" }, known && make("h3", {}, this.words.say("display.papers")), known ? list : make("p", {}, this.words.say("display.no_papers")), make("p", { class: "slide-more" })),
        make(
          "div",
          { class: "slide-terms" },
          ...[["display.takes", takes], ["display.fee", fee]].map(([label, said]) => make("p", {}, make("small", {}, this.words.say(String(label))), make("b", {}, said || this.words.say("display.not_stated")))),
        ),
        make("figure", { class: "slide-code" }, make("img", { src: qr, alt: "" }), make("figcaption", {}, this.words.say("display.scan"))),
      ),
    );
  }

  /** As large as the stage takes it; of a long list of papers as many as can be read, and how many there are besides. */
  fitPosted() {
    const stage = found("stage");
    const papers = [...stage.querySelectorAll(".slide-papers li")];
    const more = stage.querySelector(".slide-more");
    for (let left = papers.length; ; left -= 1) {
      for (let scale = 1.2; scale > 0.6; scale -= 0.06) {
        stage.style.setProperty("--slide-scale", String(scale));
        if (stage.scrollHeight <= stage.clientHeight) return;
      }
      if (left <= 1 || !more) return;
      papers[left - 1].remove();
      more.textContent = this.words.count("display.more_papers", papers.length - left + 1);
    }
  }

  /**
   * @param {Call} call
   * @param {Line | undefined} line
   */
  callOf(call, line) {
    const counter = signOf(call.counter_name || call.counter);
    const label = counter.numbered ? "display.to_counter" : "display.to";
    const facts = [
      line && make("span", { class: "call-service" }, this.words.name(line.name)),
      call.recall > 0 && make("span", { class: "again" }, this.words.say("display.again", { time: call.recall + 1 })),
    ];
    return make(
      "div",
      { class: "call" },
      make(
        "div",
        { class: "call-line" },
        make("span", { class: "label first" }, this.words.say("display.invite")),
        make("span", { class: "label second" }, this.words.say(label)),
        make("span", { class: "call-number" }, call.number),
        icon("arrow-right"),
        make("span", { class: counter.numbered ? "call-counter" : "call-counter named" }, ...inLines(counter.text, LETTERS_ON_STAGE)),
      ),
      make("p", { class: "call-facts" }, ...facts),
    );
  }

  /** Number and counter as large as the stage takes them on one line. */
  fitCall() {
    const stage = found("stage");
    const line = stage.querySelector(".call-line");
    const facts = stage.querySelector(".call-facts");
    if (!(line instanceof HTMLElement) || !(facts instanceof HTMLElement)) return;
    const style = getComputedStyle(stage);
    const width = stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const below = facts.offsetHeight + parseFloat(getComputedStyle(facts).marginTop);
    const height = stage.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom) - below;
    this.callSize = Math.min(width, height);
    setSize(stage, "--call-size", this.callSize);
    for (let step = 0; step < 12; step += 1) {
      const scale = Math.min(width / line.offsetWidth, height / line.offsetHeight);
      if (scale >= 1) return;
      this.callSize *= Math.max(scale, 0.6) * 0.99;
      setSize(stage, "--call-size", this.callSize);
    }
  }

  /** As large as the stage takes it, down to the words of the foot. */
  fitSlide() {
    const stage = found("stage");
    for (let scale = 1.5; scale > 0.6; scale -= 0.06) {
      stage.style.setProperty("--slide-scale", String(scale));
      if (stage.scrollHeight <= stage.clientHeight) return;
    }
  }

  /** Three slow pulses for a new call, and the sentence for whoever listens to the page. */
  pulse() {
    const stage = found("stage");
    stage.classList.remove("new");
    void stage.offsetWidth;
    stage.classList.add("new");
    clearTimeout(this.pulsing);
    this.pulsing = setTimeout(() => stage.classList.remove("new"), PULSES_MS);
  }

  /**
   * @param {Call[]} calls
   * @param {Call | null} current
   */
  drawCalls(calls, current) {
    this.makeRoomForCalls(calls.length > 0);
    const rows = calls.slice(0, this.rows);
    this.draw("calls", [rows.map((call) => call.seq), current?.seq], () => rows.map((call) => this.rowOf(call, current)));
  }

  /**
   * The first call of the day takes a third of the hall; everything is measured anew.
   * @param {boolean} needed
   */
  makeRoomForCalls(needed) {
    if (found("recent").hidden !== needed) return;
    found("recent").hidden = !needed;
    if (this.smallest) this.measure(this.smallest);
  }

  /**
   * @param {Call} call
   * @param {Call | null} current
   */
  rowOf(call, current) {
    const counter = signOf(call.counter_name || call.counter);
    const sign = counter.numbered ? inFigures(this.counter(call), counter.text) : inLines(counter.text, LETTERS_IN_A_ROW);
    return make(
      "li",
      { class: call === current ? "current" : null },
      make("span", { class: "row-number" }, call.number),
      make("span", { class: counter.numbered ? "row-counter" : "row-counter named" }, ...sign),
    );
  }

  /**
   * "Quầy 3"; a counter with a name of its own by that.
   * @param {Call} call
   */
  counter(call) {
    const { numbered, text } = signOf(call.counter_name || call.counter);
    return numbered ? this.words.say("display.counter", { counter: text }) : text;
  }

  /** @param {Call} call */
  sentence(call) {
    return this.words.say("display.called", { number: call.number, counter: this.counter(call) });
  }

  /**
   * How many wait for what, as a table: as many services side by side as can be read, the others on the next page.
   * @param {Line[]} lines
   * @param {number} turn
   */
  drawLines(lines, turn) {
    found("lines").hidden = lines.length === 0;
    const pages = groupsOf(lines, this.linesThatFit(lines));
    const page = pageAt(pages, turn) ?? [];
    this.draw("lines", [page, pages.length], () => [this.tableOf(page), dots(pages.length, turn)]);
  }

  /** @param {Line[]} lines */
  linesThatFit(lines) {
    const told = JSON.stringify(lines);
    if (this.shown.get("lines measured") !== told) {
      this.shown.set("lines measured", told);
      this.shown.delete("lines");
      const table = this.tableOf(lines);
      table.classList.add("measured");
      fill(found("lines"), table);
      const [heading, ...columns] = Array.from(table.rows[0].cells, (cell) => cell.offsetWidth);
      setSize(found("lines"), "--heading-width", heading);
      this.linesAtOnce = Math.max(1, Math.floor((found("lines").clientWidth - heading) / Math.max(...columns)));
    }
    return this.linesAtOnce ?? 1;
  }

  /** @param {Line[]} lines */
  tableOf(lines) {
    const heads = lines.map((line) => make("th", { scope: "col" }, this.signOf(line)));
    const waiting = lines.map((line) => make("td", { class: "waiting" }, String(line.waiting)));
    const minutes = lines.map((line) => make("td", {}, this.minutesOf(line)));
    return make(
      "table",
      { class: "services" },
      make("thead", {}, make("tr", {}, make("td"), ...heads)),
      make(
        "tbody",
        {},
        make("tr", {}, make("th", { scope: "row" }, this.words.say("display.waiting")), ...waiting),
        make("tr", {}, make("th", { scope: "row" }, this.words.say("display.minutes")), ...minutes),
      ),
    );
  }

  /** @param {Line} line */
  signOf(line) {
    const pictogram = make("span", { class: "pictogram" }, icon(line.sign));
    if (line.colour) pictogram.style.setProperty("--service", line.colour);
    return make(
      "span",
      { class: "sign" },
      make("span", { class: "letter" }, line.prefix),
      make("span", { class: "visually-hidden" }, this.words.name(line.name)),
      pictogram,
    );
  }

  /**
   * The expected wait in minutes, in the words of every screen but for the word "minutes", which the row has already.
   * @param {Line} line
   */
  minutesOf(line) {
    return line.waiting && line.expected_wait ? expected(this.wallWords, line.expected_wait) : "–";
  }

  /**
   * The foot: one page of one notice, in each language of the office in turn.
   * @param {string[]} texts
   * @param {number} turn
   */
  drawFoot(texts, turn) {
    const foot = found("foot");
    foot.hidden = texts.length === 0;
    const told = JSON.stringify(texts);
    if (this.shown.get("foot measured") !== told) {
      this.shown.set("foot measured", told);
      this.footPages = this.footPagesOf(texts);
    }
    const page = pageAt(this.footPages ?? [], turn);
    this.draw("foot", page, () => (page ? [icon("info"), make("p", { class: "appears" }, page)] : []));
  }

  /** @param {string[]} texts */
  footPagesOf(texts) {
    const line = make("p");
    const words = make("span");
    line.append(words);
    fill(found("foot"), icon("info"), line);
    this.shown.delete("foot");
    /** @param {string} text */
    const widthOf = (text) => {
      words.textContent = text + GOES_ON;
      return words.offsetWidth;
    };
    return texts.reduce((/** @type {string[]} */ pages, text) => [...pages, ...marked(pagesOf(text, widthOf, line.clientWidth))], []);
  }

  /**
   * The strip at the top, when the server is away.
   * @param {{since: Date, minutes: number} | null} away
   */
  drawAway(away) {
    const strip = found("strip");
    const appears = strip.hidden !== (away === null);
    strip.hidden = away === null;
    if (appears && this.smallest) this.measure(this.smallest);
    if (!away) return;
    const since = this.words.say("display.away", { time: this.clock.time(away.since) });
    const age = away.minutes > 0 ? ` · ${this.words.count("display.age", away.minutes)}` : "";
    this.draw("strip", since + age, () => [icon("wifi-off"), make("span", {}, since + age)]);
  }

  /** @param {boolean} blocked */
  drawSound(blocked) {
    const button = found("sound");
    if (button.hidden !== blocked) return;
    button.hidden = !blocked;
    document.body.classList.toggle("asks", blocked);
    if (blocked) button.focus();
  }

  /** @param {{x: number, y: number}} by */
  shift({ x, y }) {
    found("picture").style.transform = `translate(${x}px, ${y}px)`;
  }

  /**
   * Draws a part if it is to show something else than it does.
   * @param {string} id
   * @param {unknown} what
   * @param {() => (Node | null)[]} parts
   * @param {() => void} [after]
   */
  draw(id, what, parts, after) {
    const told = JSON.stringify(what);
    if (this.shown.get(id) === told) return;
    this.shown.set(id, told);
    fill(found(id), ...parts());
    after?.();
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  write(id, text) {
    const element = found(id);
    if (element.textContent !== text) element.textContent = text;
  }
}

/**
 * @param {string} sign
 * @param {number} letters  on a line
 * @returns {(Node | string)[]}
 */
function inLines(sign, letters) {
  const [first, second] = balanced(sign, letters);
  return second === undefined ? [first] : [first, make("br"), second];
}

/**
 * "Quầy 3" with its number in the typeface of numbers.
 * @param {string} sentence
 * @param {string} number
 * @returns {(Node | string)[]}
 */
function inFigures(sentence, number) {
  const [before, after] = sentence.split(number);
  return [before, make("span", { class: "figures" }, number), after];
}

/**
 * @param {number} pages
 * @param {number} turn
 */
function dots(pages, turn) {
  if (pages < 2) return null;
  const each = Array.from({ length: pages }, (_, page) => make("i", { class: page === turn % pages ? "here" : null }));
  return make("p", { class: "dots", "aria-hidden": "true" }, ...each);
}

/** @param {string[]} pages */
function marked(pages) {
  return pages.map((page, place) => (place < pages.length - 1 && !/[.!?]$/.test(page) ? page + GOES_ON : page));
}

/**
 * Televisions of 2018 have no replaceChildren.
 * @param {HTMLElement} element
 * @param {...(Node | null)} parts
 */
function fill(element, ...parts) {
  element.textContent = "";
  for (const part of parts) if (part) element.append(part);
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {number} pixels
 */
function setSize(element, name, pixels) {
  element.style.setProperty(name, `${Math.round(pixels * 100) / 100}px`);
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function between(value, least, most) {
  return Math.min(most, Math.max(least, value));
}
