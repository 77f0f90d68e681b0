/* The big screen of the hall: clock, phase, who presides, what is agreed, the newest public offer, speaking time.
   It draws only what is public, whoever opened it: nothing here reads a brief, a draft, points or a caucus. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { agreedCount } from "./agenda.js";
import { seatTag, sideTag } from "./floor.js";
import { tick } from "./head.js";
import { remember } from "./memory.js";
import { offersOf } from "./offers.js";
import { phasesOf } from "./run.js";
import { Table } from "./table.js";
import { inWords, issuesOf, optionText } from "./terms.js";
import { connect } from "./wire.js";
import { SIDES, clock, offerStatusName, short, statusName, text, timeOf } from "./words.js";

const config = JSON.parse(document.getElementById("room-config").textContent);
remember(config.ws, "screen");
const table = new Table(connect(config, document.getElementById("status")), config);
const root = document.getElementById("screen");

function draw() {
  const { state } = table;
  if (!state) return;
  if (root.dataset.begun === undefined) {
    root.dataset.begun = "";
    root.replaceChildren();
  }
  render(
    html`<section class="screen__top" aria-label=${gettext("Clock")}>
        <div class="screen__phase">
          <p class="screen__session">${config.title || text(state.scenario?.title)}</p>
          <p class="screen__name">${table.phase ? short(text(table.phase.title)) : statusName(state.status)}</p>
          <p class="screen__presides">
            ${state.phase?.presides ? html`${gettext("presides:")} ${sideTag(state.phase.presides)}` : nothing}
            ${table.over || table.paused ? html`<span class="badge">${statusName(state.status)}</span>` : nothing}
          </p>
          <ol class="screen__steps" aria-hidden="true">
            ${phasesOf(state).map((phase) => html`<li class=${step(phase.number, state.phase?.number || 0)}></li>`)}
          </ol>
        </div>
        <div class="screen__follow">
          <img src=${config.qr} alt=${gettext("QR code: the address of this session")} width="220" height="220" />
          <p>${gettext("Follow on your phone")}</p>
        </div>
        <p class="screen__clock" role="timer"><span data-countdown></span></p>
      </section>
      <section class="screen__floor" aria-label=${gettext("The floor")}>
        <p class="screen__holder">${state.floor?.seat ? seatTag(state, state.floor.seat, true) : table.over ? statusName(state.status) : table.speechWords}</p>
        ${speaking()}
      </section>
      <section class="screen__agenda">
        <h2>${interpolate(gettext("Agenda: %s of %s agreed"), [agreedCount(state), issuesOf(state).length])}</h2>
        <ol>
          ${issuesOf(state).map(([id, issue]) => {
            const agreed = state.agreed?.[id];
            return html`<li class=${agreed === undefined ? "" : "is-agreed"}>
              <span class="screen__issue">${short(text(issue.title))}</span>
              ${agreed === undefined ? nothing : html`<span class="screen__agreed">${optionText(state, id, agreed)}</span>`}
            </li>`;
          })}
        </ol>
      </section>
      <section class="screen__offer">${newest()}</section>`,
    root,
  );
  tick(table);
  fit();
}

const SIZES = 6;

/** Take the largest letters with which the agenda and the offer fit under each other's heads without scrolling. */
function fit() {
  const parts = [...root.querySelectorAll(".screen__agenda, .screen__offer")];
  for (let size = 0; size < SIZES; size += 1) {
    root.dataset.size = size;
    if (parts.every((part) => part.scrollHeight <= part.clientHeight + 2)) return;
  }
}

function step(number, now) {
  return number < now ? "is-past" : number === now ? "is-now" : "";
}

function speaking() {
  const spoken = table.speaking;
  return html`<dl class="screen__speaking">
    ${SIDES.map((side) => html`<div><dt>${sideTag(side)}</dt><dd>${clock(spoken[side])}</dd></div>`)}
  </dl>`;
}

function newest() {
  const { state } = table;
  const [, offer] = offersOf(state).find(([, one]) => one.status !== "recorded") || [];
  if (!offer) return html`<h2>${gettext("Newest offer")}</h2><p class="quiet">${gettext("Nothing has been offered yet.")}</p>`;
  return html`<h2>
      ${gettext("Newest offer")} ${sideTag(offer.side)} <span class="badge">${offerStatusName(offer.status)}</span>
      <span class="quiet">${timeOf(offer.at)}</span>
    </h2>
    <dl class="screen__terms">
      ${inWords(state, offer.terms).map((line) => html`<div><dt>${short(line.title)}</dt><dd>${line.option}</dd></div>`)}
    </dl>`;
}

table.redraw = () => requestAnimationFrame(draw);
table.stream.onchange = table.redraw;
setInterval(() => table.state && tick(table), 250);
setInterval(table.redraw, 1000);
