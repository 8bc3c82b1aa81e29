/** The loudspeaker: one call after the other, each language after the other, never two at once. */

import { arrived, nextTurn, openQueue, withdrawn } from "./queue.js";

/** @typedef {import("./board.js").Call} Call */
/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {"played" | "missing" | "blocked"} Heard */
/**
 * @typedef {object} Means
 * @property {(url: string) => Promise<Heard>} play  resolves when the sound has ended, or could not be played
 * @property {(call: Call) => boolean} tooOld
 * @property {(ms: number) => Promise<void>} pause
 * @property {(queue: Queue) => void} onChange  somebody's turn began or ended
 * @property {(blocked: boolean) => void} onBlocked  the browser lets nothing be heard before somebody presses a button
 */

export const CHIME = "/display/chime.wav";

/** Even without a sound a call has the stage for so long: time to look up and read it. */
export const SHORTEST_TURN_MS = 5000;

export class Speaker {
  /**
   * @param {Means} means
   * @param {string[]} done  what was announced before the page was opened anew
   */
  constructor(means, done = []) {
    this.means = means;
    this.queue = openQueue(done);
    this.speaking = false;
  }

  /** @param {Call} call */
  announce(call) {
    this.becomes(arrived(this.queue, call));
    this.speak();
  }

  /** @param {{seq: number, number: string}} taken */
  withdraw(taken) {
    this.becomes(withdrawn(this.queue, taken));
  }

  /** Goes through the row until nobody waits; whoever calls it meanwhile changes nothing. */
  async speak() {
    if (this.speaking) return;
    this.speaking = true;
    try {
      for (this.next(); this.queue.turn; this.next()) {
        await Promise.all([this.say(this.queue.turn), this.means.pause(SHORTEST_TURN_MS)]);
      }
    } finally {
      this.speaking = false;
    }
  }

  next() {
    this.becomes(nextTurn(this.queue, this.means.tooOld));
  }

  /**
   * The first sound begins with the chime; where it is missing there is the chime alone. When the browser is
   * silent the rest is not even tried.
   * @param {Call} call
   */
  async say(call) {
    for (const [place, url] of soundsOf(call).entries()) {
      let heard = await this.means.play(url);
      if (heard === "missing" && place === 0 && url !== CHIME) heard = await this.means.play(CHIME);
      if (heard !== "missing") this.means.onBlocked(heard === "blocked");
      if (heard === "blocked") return;
    }
  }

  /** @param {Queue} queue */
  becomes(queue) {
    if (queue === this.queue) return;
    this.queue = queue;
    this.means.onChange(queue);
  }
}

/**
 * What is played for a call, in order.
 * @param {Call} call
 */
export function soundsOf(call) {
  const spoken = call.speech.map((sound) => sound.url);
  return spoken.length ? spoken : [CHIME];
}
