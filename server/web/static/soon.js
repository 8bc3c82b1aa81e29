/** Asking again when something happened: at once, then at most once in a while, and never two questions at a time. */

/**
 * @param {() => Promise<void>} ask
 * @param {number} rest  milliseconds between one answer and the next question
 * @param {(ms: number) => Promise<void>} [pause]
 * @returns {() => Promise<void>}  call it as often as you like; resolves when everything asked for is answered
 */
export function soon(ask, rest, pause = (ms) => new Promise((done) => setTimeout(done, ms))) {
  let wanted = false;
  /** @type {Promise<void> | null} */
  let asking = null;

  async function askWhileWanted() {
    try {
      while (wanted) {
        wanted = false;
        await ask();
        await pause(rest);
      }
    } finally {
      asking = null;
    }
  }

  return () => {
    wanted = true;
    asking ??= askWhileWanted();
    return asking;
  };
}
