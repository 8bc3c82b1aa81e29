/** Which key does what. By the place of a key (`event.code`), so that Telex and other input methods do not matter. Pure. */

/** @typedef {"primary" | "recall" | "no-show" | "finish" | "transfer" | "hold" | "return" | "cancel" | "pause" | "undo" | "help"} Action */
/** @typedef {{code: string, repeat?: boolean, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean, isComposing?: boolean}} Press */

/**
 * The numeric pad first: a clerk's right hand rests there. The letters are of the Vietnamese words.
 * @type {Readonly<{[action in Action]: readonly string[]}>}
 */
export const KEYS = {
  primary: ["NumpadEnter", "KeyG"],
  recall: ["NumpadAdd", "KeyL"],
  "no-show": ["NumpadSubtract", "KeyV"],
  finish: ["NumpadMultiply", "KeyX"],
  transfer: ["NumpadDivide", "KeyC"],
  hold: ["Numpad0", "KeyT"],
  return: ["NumpadDecimal", "KeyR"],
  cancel: ["KeyH"],
  pause: ["KeyP"],
  undo: ["KeyZ"],
  help: ["F1", "Slash"],
};

/** As the caps are printed, for those whose code does not say it. @type {Readonly<{[code: string]: string}>} */
const CAPS = {
  NumpadEnter: "Enter",
  NumpadAdd: "+",
  NumpadSubtract: "−",
  NumpadMultiply: "*",
  NumpadDivide: "/",
  Numpad0: "0",
  NumpadDecimal: ".",
  Slash: "?",
};

/** Two presses of a hand are further apart than this; nearer ones are one press that bounced. */
export const BOUNCE_MS = 400;

/**
 * What this press of a key asks for. Null for keys that are held down, typed with Ctrl or Alt, or mean nothing here.
 * @param {Press} press
 * @returns {Action | null}
 */
export function actionOf(press) {
  if (!meant(press)) return null;
  const found = Object.entries(KEYS).find(([, codes]) => codes.includes(press.code));
  return found ? /** @type {Action} */ (found[0]) : null;
}

/**
 * The number of a choice (1 to 9) on either row of digits; 0 when the key is none.
 * @param {Press} press
 */
export function choiceOf(press) {
  const digit = meant(press) && /^(?:Digit|Numpad)([1-9])$/.exec(press.code);
  return digit ? Number(digit[1]) : 0;
}

/**
 * The caps of an action's keys, the numeric pad's first.
 * @param {Action} action
 * @returns {string[]}
 */
export function capsOf(action) {
  return KEYS[action].map((code) => CAPS[code] ?? code.replace(/^Key/, ""));
}

/** Lets one press of a thing through and swallows those that come too soon after it. */
export class Bounce {
  /** @param {() => number} [ticks]  milliseconds that only go forward */
  constructor(ticks = () => performance.now()) {
    this.ticks = ticks;
    /** @type {Map<string, number>} */
    this.last = new Map();
  }

  /**
   * Whether this is a press of its own.
   * @param {string} thing  the button, or what its key stands for
   */
  lets(thing) {
    if (this.rests(thing)) return false;
    this.last.set(thing, this.ticks());
    return true;
  }

  /** @param {string} thing */
  rests(thing) {
    return this.ticks() - (this.last.get(thing) ?? -BOUNCE_MS) < BOUNCE_MS;
  }
}

/** @param {Press} press */
function meant({ repeat, ctrlKey, altKey, metaKey, isComposing }) {
  return !repeat && !ctrlKey && !altKey && !metaKey && !isComposing;
}
