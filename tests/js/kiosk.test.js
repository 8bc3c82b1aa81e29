import assert from "node:assert/strict";
import { test } from "node:test";
import { stageOf, ticketLeft } from "../../kiosk/static/idle.js";
import { neighbour, serviceOf, wayOf } from "../../kiosk/static/keys.js";
import { homeKey, mayAskAgain, paperKey } from "../../kiosk/static/paper.js";
import { lineOf, withWaiting } from "../../kiosk/static/services.js";
import * as touch from "../../kiosk/static/state.js";
import { Clock } from "../../server/web/static/clock.js";
import { Words } from "../../server/web/static/words.js";
import { shipped } from "./catalogue.js";

const words = new Words({ vi: shipped("vi", "web", "kiosk"), en: shipped("en", "web", "kiosk") }, "vi");
const clock = new Clock({ now: "2022-10-03T12:00:00+07:00", rate: 1, zone: "Asia/Ho_Chi_Minh" }, () => 0);
const SERVICE = {
  code: "A",
  prefix: "A",
  name: { vi: "Hộ tịch", en: "Civil status" },
  languages: [],
  colour: "#0a5c9e",
  sign: "users",
  open: true,
  opens_at: null,
  closed_reason: null,
  waiting: 4,
  expected_wait: { low: 600, high: 900 },
};
const TICKET = { id: "t", number: "A005", service: "A", ahead: 4, expected_wait: null, priority: null, url: "", qr: "", print_job: 7 };

test("two touches lead to a number", () => {
  const chosen = touch.choose(touch.untouched(), "A");
  const pressed = touch.take(chosen, "key-1");

  assert.equal(chosen.at, "service");
  assert.deepEqual(touch.wish(pressed), { service: "A", priority: false, language: "vi" });
  assert.equal(touch.taken(pressed, TICKET).at, "ticket");
});

test("the wish carries the procedure, the priority and the language", () => {
  const state = touch.turnPriority(touch.pick(touch.choose(touch.untouched("en"), "A"), "1.001193"));

  assert.deepEqual(touch.wish(state), { service: "A", priority: true, language: "en", procedure: "1.001193" });
});

test("touching the chosen procedure again takes the choice back", () => {
  const picked = touch.pick(touch.choose(touch.untouched(), "A"), "1.001193");

  assert.equal(touch.pick(picked, "1.001193").procedure, null);
});

test("a press that nobody answered is tried again under its own key", () => {
  const pressed = touch.take(touch.choose(touch.untouched(), "A"), "key-1");
  const lost = touch.refused(pressed, { type: "server-away" });

  assert.equal(touch.take(lost, "key-2").press, "key-1");
});

test("after a refusal, or with another wish, the next press is a new one", () => {
  const pressed = touch.take(touch.choose(touch.untouched(), "A"), "key-1");
  const closed = touch.refused(pressed, { type: "closed" });
  const changed = touch.turnPriority(touch.refused(pressed, { type: "server-away" }));

  assert.equal(touch.take(closed, "key-2").press, "key-2");
  assert.equal(touch.take(changed, "key-3").press, "key-3");
});

test("going back keeps the language and the looks, and nothing else", () => {
  const state = touch.turnMode(touch.speak(touch.turnPriority(touch.choose(touch.untouched(), "A")), "en"), "large");

  const home = touch.goHome(state);

  assert.deepEqual([home.language, home.modes.large, home.service, home.priority], ["en", true, null, false]);
});

test("what somebody left behind is known", () => {
  const found = touch.untouched();

  assert.equal(touch.isTouched(found, found), false);
  assert.equal(touch.isTouched(touch.speak(found, "en"), found), true);
  assert.equal(touch.isTouched(touch.turnMode(found, "low"), found), true);
  assert.equal(touch.isTouched(touch.choose(found, "A"), found), true);
});

test("a card tells how many wait and how long", () => {
  assert.equal(lineOf(SERVICE, words, clock), "4 người đang chờ · khoảng 10–15 phút");
  assert.equal(lineOf({ ...SERVICE, expected_wait: null }, words, clock), "4 người đang chờ · ít dữ liệu");
  assert.equal(lineOf({ ...SERVICE, waiting: 0 }, words, clock), "Chưa có ai chờ");
});

test("a closed card tells when it opens again", () => {
  const closed = /** @type {const} */ ({ ...SERVICE, open: false, closed_reason: "hours", opens_at: "2022-10-03T13:30:00+07:00" });

  assert.equal(lineOf(closed, words, clock), "Mở lại lúc 13:30");
  assert.equal(lineOf({ ...closed, opens_at: "2022-10-04T07:30:00+07:00" }, words, clock), "Mở lại lúc 07:30 ngày mai");
  assert.equal(lineOf({ ...closed, closed_reason: "holiday" }, words, clock), "Hôm nay nghỉ. Mở lại lúc 13:30");
  assert.equal(lineOf({ ...closed, closed_reason: "quota" }, words, clock), "Đã phát hết số hôm nay");
  assert.equal(lineOf({ ...closed, opens_at: null }, words, clock), "Hiện không nhận số");
});

test("news of the line changes only the lines it tells of", () => {
  const others = { ...SERVICE, code: "B", waiting: 1 };

  const told = withWaiting([SERVICE, others], [{ code: "A", waiting: 9, expected_wait: null }]);

  assert.deepEqual(told.map(({ waiting }) => waiting), [9, 1]);
});

