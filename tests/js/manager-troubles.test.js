import assert from "node:assert/strict";
import test from "node:test";

import { boxesOf } from "../../server/manager/static/troubles.js";

const both = (/** @type {string} */ said) => ({ vi: said, en: said });
const late = (/** @type {string} */ about, /** @type {string | null} */ since) => ({
  type: "wait-over",
  about,
  since,
  of_the_line: true,
  titles: both("Too long"),
  sentences: both(about),
  to_do: both("Open another"),
});

test("each kind has one box, with a line for each of its causes", () => {
  const disk = { ...late("", null), type: "disk-nearly-full", of_the_line: false, titles: both("Full"), to_do: both("") };

  const boxes = boxesOf([disk, late("civil", "2022-10-03T08:15"), late("land", null)], "vi", (at) => at.slice(11));

  assert.deepEqual(
    boxes.map(({ title, tone, toDo, lines }) => [title, tone, toDo, lines.length]),
    [
      ["Full", "stop", "", 1],
      ["Too long", "wait", "Open another", 2],
    ],
  );
  assert.deepEqual(boxes[1]?.lines, [
    { sentence: "civil", since: "08:15" },
    { sentence: "land", since: null },
  ]);
});

test("where nothing is to be seen to there is no box", () => {
  assert.deepEqual(boxesOf([], "en", String), []);
});
