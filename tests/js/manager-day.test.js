import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, highest, peakOf, scaleTo } from "../../server/manager/static/day.js";
import { Clock } from "../../server/web/static/clock.js";

const clock = new Clock({ now: "2022-10-03T08:00:00+07:00", rate: 1, zone: "Asia/Ho_Chi_Minh" }, () => 0);
const onTheClock = (/** @type {string} */ instant) => clock.parts(new Date(instant));

/**
 * @param {{key: string, issued: number, p50?: number, p90?: number}[]} hours  seconds
 * @param {{at: string, waiting: number, most: number}[]} line
 */
function day(hours, line) {
  const by_hour = hours.map(({ key, issued, p50 = null, p90 = null }) => ({ key, issued, wait: { p50, p90 } }));
  const board = /** @type {unknown} */ ({ by_hour, line, target_seconds: 900 });
  return dayOf(/** @type {import("../../server/manager/static/day.js").Board} */ (board), onTheClock);
}

test("an office day is shown whole, also its hours without anybody", () => {
  const { hours, target } = day([{ key: "08", issued: 3 }], []);

  assert.deepEqual(
    hours.map(({ hour }) => hour),
    [7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
  );
  assert.deepEqual(hours[1], { hour: 8, issued: 3, peak: 0, p50: null, p90: null });
  assert.equal(target, 15);
});

test("who came before or stayed after office hours widens the day", () => {
  const { hours } = day([{ key: "06", issued: 1 }], [{ at: "2022-10-03T18:20:00+07:00", waiting: 1, most: 1 }]);

  assert.deepEqual([hours[0].hour, hours[hours.length - 1].hour], [6, 18]);
});

test("times are those of the office, wherever the director reads them", () => {
  const { line } = day([], [{ at: "2022-10-03T01:30:00Z", waiting: 4, most: 6 }]);

  assert.deepEqual(line, [{ at: 8.5, waiting: 4, most: 6 }]);
});

test("waits are told in minutes", () => {
  const { hours } = day([{ key: "07", issued: 2, p50: 90, p90: 600 }], []);

  assert.deepEqual([hours[0].p50, hours[0].p90], [1.5, 10]);
});

test("the peak of an hour is the most who waited at one time in it", () => {
  const line = [
    { at: 8.5, waiting: 2, most: 5 },
    { at: 8.9, waiting: 4, most: 4 },
    { at: 9, waiting: 0, most: 7 },
  ];

  assert.deepEqual([peakOf(line, 8), peakOf(line, 9), peakOf(line, 10)], [5, 7, 0]);
});

test("the busiest hour is the first of the busiest, and none when nobody came", () => {
  const { hours } = day(
    [
      { key: "08", issued: 3 },
      { key: "09", issued: 3 },
    ],
    [],
  );

  assert.equal(highest(hours, ({ issued }) => issued)?.hour, 8);
  assert.equal(
    highest(hours, () => 0),
    undefined,
  );
});

test("an axis ends at a round number that holds the highest, with few marks", () => {
  for (let topmost = 0.5; topmost < 3000; topmost += 0.5) {
    const { end, step } = scaleTo(topmost);

    assert.ok(end >= topmost, `${topmost}: ${end}`);
    assert.ok(end / step <= 5 && Number.isInteger(end / step), `${topmost}: ${end} / ${step}`);
  }
});
