import assert from "node:assert/strict";
import { test } from "node:test";
import { CHIME, SHORTEST_TURN_MS, soundsOf, Speaker } from "../../display/static/speaker.js";

/** @typedef {import("../../display/static/speaker.js").Heard} Heard */

/**
 * @param {number} seq
 * @param {string} number
 * @param {string[]} [languages]
 * @param {number} [recall]
 */
function call(seq, number, languages = ["vi"], recall = 0) {
  const speech = languages.map((lang) => ({ lang, url: `/${lang}/${number}/${recall}` }));
  const at = `2022-10-03T08:00:${String(seq).padStart(2, "0")}+07:00`;
  return { seq, at, number, service: "A", counter: "1", counter_name: "1", recall, languages, speech };
}

/** A loudspeaker whose sounds end when the test says so. */
class Room {
  /** @param {{[url: string]: Heard}} [answers]  what happens to a sound other than being played */
  constructor(answers = {}) {
    this.answers = answers;
    /** @type {string[]} */
    this.heard = [];
    /** @type {(string | undefined)[]} */
    this.turns = [];
    /** @type {boolean[]} */
    this.blocked = [];
    /** @type {number[]} */
    this.pauses = [];
    this.sounding = 0;
    /** @type {(() => void)[]} */
    this.ends = [];
    this.speaker = new Speaker({
      play: (url) => this.play(url),
      tooOld: () => false,
      pause: async (ms) => void this.pauses.push(ms),
      onChange: (queue) => this.turns.push(queue.turn?.number),
      onBlocked: (is) => this.blocked.push(is),
    });
  }

  /**
   * @param {string} url
   * @returns {Promise<Heard>}
   */
  play(url) {
    this.heard.push(url);
    this.sounding += 1;
    assert.equal(this.sounding, 1, "two sounds at once");
    return new Promise((ended) => {
      this.ends.push(() => {
        this.sounding -= 1;
        ended(this.answers[url] ?? "played");
      });
    });
  }

  /** Lets everything that is waiting be played to its end. */
  async silence() {
    for (let step = 0; step < 50; step += 1) {
      await new Promise((soon) => setImmediate(soon));
      this.ends.shift()?.();
    }
  }
}

test("each language is heard after the other, and one call after the other", async () => {
  const room = new Room();

  room.speaker.announce(call(1, "A001", ["vi", "en"]));
  room.speaker.announce(call(2, "B001"));
  await room.silence();

  assert.deepEqual(room.heard, ["/vi/A001/0", "/en/A001/0", "/vi/B001/0"]);
});

test("a recall that comes while others wait is the next one heard", async () => {
  const room = new Room();

  room.speaker.announce(call(1, "A001"));
  room.speaker.announce(call(2, "B001"));
  room.speaker.announce(call(3, "C001", ["vi"], 1));
  await room.silence();

  assert.deepEqual(room.heard, ["/vi/A001/0", "/vi/C001/1", "/vi/B001/0"]);
});

test("where the sentence is missing there is the chime, once, and then the other language", async () => {
  const room = new Room({ "/vi/A001/0": "missing" });

  room.speaker.announce(call(1, "A001", ["vi", "en"]));
  await room.silence();

  assert.deepEqual(room.heard, ["/vi/A001/0", CHIME, "/en/A001/0"]);
});

test("an office without a voice has the chime", async () => {
  const room = new Room();

  room.speaker.announce(call(1, "A001", []));
  await room.silence();

  assert.deepEqual(soundsOf(call(1, "A001", [])), [CHIME]);
  assert.deepEqual(room.heard, [CHIME]);
});

test("a missing chime keeps nobody waiting", async () => {
  const room = new Room({ "/vi/A001/0": "missing", [CHIME]: "missing" });

  room.speaker.announce(call(1, "A001"));
  room.speaker.announce(call(2, "B001"));
  await room.silence();

  assert.equal(room.heard[room.heard.length - 1], "/vi/B001/0");
});

test("a browser that keeps silent is told of, and so is one that speaks again", async () => {
  const room = new Room({ "/vi/A001/0": "blocked" });

  room.speaker.announce(call(1, "A001", ["vi", "en"]));
  await room.silence();
  room.speaker.announce(call(2, "B001"));
  await room.silence();

  assert.deepEqual(room.heard, ["/vi/A001/0", "/vi/B001/0"]);
  assert.deepEqual(room.blocked, [true, false]);
});

test("without a sound, too, a call has its turn long enough to be read", async () => {
  const room = new Room({ "/vi/A001/0": "missing", [CHIME]: "missing" });

  room.speaker.announce(call(1, "A001"));
  await room.silence();

  assert.deepEqual(room.pauses, [SHORTEST_TURN_MS]);
});

test("whose turn it is, is told when it begins and when all is said", async () => {
  const room = new Room();

  room.speaker.announce(call(1, "A001"));
  await room.silence();

  assert.equal(room.turns.filter((number) => number === "A001").length, 1);
  assert.equal(room.turns[room.turns.length - 1], undefined);
});

test("after a silence the next call is heard at once", async () => {
  const room = new Room();
  room.speaker.announce(call(1, "A001"));
  await room.silence();

  room.speaker.announce(call(2, "B001"));
  await room.silence();

  assert.deepEqual(room.heard, ["/vi/A001/0", "/vi/B001/0"]);
});

test("a call taken back before its turn is not heard", async () => {
  const room = new Room();

  room.speaker.announce(call(1, "A001"));
  room.speaker.announce(call(2, "B001"));
  room.speaker.withdraw({ seq: 3, number: "B001" });
  await room.silence();

  assert.deepEqual(room.heard, ["/vi/A001/0"]);
});
