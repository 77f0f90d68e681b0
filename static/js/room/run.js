/* Running the session: its phases with their times, opening, next, extending, pausing, closing; news and rulings;
   who is here and what is late. For the host and the timekeeper. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { because } from "./closing.js";
import { field, fill, typed } from "./fields.js";
import { seatTag, sideTag } from "./floor.js";
import { inWords } from "./terms.js";
import { clock, text, timeOf } from "./words.js";

/** The phases in their order: [{number, key, title, seconds, presides, …}]. */
export function phasesOf(state) {
  return Object.entries(state.scenario?.phases || {})
    .map(([number, phase]) => ({ number: Number(phase.number ?? number), ...phase }))
    .sort((a, b) => a.number - b.number);
}

export function runPane(table) {
  const { state } = table;
  const now = state.phase?.number || 0;
  const phases = phasesOf(state);
  const next = phases.find((phase) => phase.number === now + 1);
  return html`<div class="block">
    <h2>${gettext("Run of the session")}</h2>
    <div class="acts run__acts">
      ${state.status === "planned"
        ? button(table, {
            key: "open",
            kind: "session.open",
            label: gettext("Open the session"),
            style: "btn-primary btn-lg",
            expect: table.seenPhase,
            why: table.whyNo("session.open"),
            sure: {
              title: gettext("Open the session now?"),
              words: gettext("The first phase begins and its clock runs."),
              yes: gettext("Open"),
            },
          })
        : nothing}
      ${now && !table.over
        ? button(table, {
            key: "next",
            kind: "phase.next",
            label: next ? interpolate(gettext("Next: %s"), [text(next.title)]) : gettext("End this phase"),
            style: "btn-primary",
            expect: table.seenPhase,
            why: table.whyNo("phase.next"),
          })
        : nothing}
      ${table.stands
        ? button(table, {
            key: "resume",
            kind: "clock.resume",
            label: table.caucus ? gettext("End the caucus") : gettext("Let the clock run on"),
            style: "btn-primary",
            expect: table.seenPhase,
            why: table.whyNo("clock.resume"),
          })
        : nothing}
    </div>
    ${now && !table.over && table.may("phase.extend")
      ? html`<div class="acts run__extend"><span>${gettext("More time:")}</span>${[60, 180, 300].map((seconds) => extend(table, seconds))}</div>`
      : nothing}
    ${now && state.status === "open" && table.may("clock.pause")
      ? html`<details class="more">
          <summary>${gettext("Stop the clock")}</summary>
          ${because(table, "pause", gettext("Reason"), {
            key: "pause",
            kind: "clock.pause",
            label: gettext("Stop the clock"),
            expect: table.seenPhase,
            why: table.whyNo("clock.pause"),
          })}
        </details>`
      : nothing}
    <ol class="phases">
      ${phases.map((phase) => row(state, phase, now))}
    </ol>
    ${close(table)}
  </div>`;
}

function extend(table, seconds) {
  return button(table, {
    key: `extend-${seconds}`,
    kind: "phase.extend",
    label: interpolate(gettext("+%s min"), [seconds / 60]),
    style: "btn-quiet btn-small",
    data: { seconds },
    expect: table.seenPhase,
    why: table.whyNo("phase.extend"),
    quiet: true,
  });
}

function row(state, phase, now) {
  const where = phase.number < now ? "past" : phase.number === now ? "now" : "later";
  return html`<li class="phases__phase phases__phase--${where}" aria-current=${where === "now" ? "step" : nothing}>
    <span class="phases__title">${text(phase.title)}</span>
    ${phase.presides ? html`<span class="phases__presides">${sideTag(phase.presides)}</span>` : nothing}
    <span class="phases__time">
      ${where === "now" ? html`<b><span data-countdown></span></b> / ` : nothing}${clock((phase.seconds || 0) * 1000)}
    </span>
  </li>`;
}

function close(table) {
  if (!table.may("session.close")) return nothing;
  const outcomes = [
    ["agreed", gettext("with an agreement")],
    ["suspended", gettext("suspended, no agreement")],
    ["abandoned", gettext("abandoned")],
  ];
  return html`<details class="more">
    <summary>${gettext("Close the session")}</summary>
    <div class="acts">
      ${outcomes.map(([outcome, words]) =>
        button(table, {
          key: `close-${outcome}`,
          kind: "session.close",
          label: words,
          data: { outcome },
          expect: { ...table.seenPhase, ...table.seenTerms },
          why: table.whyNo("session.close", { outcome }),
          sure: {
            title: gettext("Close the session for good?"),
            words: `${gettext("Nothing can be done at this table afterwards. Outcome:")} ${words}.`,
            lines: inWords(table.state, table.state.agreed || {}),
            yes: gettext("Close it"),
            danger: true,
          },
        }),
      )}
    </div>
  </details>`;
}

