/* The round after the signature: the drafting tray with the own side's points, proposals of both chiefs, and the
   server's clock. What is signed stays whatever happens here. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { button } from "../room/act.js";
import { sideTag } from "../room/floor.js";
import { keep, kept, remember } from "../room/memory.js";
import { Table } from "../room/table.js";
import { changed, inWords, issuesOf, optionText, unlawful, worth } from "../room/terms.js";
import { trayPane } from "../room/tray.js";
import { SIDES, clock, number, signed, timeOf } from "../room/words.js";
import { connect } from "../room/wire.js";

const config = JSON.parse(document.getElementById("room-config").textContent);
remember(config.ws, config.seat);
const table = new Table(connect(config, document.getElementById("status")), config);
const [root, live] = ["round", "announce"].map((id) => document.getElementById(id));

let asked = false;
let seen;

table.redraw = () => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    if (table.state) draw();
  });
};

function draw() {
  const { state } = table;
  if (!root.dataset.begun) {
    root.dataset.begun = "yes";
    root.replaceChildren();
  }
  render(html`<div class="improve">
      <div class="improve__column">${standing(state)}${proposals(state)}${agreement(state)}</div>
      <div class="improve__column">${state.status === "running" && table.own ? tray(state) : nothing}</div>
    </div>`, root);
  tick();
  announce(state);
}

/** Where the round stands, in words, and what may be done about it. */
function standing(state) {
  const said = {
    offered: gettext("A package exists that takes nothing from either side and gives at least one of them more than what you signed. Which one, nobody is told."),
    running: gettext("Look for it together. What you signed stays unless both chiefs agree on another package."),
    improved: gettext("Both chiefs agreed on a better package. It is scored apart; the signed agreement and its marks stay as they are."),
    kept: whyKept(state.reason),
  }[state.status];
  return html`<div class="block">
    <h2>${titles()[state.status] || ""}</h2>
    <p class="notice ${state.status === "improved" ? "notice--success" : ""}" role="note">${said}</p>
    ${["offered", "running"].includes(state.status)
      ? html`<p class="improve__clock" role="timer">
          <span class="quiet">${state.status === "offered" ? gettext("The offer stands for") : gettext("Time left")}</span>
          <b data-left></b>
        </p>`
      : nothing}
    ${state.status === "offered" ? readiness(state) : nothing}
    <div class="acts">
      ${state.status === "offered"
        ? button(table, {
            key: "begin",
            kind: "round.begin",
            label: gettext("Yes, let us look for it"),
            style: "btn-primary btn-lg",
            why: table.side in state.ready ? gettext("Your side is ready. The other chief has still to say so.") : "",
          })
        : nothing}
      ${["offered", "running"].includes(state.status)
        ? html`${end("round.decline", gettext("Keep what we signed"))}${end("round.close", gettext("End the round"))}`
        : nothing}
    </div>
    ${["improved", "kept"].includes(state.status) ? html`<p><a href=${config.urls.replay}>${gettext("To the replay")}</a></p>` : nothing}
  </div>`;
}

function titles() {
  return {
    offered: gettext("There is more in it"),
    running: gettext("Five minutes to find it"),
    improved: gettext("Improved"),
    kept: gettext("The signed agreement stays"),
  };
}

function whyKept(reason) {
  return {
    declined: gettext("A chief kept to what is signed. The signed agreement stays."),
    time: gettext("Time is over. The signed agreement stays."),
    equal: gettext("You agreed on another package, but it gives neither side more. The signed agreement stays."),
    closed: gettext("The round was ended. The signed agreement stays."),
  }[reason];
}

function end(kind, label) {
  return button(table, { key: kind, kind, label, sure: { title: gettext("End the round for both sides?"), words: gettext("The signed agreement stays as it is."), yes: label } });
}

function readiness(state) {
  return html`<ul class="signatures">
    ${SIDES.map((side) => html`<li>${sideTag(side)} ${side in state.ready ? html`<span class="badge badge--good">${gettext("ready")}</span>` : html`<span class="quiet">${gettext("has not answered yet")}</span>`}</li>`)}
  </ul>`;
}

/** The standing proposal of each side, with what it changes and what it is worth to the own side. */
function proposals(state) {
  const all = Object.entries(state.offers || {}).reverse();
  if (!all.length) return nothing;
  return html`<div class="block">
    <h2>${gettext("Proposals")}</h2>
    <ol class="offers">
      ${all.map(([id, one]) => proposal(state, id, one))}
    </ol>
  </div>`;
}

