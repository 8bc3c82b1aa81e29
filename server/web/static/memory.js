/** What a screen has heard already: nothing is shown or spoken twice, nothing older replaces something newer. Pure. */

/** @typedef {{seq?: number, now?: string, [fact: string]: any}} Message */

/** These tell how things stand, not what happened: missing one of them loses nothing. */
const STANDINGS = new Set(["waiting", "place", "here"]);

export class Memory {
  /** @param {number} [since]  everything up to this number is known from the page itself */
  constructor(since = 0) {
    this.since = since;
    this.lastSeq = since;
    /** @type {Map<string, number>} */
    this.heard = new Map();
  }

  /**
   * Whether this message is new to the screen; a message without a number always is.
   * @param {string} event
   * @param {Message} message
   */
  takes(event, message) {
    if (message.seq === undefined) return true;
    if (message.seq <= (this.heard.get(event) ?? this.since)) return false;
    this.heard.set(event, message.seq);
    if (!STANDINGS.has(event)) this.lastSeq = Math.max(this.lastSeq, message.seq);
    return true;
  }

  /**
   * The server has sent all it had up to this number. True when it knows fewer than we do: its memory is another one
   * (restored, or begun anew), and nothing on the screen holds any more.
   * @param {number} seq
   */
  caughtUp(seq) {
    const forgot = seq < this.lastSeq;
    this.lastSeq = Math.max(this.lastSeq, seq);
    return forgot;
  }

  /**
   * What to ask for when coming (back); nothing when nothing is known yet. One step may tell several things under one
   * number, and the connection may have broken between them: so the last number is asked for again, and what was heard
   * of it is dropped by `takes`.
   * @returns {{since?: number}}
   */
  asked() {
    return this.lastSeq > 0 ? { since: Math.max(this.since, this.lastSeq - 1) } : {};
  }
}
