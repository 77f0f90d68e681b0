/* A result in tables: places and marks, and the working, so that anybody can redo it with pencil and paper. */
import { html, nothing } from "../../vendor/lit-html.js";
import { criterionName, judgeName, ruleName, subjectName, text } from "./names.js";
import { criteriaOf, decimals, subjectsOf } from "./sums.js";

export function resultTables(panel) {
  const { result } = panel.state;
  if (!result?.totals) return nothing;
  return html`${result.undecided ? html`<p class="notice notice--warn">${gettext("Two teams are still equal: people must decide, and say so on the record.")}</p>` : nothing}
    ${marks(panel, "team", gettext("Teams"))} ${marks(panel, "person", gettext("Each person"))} ${ties(panel, result.ties)}
    ${result.working ? working(panel, result.working) : nothing}`;
}

function marks(panel, kind, caption) {
  const { totals } = panel.state.result;
  const rows = subjectsOf(panel.state, kind)
    .filter(([key]) => totals[key])
    .sort(([a], [b]) => totals[a].place - totals[b].place);
  if (!rows.length) return nothing;
  const penalties = kind === "team";
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${caption}>
    <table class="table result-table">
      <caption>${caption}</caption>
      <thead>
        <tr>
          <th scope="col">${gettext("Place")}</th>
          <th scope="col">${kind === "team" ? gettext("Team") : gettext("Person")}</th>
          <th scope="col" class="number">${gettext("Mark")}</th>
          <th scope="col" class="number">${gettext("Mean")}</th>
          ${penalties ? html`<th scope="col" class="number">${gettext("Penalties")}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([key, subject]) => html`<tr>
            <td class="result-table__place">${totals[key].place}</td>
            <th scope="row"><span class="side side--${subject.side}">${subjectName(panel.state, key)}</span></th>
            <td class="number result-table__mark">${totals[key].mark}</td>
            <td class="number">${decimals(totals[key].mean)}</td>
            ${penalties ? html`<td class="number">${Number(totals[key].penalty) ? `−${decimals(totals[key].penalty)}` : "0"}</td>` : nothing}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function ties(panel, steps) {
  const needed = Object.values(steps || {}).filter((step, n, all) => all.length > 1);
  if (!needed.length) return nothing;
  return html`<details class="working">
    <summary>${gettext("How equal marks were told apart")}</summary>
    <ol>
      ${needed.map(
        (step) => html`<li>
          ${text(step.title)}: ${Object.entries(step.values).map(([key, value]) => `${subjectName(panel.state, key)} ${decimals(value)}`).join(" · ")}
          ${step.decided ? html`<b>${gettext("decided")}</b>` : html`<span class="quiet">${gettext("equal")}</span>`}
        </li>`,
      )}
    </ol>
  </details>`;
}

/** Step by step: each judge's total, which are left out, the mean, the penalties. */
function working(panel, { subjects, judges, drop_from, drop }) {
  const rule = drop && drop_from && judges >= drop_from
    ? gettext("The highest and the lowest total are left out.")
    : gettext("Every judge’s total counts.");
  return html`<details class="working" open>
    <summary>${gettext("How it was worked out")}</summary>
    <p>
      ${gettext("A judge’s total is the sum of score × weight ÷ highest score.")} ${rule}
      ${gettext("The mark is the mean of what counts, less the penalties.")}
    </p>
    ${subjectsOf(panel.state, "team").map(([key]) => subjects[key] && workedOut(panel, key, subjects[key]))}
    ${subjectsOf(panel.state, "person").some(([key]) => subjects[key])
      ? html`<details class="working"><summary>${gettext("Each person")}</summary>
          ${subjectsOf(panel.state, "person").map(([key]) => subjects[key] && workedOut(panel, key, subjects[key]))}
        </details>`
      : nothing}
  </details>`;
}

function workedOut(panel, key, sheet) {
  const lines = Object.entries(sheet.judges)
    .map(([judge, line]) => ({ number: line.number ?? Number(judge), ...line }))
    .sort((a, b) => a.number - b.number);
  const criteria = lines.some((line) => line.values) ? criteriaOf(panel.state, sheet.kind) : [];
  const charged = Object.values(sheet.penalties || {});
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${subjectName(panel.state, key)}>
      <table class="table working-table">
        <caption>${subjectName(panel.state, key)}</caption>
        <thead>
          <tr>
            <th scope="col">${gettext("Judge")}</th>
            ${criteria.map(([one, { number, weight }]) => html`<th scope="col" class="number">
                <abbr title=${criterionName(panel.state, one)}>${number}</abbr><small class="working-table__weight">×${weight}</small>
              </th>`)}
            <th scope="col" class="number">${gettext("Total")}</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            (line) => html`<tr class=${line.dropped ? "is-dropped" : ""}>
              <th scope="row">${judgeName(line.number)}${line.dropped ? html` <span class="quiet">${line.dropped === "highest" ? gettext("(highest, left out)") : gettext("(lowest, left out)")}</span>` : nothing}</th>
              ${criteria.map(([one]) => html`<td class="number">${line.values?.[one] ?? ""}</td>`)}
              <td class="number">${decimals(line.total)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="sum">
      ${decimals(sheet.sum)} ÷ ${sheet.count} = ${charged.length ? decimals(sheet.mean) : html`<b>${sheet.mark}</b>`}
      ${charged.map((one) => html`<span>− ${decimals(one.points)} <span class="quiet">(${ruleName(panel.state, one.rule)})</span></span>`)}
      ${charged.length ? html`= <b>${sheet.mark}</b>` : nothing}
    </p>`;
}
