import assert from "node:assert/strict";
import { test } from "node:test";
import { called, EMPTY, KEPT, knowsAll, news, onStage, standing, turned, turnedOver, uncalled, waited } from "../../display/static/board.js";

/** @typedef {import("../../display/static/board.js").Board} Board */
/** @typedef {import("../../display/static/board.js").Snapshot} Snapshot */

const MORNING = Date.parse("2022-10-03T08:00:00+07:00");

/**
 * @param {number} seq  also the seconds after eight o'clock
 * @param {string} number
 * @param {string} [counter]
 * @param {number} [recall]
 */
function call(seq, number, counter = "1", recall = 0) {
  const at = new Date(MORNING + seq * 1000).toISOString();
  return { seq, at, number, service: number[0], counter, counter_name: counter, recall, languages: ["vi"], speech: [] };
}

/**
 * @param {number} seq
 * @param {Partial<Snapshot>} [rest]
 * @returns {Snapshot}
 */
function snapshot(seq, rest = {}) {
  return { seq, now: "2022-10-03T08:00:00+07:00", calls: [], waiting: [], notices: [], counters: [], ...rest };
}

/** @param {string} code */
function line(code) {
  const name = { vi: `Dịch vụ ${code}`, en: `Service ${code}` };
  return { code, prefix: code, name, colour: "#0072B2", sign: "ticket", waiting: 4, expected_wait: { low: 600, high: 900 } };
}

/** @param {Board} board */
function numbers(board) {
  return board.calls.map((one) => one.number);
}

/**
 * All orders in which these can come.
 * @template Thing
 * @param {Thing[]} things
 * @returns {Thing[][]}
 */
function orders(things) {
  if (things.length < 2) return [things];
  return things.flatMap((first, place) => orders(things.filter((_, other) => other !== place)).map((rest) => [first, ...rest]));
}

test("calls stand newest first, in whatever order they come", () => {
  const calls = [call(3, "A001"), call(5, "B001", "2"), call(8, "A002"), call(9, "C001", "3")];

  for (const order of orders(calls)) {
    const board = order.reduce(called, EMPTY);

    assert.deepEqual(numbers(board), ["C001", "A002", "B001", "A001"]);
    assert.equal(board.seq, 9);
  }
});

test("a call that comes twice is on the board once", () => {
  const board = [call(3, "A001"), call(3, "A001")].reduce(called, EMPTY);

  assert.deepEqual(numbers(board), ["A001"]);
});

test("a recall moves its ticket to the top and stands there alone", () => {
  const board = [call(3, "A001"), call(5, "B001", "2"), call(7, "A001", "1", 1)].reduce(called, EMPTY);

  assert.deepEqual(numbers(board), ["A001", "B001"]);
  assert.equal(board.calls[0].recall, 1);
});

test("a late first call never replaces the recall of its ticket", () => {
  const board = [call(7, "A001", "1", 1), call(3, "A001")].reduce(called, EMPTY);

  assert.equal(board.calls[0].recall, 1);
});

test("a ticket sent on to another counter is shown at that one", () => {
  const board = [call(3, "A001", "1"), call(9, "A001", "2")].reduce(called, EMPTY);

  assert.deepEqual(board.calls.map((one) => one.counter), ["2"]);
});

test("one counter alone fills the board with its last calls", () => {
  const board = [1, 2, 3, 4, 5, 6, 7].map((seq) => call(seq, `A00${seq}`)).reduce(called, EMPTY);

  assert.deepEqual(numbers(board).slice(0, 6), ["A007", "A006", "A005", "A004", "A003", "A002"]);
});

test("a day of calls does not grow the board", () => {
  let board = EMPTY;
  for (let seq = 1; seq <= 500; seq += 1) board = called(board, call(seq, `A${seq}`));

  assert.equal(board.calls.length, KEPT);
});

test("a snapshot loses no call that came after it was written", () => {
  const before = [call(3, "A001"), call(9, "B001", "2")].reduce(called, EMPTY);

  const board = standing(before, snapshot(7, { calls: [call(6, "C001", "3"), call(3, "A001")] }));

  assert.deepEqual(numbers(board), ["B001", "C001", "A001"]);
  assert.equal(board.seq, 9);
});

test("a snapshot takes away what the office took back meanwhile", () => {
  const board = standing(called(EMPTY, call(3, "A001")), snapshot(7));

  assert.deepEqual(numbers(board), []);
});

