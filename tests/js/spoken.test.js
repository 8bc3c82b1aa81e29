/** Which languages are spoken where a citizen is served. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { spokenBeside } from "../../server/web/static/spoken.js";
import { Words } from "../../server/web/static/words.js";
import { shipped } from "./catalogue.js";

const words = new Words({ vi: shipped("vi", "spoken", "web") }, "vi");

test("a language is called by its name, by what it calls itself, or by its code", () => {
  assert.equal(spokenBeside(["tyz", "zz"], words), "Quầy còn giao tiếp bằng: tiếng Tày, zz");
});

test("nothing is said where only Vietnamese is spoken", () => {
  assert.equal(spokenBeside([], words), "");
});
