import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../../server/web/static/memory.js";

test("nothing is heard twice", () => {
  const memory = new Memory();

  const heard = [7, 8, 8, 7, 9].map((seq) => memory.takes("called", { seq }));

  assert.deepEqual(heard, [true, true, false, false, true]);
});

test("one step may tell two things under one number", () => {
  const memory = new Memory();

  assert.equal(memory.takes("called", { seq: 7 }), true);
  assert.equal(memory.takes("moved", { seq: 7 }), true);
});

test("what the page knew when it opened is not news", () => {
  const memory = new Memory(40);

  assert.equal(memory.takes("called", { seq: 40 }), false);
  assert.equal(memory.takes("called", { seq: 41 }), true);
});

test("a message without a number is always news", () => {
  const memory = new Memory(40);

  assert.equal(memory.takes("printed", { job: 3 }), true);
  assert.equal(memory.takes("printed", { job: 3 }), true);
});

test("coming back asks for the last number again, because the connection may have broken in its middle", () => {
  const memory = new Memory(40);
  memory.takes("called", { seq: 43 });

  assert.deepEqual(memory.asked(), { since: 42 });
  assert.equal(memory.takes("called", { seq: 43 }), false);
  assert.equal(memory.takes("moved", { seq: 43 }), true);
});

test("a screen that knows nothing yet asks for nothing", () => {
  assert.deepEqual(new Memory().asked(), {});
});

test("how the line stands does not hide what happened before it", () => {
  const memory = new Memory(40);

  memory.takes("waiting", { seq: 45 });

  assert.deepEqual(memory.asked(), { since: 40 });
});

test("being up to date moves on, also when nothing happened", () => {
  const memory = new Memory();

  const forgot = memory.caughtUp(12);

  assert.equal(forgot, false);
  assert.deepEqual(memory.asked(), { since: 11 });
});

test("a server that knows less than the screen has another memory", () => {
  const memory = new Memory();
  memory.takes("called", { seq: 43 });

  assert.equal(memory.caughtUp(5), true);
});
