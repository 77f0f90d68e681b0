/* One seat at one stream: the state that this seat may see, kept up to date through every lost connection, and the
   way to send commands. It knows no rules of play and draws nothing.

   const stream = new Stream({ ws: "/ws/sessions/<uuid>/", user: "<uuid>", seat: "workers-chief" });
   stream.addEventListener("change", draw);     // state, you, presence or what is unsaved is other than it was
   stream.start();

   Read:   state (null until the first snapshot; parts that did not change stay the same objects) · seq · view
           you {seat, role, side, audiences, may} · limits · presence {seat: connections} · now() epoch ms of the server
           phase idle|connecting|online|waiting|stopped · why (of codes.js) · online · retryIn() ms
           pending  what a person wrote that the state does not show yet: [{id, kind, data, slot, at, stored, until}]
           aside    what was kept but not taken: the same with aside: {code, message}
           asked    commands of a moment that did not arrive: [{id, kind, data, at}], for the person to decide
           unsaved  how many of all these have not reached the server · keeps sealed|plain|memory (vault.js)
   Send:   await send(kind, data, expect) → {ok: true, seq, receipt?} or {ok: false, code, message, data}
           keep(kind, data, {slot}) → item; what a person wrote: kept until acknowledged, also when this tab dies
   Decide: again(id) · leave(id) for `asked` and `aside` · connect() now · stop()
   Events: change · status (connection or unsaved work) · event (detail: the frame) · ack, refuse (detail: {item, frame})
   `onchange` and `onstatus` may be set instead of listeners. */
import { KEEP, SUSPICIOUS, TEMPORARY, bytes } from "./codes.js";
import { steady } from "./clock.js";
import { Line } from "./line.js";
import { merge } from "./merge.js";
import { Moments } from "./moments.js";
import { Outbox } from "./outbox.js";
import { claim, isAnothers } from "./owner.js";
import { Vault } from "./vault.js";
import { wordsFor } from "./words.js";

const SEEN_EVERY = 64; // events
const FRAME = 65536; // bytes, until a welcome says otherwise
const UNANSWERED = 20000; // ms after which a kept item is sent once more: the same id does nothing twice

/**
 * @typedef {object} Config
 * @property {string} ws path or address of the stream
 * @property {string} user opaque id of who is signed in; "" for nobody
 * @property {string} seat the seat the server expects to give; the welcome has the last word
 */
export class Stream extends EventTarget {
  /**
   * @param {Config} config
   * @param {{ticket?: () => Promise<string|null>, vault?: (owner: object) => Vault, reload?: () => void}} options
   */
  constructor(config, { ticket = async () => null, vault = (owner) => new Vault(owner), reload = reloadOnce } = {}) {
    super();
    Object.assign(this, { config, makeVault: vault, reload });
    Object.assign(this, { state: null, seq: 0, view: null, you: null, limits: {}, presence: {}, unseen: 0 });
    this.moments = new Moments();
    this.outbox = this.outboxOf(config.seat);
    this.line = new Line({
      address: () => this.address(),
      ticket,
      seen: () => this.seq,
      hear: (frame) => this.hear(frame),
      lost: (loss) => this.lost(loss),
      changed: () => this.tell("status", "change"),
    });
  }

  /** Read what an earlier page left unsent, then connect. */
  async start() {
    if (this.config.user) claim(this.config.user);
    this.ticking = setInterval(() => this.tick(), 1000);
    await this.outbox.load();
    this.line.start();
  }

  stop() {
    clearInterval(this.ticking);
    this.line.stop();
  }

  connect() {
    return this.line.connect();
  }

  // --- What a page reads --------------------------------------------------------------------------------------

  get phase() {
    return this.line.phase;
  }

  get online() {
    return this.line.phase === "online";
  }

  /** Why the line is as it is: a word of codes.js, or "" while all is well. */
  get why() {
    return this.online ? "" : this.stoppedFor || this.line.rule?.why || "";
  }

  get code() {
    return this.line.code;
  }

