/** How the day will end, in words. Pure. */

/** @typedef {import("../../web/static/words.js").Words} Words */
/**
 * @typedef {object} Ending
 * @property {string | null} service  null: the whole office
 * @property {string} closes_at
 * @property {[number, number] | null} waiting  null: too little is known
 * @property {[string, string] | null} last
 */
/** @typedef {(instant: string) => string} OnTheClock  "16:30" */

/**
 * How many still wait when no more tickets are given: "0–3 người", "không còn ai".
 * @param {Ending} ending
 * @param {Words} words
 */
export function leftTold({ waiting }, words) {
  if (waiting === null) return words.say("manager.ending.unknown");
  const [low, high] = waiting;
  if (high === 0) return words.say("manager.ending.nobody");
  return low === high ? words.count("manager.ending.people", high) : words.count("manager.ending.range", high, { low });
}

/**
 * When the last one is served: "16:25–16:50".
 * @param {Ending} ending
 * @param {OnTheClock} onTheClock
 * @param {string} unknown
 */
export function lastTold({ last }, onTheClock, unknown) {
  if (last === null) return unknown;
  const [early, late] = last.map(onTheClock);
  return early === late ? early : `${early}–${late}`;
}

/**
 * The whole office in one sentence.
 * @param {Ending} whole
 * @param {Words} words
 * @param {OnTheClock} onTheClock
 */
export function wholeTold(whole, words, onTheClock) {
  const closes = onTheClock(whole.closes_at);
  if (whole.waiting === null) return words.say("manager.ending.whole_unknown", { closes });
  const left = words.say("manager.ending.whole", { closes, left: leftTold(whole, words) });
  if (whole.last === null) return left;
  return `${left} ${words.say("manager.ending.last", { last: lastTold(whole, onTheClock, "") })}`;
}
