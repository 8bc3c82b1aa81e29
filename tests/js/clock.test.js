import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../server/web/static/clock.js";

const MORNING = { now: "2022-10-03T08:00:00+07:00", rate: 1, zone: "Asia/Ho_Chi_Minh" };

/** @param {object} [told] */
function clockAt(told = {}) {
  let ticks = 1000;
  const clock = new Clock({ ...MORNING, ...told }, () => ticks);
  return { clock, passes: (/** @type {number} */ ms) => (ticks += ms) };
}

test("the office's clock goes on from what the server said", () => {
  const { clock, passes } = clockAt();

  passes(5 * 60_000);

  assert.equal(clock.time(), "08:05");
});

test("in practice mode it runs at the office's pace", () => {
  const { clock, passes } = clockAt({ rate: 60 });

  passes(60_000);

  assert.equal(clock.time(), "09:00");
});

test("hearing the server's time sets it right again", () => {
  const { clock, passes } = clockAt();
  passes(600_000);

  clock.heard("2022-10-03T08:09:00+07:00");

  assert.equal(clock.time(), "08:09");
});

test("the time is that of the office, wherever the browser thinks it is", () => {
  const { clock } = clockAt({ now: "2022-10-03T01:00:00Z" });

  assert.equal(clock.time(), "08:00");
  assert.equal(clock.time(new Date("2022-10-02T17:03:00Z")), "00:03");
});

test("the date is told in words", () => {
  const { clock } = clockAt({ now: "2026-11-23T08:00:00+07:00" });

  assert.equal(clock.date("vi"), "Thứ Hai, 23 tháng 11, 2026");
  assert.match(clock.date("en"), /Monday.*November.*2026/);
});

test("tomorrow begins at midnight of the office", () => {
  const { clock } = clockAt({ now: "2022-10-03T23:59:00+07:00" });

  assert.equal(clock.daysUntil(new Date("2022-10-03T23:59:59+07:00")), 0);
  assert.equal(clock.daysUntil(new Date("2022-10-04T00:00:00+07:00")), 1);
  assert.equal(clock.daysUntil(new Date("2022-10-10T07:30:00+07:00")), 7);
});

test("seconds until then are the office's seconds", () => {
  const { clock, passes } = clockAt({ rate: 10 });

  passes(1000);

  assert.equal(clock.secondsUntil("2022-10-03T08:01:00+07:00"), 50);
});