test("a call taken back leaves the board; when made again it is back", () => {
  const board = uncalled(called(EMPTY, call(3, "A001")), { seq: 4, number: "A001" });

  assert.deepEqual(numbers(board), []);
  assert.deepEqual(numbers(called(board, call(5, "A001"))), ["A001"]);
});

test("taking back an old call leaves the newer one of the same number", () => {
  const board = uncalled(called(EMPTY, call(5, "A001")), { seq: 4, number: "A001" });

  assert.deepEqual(numbers(board), ["A001"]);
});

test("the news are told in the order in which people were called", () => {
  const before = called(EMPTY, call(3, "A001"));

  const after = [call(9, "C001", "3"), call(5, "B001", "2")].reduce(called, before);

  assert.deepEqual(news(before, after).map((one) => one.number), ["B001", "C001"]);
  assert.deepEqual(news(after, after), []);
});

test("who waits is updated where it changed and keeps name and colour", () => {
  const board = standing(EMPTY, snapshot(1, { waiting: [line("A"), line("B")] }));

  const after = waited(board, { services: [{ code: "B", waiting: 7, expected_wait: null }] });

  assert.deepEqual(after.waiting, [line("A"), { ...line("B"), waiting: 7, expected_wait: null }]);
});

test("a service that nobody told the board of is noticed", () => {
  const board = standing(EMPTY, snapshot(1, { waiting: [line("A")] }));

  assert.equal(knowsAll(board, { services: [{ code: "A" }] }), true);
  assert.equal(knowsAll(board, { services: [{ code: "A" }, { code: "Z" }] }), false);
});

test("a counter that opens or pauses is known as such", () => {
  const counters = [{ code: "1", name: "1", state: "open" }, { code: "2", name: "2", state: "closed" }];
  const board = standing(EMPTY, snapshot(1, { counters }));

  const after = turned(board, { code: "2", state: "open" });

  assert.deepEqual(after.counters.map((desk) => desk.state), ["open", "open"]);
});

/**
 * @param {Board} board
 * @param {object} at
 * @param {number} [at.second]
 * @param {[number, number][]} [at.announced]  seq and second
 * @param {number[]} [at.pending]
 */
function staged(board, { second = 60, announced = [], pending = [] }) {
  const heard = new Map(announced.map(([seq, when]) => [seq, MORNING + when * 1000]));
  return onStage(board.calls, { announced: heard, pending: new Set(pending), now: MORNING + second * 1000, stay: 180_000 })?.number;
}

test("the newest call is large", () => {
  const board = [call(3, "A001"), call(9, "B001", "2")].reduce(called, EMPTY);

  assert.equal(staged(board, {}), "B001");
});

test("what is large is what is being announced, not what still waits for the loudspeaker", () => {
  const board = [call(3, "A001"), call(4, "B001", "2")].reduce(called, EMPTY);

  assert.equal(staged(board, { announced: [[3, 3]], pending: [4] }), "A001");
  assert.equal(staged(board, { announced: [[3, 3], [4, 14]] }), "B001");
});

test("after a recall that came first, the call that was announced last stays large", () => {
  const board = [call(11, "B001", "2"), call(12, "A001", "1", 1)].reduce(called, EMPTY);

  assert.equal(staged(board, { announced: [[12, 12], [11, 20]] }), "B001");
});

test("calls that were missed and are too old to be spoken still reach the stage", () => {
  const board = [call(3, "A001"), call(40, "B001", "2")].reduce(called, EMPTY);

  assert.equal(staged(board, { second: 90, announced: [[3, 3]] }), "B001");
});

test("after three minutes the stage is free for other things", () => {
  const board = called(EMPTY, call(3, "A001"));

  assert.equal(staged(board, { second: 182 }), "A001");
  assert.equal(staged(board, { second: 184 }), undefined);
  assert.equal(staged(EMPTY, {}), undefined);
});

test("at midnight yesterday's calls leave the board and those of the new day stay", () => {
  const board = called(called(EMPTY, call(1, "A001")), call(2, "A002"));

  const next = turnedOver(board, ({ seq }) => seq === 2);

  assert.deepEqual([numbers(next), next.seq], [["A002"], 2]);
  assert.deepEqual(numbers(turnedOver(board, () => false)), []);
});
