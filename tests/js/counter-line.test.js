import assert from "node:assert/strict";
import { test } from "node:test";
import * as lines from "../../counter/static/line.js";

/** @param {string} id @returns {lines.Waiting} */
const waiting = (id) => ({
  id,
  number: id,
  service: "ho-tich",
  priority: null,
  procedure: null,
  queued_at: "2022-10-03T08:00:00+07:00",
  place: 1,
  reason: { code: "first-come", vi: "Đến lượt", en: "In turn" },
  appointment: null,
});
const [A, B, C] = ["A001", "B001", "C001"].map(waiting);
/** @param {lines.Line} line */
const shown = (line) => line.shown.map(({ id }) => id).join(" ");

test("the line is shown as the office tells it", () => {
  const line = lines.told(lines.empty(), [A, B]);

  assert.equal(shown(line), "A001 B001");
  assert.equal(lines.isStale(line), false);
});

test("the line does not shift while a hand is on it", () => {
  const under = lines.held(lines.told(lines.empty(), [A, B]), true);

  const changed = lines.told(under, [B, C]);

  assert.equal(shown(changed), "A001 B001");
  assert.equal(lines.isStale(changed), true);
  assert.equal(changed.known.length, 2);
});

test("the line is as it is once the hand has left", () => {
  const changed = lines.told(lines.held(lines.told(lines.empty(), [A, B]), true), [B, C]);

  assert.equal(shown(lines.held(changed, false)), "B001 C001");
});

test("who has left the line is marked, and cannot be called", () => {
  const changed = lines.told(lines.held(lines.told(lines.empty(), [A, B]), true), [B, C]);

  assert.deepEqual([...lines.gone(changed)], ["A001"]);
});

test("that it is simply their turn goes without saying", () => {
  const jumper = { ...A, reason: { code: "priority", vi: "Thuộc diện ưu tiên", en: "Priority" } };

  assert.equal(lines.reasonOf(A), null);
  assert.equal(lines.reasonOf(jumper)?.code, "priority");
});
