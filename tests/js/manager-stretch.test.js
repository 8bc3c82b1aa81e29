import assert from "node:assert/strict";
import { test } from "node:test";
import { before, changed, daysIn, depth, laidUnder, periods, unit } from "../../server/manager/static/stretch.js";

test("the period before is as long and ends the day before", () => {
  assert.deepEqual(before({ from: "2022-03-01", to: "2022-03-31" }), { from: "2022-01-29", to: "2022-02-28" });
  assert.deepEqual(before({ from: "2022-10-03", to: "2022-10-03" }), { from: "2022-10-02", to: "2022-10-02" });
});

test("another period is laid under this one from its first day on", () => {
  assert.deepEqual(laidUnder([4, 5], 3), [4, 5, null]);
  assert.deepEqual(laidUnder([4, 5, 6], 2), [4, 5]);
});

test("a quarter is drawn by days, more by months", () => {
  assert.equal(unit({ from: "2022-07-01", to: "2022-09-30" }), "day");
  assert.equal(unit({ from: "2022-01-01", to: "2022-09-30" }), "month");
});

test("what can be chosen at a press ends today, or with the month before", () => {
  const [thirty, week, month, last, year] = periods("2022-03-15").map(({ stretch }) => stretch);

  assert.equal(daysIn(thirty), 30);
  assert.deepEqual(week, { from: "2022-03-09", to: "2022-03-15" });
  assert.deepEqual(month, { from: "2022-03-01", to: "2022-03-15" });
  assert.deepEqual(last, { from: "2022-02-01", to: "2022-02-28" });
  assert.equal(daysIn(year), 365);
});

test("a change too small to be told is none, and of what is not known nothing is told", () => {
  assert.equal(changed(10, 10.001, 0.005), 0);
  assert.equal(changed(12, 10, 1), 2);
  assert.equal(changed(null, 10, 1), null);
});

test("the longest wait is the darkest and none is darker", () => {
  assert.equal(depth(0, 900), 0);
  assert.equal(depth(899, 900), 5);
  assert.equal(depth(900, 900), 5);
});
