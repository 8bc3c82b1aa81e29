import assert from "node:assert/strict";
import { test } from "node:test";
import { printerTold, prints } from "../../server/web/static/printer.js";
import { Words } from "../../server/web/static/words.js";
import { shipped } from "./catalogue.js";

const words = new Words({ vi: shipped("vi", "web"), en: shipped("en", "web") }, "vi");
/** @param {string} state @param {number | null} [left] */
const printer = (state, left = null) => ({ state, since: null, slips_left: left });

test("every state of a printer is told, the bad ones loudest", () => {
  const states = ["ready", "near-end", "paper-end", "cover-open", "offline", "error", "unreachable", "unknown"];

  assert.deepEqual(
    states.map((state) => printerTold(printer(state), words)?.tone),
    ["good", "wait", "stop", "stop", "stop", "stop", "stop", ""],
  );
});

test("the forecast is told while slips come out, and becomes a warning near the end", () => {
  assert.deepEqual(printerTold(printer("ready", 120), words), { tone: "good", sentence: "Máy in tốt · còn khoảng 120 phiếu" });
  assert.equal(printerTold(printer("ready", 20), words)?.tone, "wait");
  assert.equal(printerTold(printer("paper-end", 20), words)?.sentence, "Máy in hết giấy");
});

test("an office without a printer, or one not heard of yet, is told nothing", () => {
  assert.equal(printerTold(printer("none"), words), null);
  assert.equal(printerTold(null, words), null);
  assert.equal(prints(null), true);
});
