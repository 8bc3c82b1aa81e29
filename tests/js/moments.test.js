import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Clock } from "../../server/web/static/clock.js";
import { expected, inFull, moment } from "../../server/web/static/moments.js";
import { Words } from "../../server/web/static/words.js";
import { shipped } from "./catalogue.js";

// The same two tables hold the server to the same sentences: tests/web/test_moments.py.
const waits = JSON.parse(readFileSync(new URL("../web/waits.json", import.meta.url), "utf8"));
const moments = JSON.parse(readFileSync(new URL("../web/moments.json", import.meta.url), "utf8"));
const catalogues = { vi: shipped("vi", "web"), en: shipped("en", "web") };

for (const language of ["vi", "en"]) {
  const words = new Words(catalogues, language);

  test(`an expected wait is told in round numbers (${language})`, () => {
    for (const [low, high, said] of waits[language]) assert.equal(expected(words, { low, high }), said, `${low}–${high}`);
  });

  test(`a time of another day is told with its day (${language})`, () => {
    const clock = new Clock({ now: moments.now, rate: 1, zone: "Asia/Ho_Chi_Minh" }, () => 0);

    for (const [then, said] of moments[language]) assert.equal(moment(words, clock, then), said, then);
  });
}

test("a time of a form is told with its whole date, as the office's clock has it", () => {
  assert.equal(inFull("2022-10-05T17:00:00+07:00"), "17:00 05/10/2022");
});
