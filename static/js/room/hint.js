/* What stands beside the table for whoever practises: hints when they are wanted, a trainer's tips, and the way on
   when it is over. Hints come from the server, which reads them from one's own papers alone. */
import { html, nothing } from "../../vendor/lit-html.js";
import { keep, kept } from "./memory.js";
import { inOrder, issueTitle, issuesOf, optionText } from "./terms.js";
import { fillTray } from "./tray.js";
import { signed } from "./words.js";

const EVERY = 5000; // a trainer's tip is not on the stream

/** The pane of the hints for whoever practises, else undefined. */
export function hinting(config, stream) {
  if (!config.practice) return undefined;
  const hints = new Hints(config.practice, stream);
  return {
    key: "hints",
    label: config.practice.hints ? gettext("Hints") : gettext("Practice"),
    mount: () => hints.start(),
    draw: (table) => hints.template(table),
  };
}

class Hints {
  constructor({ hint, hints, index }, stream) {
    Object.assign(this, { address: hint, offered: hints, index, stream, found: {}, seen: undefined, problem: false });
  }

  start() {
    this.ask();
    setInterval(() => document.hidden || this.ask(), EVERY);
  }

  /** What the server would say now; asked again whenever the offers or what is agreed are others. */
  async ask() {
    if (this.asking) return;
    this.asking = true;
    try {
      const answer = await fetch(this.address);
      this.problem = !answer.ok;
      if (answer.ok) this.found = await answer.json();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // the network: the next try says it anew
      this.problem = true;
    } finally {
      this.asking = false;
      this.stream.onchange?.();
    }
  }

  template(table) {
    const { offers, agreed } = table.state;
    if (this.seen && (this.seen.offers !== offers || this.seen.agreed !== agreed)) queueMicrotask(() => this.ask());
    this.seen = { offers, agreed };
    const shown = this.offered && kept("hints", false);
    return html`<div class="block">
      <div class="block__head">
        <h2>${gettext("Practice")}</h2>
        ${this.offered && !table.over
          ? html`<button type="button" class="btn btn-secondary btn-small" aria-pressed=${shown ? "true" : "false"} @click=${() => this.toggle(table, shown)}>
              ${shown ? gettext("Hide hints") : gettext("Show hints")}
            </button>`
          : nothing}
      </div>
      ${(this.found.tips || []).map((tip) => html`<p class="notice" role="status"><b>${interpolate(gettext("Tip from %s:"), [tip.by])}</b> ${tip.text}</p>`)}
      ${table.over ? this.end() : shown ? this.hints(table) : html`<p class="quiet">${gettext("An automated opponent sits across. It knows its own papers and what you put on the table: nothing else.")}</p>`}
      ${this.problem ? html`<p class="notice notice--warn">${gettext("Hints cannot be fetched just now. The table goes on without them.")}</p>` : nothing}
    </div>`;
  }

  toggle(table, shown) {
    keep("hints", !shown);
    this.ask();
    table.redraw();
  }

  end() {
    return html`<p><a class="btn btn-primary" href=${this.index}>${gettext("What it came to, and what to try next")}</a></p>`;
  }

  hints(table) {
    const { offer, trade } = this.found;
    const whole = Object.values(table.state.offers || {}).some((one) => one.side === table.side && this.isWhole(table, one.terms));
    return html`<h3>${gettext("What is their offer worth to me?")}</h3>
      <p>${offer ? worthWords(offer) : gettext("They have offered nothing yet.")}</p>
      <h3>${gettext("Which trade might both like?")}</h3>
      ${trade
        ? this.trade(table, trade)
        : html`<p>${whole ? gettext("None is seen now: hold what you have, or look where their last offers moved.") : gettext("Put a whole package on the table first; then a trade can be looked for.")}</p>`}`;
  }

  isWhole(table, terms) {
    return issuesOf(table.state).every(([issue]) => issue in terms || table.state.agreed?.[issue] !== undefined);
  }

  trade(table, { give, get, points }) {
    const { state } = table;
    const lines = (terms) =>
      inOrder(state.scenario?.issues)
        .filter(([issue]) => issue in terms)
        .map(([issue]) => html`<li>${issueTitle(state, issue)}: <b>${optionText(state, issue, terms[issue])}</b></li>`);
    const mine = Object.values(state.offers || {}).filter((one) => one.side === table.side).at(-1);
    return html`<p>${gettext("Give way on:")}</p>
      <ul>${lines(give)}</ul>
      <p>${gettext("and ask for it:")}</p>
      <ul>${lines(get)}</ul>
      <p>${interpolate(gettext("Worth %s to you, no less than your last package. What they would make of it is a guess from their offers."), [points])}</p>
      ${mine
        ? html`<button type="button" class="btn btn-secondary" @click=${() => fillTray(table, { terms: { ...mine.terms, ...give, ...get } })}>
            ${gettext("Put it into my package")}
          </button>`
        : nothing}`;
  }
}

function worthWords({ points, whole, margin }) {
  if (!whole) return interpolate(gettext("With what is agreed so far: %s points. Other issues are still open."), [points]);
  if (margin < 0) return interpolate(gettext("%s points: %s against your reservation. Do not sign it."), [points, signed(margin)]);
  return interpolate(gettext("%s points: %s against your reservation."), [points, signed(margin)]);
}
