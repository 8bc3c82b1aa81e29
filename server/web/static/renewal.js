/** Screens stay open for months: one opens itself anew when the server has newer pages, at a moment that disturbs nobody. */

/**
 * Whether the server has newer pages than the one that is open; false when nobody answers.
 * @param {string} version  of the open page, as it was told when it opened
 */
export async function isOutdated(version) {
  try {
    const answer = await fetch("/built/version", { cache: "no-store" });
    return answer.ok && (await answer.text()).trim() !== version;
  } catch (failure) {
    if (failure instanceof TypeError) return false;
    throw failure;
  }
}
