/** Sounds in the browser: one at a time, and never one that keeps the others waiting. */

/** @typedef {import("./speaker.js").Heard} Heard */

/** An announcement takes ten seconds. One that is not over by then is stuck: the connection broke in the middle of it. */
const LONGEST_MS = 30_000;

/**
 * Plays a sound to its end.
 * @param {string} url
 * @returns {Promise<Heard>}
 */
export function play(url) {
  return playThrough(new Audio(url));
}

/**
 * @param {HTMLAudioElement} audio
 * @returns {Promise<Heard>}
 */
export function playThrough(audio) {
  return new Promise((heard) => {
    const stuck = setTimeout(() => ends("missing"), LONGEST_MS);
    /** @param {Heard} how */
    const ends = (how) => {
      clearTimeout(stuck);
      audio.pause();
      heard(how);
    };
    audio.addEventListener("ended", () => ends("played"));
    audio.addEventListener("error", () => ends("missing"));
    audio.play().catch((refusal) => ends(refusal.name === "NotAllowedError" ? "blocked" : "missing"));
  });
}

/**
 * Whether this browser would let a call be heard now. Nothing is heard of the question itself.
 * @param {string} url
 * @returns {Promise<boolean>}
 */
export async function isAllowed(url) {
  const audio = new Audio(url);
  audio.volume = 0;
  try {
    await audio.play();
  } catch (refusal) {
    return !(refusal instanceof DOMException && refusal.name === "NotAllowedError");
  }
  audio.pause();
  return true;
}
