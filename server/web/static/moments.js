/** How the office says when and how long; the same rules as server/web/moments.py. Pure. */

/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("./clock.js").Clock} Clock */

const TOLD_TO_THE_MINUTE = 15;
const TOLD_IN_MINUTES = 90;

/**
 * An instant: "13:30", "07:30 ngày mai", "07:30 Thứ Hai, ngày 24/11".
 * @param {Words} words
 * @param {Clock} clock
 * @param {string} then  RFC 3339
 */
export function moment(words, clock, then) {
  const when = new Date(then);
  const time = clock.time(when);
  const days = clock.daysUntil(when);
  if (days === 0) return words.say("moment.today", { time });
  if (days === 1) return words.say("moment.tomorrow", { time });
  const { day, month } = clock.parts(when);
  const weekday = new Date(clock.midnight(when)).getUTCDay() || 7;
  return words.say("moment.later", {
    time,
    weekday: words.say(`weekday.${weekday}`),
    day: Number(day),
    month: Number(month),
  });
}

/**
 * An instant with its whole date, as forms have it: "16:00 26/11/2026".
 * @param {string} at  RFC 3339, in the office's own zone
 */
export function inFull(at) {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(\d+:\d+)/.exec(at) ?? [];
  return `${time} ${day}/${month}/${year}`;
}

/**
 * An expected wait as a range of round numbers, rounded outwards: "khoảng 10–15 phút".
 * @param {Words} words
 * @param {{low: number, high: number}} wait  seconds
 */
export function expected(words, wait) {
  let low = Math.floor(wait.low / 60);
  let high = Math.ceil(wait.high / 60);
  if (high > TOLD_IN_MINUTES) {
    const hours = new Intl.NumberFormat([words.language, "vi"]);
    return words.say("wait.hours", {
      low: hours.format(Math.floor(wait.low / 1800) / 2),
      high: hours.format(Math.ceil(wait.high / 1800) / 2),
    });
  }
  if (high > TOLD_TO_THE_MINUTE) {
    low = Math.floor(low / 5) * 5;
    high = Math.ceil(high / 5) * 5;
  }
  if (high <= 1) return words.say("wait.none");
  if (low === 0) return words.say("wait.under", { high });
  if (low === high) return words.say("wait.about", { high });
  return words.say("wait.range", { low, high });
}