/** News of the scenario: what has come, what waits for the host. */
export function newsPane(table) {
  const { state } = table;
  const injects = Object.entries({ ...(state.scenario?.injects || {}), ...(state.injects || {}) }).map(([id]) => [
    id,
    { ...(state.scenario?.injects?.[id] || {}), ...(state.injects?.[id] || {}) },
  ]);
  return html`<div class="block">
    <h2>${gettext("News and rulings")}</h2>
    ${injects.length && table.may("inject.release") && table.whyNo("inject.release") ? html`<p class="act__why">${table.whyNo("inject.release")}</p>` : nothing}
    ${injects.length
      ? html`<ul class="injects">
          ${injects.map(([id, inject]) => news(table, id, inject))}
        </ul>`
      : html`<p class="quiet">${gettext("This scenario has no news.")}</p>`}
    ${ruling(table)}
  </div>`;
}

function news(table, id, inject) {
  const side = inject.audience?.startsWith("side:") ? inject.audience.slice(5) : "";
  const released = inject.at !== undefined;
  return html`<li>
    <p>${text(inject.text)}</p>
    <p class="quiet">
      ${side ? sideTag(side) : gettext("to everyone")} ·
      ${released
        ? interpolate(gettext("came at %s"), [timeOf(inject.at)])
        : inject.minute === undefined
          ? gettext("waits for the host")
          : interpolate(gettext("comes in minute %s"), [inject.minute])}
    </p>
    ${released
      ? nothing
      : button(table, {
          key: `inject-${id}`,
          kind: "inject.release",
          label: gettext("Release now"),
          data: { inject: id },
          expect: table.seenPhase,
          why: table.whyNo("inject.release"),
          quiet: true,
        })}
  </li>`;
}

function ruling(table) {
  if (!table.may("ruling.make")) return nothing;
  const { state } = table;
  const words = typed("ruling");
  const seat = table.ui.rulingSeat || "";
  return html`<h3>${gettext("Make a ruling")}</h3>
    <label>
      <span class="form-label">${gettext("Words of the ruling")}</span>
      ${field("ruling", { lines: 2, limit: 2000, redraw: () => table.redraw() })}
    </label>
    <label>
      <span class="form-label">${gettext("It concerns")}</span>
      <select class="form-select" @change=${(event) => table.set({ rulingSeat: event.target.value })}>
        <option value="">${gettext("everyone")}</option>
        ${Object.entries(state.seats || {})
          .filter(([, one]) => one.side)
          .map(([key, one]) => html`<option value=${key} ?selected=${key === seat}>${text(one.title) || key}</option>`)}
      </select>
    </label>
    <div class="acts">
      ${button(table, {
        key: "ruling",
        kind: "ruling.make",
        label: gettext("Make the ruling"),
        data: { text: words, ...(seat ? { seat } : {}) },
        expect: table.seenPhase,
        why: words ? table.whyNo("ruling.make") : gettext("Write the ruling first."),
        after: () => {
          fill("ruling", "");
          table.set({ rulingSeat: "" });
        },
      })}
    </div>`;
}

/** Who is here, and what is late. */
export function seatsPane(table) {
  const { state } = table;
  const late = lateThings(table);
  return html`<div class="block">
    <h2>${gettext("Who is here")}</h2>
    ${late.length
      ? html`<ul class="notice notice--warn">
          ${late.map((words) => html`<li>${words}</li>`)}
        </ul>`
      : nothing}
    <ul class="seats-here">
      ${Object.entries(state.seats || {}).map(([key, seat]) => html`<li>${seatTag(state, key)} ${here(table, key, seat)}</li>`)}
    </ul>
    ${table.config.urls?.seats ? html`<p><a class="btn btn-secondary" href=${table.config.urls.seats}>${gettext("Give or take seats")}</a></p>` : nothing}
  </div>`;
}

/** Presence is told of staff and of the own side only; of others, whether somebody has the seat. */
function here(table, key, seat) {
  if (!seat.taken) return html`<span class="badge badge--warn">${gettext("empty seat")}</span>`;
  if (table.presence?.[key]) return html`<span class="badge badge--good">${gettext("here")}</span>`;
  return STAFF.has(seat.role) ? html`<span class="badge badge--warn">${gettext("not here")}</span>` : html`<span class="badge">${gettext("seated")}</span>`;
}

const STAFF = new Set(["host", "timekeeper", "organiser", "recorder"]);

/** What should have happened by now, in words. */
function lateThings(table) {
  const { state } = table;
  const late = [];
  if (state.phase?.expired) late.push(gettext("This phase has run out: go on to the next one, or give more time."));
  for (const offer of Object.values(state.offers || {})) {
    if (offer.status === "recorded" && table.now() - offer.at > 60000) {
      late.push(gettext("An offer as spoken has waited for its chief’s confirmation for more than a minute."));
    }
  }
  for (const [key, seat] of Object.entries(state.seats || {})) {
    if (seat.taken && ["host", "recorder", "timekeeper"].includes(seat.role) && !table.presence?.[key]) {
      late.push(interpolate(gettext("%s is not connected."), [text(seat.title) || key]));
    }
  }
  return late;
}
