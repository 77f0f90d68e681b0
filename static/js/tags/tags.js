/* The tags of one coder: what the server has, what waits on this device, and sending it through bad wifi. A tag has
   its id from the moment it is pressed, so that sending it twice does nothing twice. Draws nothing. */
import { steady } from "../live/clock.js";
import { Outbox } from "../live/outbox.js";
import { Vault } from "../live/vault.js";

const AGAIN = 3000; // ms after a failed try

/**
 * @typedef {object} Tag {id, at, code, side, speaker, offer}
 */
export class Tags {
  /** `pad`: {url, csrf, mine: Tag[]} of the server. `changed` is called after anything is other than it was. */
  constructor(pad, user, changed) {
    Object.assign(this, { url: pad.url, csrf: pad.csrf, changed, problem: "" });
    this.kept = new Map(pad.mine.map((tag) => [tag.id, tag]));
    this.outbox = new Outbox(new Vault({ user, seat: "coder", stream: pad.url }), changed);
  }

  async start() {
    await this.outbox.load();
    addEventListener("online", () => this.flush());
    this.flush();
  }

  /** All tags of this coder in order: those on the server and those on their way, without what was taken back. */
  get all() {
    const tags = new Map(this.kept);
    for (const { data } of this.outbox.over) {
      if (data.gone) tags.delete(data.id);
      else tags.set(data.id, data);
    }
    return [...tags.values()].sort((a, b) => a.at - b.at);
  }

  get waiting() {
    return this.outbox.waiting.length;
  }

  get refused() {
    return this.outbox.aside;
  }

  /** Tag a moment. Returns the tag. */
  add(tag) {
    const made = { id: uuid(), ...tag };
    this.outbox.add("tag", made);
    this.flush();
    return made;
  }

  takeBack(id) {
    this.outbox.add("tag", { id, gone: true });
    this.flush();
  }

  drop(item) {
    this.outbox.discard(item.id);
  }

  /** Send what waits, one after the other. */
  async flush() {
    clearTimeout(this.timer);
    const item = this.outbox.next(steady());
    if (!item) {
      const wait = this.outbox.wait(steady());
      if (wait !== undefined) this.timer = setTimeout(() => this.flush(), wait);
      return;
    }
    this.outbox.sent(item, steady());
    await this.send(item);
    this.flush();
  }

  async send(item) {
    let answer;
    try {
      answer = await fetch(this.url, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf }, body: JSON.stringify(item.data) });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no line
      this.later(item, "");
      return;
    }
    if (answer.ok && !answer.redirected) this.done(item);
    else if (answer.status === 422) this.outbox.setAside(item.id, ...(await refusal(answer)));
    else this.later(item, answer.redirected || answer.status === 403 ? gettext("Sign in again, then your tags are sent.") : "");
  }

  later(item, problem) {
    this.problem = problem;
    this.outbox.later(item.id, steady() + AGAIN);
  }

  done(item) {
    this.problem = "";
    if (item.data.gone) this.kept.delete(item.data.id);
    else this.kept.set(item.data.id, item.data);
    this.outbox.acked(item.id, 0, 0);
    this.changed();
  }
}

async function refusal(answer) {
  const { code, message } = await answer.json();
  return [code, message];
}

/** A random UUID, also on addresses without HTTPS, where `crypto.randomUUID` is missing. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
