/**
 * A press of a button becomes a change at the office, once: every press has its own key, and when the network fails
 * the same press is sent again under the same key.
 */

/** @typedef {{type: string, title?: string, detail?: string, status?: number, sentences?: {[language: string]: string}, [fact: string]: unknown}} Problem */
/** @typedef {{ok: true, status: number, body: any} | {ok: false, status: number, problem: Problem}} Answer */
/**
 * @typedef {object} PressOptions
 * @property {"POST" | "DELETE"} [method]
 * @property {string} [key]  of the press, when the screen keeps it; fresh otherwise
 * @property {number} [patience]  milliseconds until the screen gives up; 30 seconds
 * @property {() => void} [onAway]  the first try found nobody: say so while trying on
 * @property {() => boolean} [wanted]  false when whoever pressed has left: nothing is tried again for nobody
 */
/** @typedef {(path: string, wish?: object, options?: PressOptions) => Promise<Answer>} Press */

const ONE_TRY_MS = 8000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5000;
/** A browser keeps up to six lines to one server. */
const LINES = 6;
const A_LINE_MS = 2000;
/** From this status on it is the server that failed, not the wish. */
const BROKEN = 500;

/**
 * @param {object} means
 * @param {string | null} [means.csrf]
 * @param {typeof fetch} [means.ask]
 * @param {(ms: number) => Promise<void>} [means.pause]
 * @param {() => number} [means.ticks]
 * @returns {Press}
 */
export function presser({ csrf = null, ask = (...call) => fetch(...call), pause = after, ticks = () => performance.now() }) {
  return async function press(path, wish = {}, options = {}) {
    const { method = "POST", key = pressKey(), patience = 30_000, onAway = () => {}, wanted = () => true } = options;
    const request = { method, headers: headersOf(key, csrf), body: JSON.stringify(wish), credentials: /** @type {const} */ ("same-origin") };
    const started = ticks();
    for (let tries = 0; ; tries += 1) {
      const begun = ticks();
      const answer = await oneTry(ask, pause, path, request);
      if (answer) return answer;
      if (tries === 0) onAway();
      if (ticks() - started > patience || !wanted()) return { ok: false, status: 0, problem: { type: "server-away" } };
      if (ticks() - begun >= ONE_TRY_MS) await letGoOfDeadLines(ask, pause);
      await pause(pauseAfter(tries));
    }
  };
}

/**
 * A question that changes nothing. Null when nobody answered in time.
 * @param {string} path
 * @param {number} [patience]  milliseconds
 * @returns {Promise<Answer | null>}
 */
export function look(path, patience = ONE_TRY_MS) {
  // The API always answers in JSON; asked plainly it can be fetched ahead by a <link rel="preload">.
  const headers = path.startsWith("/api/") ? undefined : { Accept: "application/json" };
  const request = { method: "GET", headers, credentials: /** @type {const} */ ("same-origin") };
  return oneTry((...call) => fetch(...call), after, path, request, after(patience));
}

/** A key that no other press ever had. Not randomUUID: browsers hide it on plain http. */
export function pressKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What went wrong, in the language of the screen.
 * @param {Problem} problem
 * @param {import("./words.js").Words} words
 * @returns {string}
 */
export function sentenceOf(problem, words) {
  const told = problem.sentences?.[words.language];
  if (told) return told;
  if (words.has(`error.${problem.type}.detail`)) return words.say(`error.${problem.type}.detail`);
  return problem.detail ?? words.say("error.unexpected.detail");
}

/**
 * The same for a citizen. What ails the server is for those who can mend it, and told them elsewhere.
 * @param {Problem} problem
 * @param {import("./words.js").Words} words
 */
export function sentenceForCitizen(problem, words) {
  return (problem.status ?? 0) >= BROKEN ? words.say("error.broken.citizen") : sentenceOf(problem, words);
}

/**
 * The answer, or null when there was none: no network, no server, a proxy that has lost it, or a line that has fallen
 * silent. A try that is over is given up: browsers keep six lines to one server, and dead ones would keep out the next.
 * @param {typeof fetch} ask
 * @param {(ms: number) => Promise<void>} pause
 * @param {string} path
 * @param {RequestInit} request
 * @param {Promise<void>} [over]  when nobody waits for the answer any more
 * @returns {Promise<Answer | null>}
 */
async function oneTry(ask, pause, path, request, over = pause(ONE_TRY_MS)) {
  // TV browsers of 2017 cannot give up; their lines die of old age.
  const line = typeof AbortController === "undefined" ? undefined : new AbortController();
  const answer = heard(ask(path, line ? { ...request, signal: line.signal } : request));
  const none = over.then(() => null);
  const told = await Promise.race([answer, none]);
  if (told === null) line?.abort();
  return told;
}

/**
 * Where one line has fallen silent, so have the others that the browser keeps for later; it would try them one by one,
 * eight seconds each. All are asked at once, and those that do not answer are given up.
 * @param {typeof fetch} [ask]
 * @param {(ms: number) => Promise<void>} [pause]
 */
export async function letGoOfDeadLines(ask = (...call) => fetch(...call), pause = after) {
  const lines = Array.from({ length: LINES }, () => oneTry(ask, pause, "/healthz", { method: "GET", cache: "no-store" }, pause(A_LINE_MS)));
  await Promise.all(lines);
}

/** @param {Promise<Response>} asked @returns {Promise<Answer | null>} */
async function heard(asked) {
  try {
    return await understood(await asked);
  } catch (failure) {
    // fetch throws TypeError for every kind of lost connection; what we gave up, AbortError. Anything else is ours and
    // must be seen.
    if (failure instanceof TypeError || (failure instanceof DOMException && failure.name === "AbortError")) return null;
    throw failure;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Answer | null>}
 */
async function understood(response) {
  const spoken = (response.headers.get("Content-Type") ?? "").includes("json");
  if (response.ok) return { ok: true, status: response.status, body: spoken ? await response.json() : null };
  if (spoken) return { ok: false, status: response.status, problem: await response.json() };
  if (response.status >= 502 && response.status <= 504) return null;
  return { ok: false, status: response.status, problem: { type: "unexpected", status: response.status } };
}

/**
 * @param {string} key
 * @param {string | null} csrf
 * @returns {{[name: string]: string}}
 */
function headersOf(key, csrf) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": key };
  return csrf ? { ...headers, "X-CSRF-Token": csrf } : headers;
}

/**
 * Longer each time, with some chance in it, so that a hundred screens do not all come back in the same instant.
 * @param {number} tries
 */
function pauseAfter(tries) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.75 + Math.random() / 2);
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
function after(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
