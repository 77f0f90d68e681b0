/* The table as this seat sees it: the stream's state with what follows from it for a person (who presides, what is
   not possible now and why, what they saw when they pressed). It decides nothing; the server does. */
import { html, nothing } from "../../vendor/lit-html.js";
import { refusal } from "./act.js";
import { phasesOf } from "./run.js";
import { issuesOf, unlawful } from "./terms.js";
import { SIDES, other, sideName } from "./words.js";

/** What is possible at any time until the session is closed. */
const ALWAYS = new Set(["caucus.say", "ruling.make", "minutes.write", "seat.give", "seat.take"]);

export class Table {
  /** `stream` carries state, you, presence and sends; `redraw` is called after anything changes here. */
  constructor(stream, config) {
    Object.assign(this, { stream, config, acts: new Map(), ui: {}, redraw: () => {} });
  }

  // What the stream says ------------------------------------------------------------------------------------

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
    return this.config.role;
  }

  get side() {
    return this.config.side;
  }

  get limits() {
    return this.stream.limits || {};
  }

  get presence() {
    return this.stream.presence;
  }

  now() {
    return this.stream.now();
  }

  may(kind) {
    return Boolean(this.you.may?.includes(kind));
  }

  // What follows from it ------------------------------------------------------------------------------------

  get phase() {
    return phasesOf(this.state).find((phase) => phase.number === this.state.phase?.number);
  }

  /** Milliseconds of the phase that are left; undefined where no clock runs. */
  left() {
    const { phase } = this.state;
    if (phase?.remaining !== undefined) return phase.remaining;
    return phase?.ends_at ? phase.ends_at - this.now() : undefined;
  }

  get paused() {
    return this.state.status === "paused";
  }

  /** The caucus that is running: {side, ends_at}, or undefined. */
  get caucus() {
    return this.state.phase?.caucus;
  }

  /** Whether the clock of the phase stands, for a pause or a caucus. */
  get stands() {
    return this.state.phase?.remaining !== undefined;
  }

  /** Whether the host has closed the session: nothing at all can follow. */
  get closed() {
    return Boolean(this.state.outcome);
  }

  get over() {
    return ["agreed", "suspended", "abandoned"].includes(this.state.status);
  }

  /** This side's own brief, where the view holds one. */
  get brief() {
    return this.state.scenario?.brief;
  }

  get constraints() {
    return this.state.scenario?.constraints;
  }

  /** What options are worth to this seat's own side: {side, label, points, interactions}; undefined without a side. */
  get own() {
    const { points, interactions } = this.state.scenario || {};
    return this.side && points ? { side: this.side, label: gettext("Worth to us"), points, interactions } : undefined;
  }

  /** Whose points this view holds: the own side's for a team, both for a judge, nobody's for everyone else. */
  get worths() {
    if (this.own) return [this.own];
    const sides = this.state.scenario?.judging || {};
    return SIDES.filter((side) => sides[side]?.points).map((side) => ({ side, label: sideName(side), ...sides[side] }));
  }

  /** Whether this seat gives the floor: the presiding chief, or the host. */
  get presides() {
    return this.may("floor.give") && (this.role === "host" || this.state.phase?.presides === this.side);
  }

  /** Milliseconds each side has spoken, the one that speaks now included. */
  get speaking() {
    const { floor, seats, speaking, status } = this.state;
    const running = status === "open" && !this.stands && floor?.seat ? seats?.[floor.seat]?.side : "";
    return Object.fromEntries(
      SIDES.map((side) => [
        side,
        (speaking?.[side] || 0) + (side === running ? Math.max(0, this.now() - floor.since) : 0),
      ]),
    );
  }

  get speechWords() {
    const speech = this.phase?.speech;
    if (speech === "open") return gettext("Everybody at the table may speak.");
    if (speech === "none") return gettext("Nobody speaks in this phase.");
    if (SIDES.includes(speech)) return interpolate(gettext("In this phase the %s speaks."), [sideName(speech)]);
    return gettext("Nobody has the floor.");
  }

  // What a person saw when they pressed ---------------------------------------------------------------------

  get seenPhase() {
    return { phase: this.state.phase?.number || 0 };
  }

  get seenTerms() {
    return { terms: this.state.terms_version || 0 };
  }

  /** Why `kind` is not possible just now, in words; "" when it seems to be. The server has the last word. */
  whyNo(kind, about = {}) {
    const { state } = this;
    if (this.closed) return gettext("The session is closed.");
    if (kind === "session.close") return this.whyNotClose(about.outcome);
    if (ALWAYS.has(kind)) return "";
    if (this.over) return gettext("The session is over.");
    if (kind === "session.open") return state.status === "planned" ? "" : gettext("The session is open.");
    if (kind === "offer.draft") return "";
    if (state.status === "planned") return gettext("The session is not open yet.");
    if (kind === "clock.resume") return this.stands ? "" : gettext("The clock is running.");
    if (kind === "phase.extend" || kind === "impasse.declare") return "";
    if (this.caucus) return gettext("The sides are in caucus.");
    if (this.paused) return gettext("The clock stands still.");
    return this.whyNotAtTheTable(kind, about, this.phase || {});
  }

  whyNotClose(outcome) {
    const { status } = this.state;
    if ((outcome === "agreed") !== (status === "agreed")) {
      return status === "agreed" ? gettext("Both chiefs have signed.") : gettext("Both chiefs have to sign first.");
    }
    return outcome === "suspended" && status === "planned" ? gettext("The session is not open yet.") : "";
  }

  whyNotAtTheTable(kind, about, phase) {
    const { state } = this;
    const holder = state.floor?.seat;
    switch (kind) {
      case "phase.next":
        return state.phase.number < phasesOf(state).length ? "" : gettext("This is the last phase.");
      case "floor.ask":
        if (!["floor", this.side].includes(phase.speech)) return this.speechWords;
        return this.seat in (state.floor?.queue || {}) ? gettext("You are already waiting.") : "";
      case "floor.yield":
        return holder === this.seat ? "" : gettext("You do not have the floor.");
      case "floor.give":
        if (!["floor", state.seats?.[about.seat]?.side].includes(phase.speech)) return this.speechWords;
        return holder === about.seat ? gettext("This seat has the floor.") : "";
      case "say":
      case "fact.show":
        if (kind === "say" && phase.speech === "none") return this.speechWords;
        return phase.speech === "open" || holder === this.seat ? "" : gettext("Ask for the floor first.");
      case "caucus.call":
        if (!phase.caucus) return gettext("No caucus can be called in this phase.");
        return this.callsLeft === 0 ? gettext("Your side has no caucus left.") : "";
      case "inject.release":
        return phase.injects ? "" : gettext("No news comes in this phase.");
      case "offer.accept":
      case "offer.confirm":
        if (unlawful(state, about.terms || {}).length) return gettext("Part of it is below the statutory minimum.");
        if (this.settled(about.terms)) return gettext("A point in it is agreed otherwise. Reopen that point first.");
        return phase.offers ? "" : gettext("No offers in this phase.");
      case "offer.table":
      case "offer.record":
      case "issue.reopen":
        return phase.offers ? "" : gettext("No offers in this phase.");
      case "agreement.sign":
        return this.whyNotSign();
    }
    return "";
  }

  /** Whether terms say otherwise than what is agreed. */
  settled(terms = {}) {
    return Object.entries(terms).some(([issue, option]) => (this.state.agreed?.[issue] ?? option) !== option);
  }

  whyNotSign() {
    const { state } = this;
    const open = issuesOf(state).filter(([issue]) => state.agreed?.[issue] === undefined).length;
    if (open) return interpolate(ngettext("%s issue is still open.", "%s issues are still open.", open), [open]);
    if (!(this.side in (state.signatures || {}))) return "";
    return interpolate(gettext("You have signed. The %s has still to sign."), [sideName(other(this.side))]);
  }

  get callsLeft() {
    return this.state.calls?.[this.side];
  }

  // What a person does --------------------------------------------------------------------------------------

  /** Send what means this moment. Resolves to true when it is done; a refusal stands at `key` in words. */
  async act(key, kind, data, expect) {
    this.acts.set(key, { waiting: true });
    this.redraw();
    const answer = await this.stream.send(kind, data, expect);
    if (answer.ok) this.acts.delete(key);
    else this.acts.set(key, { refused: answer.message });
    this.redraw();
    return answer.ok;
  }

  forget(key) {
    this.acts.delete(key);
    this.redraw();
  }

  /** Hand over what a person wrote: it is kept on this device until the server has it. */
  write(kind, data) {
    this.stream.keep(kind, data);
    this.redraw();
  }

  /** What of `kind` lies on this device because there is no line; what was refused stands in the bar above. */
  unsaved(kind) {
    const waiting = this.stream.online ? [] : this.stream.pending.filter((one) => one.kind === kind && one.until === null);
    if (!waiting.length) return nothing;
    return html`<div class="unsaved">
      <p class="quiet">${gettext("Kept on this device; it is sent when the connection is back:")}</p>
      <ul>
        ${waiting.map((one) => html`<li>${one.data.text || one.data.note || gettext("a draft")}</li>`)}
      </ul>
    </div>`;
  }

  /** What a line of the minutes is about, for `refers_to`: only what was stamped. */
  refersTo(stamps) {
    const about = Object.fromEntries(Object.entries(stamps).filter(([, value]) => value));
    return Object.keys(about).length ? { refers_to: about } : {};
  }

  refusal(key) {
    return refusal(this, key);
  }

  /** Change what only this page knows, such as an open comparison. */
  set(change) {
    Object.assign(this.ui, change);
    this.redraw();
  }
}
