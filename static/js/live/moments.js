/* Commands that mean this moment, on their way: what was asked for, and what became of it. They are never sent again
   by themselves after a lost line: the server is asked whether they arrived, and if not, the person is.
   Pure; it sends through the function that is handed to each call. */
import { TEMPORARY, newId } from "./codes.js";

const TRIES = 5; // of a command that the server puts off, before the person is told

/**
 * @typedef {object} Moment
 * @property {string} id
 * @property {string} kind
 * @property {object} data
 * @property {object} expect what the person saw
 * @property {number} at epoch ms when it was asked for
 * @property {"flying"|"unsure"|"asked"} state asked: it did not arrive, and the person decides
 */
export class Moments {
  constructor() {
    /** @type {Map<string, Moment>} */
    this.all = new Map();
  }

  /** What did not arrive and waits for the person's word. */
  get asked() {
    return [...this.all.values()].filter((one) => one.state === "asked");
  }

  get unsure() {
    return [...this.all.values()].filter((one) => one.state === "unsure").map((one) => one.id);
  }

  get flying() {
    return [...this.all.values()].filter((one) => one.state === "flying");
  }

  /** A new one, and the promise of its answer. */
  begin(kind, data, expect, at) {
    const moment = { id: newId(), kind, data, expect, at, state: "flying", tries: 0 };
    const answer = new Promise((resolve) => Object.assign(moment, { resolve }));
    this.all.set(moment.id, moment);
    return { moment, answer };
  }

  /** The line broke: of what was on its way nobody knows. */
  broke() {
    for (const moment of this.flying) moment.state = "unsure";
  }

  /** The server's answer to `did`: those to send once more for their receipt, because they are done. */
  told(ids) {
    const done = [];
    for (const [id, what] of Object.entries(ids)) {
      const moment = this.all.get(id);
      if (moment?.state !== "unsure") continue;
      moment.state = what === "done" ? "flying" : "asked";
      if (what === "done") done.push(moment);
    }
    return done;
  }

  acked(frame) {
    this.finish(frame.id, { ok: true, seq: frame.seq, receipt: frame.receipt });
  }

  /** A refusal of one of these. Seconds until it is to be sent again, or undefined when it was answered. */
  refused(frame) {
    const moment = this.all.get(frame.id);
    if (!moment) return undefined;
    moment.tries += 1;
    if (TEMPORARY.has(frame.code) && moment.tries < TRIES) return frame.retry_after || 1;
    const { code, message, data = {} } = frame;
    this.finish(frame.id, { ok: false, code, message, data });
    return undefined;
  }

  /** The person wants it sent, or lets it go. */
  again(id) {
    const moment = this.all.get(id);
    if (moment?.state !== "asked") return null;
    moment.state = "flying";
    return moment;
  }

  finish(id, answer) {
    const moment = this.all.get(id);
    if (!moment) return;
    this.all.delete(id);
    moment.resolve(answer);
  }

  finishAll(answer) {
    for (const id of [...this.all.keys()]) this.finish(id, answer);
  }
}