  retryIn() {
    return this.phase === "waiting" ? Math.max(0, this.line.retryAt - steady()) : 0;
  }

  get pending() {
    return this.outbox.over;
  }

  get aside() {
    return this.outbox.aside;
  }

  get asked() {
    return this.moments.asked;
  }

  get unsaved() {
    return this.outbox.waiting.length + this.outbox.aside.length + this.moments.asked.length;
  }

  get keeps() {
    return this.outbox.mode;
  }

  /** The server's time, epoch ms, as a whole number. */
  now() {
    return Math.round(this.line.clock.now());
  }

  // --- What a page asks for -----------------------------------------------------------------------------------

  /** Ask for what means this moment, with what the person saw. Without a line it is not sent, now or later. */
  async send(kind, data = {}, expect = {}) {
    if (!this.online) return refusedHere("offline");
    const { moment, answer } = this.moments.begin(kind, data, expect, this.now());
    this.fly(moment);
    this.tell("status", "change");
    return answer;
  }

  /** Hand over what a person wrote. `slot`: a newer one for the same slot replaces one that has not been sent. */
  keep(kind, data, { slot = "" } = {}) {
    if (!KEEP.has(kind)) throw new TypeError(`${kind} means its moment: it is sent, not kept`);
    const item = this.outbox.add(kind, data, { slot, at: this.now() });
    this.flush();
    return item;
  }

  /** Send once more what did not arrive or was set aside. */
  again(id) {
    const moment = this.online && this.moments.again(id);
    if (moment) this.fly(moment);
    this.outbox.again(id);
    this.flush();
    this.tell("status", "change");
  }

  /** Let go of what did not arrive or was set aside. */
  leave(id) {
    if (this.moments.all.get(id)?.state === "asked") this.moments.finish(id, refusedHere("dropped"));
    else this.outbox.discard(id);
    this.tell("status", "change");
  }

  // --- Frames -------------------------------------------------------------------------------------------------

  hear(frame) {
    HEARD[frame.type]?.call(this, frame);
  }

  welcome(frame) {
    Object.assign(this, { you: frame.you, limits: frame.limits || {}, build: frame.build, stoppedFor: "" });
    if (frame.view !== this.view) {
      Object.assign(this, { view: frame.view, state: null, seq: 0 });
      this.outbox.reached(Infinity); // another view counts differently
    }
    if (frame.you.seat !== this.outbox.seat) this.outbox = this.outboxOf(frame.you.seat, true);
    this.line.welcomed(frame.now);
    if (this.moments.unsure.length) this.line.send(JSON.stringify({ type: "did", ids: this.moments.unsure }));
    this.flush();
  }

  snapshot(frame) {
    Object.assign(this, { state: frame.state, seq: frame.seq });
    this.outbox.reached(this.seq);
    this.tell("change");
  }

  event(frame) {
    if (frame.seq <= this.seq) return;
    if (frame.seq !== this.seq + 1 || !this.state) return this.line.break();
    this.state = merge(this.state, frame.patch);
    this.seq = frame.seq;
    this.outbox.reached(this.seq);
    this.unseen += 1;
    if (this.unseen >= SEEN_EVERY) {
      this.unseen = 0;
      this.line.ping();
    }
    this.dispatchEvent(new CustomEvent("event", { detail: frame }));
    this.tell("change");
  }

  ack(frame) {
    const item = this.outbox.acked(frame.id, frame.seq, this.seq);
    this.moments.acked(frame);
    if (item) this.dispatchEvent(new CustomEvent("ack", { detail: { item, frame } }));
    this.flush();
    this.tell("status", "change");
  }

  refuse(frame) {
    if (this.moments.all.has(frame.id)) {
      const wait = this.moments.refused(frame);
      if (wait) setTimeout(() => this.retry(frame.id), wait * 1000);
    } else if (TEMPORARY.has(frame.code)) {
      this.outbox.later(frame.id, steady() + (frame.retry_after || 1) * 1000);
    } else {
      const item = this.outbox.setAside(frame.id, frame.code, frame.message);
      if (item) this.dispatchEvent(new CustomEvent("refuse", { detail: { item, frame } }));
    }
    this.flush();
    this.tell("status", "change");
  }

