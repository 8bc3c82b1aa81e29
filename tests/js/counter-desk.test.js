import assert from "node:assert/strict";
import { test } from "node:test";
import * as desks from "../../counter/static/desk.js";

const AT_EIGHT = new Date("2022-10-03T08:00:00+07:00");
const LEG = { service: "ho-tich", counter: "1", queued_at: "2022-10-03T07:40:00+07:00", called_at: "2022-10-03T07:55:00+07:00", started_at: null };
const TICKET = /** @type {desks.Ticket} */ ({
  id: "t1",
  number: "A005",
  service: "ho-tich",
  state: "called",
  called_at: "2022-10-03T07:59:30+07:00",
  started_at: null,
  legs: [LEG],
  moves: ["recall", "start", "no-show", "hold", "return", "transfer", "cancel"],
});
/** @type {desks.Counter} */
const CLOSED = { code: "1", name: "Quầy 1", state: "closed", clerk: null, clerk_name: null, pause_reason: null, since: null, ticket: null, services: [] };
const OPEN = { ...CLOSED, state: /** @type {const} */ ("open"), clerk: "lan" };
const PAUSED = { ...OPEN, state: /** @type {const} */ ("paused") };
const CALLED = { ...OPEN, state: /** @type {const} */ ("serving"), ticket: TICKET };
const SERVING = { ...CALLED, ticket: { ...TICKET, state: "serving", started_at: "2022-10-03T07:50:00+07:00", moves: ["finish", "hold", "transfer"] } };

test("one button leads through the whole visit", () => {
  const words = [CLOSED, PAUSED, OPEN, CALLED, SERVING].map(desks.primaryOf);

  assert.deepEqual(words, ["open", "resume", "call-next", "start", "finish"]);
});

test("only the moves that the office allows can be pressed", () => {
  const allowed = (/** @type {desks.Counter} */ counter) => desks.OTHERS.filter((verb) => desks.allows(counter, verb));

  assert.deepEqual(allowed(OPEN), []);
  assert.deepEqual(allowed(CALLED), desks.OTHERS);
  assert.deepEqual(allowed(SERVING), ["hold", "transfer"]);
});

test("a counter with a citizen is not left", () => {
  assert.deepEqual([CLOSED, OPEN, PAUSED, CALLED, SERVING].map(desks.isFree), [false, true, true, false, false]);
});

test("a clerk who comes back finds the counter that is still theirs", () => {
  const counters = [{ ...CLOSED, clerk: "lan" }, { ...PAUSED, code: "2" }, { ...OPEN, code: "3", clerk: "hai" }];

  assert.equal(desks.mineOf(counters, "lan")?.code, "2");
  assert.equal(desks.mineOf(counters, "mai"), null);
});

test("a counter is taken while somebody else works there", () => {
  assert.equal(desks.isTaken(PAUSED, "hai"), true);
  assert.equal(desks.isTaken(PAUSED, "lan"), false);
  assert.equal(desks.isTaken({ ...CLOSED, clerk: "lan" }, "hai"), false);
});

test("the wait ends with the first call and goes on until then", () => {
  const uncalled = { ...TICKET, legs: [{ ...LEG, called_at: null }] };

  assert.equal(desks.waited(TICKET, AT_EIGHT), 15 * 60);
  assert.equal(desks.waited(uncalled, AT_EIGHT), 20 * 60);
});

test("after a transfer the wait is that of the last line", () => {
  const sentOn = { ...TICKET, legs: [LEG, { ...LEG, queued_at: "2022-10-03T07:56:00+07:00", called_at: null }] };

  assert.equal(desks.waited(sentOn, AT_EIGHT), 4 * 60);
});

test("the timer counts from the call, then from the start", () => {
  const walking = desks.timerOf(TICKET, { "ho-tich": 720 }, AT_EIGHT);
  const served = desks.timerOf(SERVING.ticket, { "ho-tich": 720 }, AT_EIGHT);

  assert.deepEqual(walking, { phase: "called", seconds: 30, usual: null, late: false });
  assert.deepEqual(served, { phase: "serving", seconds: 600, usual: 720, late: false });
});

test("the timer turns when the usual time is over, not before", () => {
  const late = (/** @type {number} */ usual) => desks.timerOf(SERVING.ticket, { "ho-tich": usual }, AT_EIGHT).late;

  assert.equal(late(600), false);
  assert.equal(late(599), true);
  assert.equal(desks.timerOf(SERVING.ticket, {}, AT_EIGHT).late, false);
});

test("a clock that was set back never shows a negative time", () => {
  const before = new Date("2022-10-03T07:00:00+07:00");

  assert.equal(desks.timerOf(SERVING.ticket, {}, before).seconds, 0);
});

test("a timer reads as people read it", () => {
  assert.deepEqual([0, 9.9, 247, 3599, 3600, 36_129].map(desks.ticking), ["00:00", "00:09", "04:07", "59:59", "1:00:00", "10:02:09"]);
});

test("what a visit most often ends with is offered first, a rare end is not", () => {
  let outcomes = /** @type {desks.Outcomes} */ ({});
  const offered = () => desks.likelyOutcome("tra-ket-qua", outcomes);

  assert.equal(offered(), "received");
  outcomes = desks.counted(outcomes, "tra-ket-qua", "result_returned");
  assert.equal(offered(), "received");
  outcomes = desks.counted(outcomes, "tra-ket-qua", "result_returned");
  assert.equal(offered(), "result_returned");
  assert.equal(desks.likelyOutcome("ho-tich", outcomes), "received");
});

test("a step can be taken back for ten seconds", () => {
  const step = desks.stepOf("no-show", TICKET, 1000);

  assert.deepEqual([1000, 1001, 10_999, 11_000].map((now) => desks.secondsToUndo(step, now)), [10, 10, 1, 0]);
  assert.equal(desks.secondsToUndo(null, 0), 0);
});

test("what was heard cannot be taken back", () => {
  assert.equal(desks.stepOf("recall", TICKET, 0), null);
  assert.equal(desks.stepOf("undo", TICKET, 0), null);
});
