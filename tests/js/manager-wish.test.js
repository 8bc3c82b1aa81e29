import assert from "node:assert/strict";
import test from "node:test";
import { GROUPS, addressOf, places, sparse, usualDays, verdict, wishOf } from "../../server/manager/static/wish.js";

const [, p90] = GROUPS[0].measures;
const citizens = GROUPS[1].measures[0];

/** @param {number} mean @param {number} half */
const band = (mean, half) => ({ mean, low: mean - half, high: mean + half });

test("a difference is better or worse only when chance could not have made it", () => {
  assert.equal(verdict(p90, band(-4, 1)), "better");
  assert.equal(verdict(p90, band(4, 1)), "worse");
  assert.equal(verdict(p90, band(-4, 5)), "unsure");
  assert.equal(verdict(p90, band(0, 0)), "same");
  assert.equal(verdict(citizens, band(30, 2)), "other");
});

test("both bands are drawn from nought on one scale", () => {
  assert.deepEqual(places(band(20, 5), band(10, 0), "minutes"), { before: { mean: 80, low: 60, high: 100 }, after: { mean: 40, low: 40, high: 40 } });
  assert.equal(places(band(0.5, 0.7), band(0, 0), "share").before.high, 100);
});

test("an address leads back to the same wish", () => {
  const wish = { like: "2022-10-10", changes: { add_counters: 1, in_a_row: 0, hours: { 1: /** @type {[string, string][]} */ ([["07:30:00", "11:30:00"]]) } }, runs: 5, recommend: true };

  assert.deepEqual(wishOf(addressOf(wish, "ab12")), { wish, trial: "ab12" });
});

test("what is as usual is not in the wish", () => {
  const changes = { add_counters: 0, like: null, arrivals: 1, in_a_row: null, remove_counters: [], skills: {}, guard_minutes: 0 };

  assert.deepEqual(sparse({ day: "2022-09-30", changes, runs: 20, recommend: false }).changes, { guard_minutes: 0 });
});

test("an address that was cut short asks for nothing", () => {
  assert.equal(wishOf("?wish=%7B%22day"), null);
  assert.equal(wishOf(""), null);
  assert.equal(wishOf("?wish=3"), null);
});

test("the days to begin with are working days", () => {
  assert.deepEqual(usualDays("2022-10-03"), { like: "2022-10-10", day: "2022-09-30", from: "2022-09-26", to: "2022-09-30" });
  assert.equal(usualDays("2022-10-09").day, "2022-10-07");
  assert.equal(usualDays("2022-10-05").day, "2022-10-04");
});
