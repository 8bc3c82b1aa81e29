import assert from "node:assert/strict";
import { test } from "node:test";
import { presser, pressKey, sentenceForCitizen, sentenceOf } from "../../server/web/static/press.js";
import { Words } from "../../server/web/static/words.js";

/**
 * A network that answers as told: "lost" is no answer, else [status, body].
 * @param {Array<"lost" | [number, object | string]>} answers
 */
function network(answers) {
  /** @type {{path: string, key: string, body: string, csrf: string | undefined}[]} */
  const asked = [];
  /** @type {any} */
  const ask = async (/** @type {string} */ path, /** @type {any} */ request) => {
    asked.push({ path, key: request.headers["Idempotency-Key"], body: request.body, csrf: request.headers["X-CSRF-Token"] });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer === "lost") throw new TypeError("Failed to fetch");
    const json = typeof answer[1] === "object";
    return new Response(answer[0] === 204 ? null : json ? JSON.stringify(answer[1]) : String(answer[1]), {
      status: answer[0],
      headers: { "Content-Type": json ? "application/json" : "text/html" },
    });
  };
  return { ask, asked };
}

/** Time that passes only where the press waits; a try that answers never runs out of it. */
function stillTime() {
  let now = 0;
  /** @type {(ms: number) => Promise<void>} */
  const pause = (ms) => (ms === 8000 ? new Promise(() => {}) : Promise.resolve(void (now += ms)));
  return { pause, ticks: () => now };
}

test("a press is answered", async () => {
  const { ask, asked } = network([[201, { number: "A001" }]]);
  const press = presser({ csrf: "seal", ask, ...stillTime() });

  const answer = await press("/api/v1/tickets", { service: "A" });

  assert.deepEqual(answer, { ok: true, status: 201, body: { number: "A001" } });
  assert.equal(asked[0].csrf, "seal");
  assert.equal(asked[0].body, '{"service":"A"}');
});

test("a lost answer is asked for again under the same key", async () => {
  const { ask, asked } = network(["lost", "lost", [201, { number: "A001" }]]);
  let away = 0;
  const press = presser({ ask, ...stillTime() });

  const answer = await press("/api/v1/tickets", {}, { onAway: () => (away += 1) });

  assert.equal(answer.ok, true);
  assert.equal(asked.length, 3);
  assert.equal(new Set(asked.map(({ key }) => key)).size, 1);
  assert.equal(away, 1);
});

test("a proxy without a server behind it is no answer either", async () => {
  const { ask, asked } = network([[502, "<html>Bad gateway</html>"], [200, {}]]);
  const press = presser({ ask, ...stillTime() });

  const answer = await press("/api/v1/tickets");

  assert.equal(answer.ok, true);
  assert.equal(asked.length, 2);
});

test("a refusal is an answer and is not tried again", async () => {
  const { ask, asked } = network([[409, { type: "closed", sentences: { vi: "Đang ngoài giờ nhận số." } }]]);
  const press = presser({ ask, ...stillTime() });

  const answer = await press("/api/v1/tickets");

  assert.equal(answer.ok, false);
  assert.equal(!answer.ok && answer.problem.type, "closed");
  assert.equal(asked.length, 1);
});

test("storage that failed is an answer too, told by the server itself", async () => {
  const { ask, asked } = network([[503, { type: "storage-failed" }]]);
  const press = presser({ ask, ...stillTime() });

  const answer = await press("/api/v1/tickets");

  assert.equal(!answer.ok && answer.problem.type, "storage-failed");
  assert.equal(asked.length, 1);
});

test("patience ends, and the screen says so", async () => {
  const { ask, asked } = network(["lost"]);
  const press = presser({ ask, ...stillTime() });

  const answer = await press("/api/v1/tickets", {}, { patience: 30_000 });

  assert.deepEqual(answer, { ok: false, status: 0, problem: { type: "server-away" } });
  assert.ok(asked.length > 5 && asked.length < 15, `${asked.length} tries`);
});

test("nothing is tried again for somebody who has left", async () => {
  const { ask, asked } = network(["lost"]);
  const press = presser({ ask, ...stillTime() });

  const answer = await press("/api/v1/tickets", {}, { wanted: () => false });

  assert.equal(!answer.ok && answer.problem.type, "server-away");
  assert.equal(asked.length, 1);
});

