/** The one socket of a screen: what happened arrives in order, once, also after the connection was lost. */

import { io } from "socket.io-client";
import { flash } from "./heartbeat.js";
import { Memory } from "./memory.js";
import { letGoOfDeadLines } from "./press.js";

const MOVED_MS = 700;

/** @typedef {import("./memory.js").Message} Message */
/** @typedef {{state: "here" | "away" | "refused", since: Date, kind?: string}} Connection */
/**
 * @typedef {object} LiveOptions
 * @property {number} [since]  the number up to which the page itself knows everything
 * @property {object} [auth]  {token} where no cookie says who this is
 * @property {import("./clock.js").Clock} [clock]  kept right by what the server says
 */

/**
 * @param {string} namespace  "/kiosk", "/display" …
 * @param {LiveOptions} [options]
 */
export function connect(namespace, options = {}) {
  return new Live(namespace, options);
}

export class Live {
  /**
   * @param {string} namespace
   * @param {LiveOptions} options
   */
  constructor(namespace, { since, auth = {}, clock }) {
    this.clock = clock;
    this.memory = new Memory(since);
    /** @type {Connection} */
    this.connection = { state: "away", since: this.officeNow() };
    /** @type {Set<(connection: Connection) => void>} */
    this.watchers = new Set();
    this.socket = io(namespace, {
      auth: (give) => give({ ...auth, ...this.memory.asked() }),
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      randomizationFactor: 0.5,
      timeout: 5000,
    });
    this.socket.on("connect", () => this.becomes("here"));
    this.socket.on("disconnect", (reason) => this.lost(reason));
    this.socket.on("connect_error", (error) => this.becomes(this.socket.active ? "away" : "refused", error.message));
    this.socket.on("gone", (/** @type {{moved?: boolean}} */ { moved }) => {
      // Every server believes a key for half a second: who stands elsewhere now asks once that is over.
      setTimeout(() => location.reload(), moved ? MOVED_MS : 0);
    });
    this.socket.on("identify", (/** @type {{name: string}} */ { name }) => flash(name));
    this.socket.on("here", (/** @type {Message} */ message) => this.caughtUp(message));
  }

  get lastSeq() {
    return this.memory.lastSeq;
  }

  officeNow() {
    return this.clock ? this.clock.now() : new Date();
  }

  /**
   * @param {string} event  "called", "waiting", "moved" …
   * @param {(message: any) => void} listen
   */
  on(event, listen) {
    const fresh = (/** @type {Message} */ message) => {
      if (this.memory.takes(event, message)) listen(message);
    };
    this.socket.on(event, fresh);
    return this;
  }

  /**
   * Tells how the connection is now, and whenever that changes.
   * @param {(connection: Connection) => void} watch
   */
  onConnection(watch) {
    this.watchers.add(watch);
    watch(this.connection);
    return this;
  }

  close() {
    this.socket.close();
  }

  /**
   * @param {Connection["state"]} state
   * @param {string} [kind]
   */
  becomes(state, kind) {
    if (state === this.connection.state) return;
    this.connection = { state, since: this.officeNow(), kind };
    for (const watch of this.watchers) watch(this.connection);
  }

  /** @param {string} reason */
  lost(reason) {
    this.becomes("away");
    // Nobody hung up: the line has fallen silent, and so have those on which sounds and questions would go.
    if (reason === "ping timeout") void letGoOfDeadLines();
    // The server ended it on purpose (it is closing, or dropped a screen that was too slow): coming back is up to us.
    if (reason === "io server disconnect") setTimeout(() => this.socket.connect(), 1000);
  }

  /** @param {Message} message */
  caughtUp(message) {
    if (message.now) this.clock?.heard(message.now);
    if (this.memory.caughtUp(message.seq ?? 0)) location.reload();
  }
}
