/* The bar under the strip: play and pause, steps, speed, the scrub bar with its marks, a link to this moment, and the
   keys that do the same. */
import { html, nothing } from "../../vendor/lit-html.js";
import { phasesOf } from "../room/run.js";
import { clock, short, spoken, text, timeOf } from "../room/words.js";
import { RATES } from "./deck.js";
import { isOffer, track } from "./moments.js";

const HALF_A_MINUTE = 30000;

/** `last`: the state at the end, for what things are called; `fork`: notes the moment before its form is sent, if there is one. */
export function bar({ deck, moments, last, copied, link, fork }) {
  const { film } = deck;
  const offers = moments.filter(isOffer);
  const passed = deck.position - film.begin;
  const whole = film.end - film.begin;
  return html`<div class="deck__row">
      <button type="button" class="btn btn-primary deck__play" aria-keyshortcuts="Space" @click=${() => deck.toggle()}>
        ${deck.playing ? gettext("Pause") : gettext("Play")}
      </button>
      <span class="deck__steps" role="group" aria-label=${gettext("Jump")}>
        ${jump("«", gettext("Offer before"), "[", () => deck.step(-1, offers))}
        ${jump("‹", gettext("Event before"), "ArrowLeft", () => deck.step(-1))}
        ${jump("›", gettext("Next event"), "ArrowRight", () => deck.step(1))}
        ${jump("»", gettext("Next offer"), "]", () => deck.step(1, offers))}
      </span>
      <label class="deck__rate">
        <span class="visually-hidden">${gettext("Speed")}</span>
        <select class="form-select" @change=${(event) => deck.setRate(Number(event.target.value))}>
          ${RATES.map((rate) => html`<option value=${rate} ?selected=${rate === deck.rate}>${rate}×</option>`)}
        </select>
      </label>
      <output class="deck__time"><b>${clock(passed)}</b> / ${clock(whole)} <span class="quiet">${timeOf(deck.position)}</span></output>
      <span class="deck__more">
        ${fork
          ? html`<button type="submit" form="fork" class="btn btn-secondary btn-small" @click=${() => fork(deck.position)}>
              ${gettext("Practise from here")}
            </button>`
          : nothing}
        <button type="button" class="btn btn-secondary btn-small" @click=${link}>
          ${copied ? gettext("Copied") : gettext("Link to this moment")}
        </button>
      </span>
    </div>
    <div class="deck__scrub">
      ${track(film, moments, last)}
      <input
        type="range"
        class="deck__range"
        min="0"
        max=${whole}
        step="1000"
        aria-label=${gettext("Moment of the session")}
        aria-valuetext=${`${spoken(passed)}, ${phaseAt(film, last, deck.position)}`}
        .value=${String(Math.round(passed))}
        @input=${(event) => deck.seek(film.begin + Number(event.target.value))}
      />
    </div>
    <p class="deck__key" aria-hidden="true">
      <span class="deck__sign deck__sign--workers"></span>${gettext("workers’ offers")}
      <span class="deck__sign deck__sign--employer"></span>${gettext("employer’s offers")}
      <span class="deck__sign deck__sign--agreed"></span>${gettext("agreed")}
      ${film.caucuses.length ? html`<span class="deck__sign deck__sign--caucus"></span>${gettext("caucus")}` : nothing}
      ${moments.some((one) => one.what === "note") ? html`<span class="deck__sign deck__sign--note"></span>${gettext("judges’ notes")}` : nothing}
      <span class="deck__keys quiet">${gettext("Keys: space plays; ← → events; [ ] offers; − + speed; Shift with ← → half a minute")}</span>
    </p>`;
}

function jump(sign, says, key, go) {
  return html`<button type="button" class="btn btn-secondary deck__step" title=${says} aria-label=${says} aria-keyshortcuts=${key} @click=${go}>
    <span aria-hidden="true">${sign}</span>
  </button>`;
}

/** What the phase at this moment is called; the film's own bands say when it was. */
function phaseAt(film, last, at) {
  const { number } = film.phases.findLast((one) => one.from <= at)?.data || {};
  return short(text(phasesOf(last).find((one) => one.number === number)?.title));
}

/** What a key does; undefined for all others. */
function meaning(event, deck, offers) {
  const slide = event.shiftKey && { ArrowLeft: -HALF_A_MINUTE, ArrowRight: HALF_A_MINUTE }[event.key];
  if (slide) return () => deck.seek(deck.position + slide);
  return {
    " ": () => deck.toggle(),
    ArrowLeft: () => deck.step(-1),
    ArrowRight: () => deck.step(1),
    "[": () => deck.step(-1, offers),
    "]": () => deck.step(1, offers),
    "+": () => deck.shift(1),
    "=": () => deck.shift(1),
    "-": () => deck.shift(-1),
    Home: () => deck.seek(deck.film.begin),
    End: () => deck.seek(deck.film.end),
  }[event.key];
}

/** The same by the keyboard, wherever no field or button needs the key itself. */
export function listen(deck, moments) {
  const offers = moments.filter(isOffer);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.target.closest("textarea, select, input:not([type=range])")) return;
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    const go = meaning(event, deck, offers);
    if (!go) return;
    event.preventDefault();
    go();
  });
}
