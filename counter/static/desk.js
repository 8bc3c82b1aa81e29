/** What the clerk has in hand and what can be done with it now. Pure: decided from what the office last said. */

/** @typedef {{[language: string]: string}} Names */
/** @typedef {{service: string, counter: string | null, queued_at: string, called_at: string | null, started_at: string | null}} Leg */
/**
 * @typedef {object} Ticket
 * @property {string} id
 * @property {string} number
 * @property {string} prefix
 * @property {string} service
 * @property {Names} service_name
 * @property {string} colour
 * @property {string} state
 * @property {string | null} priority
 * @property {{code: string, name: Names} | null} procedure
 * @property {string} language
 * @property {string} issued_at
 * @property {string | null} counter
 * @property {string | null} counter_name
 * @property {string | null} called_at
 * @property {string | null} started_at
 * @property {number} recalls
 * @property {string | null} hold_until
 * @property {Leg[]} legs
 * @property {{verb: string, until: string} | null} undo
 * @property {string[]} moves
 * @property {boolean} [phone_left]
 * @property {{code: string} & Names} [reason]
 */
/** @typedef {{served: number, no_show: number, wait_mean: number | null, handle_mean: number | null, rating: {rate: number, answers: number} | null}} Day */
/**
 * @typedef {object} Counter
 * @property {string} code
 * @property {string} name
 * @property {"open" | "serving" | "paused" | "closed"} state
 * @property {string | null} clerk
 * @property {string | null} clerk_name  how colleagues see them
 * @property {string | null} pause_reason
 * @property {string | null} since
 * @property {string[]} services
 * @property {Ticket | null} ticket
 */
/** @typedef {Counter & {aside: Ticket[], day: Day, usual: {[service: string]: number}}} Desk */
/** @typedef {"open" | "resume" | "call-next" | "start" | "finish"} Primary */
/** @typedef {"recall" | "no-show" | "hold" | "transfer" | "return" | "cancel"} Other */

/** The smaller buttons, in the places that they keep. @type {readonly Other[]} */
export const OTHERS = ["recall", "no-show", "hold", "transfer", "return", "cancel"];

/** How long a step that was just taken can be taken back with one press. */
export const UNDO_MS = 10_000;

/** Called and not there yet: from here on the clerk may well call again. */
export const SLOW_WALK_SECONDS = 60;

/** A called or held ticket has this many places for its minutes: 99 hours will do. */
const MINUTE = 60;
const HOUR = 3600;

/**
 * What the one large button does now.
 * @param {Counter} counter
 * @returns {Primary}
 */
export function primaryOf(counter) {
  if (counter.state === "closed") return "open";
  if (counter.state === "paused") return "resume";
  if (!counter.ticket) return "call-next";
  return counter.ticket.state === "called" ? "start" : "finish";
}

/**
 * Whether one of the smaller buttons can be pressed now.
 * @param {Counter} counter
 * @param {Other} verb
 */
export function allows(counter, verb) {
  return counter.ticket !== null && counter.ticket.moves.includes(verb);
}

/**
 * Whether the counter can be left for a while or for good: nobody is called or served there.
 * @param {Counter} counter
 */
export function isFree(counter) {
  return counter.ticket === null && counter.state !== "closed";
}

/**
 * The counter that this clerk already works at, if there is one.
 * @param {Counter[]} counters
 * @param {string} clerk
 */
export function mineOf(counters, clerk) {
  return counters.find((counter) => counter.clerk === clerk && counter.state !== "closed") ?? null;
}

/**
 * Whether somebody else works here.
 * @param {Counter} counter
 * @param {string} clerk
 */
export function isTaken(counter, clerk) {
  return counter.state !== "closed" && counter.clerk !== clerk;
}

/**
 * Seconds that the citizen waited, or waits, in this line: until the first call.
 * @param {Ticket} ticket
 * @param {Date} now
 */
export function waited(ticket, now) {
  const leg = ticket.legs[ticket.legs.length - 1];
  const end = leg.called_at ? Date.parse(leg.called_at) : now.getTime();
  return seconds(Date.parse(leg.queued_at), end);
}

/**
 * The timer of the ticket in hand: since the call, then since the start. `late` once it lasts longer than usual.
 * @param {Ticket} ticket
 * @param {{[service: string]: number}} usual  seconds
 * @param {Date} now
 * @returns {{phase: "called" | "serving", seconds: number, usual: number | null, late: boolean}}
 */
export function timerOf(ticket, usual, now) {
  if (ticket.state === "serving" && ticket.started_at) {
    const took = seconds(Date.parse(ticket.started_at), now.getTime());
    const common = usual[ticket.service] ?? null;
    return { phase: "serving", seconds: took, usual: common, late: common !== null && took > common };
  }
  const walked = ticket.called_at ? seconds(Date.parse(ticket.called_at), now.getTime()) : 0;
  return { phase: "called", seconds: walked, usual: null, late: walked > SLOW_WALK_SECONDS };
}

/**
 * "04:07", "1:02:09".
 * @param {number} span  seconds
 */
export function ticking(span) {
  const parts = [Math.floor(span / HOUR), Math.floor((span % HOUR) / MINUTE), Math.floor(span % MINUTE)];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown.map((part, place) => (place === 0 && parts[0] > 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/**
 * Whole minutes as people say them: what has begun is not yet a minute.
 * @param {number} span  seconds
 */
export function minutes(span) {
  return Math.floor(span / MINUTE);
}

/** @typedef {{[service: string]: {[outcome: string]: number}}} Outcomes  how often a visit of each line ended how, here */

/** What most visits end with; another outcome is offered first where it is ahead, as in the line for results. */
const COMMONEST = "received";

/**
 * How a visit in this line most probably ends; the clerk changes it with one key.
 * @param {string} service
 * @param {Outcomes} outcomes
 */
export function likelyOutcome(service, outcomes) {
  const counts = Object.entries({ [COMMONEST]: 1, ...outcomes[service] });
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

/**
 * @param {Outcomes} outcomes
 * @param {string} service
 * @param {string} outcome
 * @returns {Outcomes}
 */
export function counted(outcomes, service, outcome) {
  const before = outcomes[service] ?? { [COMMONEST]: 1 };
  return { ...outcomes, [service]: { ...before, [outcome]: (before[outcome] ?? 0) + 1 } };
}

/**
 * @typedef {object} Step  something the clerk just did to a ticket
 * @property {string} ticket
 * @property {string} number
 * @property {string} verb
 * @property {number} at  milliseconds that only go forward
 */

/** What can be taken back. A recall has been heard: it can not. */
const UNDOABLE = ["call-next", "call", "start", "finish", "no-show", "hold", "return", "transfer", "cancel"];

/**
 * The step as it can be taken back from now on; null when it can not.
 * @param {string} verb
 * @param {{id: string, number: string}} ticket
 * @param {number} at
 * @returns {Step | null}
 */
export function stepOf(verb, ticket, at) {
  return UNDOABLE.includes(verb) ? { ticket: ticket.id, number: ticket.number, verb, at } : null;
}

/**
 * Whole seconds for which a step is still offered to be taken back; 0 when it is no more.
 * @param {Step | null} step
 * @param {number} now  milliseconds that only go forward
 */
export function secondsToUndo(step, now) {
  return step ? Math.max(0, Math.ceil((step.at + UNDO_MS - now) / 1000)) : 0;
}

/**
 * @param {number} from
 * @param {number} to
 */
function seconds(from, to) {
  return Math.max(0, (to - from) / 1000);
}
