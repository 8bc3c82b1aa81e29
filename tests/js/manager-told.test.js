import assert from "node:assert/strict";
import { test } from "node:test";
import { Told } from "../../server/manager/static/told.js";
import { Words } from "../../server/web/static/words.js";

const said = {
  vi: { "manager.under_a_minute": "dưới 1 phút", "manager.minutes": ["{n} phút"], "manager.hours": "{hours} giờ {minutes} phút" },
  en: { "manager.under_a_minute": "less than a minute", "manager.minutes": ["{n} minute", "{n} minutes"], "manager.hours": "{hours} h {minutes} min" },
};
const vi = new Told(new Words(said, "vi"));
const en = new Told(new Words(said, "en"));

test("minutes have one decimal, in the reader's own writing", () => {
  assert.deepEqual([vi.minutes(510), vi.minutes(0), vi.minutes(3599)], ["8,5", "0,0", "60,0"]);
  assert.equal(en.minutes(510), "8.5");
});

test("what is not known is a dash and not a nought", () => {
  assert.deepEqual([vi.minutes(null), vi.minutes(undefined), vi.share(null), vi.range(null, null)], ["–", "–", "–", "–"]);
});

test("only everybody is 100 %, and only nobody is 0 %", () => {
  assert.deepEqual([1, 0.999, 0.5, 0.001, 0].map((share) => en.share(share)), ["100%", "99%", "50%", "1%", "0%"]);
});

test("an interval is never broken in the middle", () => {
  assert.equal(en.range(0.69, 0.951), "69–\u206095%");
});

test("a day comes before its month, whoever reads", () => {
  assert.deepEqual([vi.day("2022-10-03"), en.day("2022-10-03")], ["3/10/2022", "3/10/2022"]);
});

test("a stretch of time is told in whole minutes that have passed", () => {
  assert.deepEqual(
    [-5, 59, 60, 119, 3599, 3600, 3960].map((seconds) => vi.stretch(seconds)),
    ["dưới 1 phút", "dưới 1 phút", "1 phút", "1 phút", "59 phút", "1 giờ 0 phút", "1 giờ 6 phút"],
  );
  assert.equal(en.stretch(60), "1 minute");
});

test("a figure of minutes says so when not one has passed", () => {
  assert.deepEqual([vi.whole(59), vi.whole(60), vi.whole(7260)], ["< 1", "1", "121"]);
});
