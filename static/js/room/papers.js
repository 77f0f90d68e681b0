/* A side's papers: its brief, what it is after, and the data pack as tables and plots. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { sideTag } from "./floor.js";
import { plot, seriesOf } from "./plot.js";
import { issueTitle } from "./terms.js";
import { number, text } from "./words.js";

function paragraphs(words) {
  return text(words)
    .split(/\n+/)
    .filter((line) => line.trim())
    .map((line) => html`<p>${line}</p>`);
}

export function casePane(table) {
  const { scenario } = table.state;
  if (!scenario) return nothing;
  return html`<div class="block">
    <h2>${text(scenario.title)}</h2>
    ${paragraphs(scenario.background)}
  </div>`;
}

/** The confidential brief of one side. `brief`: {brief, priorities, batna, batna_points, reservation, target, …} */
export function briefPane(table, side, brief) {
  if (!brief) {
    return html`<div class="block"><h2>${gettext("Our brief")}</h2>
      <p class="empty">${gettext("The brief opens when you are seated.")}</p></div>`;
  }
  const { state } = table;
  return html`<div class="block brief brief--${side}">
    <div class="block__head">
      <h2>${gettext("Brief, confidential")}</h2>
      ${sideTag(side, text(state.scenario?.parties?.[side]?.name))}
    </div>
    ${paragraphs(brief.text || brief.brief)}
    ${brief.priorities
      ? html`<h3>${gettext("What matters most")}</h3>
          <ol>
            ${Object.values(brief.priorities).map((issue) => html`<li>${issueTitle(state, issue)}</li>`)}
          </ol>`
      : nothing}
    <h3>${gettext("If there is no agreement")}</h3>
    ${paragraphs(brief.batna)}
    <dl class="figures">
      ${figure(gettext("Worth of no agreement"), brief.batna_points)}
      ${figure(gettext("Not below (reservation)"), brief.reservation)} ${figure(gettext("Target"), brief.target)}
    </dl>
    ${mandate(brief.constraints)}
  </div>`;
}

function figure(label, value) {
  return value === undefined ? nothing : html`<div><dt>${label}</dt><dd>${number(value)}</dd></div>`;
}

function mandate(constraints) {
  const rules = Object.values(constraints || {}).filter((rule) => text(rule.note));
  if (!rules.length) return nothing;
  return html`<h3>${gettext("Our mandate")}</h3>
    <ul>
      ${rules.map((rule) => html`<li>${text(rule.note)}</li>`)}
    </ul>`;
}

/** The data pack: single figures in one table, series as plots with their tables, tables as tables. */
export function dataPane(table) {
  const facts = Object.entries(table.state.scenario?.facts || {});
  if (!facts.length) return nothing;
  const single = facts.filter(([, fact]) => isFigure(fact.value));
  const wide = facts.filter(([, fact]) => !isFigure(fact.value));
  return html`<div class="block">
    <h2>${gettext("Data pack")}</h2>
    ${single.length ? figures(table, single) : nothing} ${wide.map(([key, fact]) => exhibit(table, key, fact))}
  </div>`;
}

/** One number or text, or a few of them such as a lower, a middle and an upper line. */
function isFigure(value) {
  return typeof value !== "object" || (Array.isArray(value) && value.every((one) => typeof one !== "object"));
}

function figures(table, facts) {
  return html`<table class="table data">
    <thead>
      <tr>
        <th scope="col">${gettext("Figure")}</th>
        <th scope="col" class="number">${gettext("Value")}</th>
        <th scope="col">${gettext("Unit")}</th>
        ${table.may("fact.show") ? html`<th scope="col">${gettext("Before all")}</th>` : nothing}
      </tr>
    </thead>
    <tbody>
      ${facts.map(
        ([key, fact]) => html`<tr>
          <th scope="row">
            ${text(fact.label)} ${own(fact)}
            ${text(fact.source) ? html`<span class="law__source">${text(fact.source)}</span>` : nothing}
            ${text(fact.note) ? html`<span class="quiet">${text(fact.note)}</span>` : nothing}
          </th>
          <td class="number">${Array.isArray(fact.value) ? fact.value.map(number).join(" / ") : number(fact.value)}</td>
          <td>${text(fact.unit)}</td>
          ${table.may("fact.show") ? html`<td>${show(table, key, fact)}</td>` : nothing}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function exhibit(table, key, fact) {
  const points = seriesOf(fact.value);
  const rows = points.length ? points.map((point) => [point.label, point.value]) : rowsOf(fact.value);
  return html`<figure class="exhibit">
    <figcaption>
      <b>${text(fact.label)}</b> ${fact.unit ? html`<span class="quiet">${text(fact.unit)}</span>` : nothing} ${own(fact)}
    </figcaption>
    ${points.length ? plot(points, text(fact.label)) : nothing}
    <details class="more" ?open=${!points.length}>
      <summary>${gettext("As a table")}</summary>
      <div class="table-scroll" tabindex="0" role="region" aria-label=${text(fact.label)}>
        <table class="table data">
          ${rows.map(
            (row) => html`<tr>
              ${row.map((cell, i) => (i || cell === "" ? html`<td class="number">${number(cell)}</td>` : html`<th scope="row">${text(cell) || cell}</th>`))}
            </tr>`,
          )}
        </table>
      </div>
    </details>
    ${text(fact.source) ? html`<p class="law__source">${text(fact.source)}</p>` : nothing} ${show(table, key, fact)}
  </figure>`;
}

/** Any table of JSON as rows: of a list of lists, a list of records, or a map of maps. */
function rowsOf(value) {
  const entries = Array.isArray(value) ? value : Object.entries(value).map(([key, row]) => ({ "": key, ...asRow(row) }));
  if (!entries.length || Array.isArray(entries[0])) return entries;
  const heads = [...new Set(entries.flatMap((row) => Object.keys(asRow(row))))];
  return [heads, ...entries.map((row) => heads.map((head) => asRow(row)[head] ?? ""))];
}

function asRow(row) {
  return row && typeof row === "object" ? row : { "": row };
}

function own(fact) {
  return fact.audience && fact.audience !== "public" ? html`<span class="badge badge--mine">${gettext("only us")}</span>` : nothing;
}

/** A negotiator with the floor may put a figure before everyone. */
function show(table, key, fact) {
  if (!table.may("fact.show")) return nothing;
  const shown = Object.values(table.state.facts || {}).some((one) => one.fact === key) || table.state.facts?.[key];
  if (shown) return html`<span class="badge badge--good">${gettext("shown")}</span>`;
  return button(table, {
    key: `show-${key}`,
    kind: "fact.show",
    label: gettext("Show"),
    says: `${gettext("Show before everyone")}: ${text(fact.label)}`,
    style: "btn-quiet btn-small",
    data: { fact: key },
    expect: table.seenPhase,
    why: table.whyNo("fact.show"),
    quiet: true,
  });
}
