/** How figures are said: minutes, shares, stretches of time. What is not known is a dash, never a nought. Pure. */

/** @typedef {import("../../web/static/words.js").Words} Words */

export const UNKNOWN = "–";

export class Told {
  /** @param {Words} words */
  constructor(words) {
    this.words = words;
  }

  /**
   * Seconds as minutes with one decimal: "8,5". The unit stands in the heading.
   * @param {number | null | undefined} seconds
   */
  minutes(seconds) {
    if (seconds === null || seconds === undefined) return UNKNOWN;
    return new Intl.NumberFormat([this.words.language, "vi"], { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(seconds / 60);
  }

  /**
   * Seconds as hours with one decimal: "163,5". The unit stands in the heading.
   * @param {number | null | undefined} seconds
   */
  hours(seconds) {
    return this.minutes(typeof seconds === "number" ? seconds / 60 : seconds);
  }

  /**
   * Whole minutes that have passed: "12", "< 1".
   * @param {number} seconds
   */
  whole(seconds) {
    const minutes = Math.floor(Math.max(0, seconds) / 60);
    return minutes < 1 ? "< 1" : this.count(minutes);
  }

  /** @param {number} count */
  count(count) {
    return new Intl.NumberFormat([this.words.language, "vi"]).format(count);
  }

  /**
   * A share from 0 to 1 as whole per cents. Only everybody is 100 %, only nobody is 0 %.
   * @param {number | null | undefined} share
   */
  share(share) {
    if (share === null || share === undefined) return UNKNOWN;
    const hundredths = Math.round(share * 100);
    const honest = share < 1 && hundredths === 100 ? 99 : share > 0 && hundredths === 0 ? 1 : hundredths;
    return new Intl.NumberFormat([this.words.language, "vi"], { style: "percent" }).format(honest / 100);
  }

  /**
   * From one share to another: "69–95%", never broken in the middle.
   * @param {number | null} low
   * @param {number | null} high
   */
  range(low, high) {
    if (low === null || high === null) return UNKNOWN;
    return `${this.share(low).replace(/\D+$/, "")}–\u2060${this.share(high)}`;
  }

  /**
   * A day as it stands on slips and under the charts, the same in every language: "3/10/2022".
   * @param {string} iso
   */
  day(iso) {
    const [year, month, day] = iso.split("-").map(Number);
    return `${day}/${month}/${year}`;
  }

  /**
   * A stretch of time in words, in whole minutes that have passed: "12 phút", "1 giờ 5 phút".
   * @param {number} seconds
   */
  stretch(seconds) {
    const minutes = Math.floor(Math.max(0, seconds) / 60);
    if (minutes < 1) return this.words.say("manager.under_a_minute");
    if (minutes < 60) return this.words.count("manager.minutes", minutes);
    return this.words.say("manager.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  }
}
