/**
 * Answers on their way to the office: kept on the tablet until the office has them, so that a lost network or a reload
 * loses none, and sent under one key each, so that none counts twice.
 */

import { pressKey } from "../../server/web/static/press.js";

/** @typedef {import("./rating-turn.js").Opinion} Opinion */
/** @typedef {Opinion & {key: string, open: boolean}} Letter  An open one may still grow. */
/** @typedef {{getItem: (name: string) => string | null, setItem: (name: string, text: string) => void}} Shelf */

const SHELF = "rating-letters";

/** Sent again these would be refused again: rated on the phone meanwhile, taken back by the clerk, too late. */
const FINAL = new Set([400, 404, 409, 410, 422]);

export class Post {
  /**
   * @param {import("../../server/web/static/press.js").Press} press
   * @param {Shelf} shelf  localStorage
   */
  constructor(press, shelf) {
    this.press = press;
    this.shelf = shelf;
    this.sending = false;
  }

  /** @returns {Letter[]} */
  get letters() {
    return JSON.parse(this.shelf.getItem(SHELF) ?? "[]");
  }

  /**
   * Puts an answer down that may still grow.
   * @param {Opinion} opinion
   */
  draft(opinion) {
    this.put({ ...opinion, key: pressKey(), open: true });
  }

  /** @param {string} ticket  whose answer is not wanted any more */
  drop(ticket) {
    this.keep(this.letters.filter((letter) => letter.ticket !== ticket));
  }

  /** @param {Opinion} opinion */
  async send(opinion) {
    this.put({ ...opinion, key: pressKey(), open: false });
    await this.sendAll();
  }

  /** After the tablet was switched off in the middle: what was put down is the answer. */
  async recover() {
    this.keep(this.letters.map((letter) => ({ ...letter, open: false })));
    await this.sendAll();
  }

  /** Sends what is closed, oldest first; what finds nobody stays for the next time. */
  async sendAll() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let letter = this.next(); letter && (await this.isAnswered(letter)); letter = this.next()) this.drop(letter.ticket);
    } finally {
      this.sending = false;
    }
  }

  next() {
    return this.letters.find(({ open }) => !open);
  }

  /**
   * @param {Letter} letter
   */
  async isAnswered({ ticket, key, score, reasons }) {
    const answer = await this.press(`/api/v1/tickets/${encodeURIComponent(ticket)}/rating`, { score, reasons }, { key });
    return answer.ok || FINAL.has(answer.status);
  }

  /** @param {Letter} letter */
  put(letter) {
    this.keep([...this.letters.filter(({ ticket }) => ticket !== letter.ticket), letter]);
  }

  /** @param {Letter[]} letters */
  keep(letters) {
    this.shelf.setItem(SHELF, JSON.stringify(letters));
  }
}
