import assert from "node:assert/strict";
import { test } from "node:test";
import { callOf, drawnLine, isOver, nextLook, viewOf } from "../../kiosk/static/place.js";

const PLACE = {
  seq: 1,
  now: "2022-10-03T08:00:00+07:00",
  number: "A005",
  service_name: { vi: "Hộ tịch" },
  state: "waiting",
  ahead: 3,
  expected_wait: null,
  counter: null,
  counter_name: null,
  recalls: 0,
  hold_until: null,
  rated: false,
  can_rate: false,
  moves: [], may_leave_phone: false, phone_left: false, languages: [],
};

test("each state of a ticket has its view", () => {
  const states = ["waiting", "called", "serving", "held", "no-show", "cancelled", "expired"];

  const views = states.map((state) => viewOf({ ...PLACE, state }));

  assert.deepEqual(views, ["waiting", "called", "serving", "held", "missed", "cancelled", "expired"]);
});

test("after the service the faces are shown once, and only while they count", () => {
  assert.equal(viewOf({ ...PLACE, state: "done", can_rate: true }), "rate");
  assert.equal(viewOf({ ...PLACE, state: "done", rated: true }), "thanks");
  assert.equal(viewOf({ ...PLACE, state: "done" }), "done");
});

test("nobody asks on about a ticket that is over", () => {
  assert.equal(isOver("waiting"), false);
  assert.equal(isOver("missed"), false);
  assert.equal(isOver("cancelled"), true);
  assert.equal(isOver("thanks"), true);
});

test("a long line is drawn short, with the rest as a number", () => {
  assert.deepEqual(drawnLine(0), { people: 0, more: 0 });
  assert.deepEqual(drawnLine(7), { people: 7, more: 0 });
  assert.deepEqual(drawnLine(20), { people: 6, more: 14 });
});

test("a recall rings again, the same call does not", () => {
  const called = { ...PLACE, state: "called", counter: "2" };

  assert.equal(callOf(called), callOf({ ...called, seq: 9 }));
  assert.notEqual(callOf(called), callOf({ ...called, recalls: 1 }));
  assert.equal(callOf(PLACE), null);
});

test("without the socket the phone asks by itself, sooner when the turn is near", () => {
  assert.equal(nextLook("waiting", 9, true), 60_000);
  assert.equal(nextLook("waiting", 9, false), 15_000);
  assert.equal(nextLook("waiting", 2, false), 5000);
  assert.equal(nextLook("called", null, false), 5000);
});
