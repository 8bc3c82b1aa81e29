/** The sentences of a screen, in the language chosen on it. Pure. */

/** @typedef {{[key: string]: string | string[]}} Catalogue  A sentence by its key; a list where it counts. */
/** @typedef {{[hole: string]: string | number}} FactsOfASentence */

export class Words {
  /**
   * @param {{[language: string]: Catalogue}} catalogues
   * @param {string} language
   */
  constructor(catalogues, language) {
    this.catalogues = catalogues;
    this.language = language;
  }

  /**
   * The sentence with its holes filled. An unknown key is shown as it is: better odd than blank.
   * @param {string} key
   * @param {FactsOfASentence} [facts]
   */
  say(key, facts = {}) {
    const sentence = this.catalogues[this.language][key];
    return typeof sentence === "string" ? filled(sentence, facts) : key;
  }

  /**
   * The form of the sentence for n things; {n} is the number.
   * @param {string} key
   * @param {number} n
   * @param {FactsOfASentence} [facts]
   */
  count(key, n, facts = {}) {
    const forms = this.catalogues[this.language][key];
    return Array.isArray(forms) ? filled(forms[formOf(n, forms.length, this.language)], { n, ...facts }) : key;
  }

  /** @param {string} key */
  has(key) {
    return key in this.catalogues[this.language];
  }

  /**
   * A name that the office gave in several languages; in Vietnamese where it has none in this one.
   * @param {{[language: string]: string} | null | undefined} names
   */
  name(names) {
    return names?.[this.language] ?? names?.vi ?? "";
  }
}

const PLURAL_ORDER = ["zero", "one", "two", "few", "many", "other"];

/**
 * @param {number} n
 * @param {number} forms
 * @param {string} language
 */
function formOf(n, forms, language) {
  if (forms === 1) return 0;
  const rule = new Intl.PluralRules([language, "vi"]);
  const categories = rule.resolvedOptions().pluralCategories;
  return PLURAL_ORDER.filter((category) => categories.some((known) => known === category)).indexOf(rule.select(n));
}

/**
 * @param {string} sentence
 * @param {FactsOfASentence} facts
 */
function filled(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (hole, name) => (name in facts ? String(facts[name]) : hole));
}
