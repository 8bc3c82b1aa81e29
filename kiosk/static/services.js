/** The services as they stand on their cards: open or not, who waits, how long. Pure. */

import { expected, moment } from "../../server/web/static/moments.js";

/** @typedef {import("../../server/web/static/words.js").Words} Words */
/** @typedef {import("../../server/web/static/clock.js").Clock} Clock */
/** @typedef {import("../../server/web/static/screen.js").Names} Names */
/** @typedef {import("./state.js").Wait} Wait */
/**
 * @typedef {object} Service
 * @property {string} code
 * @property {string} prefix
 * @property {Names} name
 * @property {string} colour
 * @property {string} sign
 * @property {boolean} open
 * @property {string | null} opens_at
 * @property {null | "hours" | "holiday" | "quota" | "retired"} closed_reason
 * @property {number} waiting
 * @property {Wait} expected_wait
 * @property {string[]} languages  spoken at its counters beside Vietnamese
 */

/**
 * "4 người đang chờ · khoảng 10–15 phút", or when it opens again.
 * @param {Service} service
 * @param {Words} words
 * @param {Clock} clock
 */
export function lineOf(service, words, clock) {
  if (!service.open) return closedLine(service, words, clock);
  const people = service.waiting === 0 ? words.say("people.nobody") : words.count("people.waiting", service.waiting);
  if (service.waiting === 0) return people;
  return `${people} · ${service.expected_wait ? expected(words, service.expected_wait) : words.say("wait.few")}`;
}

/**
 * @param {Service} service
 * @param {Words} words
 * @param {Clock} clock
 */
function closedLine(service, words, clock) {
  if (service.closed_reason === "quota") return words.say("kiosk.quota");
  if (!service.opens_at) return words.say("kiosk.closed");
  const key = service.closed_reason === "holiday" ? "kiosk.holiday" : "kiosk.opens";
  return words.say(key, { moment: moment(words, clock, service.opens_at) });
}

/**
 * The services with the numbers of a `waiting` message.
 * @param {Service[]} services
 * @param {{code: string, waiting: number, expected_wait: Wait}[]} told
 * @returns {Service[]}
 */
export function withWaiting(services, told) {
  const news = new Map(told.map((line) => [line.code, line]));
  return services.map((service) => ({ ...service, ...news.get(service.code) }));
}
