/** The counters, one row each: who sits there, what they do, and for how long. */

import { make } from "../../web/static/furniture.js";

/** @typedef {import("./day.js").CounterNow} CounterNow */
/** @typedef {import("./day.js").Row} Row */
/** @typedef {import("../../web/static/clock.js").Clock} Clock */

const TONES = { serving: "primary", called: "primary", open: "good", paused: "wait", closed: "" };

export class Counters {
  /**
   * @param {import("./told.js").Told} told
   * @param {Clock} clock
   */
  constructor(told, clock) {
    this.told = told;
    this.words = told.words;
    this.clock = clock;
  }

  /**
   * @param {CounterNow} counter
   * @param {Row | undefined} day  what was done at this counter so far
   */
  row(counter, day) {
    const doing = doingOf(counter);
    return make(
      "li",
      { class: `counter-row ${counter.state}` },
      make("p", { class: "counter-who" }, make("strong", {}, counter.name), counter.state !== "closed" && counter.clerk_name ? make("span", {}, counter.clerk_name) : null),
      make("p", { class: "counter-does" }, make("span", { class: `chip ${TONES[doing]}` }, this.sentence(counter, doing)), this.howLong(counter, doing)),
      make("p", { class: "counter-did figures" }, counter.state === "closed" && !day?.served ? null : this.soFar(day)),
    );
  }

  /**
   * @param {CounterNow} counter
   * @param {keyof typeof TONES} doing
   */
  sentence(counter, doing) {
    return this.words.say(`manager.counter.${doing}`, {
      number: counter.ticket?.number ?? "",
      reason: this.words.say(`pause.${counter.pause_reason ?? "other"}`),
    });
  }

  /**
   * An open counter without a ticket says since when it is open: since when it idles is not known.
   * @param {CounterNow} counter
   * @param {keyof typeof TONES} doing
   */
  howLong(counter, doing) {
    if (doing === "closed" || !counter.since) return null;
    if (doing === "open") return make("span", { class: "counter-since figures" }, this.words.say("manager.counter.since", { time: this.clock.time(new Date(counter.since)) }));
    const began = (doing === "serving" ? counter.ticket?.started_at : counter.ticket?.called_at) ?? counter.since;
    return make("span", { class: "counter-since figures" }, this.told.stretch(-this.clock.secondsUntil(began)));
  }

  /** @param {Row | undefined} day */
  soFar(day) {
    if (!day?.served) return this.words.say("manager.counter.none_served");
    return this.words.say("manager.counter.day", { served: this.told.count(day.served), mean: this.told.minutes(day.handle.mean) });
  }
}

/**
 * @param {CounterNow} counter
 * @returns {keyof typeof TONES}
 */
function doingOf({ state, ticket }) {
  if (state !== "serving") return state;
  return ticket?.state === "called" ? "called" : "serving";
}
