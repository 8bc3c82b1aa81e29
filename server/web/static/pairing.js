/** A machine that is not the office's yet shows a code, until somebody lets it in. */

import { found } from "./screen.js";

const LOOK_EVERY_MS = 2000;
const AGAIN_MS = 10_000;

/**
 * Shows a code, another when it has run out, and opens the page anew once the machine is let in.
 * @param {import("./press.js").Press} press
 */
export async function showCode(press) {
  const place = document.getElementById("pairing");
  if (!place) return;
  for (;;) {
    const begun = await press("/api/v1/pairing", { screen: place.dataset.wanted });
    if (!begun.ok) {
      await pause(AGAIN_MS);
      continue;
    }
    found("pairing-code").textContent = String(begun.body.code).replace(/^(...)/, "$1 ");
    if (await isLetIn(press)) return location.reload();
  }
}

/** @param {import("./press.js").Press} press  Resolves with false when the code has run out. */
async function isLetIn(press) {
  for (;;) {
    await pause(LOOK_EVERY_MS);
    const answer = await press("/api/v1/pairing/claim");
    if (answer.status === 204) return true;
    if (answer.status === 410) return false;
  }
}

/** @param {number} ms @returns {Promise<void>} */
function pause(ms) {
  return new Promise((over) => setTimeout(over, ms));
}
