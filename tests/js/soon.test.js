import assert from "node:assert/strict";
import { test } from "node:test";
import { soon } from "../../server/web/static/soon.js";

const noPause = async () => {};

test("a burst of happenings is one question and one more", async () => {
  let asked = 0;
  const refresh = soon(async () => void (asked += 1), 1500, noPause);

  await Promise.all([refresh(), refresh(), refresh(), refresh()]);

  assert.ok(asked >= 1 && asked <= 2, String(asked));
});

test("what happens while the answer is on its way is asked about again", async () => {
  let asked = 0;
  const refresh = soon(
    async () => {
      asked += 1;
      if (asked === 1) refresh();
    },
    1500,
    noPause,
  );

  await refresh();

  assert.equal(asked, 2);
});

test("two questions are never under way at a time", async () => {
  let underWay = 0;
  let most = 0;
  const refresh = soon(
    async () => {
      most = Math.max(most, (underWay += 1));
      await noPause();
      underWay -= 1;
    },
    1500,
    noPause,
  );

  await Promise.all([refresh(), refresh(), noPause().then(refresh)]);

  assert.equal(most, 1);
});

test("between two questions there is a rest", async () => {
  /** @type {number[]} */
  const rests = [];
  const refresh = soon(noPause, 1500, async (ms) => void rests.push(ms));

  await refresh();
  await refresh();

  assert.deepEqual(rests, [1500, 1500]);
});

test("a question that failed does not silence the next", async () => {
  let asked = 0;
  const refresh = soon(
    async () => {
      asked += 1;
      if (asked === 1) throw new Error("out of reach");
    },
    1500,
    noPause,
  );

  await assert.rejects(refresh(), /out of reach/);
  await refresh();

  assert.equal(asked, 2);
});
