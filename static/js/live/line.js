/* One connection after another to one address: handshake, heartbeat, silence, back-off, and what each close code asks.
   It carries frames and knows nothing of states and commands. */
import { Clock, steady } from "./clock.js";
import { PROTOCOL, afterClose, backoff } from "./codes.js";

const PING = 15000; // ± 20 %
const SILENCE = 35000;
const PROBE = 5000; // how long a line that may have died meanwhile has to answer
const HANDSHAKE = 15000;
const STABLE = 10000; // a line that held so long starts the back-off anew
const RIGHT_AFTER = 3000;
const SOON = 10000; // with events coming in, what was seen is told at least this often

/**
 * @typedef {object} Handlers
 * @property {() => URL} address of the next connection
 * @property {() => Promise<string|null>} ticket for the next connection, where a cookie does not do
 * @property {() => number} seen the seq that the page shows
 * @property {(frame: object) => void} hear every frame but pongs
 * @property {(loss: {code: number, ours: boolean, rule: object}) => void} lost before the next connection is planned
 * @property {() => void} changed phase, code or retryAt are other than they were
 */
export class Line {
  /** @param {Handlers} handlers */
  constructor(handlers, { random = Math.random } = {}) {
    Object.assign(this, { ...handlers, random, clock: new Clock() });
    /** @type {"idle"|"connecting"|"online"|"waiting"|"stopped"} */
    this.phase = "idle";
    this.rule = null; // of the last loss
    this.code = null;
    this.retryAt = 0; // steady ms
    this.attempt = 0;
    this.turn = 0; // counts connections, so that a late ticket opens none
  }

  start() {
    if (this.phase !== "idle") return;
    this.wake = () => this.awake();
    addEventListener("online", this.wake);
    addEventListener("offline", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.beatAt = steady();
    this.beating = setInterval(() => this.beat(), 1000);
    this.connect();
  }

  /** Connect at once, whatever was planned: a person asks for it, or the network is back. */
  async connect() {
    this.leave();
    const turn = ++this.turn;
    this.become("connecting");
    this.heardAt = this.since = steady();
    let ticket = null;
    try {
      ticket = await this.ticket();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // what fetch says when there is no network
      if (turn === this.turn) this.end(1006, false);
      return;
    }
    if (turn !== this.turn) return;
    const socket = new WebSocket(this.address(), ticket ? [PROTOCOL, `ticket.${ticket}`] : [PROTOCOL]);
    this.socket = socket;
    socket.onmessage = (message) => socket === this.socket && this.take(message.data);
    socket.onclose = (event) => socket === this.socket && this.end(event.code, false);
  }

  /** The welcome is here: the line carries commands from now on. */
  welcomed(now) {
    this.clock.guess(now);
    this.welcomedAt = steady();
    this.pingAt = 0;
    this.become("online");
    this.ping();
  }

  /** Send text. False when there is no line. */
  send(text) {
    if (this.phase !== "online" || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(text);
    this.sentAt = steady();
    return true;
  }

  /** Leave for good. */
  stop() {
    this.leave();
    clearInterval(this.beating);
    removeEventListener("online", this.wake);
    removeEventListener("offline", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.become("stopped");
  }

  /** Whether the line breaks right after something was sent, which may then be why. */
  get brokeRightAfterSending() {
    return steady() - this.sentAt < RIGHT_AFTER;
  }

  take(text) {
    this.heardAt = steady();
    this.probeBy = 0;
    const frame = JSON.parse(text);
    if (frame.type === "pong") return this.clock.sample(frame.t, this.heardAt, frame.now);
    this.hear(frame);
    // Timers of a page in the background come late; frames do not.
    if (this.phase === "online" && this.heardAt - this.pingedAt > SOON) this.ping();
  }

  /** Ping now; with it goes what was seen. */
  ping() {
    const now = steady();
    if (this.phase !== "online" || this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify({ type: "ping", t: now, seen: this.seen() }));
    this.pingedAt = now;
    this.pingAt = now + PING * (0.8 + 0.4 * this.random());
  }

  /** Something is wrong with what was heard, or nothing is heard: break off here. */
  break(code = 1006) {
    this.end(code, true);
  }

  /** Once a second. */
  beat() {
    const now = steady();
    const late = now - this.beatAt > 5000; // the device slept, or the page was put to rest
    this.beatAt = now;
    if (this.phase === "connecting" && now - this.since > HANDSHAKE) return this.break();
    if (this.phase === "waiting" && now >= this.retryAt) return this.connect();
    if (this.phase !== "online") return;
    if (now - this.welcomedAt > STABLE) this.attempt = 0;
    if (late) this.probe();
    else if (now - this.heardAt > SILENCE || (this.probeBy && now > this.probeBy)) this.break();
    else if (now >= this.pingAt) this.ping();
  }

  /** The network or the page is back: do not wait for the plan. */
  awake() {
    if (document.visibilityState === "hidden") return;
    if (this.phase === "online") this.probe();
    else if (this.phase === "waiting" && this.rule.go !== "stop" && !(this.rule.least > 5000)) this.connect();
  }

  probe() {
    this.probeBy = steady() + PROBE;
    this.ping();
  }

  /** The line is gone: tell, then do as the code's rule says. */
  end(code, ours) {
    const rule = afterClose(code);
    const held = this.phase === "online";
    const blame = held && !ours && this.brokeRightAfterSending;
    this.leave();
    Object.assign(this, { code, rule });
    const stay = this.lost({ code, ours, rule, held, blame });
    if (rule.go === "stop" || stay) return this.become("stopped");
    const { least = 0, most } = rule;
    const wait = most === undefined ? backoff(this.attempt, this.random) : least + this.random() * (most - least);
    this.attempt += 1;
    this.retryAt = steady() + wait;
    this.become("waiting");
    this.timer = setTimeout(() => this.phase === "waiting" && this.connect(), wait);
  }

  leave() {
    clearTimeout(this.timer);
    this.probeBy = 0;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  become(phase) {
    this.phase = phase;
    this.changed();
  }
}
