/** A machine of the office is connected once, by a link that ends in #token=… */

/** @typedef {import("./press.js").Answer} Answer */

/**
 * Exchanges the token of the address for a cookie that no script can read, and opens the page anew without it.
 * @param {import("./press.js").Press} press
 * @returns {Promise<Answer | null>}  null: the address has no token
 */
export async function connectDevice(press) {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return null;
  const answer = await press("/api/v1/session/device", { token }, { patience: 5000 });
  if (answer.ok) location.replace(location.pathname);
  return answer;
}
