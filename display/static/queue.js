/** Who is announced next? One row of calls for one loudspeaker: nobody is announced twice, nobody over somebody. Pure. */

/** @typedef {import("./board.js").Call} Call */
/**
 * @typedef {object} Queue
 * @property {Call[]} waiting  in the order they will be announced
 * @property {Call | null} turn  being announced now
 * @property {string[]} done  what was announced, or is too old to be; the newest last
 */

/** What is older is on the board, and the citizen has seen it or left; a voice half a minute late only confuses. */
export const TOO_OLD_S = 30;

/** A reload asks for nothing that is older than this many calls. */
const REMEMBERED = 40;

/**
 * @param {string[]} [done]  what was announced before the page was opened anew
 * @returns {Queue}
 */
export function openQueue(done = []) {
  return { waiting: [], turn: null, done };
}

/**
 * A call takes its place: behind the others, a recall before all first calls. Of one ticket only the last call waits.
 * @param {Queue} queue
 * @param {Call} call
 * @returns {Queue}
 */
export function arrived(queue, call) {
  if (queue.done.includes(nameOf(call))) return queue;
  const same = queue.waiting.find((other) => other.number === call.number);
  if (same && same.seq >= call.seq) return queue;
  const waiting = queue.waiting.filter((other) => other !== same);
  return { ...queue, waiting: [...waiting, call].sort(byTurn) };
}

/**
 * A call was taken back before its turn.
 * @param {Queue} queue
 * @param {{seq: number, number: string}} taken
 * @returns {Queue}
 */
export function withdrawn(queue, taken) {
  return { ...queue, waiting: queue.waiting.filter((call) => call.number !== taken.number || call.seq > taken.seq) };
}

/**
 * The next one has its turn; what has become too old meanwhile is passed over.
 * @param {Queue} queue
 * @param {(call: Call) => boolean} tooOld
 * @returns {Queue}  with `turn` null when nobody waits
 */
export function nextTurn(queue, tooOld) {
  const first = queue.waiting.findIndex((call) => !tooOld(call));
  const taken = first < 0 ? queue.waiting : queue.waiting.slice(0, first + 1);
  return {
    waiting: queue.waiting.slice(taken.length),
    turn: first < 0 ? null : queue.waiting[first],
    done: [...queue.done, ...taken.map(nameOf)].slice(-REMEMBERED),
  };
}

/**
 * What this call is remembered by. The number alone would not do: an office that begins anew counts from one again.
 * The same instant may be written in another zone the next time.
 * @param {Call} call
 */
export function nameOf(call) {
  return `${call.seq}@${Date.parse(call.at)}`;
}

/**
 * Whether a call is too old to be spoken. In practice the clock may run sixty times as fast: a call then gets some
 * seconds of the real time all the same.
 * @param {Call} call
 * @param {{now: () => Date, rate: number}} clock
 */
export function tooOldToSpeak(call, clock) {
  const age = (clock.now().getTime() - Date.parse(call.at)) / 1000;
  return age > Math.max(TOO_OLD_S, 4 * clock.rate);
}

/**
 * @param {Call} one
 * @param {Call} other
 */
function byTurn(one, other) {
  return Number(other.recall > 0) - Number(one.recall > 0) || one.seq - other.seq;
}
