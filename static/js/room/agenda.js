/* The agenda: every issue with its options, the law under it, what the own side gains by each, and what is agreed. */
import { html, nothing } from "../../vendor/lit-html.js";
import { inOrder, issuesOf, pointsOf } from "./terms.js";
import { number, text } from "./words.js";

/** [floor] of an issue. */
function floorsOf(state, issue) {
  return Object.values(state.scenario?.floors || {}).filter((floor) => floor.issue === issue);
}

export function agreedCount(state) {
  return Object.keys(state.agreed || {}).length;
}

/**
 * `columns`: whose points stand beside the options ({label, points}): the own side's for a team, both for a
 * judge, none for everybody else.
 */
export function agendaPane(table, columns) {
  const { state } = table;
  const issues = issuesOf(state);
  return html`<div class="block">
    <div class="block__head">
      <h2>${gettext("Agenda")}</h2>
      <button type="button" class="btn btn-secondary btn-small" @click=${() => table.set({ wholeAgenda: !table.ui.wholeAgenda })}>
        ${table.ui.wholeAgenda ? gettext("Hide all options") : gettext("Show all options")}
      </button>
    </div>
    <p class="quiet">
      ${interpolate(gettext("%s of %s issues agreed"), [agreedCount(state), issues.length])}
    </p>
    <progress class="bar bar--agreed" max=${issues.length || 1} value=${agreedCount(state)} aria-label=${gettext("Issues agreed")}></progress>
    <ol class="agenda">
      ${issues.map(([id, issue]) => entry(table, id, issue, columns))}
    </ol>
  </div>`;
}

function entry(table, id, issue, columns) {
  const { state } = table;
  const agreed = state.agreed?.[id];
  return html`<li class="agenda__issue ${agreed === undefined ? "" : "agenda__issue--agreed"}">
    <div class="agenda__head">
      <h3>${text(issue.title)}</h3>
      ${agreed === undefined
        ? html`<span class="badge">${gettext("open")}</span>`
        : html`<span class="badge badge--agreed">${gettext("agreed")}</span>`}
    </div>
    ${agreed === undefined ? nothing : html`<p class="agenda__agreed">${text(issue.options[agreed]?.text)}</p>`}
    <details class="more" ?open=${Boolean(table.ui.wholeAgenda)}>
      <summary>${columns.length ? gettext("Options, points and law") : gettext("Options and law")}</summary>
      ${law(state, id)} ${options(state, id, issue, columns, agreed)}
      ${issue.article ? html`<p class="quiet">${interpolate(gettext("Clause %s"), [issue.article])}</p>` : nothing}
    </details>
  </li>`;
}

/** The statutory minimum under an issue, with its source. */
export function law(state, id) {
  return floorsOf(state, id).map(
    (floor) => html`<p class="law">
      <b>${floor.severity === "policy" ? gettext("Policy:") : gettext("Statutory minimum:")}</b> ${text(floor.rule)}
      <span class="law__source">${text(floor.source)}</span>
    </p>`,
  );
}

function options(state, id, issue, columns, agreed) {
  return html`<table class="table agenda__options">
    <thead>
      <tr>
        <th scope="col">${gettext("Option")}</th>
        ${columns.map((column) => html`<th scope="col" class="number">${column.label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${inOrder(issue.options).map(
        ([key, option]) => html`<tr class=${key === agreed ? "is-agreed" : ""}>
          <th scope="row">
            ${text(option.text)}
            ${key === issue.status_quo ? html`<span class="badge">${gettext("as it is now")}</span>` : nothing}
            ${option.lawful === false ? html`<span class="badge badge--warn">${gettext("below the minimum")}</span>` : nothing}
            ${text(option.note) ? html`<span class="quiet">${text(option.note)}</span>` : nothing}
          </th>
          ${columns.map((column) => html`<td class="number">${number(pointsOf(column, id, key))}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`;
}