test("a try that is never answered is given up", async () => {
  const press = presser({ ask: /** @type {any} */ (() => new Promise(() => {})), pause: () => Promise.resolve(), ticks: stillTime().ticks });

  const answer = await press("/api/v1/tickets", {}, { patience: -1 });

  assert.equal(!answer.ok && answer.problem.type, "server-away");
});

test("a mistake of ours is not taken for a lost network", async () => {
  const ask = /** @type {any} */ (() => Promise.reject(new RangeError("ours")));

  await assert.rejects(presser({ ask, ...stillTime() })("/api/v1/tickets"), RangeError);
});

test("every press has a key of its own", () => {
  const keys = new Set(Array.from({ length: 1000 }, pressKey));

  assert.equal(keys.size, 1000);
  assert.match(pressKey(), /^[0-9a-f]{32}$/);
});

test("what went wrong is told in the language of the screen", () => {
  const words = new Words({ vi: { "error.server-away.detail": "Mất kết nối.", "error.unexpected.detail": "Có sự cố." } }, "vi");

  assert.equal(sentenceOf({ type: "closed", sentences: { vi: "Đang ngoài giờ.", en: "Closed." } }, words), "Đang ngoài giờ.");
  assert.equal(sentenceOf({ type: "server-away" }, words), "Mất kết nối.");
  assert.equal(sentenceOf({ type: "odd", detail: "Odd." }, words), "Odd.");
  assert.equal(sentenceOf({ type: "odd" }, words), "Có sự cố.");
});

test("a citizen is told what to do, not what ails the server", () => {
  const words = new Words({ vi: { "error.broken.citizen": "Mời ông/bà thử lại." } }, "vi");
  const full = { type: "storage-failed", status: 503, sentences: { vi: "Ổ đĩa đã đầy." } };

  assert.equal(sentenceForCitizen(full, words), "Mời ông/bà thử lại.");
  assert.equal(sentenceForCitizen({ type: "closed", status: 409, sentences: { vi: "Đang ngoài giờ." } }, words), "Đang ngoài giờ.");
});

/** Only the first try runs out of time. */
function firstRunsOut() {
  let tries = 0;
  /** @type {(ms: number) => Promise<void>} */
  const pause = (ms) => (ms === 8000 && tries++ > 0 ? new Promise(() => {}) : new Promise((done) => setTimeout(done, 1)));
  return { pause, ticks: () => 0 };
}

const granted = () => new Response("{}", { status: 200, headers: { "Content-Type": "application/json" } });

test("a try that nobody answers is given up, so that its line is free, and sent again", async () => {
  /** @type {AbortSignal[]} */
  const given = [];
  /** @type {any} */
  const ask = (/** @type {string} */ _path, /** @type {any} */ { signal }) => {
    given.push(signal);
    if (given.length > 1) return Promise.resolve(granted());
    return new Promise((_, lost) => signal.addEventListener("abort", () => lost(signal.reason)));
  };

  const answer = await presser({ ask, ...firstRunsOut() })("/api/v1/tickets");

  assert.deepEqual([answer.ok, given.length, given[0].aborted, given[1].aborted], [true, 2, true, false]);
});

test("an answer that begins and never ends is sent for again", async () => {
  let asked = 0;
  /** @type {any} */
  const ask = async () => (++asked > 1 ? granted() : Object.assign(granted(), { json: () => new Promise(() => {}) }));

  const answer = await presser({ ask, ...firstRunsOut() })("/api/v1/tickets");

  assert.deepEqual([answer.ok, asked], [true, 2]);
});

test("where one line fell silent the others are let go before the press is sent again", async () => {
  /** @type {string[]} */
  const asked = [];
  let now = 0;
  /** @type {any} */
  const ask = async (/** @type {string} */ path) => {
    asked.push(path);
    return asked.length === 1 ? new Promise(() => {}) : granted();
  };
  /** @type {(ms: number) => Promise<void>} */
  const pause = (ms) => (ms < 8000 || asked.length > 1 ? new Promise((done) => setTimeout(done, 5)) : Promise.resolve(void (now += ms)));

  const answer = await presser({ ask, pause, ticks: () => now })("/api/v1/tickets");

  assert.equal(answer.ok, true);
  assert.deepEqual(asked, ["/api/v1/tickets", ...Array(6).fill("/healthz"), "/api/v1/tickets"]);
});
