import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenOf, hasOne, sum, urgencyToSay } from "../../server/manager/static/urgent.js";

/** @param {string} code @param {string} urgency @param {string} clerk @param {string} field */
const due = (code, urgency, clerk = "lan", field = "Hộ tịch") => ({ code, urgency, clerk, field, field_name: { vi: field, en: field }, state: "received", due_at: null, procedure: { code: "1", name: {} } });
const DOSSIERS = [due("a", "late"), due("b", "today", "minh"), due("c", "soon", "lan", "Đất đai"), due("d", "in_time"), due("e", "waiting")];
/** @param {import("../../server/manager/static/urgent.js").Choice} choice */
const codes = (choice) => chosenOf(DOSSIERS, choice).map(({ code }) => code).join("");

test("without a choice whatever should be seen to is shown, and nothing else", () => {
  assert.equal(codes({}), "abc");
});

test("of a clerk or field everything is shown, or one urgency", () => {
  assert.equal(codes({ by: "clerk", key: "lan" }), "acde");
  assert.equal(codes({ by: "field", key: "Đất đai" }), "c");
  assert.equal(codes({ by: "clerk", key: "lan", urgency: "in_time" }), "d");
  assert.equal(codes({ urgency: "waiting" }), "e");
});

test("the most urgent is said first; what is far off is nothing to see to", () => {
  assert.equal(urgencyToSay({ soon: 3, late: 1 }), "late");
  assert.equal(urgencyToSay({ soon: 3, today: 0 }), "soon");
  assert.equal(urgencyToSay({ in_time: 9, waiting: 2 }), null);
});

test("a choice of which nothing is left is known as such", () => {
  const list = { dossiers: DOSSIERS, counts: {}, by_clerk: {}, by_field: {}, concerned: [] };

  assert.equal(hasOne(list, { by: "clerk", key: "minh" }), true);
  assert.equal(hasOne(list, { by: "clerk", key: "minh", urgency: "late" }), false);
});

test("the rows of a table add up", () => {
  assert.deepEqual(sum([{ late: 1, soon: 2 }, { late: 3 }, {}]), { late: 4, soon: 2 });
});
