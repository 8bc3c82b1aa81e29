import assert from "node:assert/strict";
import test from "node:test";
import { byName, clockOf, didNothing } from "../../server/manager/static/one.js";

test("clerks stand in the order of their given names, never of their results", () => {
  const people = { lan: "Trần Thị Lan", an: "Vũ Văn An", anh: "Hoàng An", dung: "Lê Đức Dũng" };

  assert.deepEqual(
    byName(["lan", null, "dung", "an", "anh", "tam"], people).map(({ name }) => name),
    ["Hoàng An", "Vũ Văn An", "Lê Đức Dũng", "Trần Thị Lan", "tam"],
  );
});

test("a clerk who only sat at an open counter has something to be told", () => {
  const figures = { joined: 0, desks: { open: null } };

  assert.equal(didNothing(/** @type {any} */ ({ total: { figures } })), true);
  assert.equal(didNothing(/** @type {any} */ ({ total: { figures: { joined: 0, desks: { open: 60 } } } })), false);
  assert.equal(didNothing(/** @type {any} */ ({ total: { figures: { joined: 1, desks: { open: null } } } })), false);
});

test("minutes that round up to an hour are an hour", () => {
  assert.deepEqual(clockOf(3599), { hours: 1, minutes: 0 });
  assert.deepEqual(clockOf(5400), { hours: 1, minutes: 30 });
});
