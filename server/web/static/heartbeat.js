/** A machine of the office says how it is, once a minute: its version, its size, whether it can be heard. */

const EVERY_MS = 60_000;
const SOON_MS = 3000;

/**
 * @param {import("./press.js").Press} press
 * @param {import("./screen.js").Facts} facts
 * @param {() => "" | "allowed" | "blocked" | "off"} [sound]
 */
export function beat(press, facts, sound = () => "") {
  const send = () => {
    const size = { width: screen.width, height: screen.height };
    void press("/api/v1/device/heartbeat", { screen: facts.screen, version: facts.version, ...size, sound: sound() }, { patience: 0 });
  };
  setTimeout(send, SOON_MS);
  setInterval(send, EVERY_MS);
}

/**
 * Shows over everything which machine this is, for a while.
 * @param {string} name
 */
export function flash(name) {
  document.querySelector(".flash")?.remove();
  const sheet = document.createElement("div");
  sheet.className = "flash";
  sheet.setAttribute("role", "status");
  sheet.textContent = name;
  document.body.append(sheet);
  setTimeout(() => sheet.remove(), FLASH_MS);
}

const FLASH_MS = 8000;
