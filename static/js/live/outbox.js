/* What a person wrote and the server has not acknowledged yet: in order, one on its way at a time, kept in a vault.
   Pure but for the vault that is handed in. It sends nothing itself and shows nothing.

   One at a time on purpose: after a refusal that passes, a later value must not overtake an earlier one, and when the
   line breaks it is clear which item was on its way. An item is never changed once it is made; a newer one for the
   same slot takes the place of one that waits. */
import { LOSSES, newId } from "./codes.js";

/**
 * @typedef {object} Item
 * @property {string} id of the command, for ever
 * @property {string} kind
 * @property {object} data
 * @property {string} slot what it is about, such as one cell of a ballot; "" for what stands alone
 * @property {number} at epoch ms when it was written
 * @property {{code: string, message: string}|null} aside why it is not sent by itself any more
 * @property {boolean} stored whether it would outlive this tab
 * @property {boolean} flying whether it is on its way
 * @property {number|null} until the seq at which the state shows it, once acknowledged
 */

export class Outbox {
  constructor(vault, changed = () => {}) {
    Object.assign(this, { vault, changed, items: [], work: Promise.resolve(), loaded: false });
    // Another tab of the same seat holds the same items: what goes here goes there.
    this.others = globalThis.BroadcastChannel && new BroadcastChannel(`xieshang-unsent:${vault.owner}`);
    if (this.others) this.others.onmessage = ({ data: id }) => this.gone(id);
  }

  /** An item is done with, or was replaced, in another tab. */
  gone(id) {
    const item = this.find(id);
    if (!item || item.flying) return;
    this.items = this.items.filter((one) => one !== item);
    this.changed();
  }

  /** Take in what an earlier page left, before what was written on this one. Resolves when it is there. */
  async load() {
    const entries = await this.vault.open();
    const left = entries.map(({ n, value }) => ({ ...value, ...FRESH, n, stored: true }));
    this.items = [...left, ...this.items];
    for (const item of this.items) if (item.n === undefined) this.store(item);
    this.loaded = true;
    this.changed();
  }

  get mode() {
    return this.vault.mode;
  }

  /** What is still to reach the server, in order. */
  get waiting() {
    return this.items.filter((item) => !item.aside && item.until === null);
  }

  /** What the server did not take, or what broke the line: for the person to see, copy, try again or drop. */
  get aside() {
    return this.items.filter((item) => item.aside);
  }

  /** What the person wrote and the state does not show yet: to be drawn over it. */
  get over() {
    return this.items.filter((item) => !item.aside);
  }

  /** Hand in what a person wrote. */
  add(kind, data, { slot = "", at = Date.now() } = {}) {
    const item = { id: newId(), kind, data, slot, at, aside: null, ...FRESH };
    const older = slot ? this.items.filter((one) => one.slot === slot && !one.flying && one.until === null) : [];
    this.items.push(item);
    if (this.loaded) this.store(item);
    for (const one of older) this.drop(one);
    this.changed();
    return item;
  }

  /** The item to send now, or null: none waits, one is on its way, or it is too early to try again. */
  next(now) {
    const [first] = this.waiting;
    return first && this.loaded && !first.flying && first.notBefore <= now ? first : null;
  }

  /** Milliseconds until `next` may have something, or undefined. */
  wait(now) {
    const [first] = this.waiting;
    return first && !first.flying && first.notBefore > now ? first.notBefore - now : undefined;
  }

  sent(item, now) {
    Object.assign(item, { flying: true, sentAt: now });
  }

  /** Acknowledged: durable on the server. It stays drawn until the state shows it, at `seq`. */
  acked(id, seq, shown) {
    const item = this.find(id);
    if (!item) return null;
    this.forget(item);
    Object.assign(item, { flying: false, aside: null, until: seq });
    this.reached(shown);
    return item;
  }

  /** The state stands at `seq` now: what it shows need not be drawn over it. */
  reached(seq) {
    if (!this.items.some((item) => item.until !== null)) return;
    this.items = this.items.filter((item) => item.until === null || item.until > seq);
    this.changed();
  }

  /** Not now, but later: it keeps its place. */
  later(id, notBefore) {
    const item = this.find(id);
    if (item) Object.assign(item, { flying: false, notBefore });
    this.changed();
    return item;
  }

  /** The line broke. `blame`: it broke right after something was sent, so what was on its way may be why. */
  broke(blame) {
    const item = this.items.find((one) => one.flying);
    if (!item) return;
    item.flying = false;
    item.losses = blame ? item.losses + 1 : item.losses;
    if (item.losses >= LOSSES) this.setAside(item.id, "breaks_the_line", "");
    this.changed();
  }

  setAside(id, code, message) {
    const item = this.find(id);
    if (!item) return null;
    Object.assign(item, { flying: false, losses: 0, aside: { code, message } });
    this.store(item);
    this.changed();
    return item;
  }

  /** The person wants it sent once more, as it was. */
  again(id) {
    const item = this.find(id);
    if (!item?.aside) return;
    Object.assign(item, { aside: null, notBefore: 0 });
    this.store(item);
    this.changed();
  }

  /** The person has seen it and lets it go. */
  discard(id) {
    const item = this.find(id);
    if (item && !item.flying) this.drop(item);
    this.changed();
  }

  find(id) {
    return this.items.find((item) => item.id === id);
  }

  drop(item) {
    this.items = this.items.filter((one) => one !== item);
    this.forget(item);
  }

  /** Write it into the vault, after what was handed to the vault before. */
  store(item) {
    const { id, kind, data, slot, at, aside } = item;
    this.work = this.work.then(async () => {
      item.n = await this.vault.put({ id, kind, data, slot, at, aside }, item.n);
      item.stored = this.vault.mode !== "memory";
      this.changed();
    });
  }

  forget(item) {
    this.others?.postMessage(item.id);
    this.work = this.work.then(() => this.vault.remove(item.n));
  }
}

const FRESH = { stored: false, flying: false, losses: 0, notBefore: 0, until: null, n: undefined };