function proposal(state, id, one) {
  const standing = one.status === "tabled" && state.status === "running";
  const lines = inWords(state, one.terms);
  return html`<li class="offer offer--${one.side} offer--${standing ? "tabled" : one.status}">
    <div class="offer__head">
      ${sideTag(one.side)} <time class="quiet">${timeOf(one.at)}</time>
      ${one.status === "withdrawn" ? html`<span class="badge">${gettext("replaced")}</span>` : nothing}
      ${one.status === "accepted" ? html`<span class="badge badge--agreed">${gettext("accepted")}</span>` : nothing}
      ${gain(state, one.terms)}
    </div>
    ${differences(state, one.terms)}
    ${standing && one.side !== table.side
      ? button(table, {
          key: `accept-${id}`,
          kind: "package.accept",
          data: { proposal: id },
          label: gettext("Accept in place of what we signed"),
          style: "btn-primary",
          why: table.own && worth(table.own, one.terms) < worth(table.own, state.signed) ? gettext("It gives your side less than what you signed.") : "",
          sure: { title: gettext("Accept this package?"), lines, yes: gettext("Yes, we accept") },
        })
      : nothing}
  </li>`;
}

function gain(state, terms) {
  if (!table.own) return nothing;
  const more = worth(table.own, terms) - worth(table.own, state.signed);
  return html`<span class="offer__worth">${table.own.label}: ${number(worth(table.own, terms))} <span class="offer__step">(${signed(more)})</span></span>`;
}

/** Only what is other than in the signed agreement. */
function differences(state, terms) {
  const other = changed(state.signed, terms);
  const rows = issuesOf(state).filter(([issue]) => issue in other);
  if (!rows.length) return html`<p class="quiet">${gettext("The same as signed.")}</p>`;
  return html`<dl class="terms">
    ${inWords(state, Object.fromEntries(rows.map(([issue]) => [issue, terms[issue] ?? ""])))
      .filter((line) => terms[line.issue])
      .map(
        (line) => html`<div class="terms__row terms__row--changed">
          <dt>${line.title}</dt>
          <dd>${line.option} <span class="terms__was">${interpolate(gettext("signed: %s"), [optionText(state, line.issue, state.signed[line.issue])])}</span></dd>
        </div>`,
      )}
  </dl>`;
}

function agreement(state) {
  const improved = state.status === "improved";
  return html`<div class="block">
    <h2>${improved ? gettext("The better package") : gettext("What is signed")}</h2>
    <dl class="terms">
      ${inWords(state, improved ? state.final : state.signed).map((line) => html`<div class="terms__row"><dt>${line.title}</dt><dd>${line.option}</dd></div>`)}
    </dl>
    ${table.own ? html`<p><b>${interpolate(gettext("Worth to us: %s"), [number(worth(table.own, improved ? state.final : state.signed))])}</b></p>` : nothing}
  </div>`;
}

/** The first look begins with what is signed; from then on it is what the person made of it. */
function tray(state) {
  if (!kept("begun")) {
    keep("begun", true);
    keep("tray", { ...state.signed });
  }
  return trayPane(table, { title: gettext("Another package"), start: { label: gettext("From what is signed"), terms: state.signed }, put });
}

function put(table, terms) {
  const { state } = table;
  const open = issuesOf(state).filter(([issue]) => terms[issue] === undefined).length;
  const less = !open && worth(table.own, terms) < worth(table.own, state.signed);
  return html`${open ? nothing : html`<p>${gettext("Against what is signed:")} <b class=${less ? "is-bad" : "is-good"}>${signed(worth(table.own, terms) - worth(table.own, state.signed))}</b></p>`}
    <div class="acts">
      ${button(table, {
        key: "propose",
        kind: "package.propose",
        label: gettext("Propose this package"),
        style: "btn-primary",
        data: { terms },
        why:
          (open && interpolate(ngettext("%s point is still missing.", "%s points are still missing.", open), [open])) ||
          (unlawful(state, terms).length && gettext("Part of it is below the statutory minimum.")) ||
          (less && gettext("It gives your side less than what you signed.")) ||
          "",
      })}
      ${table.may("package.propose") ? nothing : html`<span class="act__why">${gettext("Only the chief proposes and accepts.")}</span>`}
    </div>`;
}

function tick() {
  const { until } = table.state || {};
  for (const node of document.querySelectorAll("[data-left]")) {
    const left = until ? until - table.now() : 0;
    node.textContent = clock(left);
    node.classList.toggle("is-low", left <= 60000);
  }
}

function announce(state) {
  const said = [];
  if (seen && seen.status !== state.status) said.push(titles()[state.status]);
  for (const [id, one] of Object.entries(state.offers || {})) {
    if (seen && !seen.offers?.[id] && one.side !== table.side) said.push(gettext("The other side proposes a package."));
  }
  if (said.length) render(html`${said.map((line) => html`<p>${line}</p>`)}`, live);
  seen = state;
}

table.stream.onchange = table.redraw;
setInterval(tick, 250);
table.redraw();
