import assert from "node:assert/strict";
import { test } from "node:test";
import { Post } from "../../counter/static/rating-post.js";

/** @typedef {import("../../server/web/static/press.js").Answer} Answer */

const LOW = { ticket: "t-1", score: 1, reasons: ["waiting"] };
const HIGH = { ticket: "t-2", score: 4, reasons: [] };

/** A shelf as a browser has it: texts by name, and still there after a reload. */
function shelf() {
  const texts = new Map();
  return {
    getItem: (/** @type {string} */ name) => texts.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => void texts.set(name, text),
  };
}

/**
 * An office that answers with these statuses, one after another and then 201; 0 is nobody there.
 * @param {...number} statuses
 */
function office(...statuses) {
  /** @type {{path: string, wish: object | undefined, key: string | undefined}[]} */
  const got = [];
  /** @type {import("../../server/web/static/press.js").Press} */
  const press = async (path, wish, options) => {
    got.push({ path, wish, key: options?.key });
    const status = statuses.shift() ?? 201;
    return /** @type {Answer} */ (status === 201 ? { ok: true, status, body: null } : { ok: false, status, problem: { type: "away" } });
  };
  return { got, press };
}

test("an answer reaches the office once and leaves the tablet", async () => {
  const { got, press } = office();
  const post = new Post(press, shelf());

  await post.send(LOW);
  await post.sendAll();

  assert.deepEqual(
    got.map(({ path, wish }) => [path, wish]),
    [["/api/v1/tickets/t-1/rating", { score: 1, reasons: ["waiting"] }]],
  );
  assert.deepEqual(post.letters, []);
});

test("an answer that found nobody is sent again under the same key", async () => {
  const { got, press } = office(0);
  const post = new Post(press, shelf());

  await post.send(HIGH);
  await post.sendAll();

  assert.equal(got.length, 2);
  assert.match(got[0].key ?? "", /^[0-9a-f]{32}$/);
  assert.equal(got[0].key, got[1].key);
});

test("answers arrive in the order they were given", async () => {
  const { got, press } = office(0);
  const post = new Post(press, shelf());

  await post.send(LOW);
  await post.send(HIGH);

  assert.deepEqual(
    got.map(({ path }) => path),
    ["/api/v1/tickets/t-1/rating", "/api/v1/tickets/t-1/rating", "/api/v1/tickets/t-2/rating"],
  );
});

for (const status of [404, 409, 422]) {
  test(`what the office refuses for good (${status}) is not asked again`, async () => {
    const { press } = office(status);
    const post = new Post(press, shelf());

    await post.send(HIGH);

    assert.deepEqual(post.letters, []);
  });
}

for (const status of [401, 403, 429, 500, 503]) {
  test(`what may work later (${status}) is kept`, async () => {
    const { press } = office(status);
    const post = new Post(press, shelf());

    await post.send(HIGH);

    assert.equal(post.letters.length, 1);
  });
}

test("an answer that may still grow is not sent with the others", async () => {
  const { got, press } = office();
  const post = new Post(press, shelf());

  post.draft({ ticket: "t-1", score: 1, reasons: [] });
  await post.send(HIGH);

  assert.deepEqual(
    got.map(({ path }) => path),
    ["/api/v1/tickets/t-2/rating"],
  );
});

test("a tablet switched off before the reasons were done sends the face when it is back", async () => {
  const kept = shelf();
  new Post(office().press, kept).draft(LOW);
  const { got, press } = office();

  await new Post(press, kept).recover();

  assert.deepEqual(
    got.map(({ wish }) => wish),
    [{ score: 1, reasons: ["waiting"] }],
  );
});

test("an answer given while another is on its way is sent too", async () => {
  const { got, press } = office();
  const post = new Post(press, shelf());

  await Promise.all([post.send(LOW), post.send(HIGH)]);

  assert.equal(got.length, 2);
  assert.deepEqual(post.letters, []);
});

test("a ticket taken back by the clerk leaves no answer behind", async () => {
  const { got, press } = office();
  const post = new Post(press, shelf());

  post.draft(LOW);
  post.drop("t-1");
  await post.recover();

  assert.deepEqual(got, []);
});
