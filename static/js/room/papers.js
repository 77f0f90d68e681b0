/* A side's papers: its brief, what it is after, and the data pack as tables and plots. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { sideTag } from "./floor.js";
import { plot } from "./plot.js";
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

/** The confidential brief of one side, as the scenario wrote it: {text, priorities, batna, reservation, …}. */
export function briefPane(table, side, brief) {
  if (!brief) return nothing;
  const { state } = table;
  return html`<div class="block brief brief--${side}">
    <div class="block__head">
      <h2>${gettext("Brief, confidential")}</h2>
      ${sideTag(side, text(state.scenario?.parties?.[side]?.name))}
    </div>
    ${ownBrief(table)} ${paragraphs(brief.text)}
    <h3>${gettext("What matters most")}</h3>
    <ol>
      ${Object.values(brief.priorities || {}).map((issue) => html`<li>${issueTitle(state, issue)}</li>`)}
    </ol>
    ${list(gettext("Never to be told"), Object.values(brief.secrets || {}))}
    ${list(gettext("May be told"), Object.values(brief.may_disclose || {}))}
    ${list(gettext("Our mandate"), Object.values(brief.constraints || {}).map((rule) => rule.note))}
    <h3>${gettext("If there is no agreement")}</h3>
    ${paragraphs(brief.batna)}
    <dl class="figures">
      ${figure(gettext("Worth of no agreement"), brief.batna_points)}
      ${figure(gettext("Not below (reservation)"), brief.reservation)} ${figure(gettext("Target"), brief.target)}
    </dl>
  </div>`;
}

/** What one seat alone was told; its team learns it only by being told. */
function ownBrief(table) {
  const words = table.config.own_brief;
  if (!text(words)) return nothing;
  return html`<div class="brief__own">
    <h3>${gettext("For you alone, not for your team")}</h3>
    ${paragraphs(words)}
  </div>`;
}

function list(title, words) {
  const lines = words.filter((line) => text(line));
  if (!lines.length) return nothing;
  return html`<h3>${title}</h3>
    <ul>
      ${lines.map((line) => html`<li>${text(line)}</li>`)}
    </ul>`;
}

function figure(label, value) {
  return value === undefined ? nothing : html`<div><dt>${label}</dt><dd>${number(value)}</dd></div>`;
}

/** The data pack: single figures in one table, series as plots with their tables, tables as tables. */
export function dataPane(table) {
  const facts = Object.entries(table.state.scenario?.facts || {});
  if (!facts.length) return nothing;
  const wide = facts.filter(([, fact]) => WIDE.has(fact.kind));
  const single = facts.filter(([, fact]) => !WIDE.has(fact.kind));
  return html`<div class="block">
    <h2>${gettext("Data pack")}</h2>
    ${single.length ? figures(table, single) : nothing} ${wide.map(([key, fact]) => exhibit(table, key, fact))}
  </div>`;
}

const WIDE = new Set(["series", "table"]);

/** A single figure in words: a number, a text, or a few numbers such as a lower, a middle and an upper line. */
export function figureText(value) {
  if (Array.isArray(value)) return value.map(number).join(" / ");
  return typeof value === "object" ? text(value) : number(value);
}

function figures(table, facts) {
  return html`<table class="table data">
    <thead>
      <tr>
        <th scope="col">${gettext("Figure")}</th>
        <th scope="col">${gettext("Value")}</th>
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
          <td class="data__value"><b>${figureText(fact.value)}</b> ${text(fact.unit)}</td>
          ${table.may("fact.show") ? html`<td>${show(table, key, fact)}</td>` : nothing}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function exhibit(table, key, fact) {
  const series = fact.kind === "series" ? fact.value : undefined;
  return html`<figure class="exhibit">
    <figcaption>
      <b>${text(fact.label)}</b> ${text(fact.unit) ? html`<span class="quiet">${text(fact.unit)}</span>` : nothing} ${own(fact)}
    </figcaption>
    ${series ? plot(series, text(fact.label)) : nothing}
    ${series ? html`<details class="more"><summary>${gettext("As a table")}</summary>${grid(fact, seriesRows(series))}</details>` : grid(fact, tableRows(fact.value))}
    ${text(fact.source) ? html`<p class="law__source">${text(fact.source)}</p>` : nothing}
    ${text(fact.note) ? html`<p class="quiet">${text(fact.note)}</p>` : nothing} ${show(table, key, fact)}
  </figure>`;
}

/** The first row holds the heads. */
function seriesRows({ x, lines }) {
  return [["", ...lines.map((line) => line.label)], ...x.map((label, i) => [label, ...lines.map((line) => line.values[i])])];
}

function tableRows({ columns, rows }) {
  return [columns, ...rows];
}

function cell(value) {
  return value && typeof value === "object" ? text(value) : value;
}

function grid(fact, [heads, ...rows]) {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${text(fact.label)}>
    <table class="table data">
      <thead>
        <tr>
          ${heads.map((head) => (head === "" ? html`<td></td>` : html`<th scope="col">${cell(head)}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            ${row.map((one, i) =>
              i ? html`<td class=${typeof one === "number" ? "number" : ""}>${typeof one === "number" ? number(one) : cell(one)}</td>` : html`<th scope="row">${cell(one)}</th>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function own(fact) {
  return fact.audience && fact.audience !== "public" ? html`<span class="badge badge--mine">${gettext("only us")}</span>` : nothing;
}

/** A negotiator with the floor may put a figure before everyone. */
function show(table, key, fact) {
  if (!table.may("fact.show")) return nothing;
  if (table.state.facts?.[key]) return html`<span class="badge badge--good">${gettext("shown")}</span>`;
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
