import assert from "node:assert/strict";
import test from "node:test";

import { lastTold, leftTold, wholeTold } from "../../server/manager/static/ending.js";
import { Words } from "../../server/web/static/words.js";
import { shipped } from "./catalogue.js";

const words = new Words({ vi: shipped("vi", "manager") }, "vi");
const onTheClock = (/** @type {string} */ at) => at.slice(11, 16);
const at = (/** @type {string} */ time) => `2022-10-03T${time}:00+07:00`;

/** @param {Partial<import("../../server/manager/static/ending.js").Ending>} more */
function ending(more) {
  return { service: null, closes_at: at("16:30"), waiting: /** @type {[number, number]} */ ([0, 3]), last: /** @type {[string, string]} */ ([at("16:25"), at("16:50")]), ...more };
}

test("the end of the day is told as a range", () => {
  assert.equal(wholeTold(ending({}), words, onTheClock), "Lúc 16:30, khi thôi cấp số: 0–3 người còn chờ. Người cuối cùng xong vào khoảng 16:25–16:50.");
});

test("one number where the range has one, nobody where nobody is left", () => {
  assert.deepEqual([leftTold(ending({ waiting: [2, 2] }), words), leftTold(ending({ waiting: [0, 0] }), words)], ["2 người còn chờ", "không còn ai chờ"]);
  assert.equal(lastTold(ending({ last: [at("16:25"), at("16:25")] }), onTheClock, "–"), "16:25");
});

test("what cannot be known is said so, and no number stands there", () => {
  const unknown = ending({ waiting: null, last: null });

  assert.equal(leftTold(unknown, words), "chưa đủ số liệu");
  assert.equal(lastTold(unknown, onTheClock, "–"), "–");
  assert.match(wholeTold(unknown, words, onTheClock), /chưa đủ số liệu/);
  assert.doesNotMatch(wholeTold(ending({ last: null }), words, onTheClock), /Người cuối/);
});
