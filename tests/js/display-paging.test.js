import assert from "node:assert/strict";
import { test } from "node:test";
import { groupsOf, pageAt, pagesOf, shiftAt } from "../../display/static/paging.js";
import { balanced, signOf } from "../../display/static/signs.js";

/** Every letter is one wide.
 * @param {string} text
 */
const letters = (text) => text.length;

test("a text that fits is one page", () => {
  assert.deepEqual(pagesOf("Giờ làm việc: 7:30 – 11:30", letters, 40), ["Giờ làm việc: 7:30 – 11:30"]);
});

test("a long text is broken between words and nothing of it is lost", () => {
  const text = "Mời ông/bà mang theo căn cước công dân khi đến làm thủ tục";

  const pages = pagesOf(text, letters, 20);

  assert.ok(pages.length > 2);
  assert.ok(pages.every((page) => page.length <= 20));
  assert.equal(pages.join(" "), text);
});

test("no word is left alone on the last page", () => {
  assert.deepEqual(pagesOf("Lấy số từ thứ Hai đến thứ Sáu", letters, 25), ["Lấy số từ thứ", "Hai đến thứ Sáu"]);
});

test("a text is broken where a reader pauses, if that costs no page", () => {
  const text = "Lấy số: 7 giờ 30 – 11 giờ 15 và 13 giờ – 16 giờ 30, thứ Hai đến thứ Sáu.";

  assert.deepEqual(pagesOf(text, letters, 60), ["Lấy số: 7 giờ 30 – 11 giờ 15 và 13 giờ – 16 giờ 30,", "thứ Hai đến thứ Sáu."]);
});

test("a pause after the first two words is no reason for a page", () => {
  const text = "Lỡ lượt gọi, ông/bà đến thẳng quầy đã gọi số của mình: cán bộ sẽ mời lại";

  assert.deepEqual(pagesOf(text, letters, 40), ["Lỡ lượt gọi, ông/bà đến thẳng quầy đã", "gọi số của mình: cán bộ sẽ mời lại"]);
});

test("a word that is too long stands alone", () => {
  assert.deepEqual(pagesOf("xem https://dichvucong.gov.vn ngay", letters, 10), ["xem", "https://dichvucong.gov.vn", "ngay"]);
});

test("an empty text has no page", () => {
  assert.deepEqual(pagesOf("  \n ", letters, 10), []);
});

test("services are spread evenly over the pages they need", () => {
  const eight = [1, 2, 3, 4, 5, 6, 7, 8];

  assert.deepEqual(groupsOf(eight, 8), [eight]);
  assert.deepEqual(groupsOf(eight, 5).map((group) => group.length), [4, 4]);
  assert.deepEqual(groupsOf(eight, 3).map((group) => group.length), [3, 3, 2]);
  assert.deepEqual(groupsOf(eight, 0).length, 8);
  assert.deepEqual(groupsOf([], 4), []);
});

test("pages take turns", () => {
  assert.deepEqual([0, 1, 2, 3].map((turn) => pageAt(["a", "b", "c"], turn)), ["a", "b", "c", "a"]);
  assert.equal(pageAt([], 3), undefined);
});

test("the picture moves by at most four pixels and comes back", () => {
  const places = Array.from({ length: 18 }, (_, turn) => shiftAt(turn));

  assert.ok(places.every(({ x, y }) => Math.abs(x) <= 4 && Math.abs(y) <= 4));
  assert.equal(new Set(places.map(({ x, y }) => `${x},${y}`)).size, 9);
  assert.deepEqual(shiftAt(9), shiftAt(0));
});

test("a counter's sign is a number or words", () => {
  for (const name of ["3", "Quầy 3", "quầy số 3", "Counter 3", " 3 "]) assert.deepEqual(signOf(name), { numbered: true, text: "3" });
  assert.deepEqual(signOf("Quầy 2A"), { numbered: true, text: "2A" });
  assert.deepEqual(signOf("Trả kết quả"), { numbered: false, text: "Trả kết quả" });
  assert.deepEqual(signOf("Phòng 201"), { numbered: false, text: "Phòng 201" });
});

test("a long name is broken into two lines of about the same length", () => {
  assert.deepEqual(balanced("Trả kết quả", 7), ["Trả kết", "quả"]);
  assert.deepEqual(balanced("Đăng ký kinh doanh", 7), ["Đăng ký", "kinh doanh"]);
  assert.deepEqual(balanced("Hộ tịch", 7), ["Hộ tịch"]);
  assert.deepEqual(balanced("Lãnhđạoủyban", 7), ["Lãnhđạoủyban"]);
});

test("a page ends with its sentence rather than at a comma", () => {
  const text = "Thứ Hai đến thứ Sáu. Cư trú, căn cước: sáng thứ Bảy.";

  assert.deepEqual(pagesOf(text, letters, 34), ["Thứ Hai đến thứ Sáu.", "Cư trú, căn cước: sáng thứ Bảy."]);
});
