/* The floor: who speaks, who waits, asking and yielding, and giving it for whoever presides. Also how long each
   side has spoken. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { SIDES, clock, seatName, seatShort, sideName } from "./words.js";

export function sideTag(side, name = "") {
  return html`<span class="side side--${side}">${name || sideName(side)}</span>`;
}

/** A seat by its title, with its side's shape, hue and, for those who hear it, name. `brief`: in few words, side first. */
export function seatTag(state, key, brief = false) {
  const side = state.seats?.[key]?.side;
  if (!side) return html`<span class="seat-name">${seatName(state, key)}</span>`;
  if (brief) return sideTag(side, `${sideName(side)} · ${seatShort(state, key)}`);
  return sideTag(side, html`<span><span class="visually-hidden">${sideName(side)} </span>${seatName(state, key)}</span>`);
}

/** The seats that wait, who asked first first. */
export function queueOf(state) {
  return Object.entries(state.floor?.queue || {})
    .sort((a, b) => a[1] - b[1])
    .map(([seat]) => seat);
}

function queue(table) {
  const { state } = table;
  const waiting = queueOf(state);
  if (!waiting.length) return html`<p class="quiet">${gettext("Nobody is waiting for the floor.")}</p>`;
  return html`<ol class="queue">
    ${waiting.map(
      (seat) => html`<li>
        <span>${seatTag(state, seat)}${seat === table.seat ? html` <b>${gettext("(you)")}</b>` : nothing}</span>
        ${table.presides ? give(table, seat, gettext("Give the floor")) : nothing}
      </li>`,
    )}
  </ol>`;
}

function give(table, seat, label) {
  const { state } = table;
  return button(table, {
    key: `give-${seat}`,
    kind: "floor.give",
    label,
    says: `${label}: ${seatName(state, seat)}`,
    data: { seat },
    expect: table.seenPhase,
    why: table.whyNo("floor.give", { seat }),
    quiet: true,
  });
}

/** The floor as a negotiator, an official or a watcher sees it. */
export function floorPane(table) {
  const { state } = table;
  const holder = state.floor?.seat;
  const mine = holder && holder === table.seat;
  return html`<div class="block floor ${mine ? "floor--mine" : ""}">
    <div class="block__head">
      <h2>${gettext("The floor")}</h2>
      ${state.phase?.presides ? html`<span class="quiet">${gettext("presides:")} ${sideTag(state.phase.presides)}</span>` : nothing}
    </div>
    <p class="floor__holder">
      ${holder
        ? html`${seatTag(state, holder)} ${mine ? html`<b>${gettext("You have the floor")}</b>` : nothing}
            <span class="floor__since" data-since=${state.floor.since}></span>`
        : html`<span class="quiet">${table.speechWords}</span>`}
    </p>
    <div class="acts">
      ${mine
        ? button(table, {
            key: "yield",
            kind: "floor.yield",
            label: gettext("Yield the floor"),
            style: "btn-primary",
            expect: table.seenPhase,
            why: table.whyNo("floor.yield"),
          })
        : button(table, {
            key: "ask",
            kind: "floor.ask",
            label: gettext("Ask for the floor"),
            style: "btn-primary",
            expect: table.seenPhase,
            why: table.whyNo("floor.ask"),
          })}
    </div>
    <h3>${gettext("Waiting")}</h3>
    ${queue(table)}
    ${table.presides ? anyone(table) : nothing}
  </div>`;
}

/** The presiding chief or the host may call on anybody at the table. */
function anyone(table) {
  const { state } = table;
  const waiting = new Set(queueOf(state));
  const others = Object.entries(state.seats || {}).filter(([key, seat]) => seat.side && !waiting.has(key));
  return html`<details class="more">
    <summary>${gettext("Call on somebody else")}</summary>
    <ul class="queue">
      ${others.map(([key]) => html`<li>${seatTag(state, key)} ${give(table, key, gettext("Give the floor"))}</li>`)}
    </ul>
  </details>`;
}

/** How long each side has spoken, as numbers and as two bars. */
export function speakingPane(table) {
  const spoken = table.speaking;
  const longest = Math.max(60000, ...SIDES.map((side) => spoken[side]));
  return html`<div class="block">
    <h2>${gettext("Speaking time")}</h2>
    <dl class="speaking">
      ${SIDES.map(
        (side) => html`<div class="speaking__row">
          <dt>${sideTag(side)}</dt>
          <dd>
            <span class="speaking__time">${clock(spoken[side])}</span>
            <progress class="bar bar--${side}" max=${longest} value=${spoken[side]} aria-label=${sideName(side)}></progress>
          </dd>
        </div>`,
      )}
    </dl>
  </div>`;
}
