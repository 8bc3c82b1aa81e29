import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { actionOf, Bounce, BOUNCE_MS, capsOf, choiceOf, KEYS } from "../../counter/static/keys.js";

/** @typedef {import("../../counter/static/keys.js").Action} Action */

test("the numeric pad does the whole work", () => {
  const pad = ["NumpadEnter", "NumpadAdd", "NumpadSubtract", "NumpadMultiply", "NumpadDivide"];

  assert.deepEqual(pad.map((code) => actionOf({ code })), ["primary", "recall", "no-show", "finish", "transfer"]);
});

test("no key does two things", () => {
  const codes = Object.values(KEYS).flat();

  assert.equal(new Set(codes).size, codes.length);
  assert.equal(codes.some((code) => choiceOf({ code }) > 0), false);
});

test("letters work by their place, with any input method", () => {
  assert.equal(actionOf({ code: "KeyG" }), "primary");
  assert.equal(actionOf({ code: "KeyG", isComposing: true }), null);
});

test("a key that is held down presses once", () => {
  assert.equal(actionOf({ code: "NumpadEnter", repeat: true }), null);
});

test("the keys of the browser stay the browser's", () => {
  for (const held of ["ctrlKey", "altKey", "metaKey"]) assert.equal(actionOf({ code: "KeyR", [held]: true }), null);
});

test("digits of either row choose", () => {
  assert.deepEqual(["Digit1", "Numpad9", "Digit0", "Numpad0", "KeyA"].map((code) => choiceOf({ code })), [1, 9, 0, 0, 0]);
});

test("a press that bounces is one press", () => {
  let now = 0;
  const bounce = new Bounce(() => now);

  assert.equal(bounce.lets("primary"), true);
  now += BOUNCE_MS - 1;
  assert.equal(bounce.lets("primary"), false);
  now += 1;
  assert.equal(bounce.lets("primary"), true);
});

test("two buttons pressed one after the other are two presses", () => {
  const bounce = new Bounce(() => 0);

  assert.equal(bounce.lets("primary"), true);
  assert.equal(bounce.rests("recall"), false);
  assert.equal(bounce.lets("recall"), true);
});

test("every button says which key does the same", () => {
  const template = readFileSync(new URL("../../counter/templates/counter.html", import.meta.url), "utf8");
  const marked = [...template.matchAll(/data-cap="(\w[\w-]*)"|other\('([\w-]+)'/g)].map(([, cap, verb]) => cap ?? verb);

  assert.deepEqual(capsOf("no-show"), ["−", "V"]);
  for (const action of marked) assert.ok(capsOf(/** @type {Action} */ (action))[0]);
  assert.ok(marked.includes("primary"));
});