  did(frame) {
    for (const moment of this.moments.told(frame.ids)) this.fly(moment);
    this.tell("status", "change");
  }

  here(frame) {
    this.presence = frame.seats;
    this.tell("change");
  }

  // --- The line -----------------------------------------------------------------------------------------------

  address() {
    const address = new URL(this.config.ws, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    if (this.view && this.state) {
      address.searchParams.set("after", this.seq);
      address.searchParams.set("view", this.view);
    }
    return address;
  }

  /** The line is gone. Returns true when it must not come back by itself, whatever the code says. */
  lost({ code, rule, blame }) {
    this.moments.broke();
    if (code === 4413) this.outbox.items.filter((item) => item.flying).forEach((item) => this.outbox.setAside(item.id, "too_large", wordsFor("too_large")));
    this.outbox.broke(blame && SUSPICIOUS.has(code));
    if (rule.go === "fresh") this.view = null;
    if (rule.go === "stop") this.moments.finishAll(refusedHere("stopped"));
    if (rule.why === "old_page") this.reload();
    if (this.config.user && isAnothers(this.config.user)) {
      this.stoppedFor = "another_person";
      this.moments.finishAll(refusedHere("stopped"));
      return true;
    }
    return false;
  }

  fly({ id, kind, data, expect }) {
    const text = JSON.stringify({ id, kind, data, expect });
    if (this.isTooLarge(text)) this.moments.finish(id, refusedHere("too_large"));
    else this.line.send(text);
  }

  retry(id) {
    const moment = this.moments.all.get(id);
    if (moment?.state === "flying" && this.online) this.fly(moment);
  }

  /** Send the next kept item, if it is time for one. */
  flush() {
    if (!this.online || this.outbox.seat !== this.you?.seat) return;
    clearTimeout(this.waiting);
    const now = steady();
    const item = this.outbox.next(now);
    if (!item) {
      const wait = this.outbox.wait(now);
      if (wait !== undefined) this.waiting = setTimeout(() => this.flush(), wait);
      return;
    }
    const text = JSON.stringify({ id: item.id, kind: item.kind, data: item.data });
    if (this.isTooLarge(text)) {
      this.outbox.setAside(item.id, "too_large", wordsFor("too_large"));
      this.flush();
    } else if (this.line.send(text)) {
      this.outbox.sent(item, now);
    }
  }

  isTooLarge(text) {
    return bytes(text) > (this.limits.frame || FRAME);
  }

  /** Once a second: an answer that never came is asked for again. */
  tick() {
    const [item] = this.outbox.waiting;
    if (this.online && item?.flying && steady() - item.sentAt > UNANSWERED) this.outbox.later(item.id, 0);
    this.flush();
  }

  outboxOf(seat, load = false) {
    const { user, ws } = this.config;
    const vault = this.makeVault({ user, seat, stream: new URL(ws, location.href).pathname });
    const outbox = new Outbox(vault, () => this.tell("status", "change"));
    outbox.seat = seat;
    if (load) outbox.load().then(() => this.flush());
    return outbox;
  }

  tell(...names) {
    for (const name of names) {
      this.dispatchEvent(new Event(name));
      this[`on${name}`]?.();
    }
  }
}

const HEARD = {
  welcome: Stream.prototype.welcome,
  snapshot: Stream.prototype.snapshot,
  event: Stream.prototype.event,
  ack: Stream.prototype.ack,
  refuse: Stream.prototype.refuse,
  did: Stream.prototype.did,
  presence: Stream.prototype.here,
};

function refusedHere(code) {
  return { ok: false, code, message: wordsFor(code), data: {} };
}

/** Load the page anew, but not for ever: a server that still calls it old after that needs a person. */
function reloadOnce() {
  const address = new URL(location.href);
  if (address.searchParams.get("reloaded")) return;
  address.searchParams.set("reloaded", "1");
  location.replace(address);
}
