/* What the hall's clock showed when something happened: a judge remembers "at 12:40 of the bargaining", not the time of
   day. It follows the session's stream and remembers, in this tab, what it was asked about. */
import { countdown } from "../live/clock.js";
import { text, timeOf } from "../room/words.js";

export class HallClock {
  /** @param {import("../live/stream.js").Stream|undefined} session the stream of the session that is judged */
  constructor(session) {
    this.session = session;
    this.name = `hall-clock:${session?.config.ws || ""}`;
    this.known = this.read();
  }

  /** What the hall sees now: the phase and its time left; "" where no clock runs. */
  now() {
    const { phase, scenario } = this.session?.state || {};
    if (!phase?.number) return "";
    const left = phase.remaining ?? (phase.ends_at ? Math.max(0, phase.ends_at - this.session.now()) : undefined);
    const title = text(Object.values(scenario?.phases || {}).find((one) => one.number === phase.number)?.title);
    return [title, left === undefined ? "" : countdown(left)].filter(Boolean).join(" ");
  }

  /** Remember that the hall's clock stands as it does at this moment. */
  mark(at) {
    const words = this.now();
    if (!words) return;
    this.known[at] = words;
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.known));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // remembered for as long as the page
    }
  }

  /** A moment in words: what the hall's clock showed where that is remembered, and the time of day. */
  words(at) {
    return [this.known[at], timeOf(at)].filter(Boolean).join(" · ");
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name)) || {};
    } catch (error) {
      if (error instanceof DOMException || error instanceof SyntaxError) return {};
      throw error;
    }
  }
}
