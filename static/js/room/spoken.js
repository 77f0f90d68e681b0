/* The recorder enters an offer as a side spoke it; that side's chief confirms it with one tap. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { field, fill, typed } from "./fields.js";
import { law } from "./agenda.js";
import { sideTag } from "./floor.js";
import { keep, kept } from "./memory.js";
import { inOrder, inWords, issuesOf, optionText, unlawful } from "./terms.js";
import { SIDES, sideName, text } from "./words.js";

function current() {
  return kept("spoken", { side: "", terms: {} });
}

function change(table, spoken) {
  keep("spoken", spoken);
  table.redraw();
}

export function spokenPane(table) {
  if (!table.may("offer.record")) return nothing;
  const { state } = table;
  const spoken = current();
  const terms = Object.fromEntries(Object.entries(spoken.terms).filter(([issue]) => state.agreed?.[issue] === undefined));
  const lines = inWords(state, terms);
  const note = typed("spoken-note");
  return html`<div class="block">
    <h2>${gettext("An offer as spoken")}</h2>
    <fieldset class="choose-side">
      <legend>${gettext("Whose offer")}</legend>
      ${SIDES.map(
        (side) => html`<label class="choose-side__one">
          <input type="radio" name="spoken-side" class="form-check-input" .checked=${spoken.side === side}
            @change=${() => change(table, { ...current(), side })} />
          ${sideTag(side)}
        </label>`,
      )}
    </fieldset>
    <div class="tray">${issuesOf(state).map(([id, issue]) => choice(table, spoken, id, issue))}</div>
    <label>
      <span class="form-label">${gettext("Note (optional)")}</span>
      ${field("spoken-note", { redraw: () => table.redraw() })}
    </label>
    ${unlawful(state, terms).length
      ? html`<p class="notice notice--warn">${gettext("Part of this is below a statutory minimum. It is recorded as spoken, but the chief cannot confirm it.")}</p>`
      : nothing}
    <div class="acts">
      ${button(table, {
        key: "record",
        kind: "offer.record",
        label: gettext("Send to the chief for confirmation"),
        style: "btn-primary",
        data: { side: spoken.side, terms, ...(note ? { note } : {}) },
        expect: table.seenTerms,
        why:
          (!spoken.side && gettext("Choose whose offer it is.")) ||
          (!lines.length && gettext("Choose at least one point.")) ||
          table.whyNo("offer.record"),
        sure: spoken.side && {
          title: interpolate(gettext("Is this what was said? %s"), [sideName(spoken.side)]),
          lines,
          yes: gettext("Yes, send it"),
        },
        after: () => {
          fill("spoken-note", "");
          change(table, { side: "", terms: {} });
        },
      })}
    </div>
  </div>`;
}

function choice(table, spoken, id, issue) {
  const { state } = table;
  const agreed = state.agreed?.[id];
  if (agreed !== undefined) {
    return html`<div class="tray__row tray__row--agreed">
      <span class="form-label">${text(issue.title)}</span>
      <span><span class="badge badge--agreed">${gettext("agreed")}</span> ${optionText(state, id, agreed)}</span>
    </div>`;
  }
  const chosen = spoken.terms[id] ?? "";
  const pick = (event) => {
    const { [id]: _, ...rest } = current().terms;
    change(table, { ...current(), terms: event.target.value ? { ...rest, [id]: event.target.value } : rest });
  };
  return html`<div class="tray__row">
    <label class="form-label" for="spoken-${id}">${text(issue.title)}</label>
    <select class="form-select" id="spoken-${id}" .value=${chosen} @change=${pick}>
      <option value="" ?selected=${!chosen}>${gettext("— not mentioned —")}</option>
      ${inOrder(issue.options).map(
        ([key, one]) => html`<option value=${key} ?selected=${key === chosen}>${text(one.text)}</option>`,
      )}
    </select>
    ${issue.options[chosen]?.lawful === false ? html`<div class="tray__law" role="status">${law(state, id)}</div>` : nothing}
  </div>`;
}
