import assert from "node:assert/strict";
import { test } from "node:test";
import { after, LOCK_MS, SETTLE_MS, sleeping, THANKS_MS, WHY_MS } from "../../counter/static/rating-turn.js";

/** @typedef {import("../../counter/static/rating-turn.js").Turn} Turn */
/** @typedef {import("../../counter/static/rating-turn.js").Happening} Happening */

const AWAKE = 25_000;
/** @type {Happening} */
const RATE = { type: "rate", ticket: "t-1", number: "A001", awake: AWAKE };
/** @type {Happening} */
const NEXT = { type: "rate", ticket: "t-2", number: "A002", awake: AWAKE };
/** @type {(score: number) => Happening} */
const face = (score) => ({ type: "face", score });
/** @type {(reason: string) => Happening} */
const reason = (code) => ({ type: "reason", reason: code });

/**
 * Plays what happened at these instants from a sleeping tablet on.
 * @param {...[number, Happening]} story
 */
function played(...story) {
  /** @type {Turn} */
  let turn = sleeping();
  const sent = [];
  for (const [now, happening] of story) {
    const step = after(turn, happening, now);
    turn = step.turn;
    if (step.send) sent.push(step.send);
  }
  return { turn, sent };
}

test("a finished service wakes the tablet for its ticket", () => {
  const { turn } = played([0, RATE]);

  assert.deepEqual([turn.scene, turn.ticket, turn.number, turn.until], ["asking", "t-1", "A001", AWAKE]);
});

test("a tablet that comes back too late stays asleep", () => {
  const { turn } = played([0, { ...RATE, awake: -1 }]);

  assert.equal(turn.scene, "asleep");
});

for (const score of [4, 3]) {
  test(`one tap on face ${score} is the whole answer`, () => {
    const { turn, sent } = played([0, RATE], [2000, face(score)]);

    assert.equal(turn.scene, "thanks");
    assert.deepEqual(sent, [{ ticket: "t-1", score, reasons: [] }]);
  });
}

for (const score of [2, 1]) {
  test(`face ${score} is asked why before it is sent`, () => {
    const { turn, sent } = played([0, RATE], [2000, face(score)]);

    assert.equal(turn.scene, "why");
    assert.deepEqual(sent, []);
  });
}

test("the reasons are sent with the low face, once", () => {
  const { turn, sent } = played(
    [0, RATE],
    [2000, face(1)],
    [3000, reason("waiting")],
    [4000, reason("papers")],
    [5000, reason("waiting")],
    [6000, { type: "done" }],
    [6100, { type: "done" }],
  );

  assert.equal(turn.scene, "thanks");
  assert.deepEqual(sent, [{ ticket: "t-1", score: 1, reasons: ["papers"] }]);
});

test("who walks away from the reasons has answered all the same", () => {
  const { turn, sent } = played([0, RATE], [2000, face(2)], [4000, reason("waiting")], [4000 + WHY_MS, { type: "time" }]);

  assert.equal(turn.scene, "asleep");
  assert.deepEqual(sent, [{ ticket: "t-1", score: 2, reasons: ["waiting"] }]);
});

test("every reason gives time for the next", () => {
  const { turn } = played([0, RATE], [2000, face(1)], [10_000, reason("waiting")], [10_000 + WHY_MS - 1, { type: "time" }]);

  assert.equal(turn.scene, "why");
});

test("there is time for the reasons even when the answer came late", () => {
  const { turn } = played([0, RATE], [AWAKE - 100, face(1)], [AWAKE + WHY_MS - 200, { type: "time" }]);

  assert.equal(turn.scene, "why");
});

test("nobody answering lets the tablet sleep and sends nothing", () => {
  const { turn, sent } = played([0, RATE], [AWAKE - 1, { type: "time" }], [AWAKE, { type: "time" }]);

  assert.equal(turn.scene, "asleep");
  assert.deepEqual(sent, []);
});

test("thanks stay for a while and then the tablet sleeps", () => {
  const story = /** @type {[number, Happening][]} */ ([
    [0, RATE],
    [1000, face(4)],
  ]);

  assert.equal(played(...story, [1000 + THANKS_MS - 1, { type: "time" }]).turn.scene, "thanks");
  assert.equal(played(...story, [1000 + THANKS_MS, { type: "time" }]).turn.scene, "asleep");
});

test("a second tap never makes a second answer", () => {
  const { sent } = played([0, RATE], [1000, face(4)], [1050, face(1)], [1100, face(4)]);

  assert.equal(sent.length, 1);
});

test("a ticket that has its answer does not wake the tablet again", () => {
  const { turn } = played([0, RATE], [1000, face(4)], [1000 + THANKS_MS, { type: "time" }], [9000, RATE]);

  assert.equal(turn.scene, "asleep");
});

test("a ticket whose reasons ran out does not wake the tablet again", () => {
  const { turn } = played([0, RATE], [1000, face(1)], [1000 + WHY_MS, { type: "time" }], [20_000, RATE]);

  assert.equal(turn.scene, "asleep");
});

test("the same message twice does not give more time", () => {
  const { turn } = played([0, RATE], [10_000, RATE]);

  assert.equal(turn.until, AWAKE);
});

test("faces stay locked for five seconds after an answer", () => {
  const story = /** @type {[number, Happening][]} */ ([
    [0, RATE],
    [1000, face(4)],
    [2000, NEXT],
  ]);

  assert.equal(played(...story, [1000 + LOCK_MS - 1, face(1)]).sent.length, 1);
  assert.equal(played(...story, [1000 + LOCK_MS, face(4)]).sent.length, 2);
});

test("a tap that was under way when the question appeared is no answer", () => {
  assert.equal(played([0, RATE], [SETTLE_MS - 1, face(1)]).turn.scene, "asking");
  assert.equal(played([0, RATE], [SETTLE_MS, face(1)]).turn.scene, "why");
});

test("a sleeping tablet takes no face", () => {
  assert.deepEqual(played([9000, face(4)]).sent, []);
});

test("the next citizen's question sends what the one before left unfinished", () => {
  const { turn, sent } = played([0, RATE], [2000, face(1)], [3000, reason("attitude")], [8000, NEXT]);

  assert.deepEqual([turn.scene, turn.ticket, turn.reasons], ["asking", "t-2", []]);
  assert.deepEqual(sent, [{ ticket: "t-1", score: 1, reasons: ["attitude"] }]);
});

test("a ticket rated on the phone, or taken back, puts the tablet to sleep", () => {
  assert.equal(played([0, RATE], [1000, { type: "asleep", ticket: "t-1" }]).turn.scene, "asleep");
  assert.deepEqual(played([0, RATE], [1000, face(1)], [2000, { type: "asleep", ticket: "t-1" }]), {
    turn: { ...sleeping(), lockedUntil: 1000 + LOCK_MS, rated: undefined },
    sent: [],
  });
});

test("a service taken up again can be rated when it is finished anew", () => {
  const { turn } = played([0, RATE], [1000, { type: "asleep", ticket: "t-1" }], [60_000, RATE]);

  assert.equal(turn.scene, "asking");
});

test("another ticket's news does not end this question, and the office's echo does not cut the thanks", () => {
  assert.equal(played([0, RATE], [1000, { type: "asleep", ticket: "t-9" }]).turn.scene, "asking");
  assert.equal(played([0, RATE], [1000, face(4)], [1100, { type: "asleep", ticket: "t-1" }]).turn.scene, "thanks");
});
