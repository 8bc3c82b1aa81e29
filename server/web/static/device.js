/** A machine of the office is connected once, by a link that ends in #token=… */

/**
 * Exchanges the token of the address for a cookie that no script can read, and opens the page anew without it.
 * @returns {Promise<"no-token" | "connected" | "refused" | "away">}
 */
export async function connectDevice() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return "no-token";
  const exchanged = await exchange(token);
  if (exchanged === "connected") location.replace(location.pathname);
  return exchanged;
}

/**
 * @param {string} token
 * @returns {Promise<"connected" | "refused" | "away">}
 */
async function exchange(token) {
  try {
    const response = await fetch("/api/v1/session/device", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
      credentials: "same-origin",
    });
    return response.ok ? "connected" : "refused";
  } catch (failure) {
    if (failure instanceof TypeError) return "away";
    throw failure;
  }
}
