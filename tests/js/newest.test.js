import assert from "node:assert/strict";
import { test } from "node:test";
import { newest } from "../../server/web/static/newest.js";

test("an answer that was overtaken by what was told is not the newest", () => {
  const begin = newest();

  const asked = begin();
  const told = begin();

  assert.deepEqual([asked(), told()], [false, true]);
});

test("an answer that nothing overtook is the newest, also when it comes twice", () => {
  const begin = newest();
  begin();

  const asked = begin();

  assert.deepEqual([asked(), asked()], [true, true]);
});