test("somebody who went away is asked for ten seconds, then the kiosk starts over", () => {
  assert.deepEqual(stageOf(19_999), { stage: "there" });
  assert.deepEqual(stageOf(20_000), { stage: "asked", left: 10 });
  assert.deepEqual(stageOf(29_001), { stage: "asked", left: 1 });
  assert.deepEqual(stageOf(30_000), { stage: "gone" });
});

test("the ticket's time runs out evenly", () => {
  assert.deepEqual([0, 10_000, 20_000, 30_000].map(ticketLeft), [1, 0.5, 0, 0]);
});

/** @param {string} state @param {string | null} [problem] */
const heard = (state, problem = null) => ({ state, problem });
/** @param {string} state */
const printer = (state) => ({ state, since: null, slips_left: null });

test("paper is promised only once the printer has it", () => {
  assert.equal(paperKey(7, undefined, 0), "kiosk.paper_printing");
  assert.equal(paperKey(7, heard("sending"), 3999), "kiosk.paper_printing");
  assert.equal(paperKey(7, heard("sent"), 100), "kiosk.paper_take");
  assert.equal(paperKey(7, heard("confirmed"), 9000), "kiosk.paper_take");
});

test("nobody waits for paper longer than four seconds", () => {
  assert.equal(paperKey(7, undefined, 4000), "kiosk.paper_slow");
  assert.equal(paperKey(7, heard("sending"), 4000), "kiosk.paper_slow");
  assert.equal(paperKey(7, heard("failed", "lost"), 10), "kiosk.paper_trouble");
});

test("what a citizen can see of the printer is said as it is, at once", () => {
  assert.equal(paperKey(7, heard("queued", "paper-end"), 10), "kiosk.paper_end");
  assert.equal(paperKey(7, heard("failed", "paper-end"), 10), "kiosk.paper_end");
  assert.equal(paperKey(7, undefined, 10, printer("paper-end")), "kiosk.paper_end");
  assert.equal(paperKey(7, undefined, 10, printer("cover-open")), "kiosk.paper_open");
  assert.equal(paperKey(7, undefined, 10, printer("unreachable")), "kiosk.paper_trouble");
});

test("a slip that comes out after all is to be taken, whatever was said before", () => {
  assert.equal(paperKey(7, heard("sending"), 100, printer("paper-end")), "kiosk.paper_printing");
  assert.equal(paperKey(7, heard("confirmed"), 60_000, printer("paper-end")), "kiosk.paper_take");
  assert.equal(paperKey(7, heard("queued"), 100, printer("ready")), "kiosk.paper_printing");
});

test("a printer that says nothing about itself is believed", () => {
  assert.equal(paperKey(7, undefined, 0, printer("unknown")), "kiosk.paper_printing");
  assert.equal(homeKey(printer("unknown")), null);
});

test("a slip is offered once more when it is over without one and the printer works", () => {
  assert.equal(mayAskAgain(heard("failed", "lost"), printer("ready")), true);
  assert.equal(mayAskAgain(heard("expired", "paper-end"), printer("near-end")), true);
  assert.equal(mayAskAgain(heard("failed", "paper-end"), printer("paper-end")), false);
  assert.equal(mayAskAgain(heard("queued", "paper-end"), printer("ready")), false);
  assert.equal(mayAskAgain(heard("confirmed"), printer("ready")), false);
  assert.equal(mayAskAgain(undefined, printer("ready")), false);
});

test("who comes next knows beforehand that there is no paper, and no more once there is", () => {
  assert.deepEqual(["paper-end", "cover-open", "unreachable"].map((state) => homeKey(printer(state))), [
    "kiosk.no_paper",
    "kiosk.no_printer",
    "kiosk.no_printer",
  ]);
  assert.deepEqual(["ready", "near-end", "none"].map((state) => homeKey(printer(state))), [null, null, null]);
});

test("without a printer nobody is told to wait for paper, or that it is broken", () => {
  assert.equal(paperKey(null, undefined, 0), "kiosk.paper_none");
  assert.equal(paperKey(7, heard("shown-only"), 10), "kiosk.paper_none");
  assert.equal(paperKey(7, undefined, 10, printer("none")), "kiosk.paper_none");
});

test("a digit or a letter chooses a service", () => {
  const services = [SERVICE, { ...SERVICE, prefix: "C" }];

  assert.equal(serviceOf("2", services), services[1]);
  assert.equal(serviceOf("c", services), services[1]);
  assert.equal(serviceOf("9", services), undefined);
  assert.equal(serviceOf("x", services), undefined);
});

test("the arrows walk over the cards as they lie", () => {
  const box = (/** @type {number} */ left, /** @type {number} */ top) => ({ left, top, width: 400, height: 200 });
  const cards = [box(0, 0), box(420, 0), box(0, 220), box(420, 220)];

  assert.equal(neighbour(cards, 0, "right"), 1);
  assert.equal(neighbour(cards, 0, "down"), 2);
  assert.equal(neighbour(cards, 3, "up"), 1);
  assert.equal(neighbour(cards, 3, "left"), 2);
  assert.equal(neighbour(cards, 0, "up"), 0);
  assert.deepEqual(["ArrowUp", "Tab"].map(wayOf), ["up", undefined]);
});
