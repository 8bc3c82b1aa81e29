/** The office's clock, as the server told it and as it goes on from there. Pure, but for the ticks it is given. */

export class Clock {
  /**
   * @param {{now: string, rate: number, practice?: boolean, zone: string}} told  `rate`: office seconds in a real
   *   one; more than 1 in practice mode.
   * @param {() => number} [ticks]  milliseconds that only go forward, whatever is done to the machine's clock
   */
  constructor(told, ticks = () => performance.now()) {
    this.rate = told.rate;
    this.zone = told.zone;
    this.ticks = ticks;
    this.heard(told.now);
  }

  /**
   * The server has said what time it is.
   * @param {string} now  RFC 3339
   */
  heard(now) {
    this.base = Date.parse(now);
    this.since = this.ticks();
  }

  /** @returns {Date} */
  now() {
    return new Date(Number(this.base) + (this.ticks() - Number(this.since)) * this.rate);
  }

  /**
   * Office seconds from now until then; negative when it has passed.
   * @param {string} then  RFC 3339
   */
  secondsUntil(then) {
    return (Date.parse(then) - this.now().getTime()) / 1000;
  }

  /**
   * "08:05", in the zone of the office.
   * @param {Date} [when]
   */
  time(when = this.now()) {
    const { hour, minute } = this.parts(when);
    return `${hour}:${minute}`;
  }

  /**
   * The date in words: "Thứ Hai, 23 tháng 11, 2026".
   * @param {string} language
   * @param {Date} [when]
   */
  date(language, when = this.now()) {
    const options = /** @type {const} */ ({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
    return new Intl.DateTimeFormat([language, "vi"], { ...options, timeZone: this.zone }).format(when);
  }

  /**
   * Whole days from the office's today to the day of an instant: 0 is today, 1 tomorrow.
   * @param {Date} when
   */
  daysUntil(when) {
    return Math.round((this.midnight(when) - this.midnight(this.now())) / 86_400_000);
  }

  /**
   * @param {Date} when
   * @returns {{year: string, month: string, day: string, hour: string, minute: string}}
   */
  parts(when) {
    const options = /** @type {const} */ ({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
    const format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: this.zone });
    /** @type {{[type: string]: string}} */
    const parts = {};
    for (const { type, value } of format.formatToParts(when)) parts[type] = value;
    return { year: parts.year, month: parts.month, day: parts.day, hour: parts.hour, minute: parts.minute };
  }

  /**
   * The day as a number that days can be counted with: no zone, no summer time.
   * @param {Date} when
   */
  midnight(when) {
    const { year, month, day } = this.parts(when);
    return Date.UTC(Number(year), Number(month) - 1, Number(day));
  }
}
