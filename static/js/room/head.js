/* The strip above every room: what session, which phase, who presides, the countdown, who has the floor; the
   bar that says what has happened since; and what a screen reader is told. */
import { html, nothing } from "../../vendor/lit-html.js";
import { queueOf, seatTag, sideTag } from "./floor.js";
import { phasesOf } from "./run.js";
import { clock, seatName, short, sideName, spoken, statusName, text } from "./words.js";

export function headStrip(table) {
  const { state, phase } = table;
  const total = phasesOf(state).length;
  return html`<div class="strip__phase">
      <p class="strip__title">${table.config.title || text(state.scenario?.title)}</p>
      <p class="strip__name">
        ${phase
          ? html`<span class="quiet">${state.phase.number}/${total}</span> ${short(text(phase.title))}`
          : statusName(state.status)}
        ${state.phase?.presides ? html`<span class="strip__presides">${gettext("presides:")} ${sideTag(state.phase.presides)}</span>` : nothing}
        ${table.over || table.paused ? html`<span class="badge badge--${state.status}">${statusName(state.status)}</span>` : nothing}
      </p>
    </div>
    <p class="strip__clock" role="timer" aria-label=${gettext("Time left in this phase")}>
      <span class="countdown" data-countdown></span>
    </p>
    <p class="strip__floor">
      <span class="quiet strip__label">${gettext("Floor:")}</span>
      ${state.floor?.seat ? seatTag(state, state.floor.seat, true) : html`<span>${table.over ? "—" : table.speechWords}</span>`}
      ${queueOf(state).length ? html`<span class="badge">${interpolate(gettext("%s waiting"), [queueOf(state).length])}</span>` : nothing}
    </p>`;
}

/** A caucus or a stopped clock, said large; nothing otherwise. */
export function standing(table) {
  const { state } = table;
  if (state.status === "planned") {
    return html`<p class="notice">${gettext("The host opens the session. Read your papers; what belongs to your side is open already.")}</p>`;
  }
  if (table.over) {
    const { result_url: result, urls } = table.config;
    return html`<p class="notice notice--success">
      ${statusName(state.status)}. ${gettext("The session is over.")} ${result ? html`<a href=${result}>${gettext("To the result")}</a>` : nothing}
      ${urls?.improve && state.status === "agreed" ? html`<a href=${urls.improve}>${gettext("Can it be better for both?")}</a>` : nothing}
      ${urls?.debrief ? html`<a href=${urls.debrief}>${gettext("To the debrief")}</a>` : nothing}
      ${urls?.replay ? html`<a href=${urls.replay}>${gettext("To the replay")}</a>` : nothing}
    </p>`;
  }
  const { caucus } = table;
  if (caucus) {
    return html`<p class="notice notice--warn">
      ${interpolate(gettext("Caucus, called by the %s. The clock of the phase stands."), [sideName(caucus.side)])}
      <b data-caucus></b>
    </p>`;
  }
  if (table.paused) {
    return html`<p class="notice notice--warn">
      ${gettext("The clock is stopped.")} ${state.phase?.reason ? interpolate(gettext("Reason: %s"), [state.phase.reason]) : nothing}
    </p>`;
  }
  return nothing;
}

/** Write the running times into their places without drawing anything else. */
export function tick(table) {
  const left = table.left();
  const words = left === undefined ? "" : clock(left);
  for (const node of document.querySelectorAll("[data-countdown]")) {
    if (node.textContent !== words) node.textContent = words;
    const low = left !== undefined && table.state.status === "open" && left <= 60000;
    node.classList.toggle("is-low", low);
    node.classList.toggle("is-stopped", table.paused);
  }
  const { floor } = table.state;
  for (const node of document.querySelectorAll("[data-since]")) {
    node.textContent = floor?.since && !table.paused ? clock(table.now() - floor.since) : "";
  }
  const caucusEnds = table.state.phase?.caucus?.ends_at;
  for (const node of document.querySelectorAll("[data-caucus]")) {
    node.textContent = caucusEnds ? clock(caucusEnds - table.now()) : "";
  }
}

/** Sentences about what became different between two states, for a polite live region. */
export function differences(table, old, state) {
  const said = [];
  if (!old) return said;
  if (old.status !== state.status) said.push(statusName(state.status));
  if (old.phase?.number !== state.phase?.number && table.phase) {
    const left = table.left();
    said.push(interpolate(gettext("Phase: %s."), [text(table.phase.title)]) + (left === undefined ? "" : ` ${spoken(left)}`));
  }
  if (old.floor?.seat !== state.floor?.seat) {
    if (state.floor?.seat === table.seat) said.push(gettext("You have the floor."));
    else if (state.floor?.seat) said.push(interpolate(gettext("%s has the floor."), [seatName(state, state.floor.seat)]));
    else said.push(gettext("The floor is free."));
  }
  for (const [id, offer] of Object.entries(state.offers || {})) {
    const was = old.offers?.[id]?.status;
    if (was === offer.status) continue;
    const words = {
      recorded: gettext("An offer of the %s was written down."),
      tabled: gettext("An offer of the %s is on the table."),
      withdrawn: gettext("An offer of the %s was withdrawn."),
      rejected: gettext("An offer of the %s was rejected."),
      accepted: gettext("An offer of the %s was accepted."),
    }[offer.status];
    if (words) said.push(interpolate(words, [sideName(offer.side)]));
  }
  for (const [id, one] of Object.entries(state.injects || {})) {
    if (!old.injects?.[id]?.at && one.at) said.push(`${gettext("News:")} ${text(one.text)}`);
  }
  for (const [id, one] of Object.entries(state.rulings || {})) {
    if (!old.rulings?.[id]) said.push(`${gettext("Ruling:")} ${text(one.text)}`);
  }
  return said;
}
