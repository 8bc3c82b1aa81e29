import assert from "node:assert/strict";
import { test } from "node:test";
import { Words } from "../../server/web/static/words.js";

const CATALOGUES = {
  vi: { greeting: "Mời số {number} đến {counter}", people: ["{n} người"] },
  en: { greeting: "Number {number}, please go to {counter}", people: ["{n} person", "{n} people"] },
};

test("a sentence is said with its holes filled", () => {
  const words = new Words(CATALOGUES, "vi");

  const said = words.say("greeting", { number: "A005", counter: "Quầy 3" });

  assert.equal(said, "Mời số A005 đến Quầy 3");
});

test("the language of a screen can change while it is open", () => {
  const words = new Words(CATALOGUES, "vi");

  words.language = "en";

  assert.equal(words.say("greeting", { number: "A005", counter: "counter 3" }), "Number A005, please go to counter 3");
});

test("Vietnamese counts in one form, English in two", () => {
  const vietnamese = new Words(CATALOGUES, "vi");
  const english = new Words(CATALOGUES, "en");

  assert.deepEqual([0, 1, 2].map((n) => vietnamese.count("people", n)), ["0 người", "1 người", "2 người"]);
  assert.deepEqual([0, 1, 2].map((n) => english.count("people", n)), ["0 people", "1 person", "2 people"]);
});

test("what nobody wrote is odd rather than blank", () => {
  const words = new Words(CATALOGUES, "vi");

  assert.equal(words.say("no.such.key"), "no.such.key");
  assert.equal(words.count("greeting", 2), "greeting");
  assert.equal(words.say("greeting", { number: "A005" }), "Mời số A005 đến {counter}");
});

test("a name falls back to Vietnamese", () => {
  const words = new Words(CATALOGUES, "en");

  assert.equal(words.name({ vi: "Hộ tịch", en: "Civil status" }), "Civil status");
  assert.equal(words.name({ vi: "Hộ tịch" }), "Hộ tịch");
  assert.equal(words.name(null), "");
});
