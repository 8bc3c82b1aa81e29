import assert from "node:assert/strict";
import { test } from "node:test";
import { manned, verdictOn } from "../../server/manager/static/verdict.js";

/**
 * @param {object} facts
 * @param {...string} states  of the counters
 */
function board(facts, ...states) {
  const counters = states.map((state, place) => ({ code: String(place + 1), state }));
  return /** @type {import("../../server/manager/static/day.js").Board} */ (
    /** @type {unknown} */ ({ issued: 5, waiting: 0, target_seconds: 900, counters, ...facts })
  );
}

test("nobody waits beyond the target and a counter is open: all is well", () => {
  assert.deepEqual(verdictOn(board({ waiting: 2 }, "serving"), 899), { verdict: "well", tone: "good" });
  assert.deepEqual(verdictOn(board({}, "closed"), null), { verdict: "well", tone: "good" });
});

test("fifteen minutes sharp is within the target, a second more is not", () => {
  assert.equal(verdictOn(board({ waiting: 1 }, "open"), 900).verdict, "well");
  assert.deepEqual(verdictOn(board({ waiting: 1 }, "open"), 901), { verdict: "long", tone: "wait" });
});

test("people who wait at closed or paused counters are said first", () => {
  assert.deepEqual(verdictOn(board({ waiting: 1 }, "closed", "paused"), 2000), { verdict: "unmanned", tone: "stop" });
});

test("before the first ticket there is nothing to judge", () => {
  assert.deepEqual(verdictOn(board({ issued: 0 }, "closed"), null), { verdict: "morning", tone: "quiet" });
});

test("busy and free counters are open, paused and closed ones are not", () => {
  assert.equal(manned(board({}, "open", "serving", "paused", "closed")), 2);
});
