/** What somebody should see to, one box for each kind. Pure. */

/** @typedef {{[language: string]: string}} Texts */
/**
 * @typedef {object} Trouble
 * @property {string} type
 * @property {string} about
 * @property {string | null} since
 * @property {boolean} of_the_line
 * @property {Texts} titles
 * @property {Texts} sentences
 * @property {Texts} to_do
 */
/** @typedef {{title: string, toDo: string, tone: "stop" | "wait", lines: {sentence: string, since: string | null}[]}} Box */

/**
 * @param {Trouble[]} troubles
 * @param {string} language
 * @param {(instant: string) => string} onTheClock  "08:40"
 * @returns {Box[]}
 */
export function boxesOf(troubles, language, onTheClock) {
  const kinds = [...new Set(troubles.map(({ type }) => type))];
  return kinds.map((kind) => {
    const same = troubles.filter(({ type }) => type === kind);
    const [first] = same;
    return {
      title: first.titles[language],
      toDo: first.to_do[language],
      tone: first.of_the_line ? "wait" : "stop",
      lines: same.map(({ sentences, since }) => ({ sentence: sentences[language], since: since && onTheClock(since) })),
    };
  });
}
