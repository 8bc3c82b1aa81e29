/** The start page; also what a machine sees that is not connected yet. */

import { connectDevice } from "./device.js";
import { showCode } from "./pairing.js";
import { announce, retell } from "./furniture.js";
import { openLobby } from "./lobby.js";
import { presser, sentenceOf } from "./press.js";
import { found } from "./screen.js";

const { facts, words } = openLobby();
const title = document.getElementById("not-connected");

if (title && location.hash) void connecting(title);
else if (title) void showCode(presser({ csrf: facts.csrf }));
window.addEventListener("hashchange", () => title && connecting(title));

/** @param {HTMLElement} sentence */
async function connecting(sentence) {
  sentence.textContent = words.say("door.connecting");
  announce(sentence.textContent);
  const answer = await connectDevice(presser({ csrf: facts.csrf }));
  if (answer?.ok) return;
  retell(words);
  if (!answer) return;
  found("refused").textContent = sentenceOf(answer.problem, words);
  found("refused").hidden = false;
}
