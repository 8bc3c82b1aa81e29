/** The start page; also what a machine sees that is not connected yet. */

import { connectDevice } from "./device.js";
import { retell } from "./furniture.js";
import { openLobby } from "./lobby.js";

const { words } = openLobby();
const title = document.getElementById("not-connected");

if (title && location.hash) connecting(title);
window.addEventListener("hashchange", () => title && connecting(title));

/** @param {HTMLElement} sentence */
async function connecting(sentence) {
  sentence.textContent = words.say("door.connecting");
  const connected = await connectDevice();
  if (connected === "connected") return;
  retell(words);
  const refused = document.getElementById("refused");
  if (!refused || connected === "no-token") return;
  refused.textContent = words.say(connected === "refused" ? "error.bad-token.detail" : "error.server-away.detail");
  refused.hidden = false;
}
