import assert from "node:assert/strict";
import { test } from "node:test";
import { CAPITAL, readableFrom, roomOf, smallest, USUAL } from "../../display/static/sizes.js";

const FULL_HD = { width: 1920, height: 1080 };

/** Metres, height in mm, pixels of 1080 on 43 and 55 inches: number first, then other words on 43 inches. */
const TABLE = [
  { seat: 3, mm: 37, on43: 74, on55: 58, wordsMm: 14, words43: 28 },
  { seat: 5, mm: 61, on43: 123, on55: 96, wordsMm: 23, words43: 47 },
  { seat: 8, mm: 98, on43: 197, on55: 154, wordsMm: 37, words43: 75 },
  { seat: 10, mm: 122, on43: 247, on55: 193, wordsMm: 47, words43: 94 },
];

for (const { seat, on43, on55, words43 } of TABLE) {
  test(`from ${seat} metres a number is seen under 0.7 degrees and other words under 16 minutes`, () => {
    const small = smallest({ inches: 43, seat }, FULL_HD);
    const large = smallest({ inches: 55, seat }, FULL_HD);

    close(small.number * CAPITAL, on43, 1);
    close(large.number * CAPITAL, on55, 1);
    close(small.words * CAPITAL, words43, 1);
  });
}

test("a screen with twice the pixels has letters of twice the pixels", () => {
  const hd = smallest({ inches: 55, seat: 4 }, FULL_HD);
  const fourK = smallest({ inches: 55, seat: 4 }, { width: 3840, height: 2160 });

  close(fourK.number, 2 * hd.number, 0.001);
});

test("a screen on its side is read from as far", () => {
  const lying = smallest({ inches: 43, seat: 4 }, FULL_HD);
  const standing = smallest({ inches: 43, seat: 4 }, { width: 1080, height: 1920 });

  assert.deepEqual(standing, lying);
});

test("how far a number is read is the same question the other way round", () => {
  const room = { inches: 43, seat: 8 };

  close(readableFrom(smallest(room, FULL_HD).number, room, FULL_HD), 8, 0.001);
});

test("the room is told by the address, with a comma too", () => {
  assert.deepEqual(roomOf(new URLSearchParams("inches=55&seat=7,5")), { inches: 55, seat: 7.5 });
});

test("a room that cannot be is not believed", () => {
  for (const told of ["", "inches=0&seat=-3", "inches=abc&seat=", "inches=9999&seat=1e9", "inches=NaN&seat=Infinity"]) {
    assert.deepEqual(roomOf(new URLSearchParams(told)), USUAL);
  }
});

/**
 * @param {number} value
 * @param {number} expected
 * @param {number} by
 */
function close(value, expected, by) {
  assert.ok(Math.abs(value - expected) <= by, `${value} is not within ${by} of ${expected}`);
}
