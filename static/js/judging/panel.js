/* The panel as this seat sees it: the stream's state, with what was written on this device drawn over it, and what a
   person does. It decides nothing; the server does. The same face as the room's table, so buttons work for both. */
import { cellsOf, filled, missing } from "./sums.js";

export class Panel {
  /** @param {import("../live/stream.js").Stream} stream */
  constructor(stream, config, redraw) {
    Object.assign(this, { stream, config, redraw, acts: new Map(), ui: {} });
  }

  get state() {
    return this.stream.state;
  }

  get you() {
    return this.stream.you || {};
  }

  get seat() {
    return this.you.seat || this.config.seat;
  }

  get role() {
    return this.you.role || this.config.role;
  }

  may(kind) {
    return Boolean(this.you.may?.includes(kind));
  }

  // --- A judge's own cells ------------------------------------------------------------------------------------

  /** Whether this judge may still change the ballot. */
  get open() {
    return this.may("score.set") && this.ballot !== "submitted" && !this.standing;
  }

  get ballot() {
    return this.state.ballots?.[this.seat];
  }

  /** Whether a result stands, so that nothing it rests on changes any more. */
  get standing() {
    return ["confirmed", "published"].includes(this.state.result?.status);
  }

  get cells() {
    return cellsOf(this.state);
  }

  /** A cell as the person last left it: {value, note, at}, saved or not. */
  cell(criterion, subject) {
    const own = this.newest(criterion, subject)?.data;
    return { value: "", note: "", ...this.state.scores?.[criterion]?.[subject], ...own };
  }

  value(criterion, subject) {
    return this.cell(criterion, subject).value;
  }

  get missing() {
    return missing(this.cells, (criterion, subject) => this.value(criterion, subject));
  }

  /** How a cell stands: empty, saved, saving, kept (on this device), page (only on this page) or refused. */
  mark(criterion, subject) {
    const slot = slotOf(criterion, subject);
    if (this.stream.aside.some((item) => item.slot === slot)) return "refused";
    const item = this.newest(criterion, subject);
    if (item && item.until === null) return this.stream.online ? "saving" : item.stored ? "kept" : "page";
    const { value, note } = this.cell(criterion, subject);
    return value || note ? "saved" : "empty";
  }

  /** Change a cell: value, note, or both. The whole cell is sent, so that a newer item says all that an older did. */
  score(criterion, subject, change) {
    const { value, note, at, ...rest } = { ...this.cell(criterion, subject), ...change };
    const moment = note ? { at: at ?? this.stream.now() } : {};
    this.stream.keep("score.set", { ...rest, criterion, subject, value, note, ...moment }, { slot: slotOf(criterion, subject) });
  }

  newest(criterion, subject) {
    const slot = slotOf(criterion, subject);
    return this.stream.pending.findLast((item) => item.slot === slot);
  }

  /** What the person saw when they submitted. */
  get seenScores() {
    return { scores: filled(this.state.scores) };
  }

  // --- Officials ----------------------------------------------------------------------------------------------

  get seenBallots() {
    return { ballots: { ...this.state.ballots } };
  }

  get seenResult() {
    return { result: this.state.result?.seq ?? 0 };
  }

  // --- What a person does -------------------------------------------------------------------------------------

  /** Send what means this moment. Resolves to true when it is done; a refusal stands at `key` in words. */
  async act(key, kind, data, expect) {
    this.acts.set(key, { waiting: true });
    this.redraw();
    const answer = await this.stream.send(kind, data, expect);
    if (answer.ok) this.acts.delete(key);
    else this.acts.set(key, { refused: answer.message });
    if (answer.receipt) this.onreceipt?.(answer.receipt);
    if (answer.ok && kind === "ballot.submit") this.onsubmitted?.();
    this.redraw();
    return answer.ok;
  }

  forget(key) {
    this.acts.delete(key);
    this.redraw();
  }

  /** Change what only this page knows, such as which part is in view. */
  set(change) {
    Object.assign(this.ui, change);
    this.redraw();
  }
}

export function slotOf(criterion, subject) {
  return `${criterion} ${subject}`;
}
