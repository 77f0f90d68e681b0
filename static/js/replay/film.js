/* A session as its log tells it: any moment of it from keyframes and merge patches, and what lies at which moment.
   Pure; it is handed everything once and asks for nothing. */
import { merge } from "../live/merge.js";

const EVERY = 50; // frames between two keyframes: at most so many patches from any moment to the next

/**
 * @typedef {object} Frame an event as the wire carried it: {seq, kind, at, by, data, patch}
 * @typedef {object} Moment {at, seq, what, side?, data} something one may want to jump to
 */
export class Film {
  /** @param {{state: object, frames: Frame[]}} told the view before the first event, and all its events in order */
  constructor({ state, frames }) {
    this.frames = frames;
    this.keyframes = [state];
    let folded = state;
    frames.forEach((frame, i) => {
      folded = merge(folded, frame.patch);
      if ((i + 1) % EVERY === 0) this.keyframes.push(folded);
    });
    this.last = { index: 0, state };
    this.begin = frames.find((frame) => frame.kind === "session.opened")?.at ?? frames[0]?.at ?? 0;
    this.end = Math.max(this.begin + 1000, frames.filter((frame) => !AFTERWARDS.has(frame.kind)).at(-1)?.at ?? 0);
    this.moments = frames.flatMap((frame) => momentOf(frame) || []);
    this.phases = bands(frames, "phase.started", this.end, (frame) => frame.kind === "phase.started");
    this.caucuses = bands(frames, "caucus.started", this.end, (frame) => ["caucus.ended", "clock.resumed"].includes(frame.kind));
    this.pauses = bands(frames, "clock.paused", this.end, (frame) => frame.kind === "clock.resumed");
  }

  /** How many events had happened by `at`. */
  indexAt(at) {
    let [low, high] = [0, this.frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.frames[middle].at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The view after the first `index` events: from the nearest keyframe, or from where it was last asked for. */
  stateAfter(index) {
    const key = Math.floor(index / EVERY);
    const near = this.last.index <= index && this.last.index >= key * EVERY;
    let { index: at, state } = near ? this.last : { index: key * EVERY, state: this.keyframes[key] };
    for (; at < index; at += 1) state = merge(state, this.frames[at].patch);
    this.last = { index, state };
    return state;
  }

  /** The first moment of an event after `at`, or the last one before it; undefined where there is none. */
  beside(at, step, among = this.frames) {
    return step > 0 ? among.find((one) => one.at > at)?.at : among.findLast((one) => one.at < at)?.at;
  }
}

/** What may come long after people have gone home, and is not worth an empty hour at the end of the bar. */
const AFTERWARDS = new Set(["session.closed", "seat.given", "seat.taken", "minutes.written", "caucus.said", "ruled"]);

/** The stretches that a kind begins and `ends` ends: [{from, to, data}]. */
function bands(frames, kind, end, ends) {
  const found = [];
  frames.forEach((frame, i) => {
    if (frame.kind !== kind) return;
    const to = frames.slice(i + 1).find(ends)?.at ?? end;
    found.push({ from: frame.at, to, data: frame.data });
  });
  return found;
}

const WORTH_A_JUMP = new Set([
  "agreement.signed",
  "caucus.started",
  "clock.paused",
  "fact.shown",
  "impasse.declared",
  "inject.released",
  "issue.reopened",
  "offer.accepted",
  "offer.recorded",
  "offer.rejected",
  "offer.tabled",
  "offer.withdrawn",
  "phase.started",
  "ruled",
  "session.agreed",
  "session.opened",
  "session.suspended",
]);

function momentOf({ kind, at, seq, by, data }) {
  return WORTH_A_JUMP.has(kind) ? { at, seq, by, data, what: kind } : undefined;
}
