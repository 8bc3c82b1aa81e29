import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, nameOf, nextTurn, openQueue, tooOldToSpeak, withdrawn } from "../../display/static/queue.js";

/** @typedef {import("../../display/static/queue.js").Queue} Queue */
/** @typedef {import("../../display/static/board.js").Call} Call */

const MORNING = Date.parse("2022-10-03T08:00:00+07:00");

/**
 * @param {number} seq
 * @param {string} number
 * @param {number} [recall]
 * @returns {Call}
 */
function call(seq, number, recall = 0) {
  const at = new Date(MORNING + seq * 1000).toISOString();
  return { seq, at, number, service: "A", counter: "1", counter_name: "1", recall, languages: ["vi"], speech: [] };
}

const never = () => false;

/**
 * In which order these are announced when they all come at once.
 * @param {Call[]} calls
 * @param {(call: Call) => boolean} [tooOld]
 */
function announced(calls, tooOld = never) {
  const order = [];
  let queue = nextTurn(calls.reduce(arrived, openQueue()), tooOld);
  for (; queue.turn; queue = nextTurn(queue, tooOld)) order.push(`${queue.turn.number}.${queue.turn.recall}`);
  return order;
}

test("calls are announced in the order in which people were called", () => {
  assert.deepEqual(announced([call(5, "B001"), call(3, "A001"), call(8, "C001")]), ["A001.0", "B001.0", "C001.0"]);
});

test("a recall goes before first calls, behind other recalls", () => {
  const calls = [call(3, "A001"), call(5, "B001"), call(8, "C001", 1), call(9, "D001", 2)];

  assert.deepEqual(announced(calls), ["C001.1", "D001.2", "A001.0", "B001.0"]);
});

test("of one ticket that waits only the last call is announced", () => {
  assert.deepEqual(announced([call(3, "A001"), call(5, "B001"), call(8, "A001", 1)]), ["A001.1", "B001.0"]);
  assert.deepEqual(announced([call(8, "A001", 1), call(3, "A001")]), ["A001.1"]);
});

test("a recall of the ticket that is being announced is announced after it", () => {
  const speaking = nextTurn(arrived(openQueue(), call(3, "A001")), never);

  const queue = nextTurn(arrived(speaking, call(8, "A001", 1)), never);

  assert.equal(queue.turn?.recall, 1);
});

test("nothing is announced twice, not even when it comes again later", () => {
  const spoken = nextTurn(nextTurn(arrived(openQueue(), call(3, "A001")), never), never);

  assert.equal(arrived(spoken, call(3, "A001")), spoken);
});

test("a page that opens anew does not repeat what was announced before", () => {
  const before = nextTurn(arrived(openQueue(), call(3, "A001")), never);

  const after = openQueue(before.done);

  assert.deepEqual(arrived(after, call(3, "A001")).waiting, []);
  assert.deepEqual(arrived(after, call(5, "B001")).waiting, [call(5, "B001")]);
});

test("a call told in another zone is the same call", () => {
  const spoken = nextTurn(arrived(openQueue(), call(3, "A001")), never);

  assert.deepEqual(arrived(spoken, { ...call(3, "A001"), at: "2022-10-03T08:00:03+07:00" }).waiting, []);
});

test("an office that began anew and counts from one again is heard", () => {
  const yesterday = openQueue([nameOf({ ...call(3, "A001"), at: "2022-10-02T08:00:03+07:00" })]);

  assert.equal(arrived(yesterday, call(3, "A001")).waiting.length, 1);
});

test("what became too old while others were announced is passed over", () => {
  const tooOld = (/** @type {Call} */ one) => one.seq < 6;

  assert.deepEqual(announced([call(3, "A001"), call(5, "B001"), call(8, "C001")], tooOld), ["C001.0"]);
  assert.deepEqual(announced([call(3, "A001")], tooOld), []);
});

test("what was passed over is not announced when it comes again", () => {
  const queue = nextTurn(arrived(openQueue(), call(3, "A001")), () => true);

  assert.deepEqual(arrived(queue, call(3, "A001")).waiting, []);
});

test("a call taken back before its turn is not announced", () => {
  const queue = withdrawn(arrived(arrived(openQueue(), call(3, "A001")), call(5, "B001")), { seq: 6, number: "A001" });

  assert.deepEqual(queue.waiting, [call(5, "B001")]);
});

test("a year of calls does not grow the memory", () => {
  let queue = openQueue();
  for (let seq = 1; seq <= 1000; seq += 1) queue = nextTurn(arrived(queue, call(seq, `A${seq}`)), never);

  assert.equal(queue.done.length, 40);
});

test("a call may be spoken for half a minute", () => {
  const at = (/** @type {number} */ seconds, rate = 1) => ({ rate, now: () => new Date(MORNING + seconds * 1000) });

  assert.equal(tooOldToSpeak(call(0, "A001"), at(30)), false);
  assert.equal(tooOldToSpeak(call(0, "A001"), at(31)), true);
  assert.equal(tooOldToSpeak(call(0, "A001"), at(200, 60)), false);
  assert.equal(tooOldToSpeak(call(0, "A001"), at(250, 60)), true);
});
