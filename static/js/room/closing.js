/* The agreement as it stands, signing it, opening a point again, and saying that it will not come. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { field, fill, typed } from "./fields.js";
import { sideTag } from "./floor.js";
import { inWords, issuesOf, worth } from "./terms.js";
import { SIDES, number, timeOf } from "./words.js";

export function closingPane(table) {
  const { state } = table;
  const agreed = inWords(state, state.agreed || {});
  const open = issuesOf(state).filter(([issue]) => state.agreed?.[issue] === undefined);
  return html`<div class="block">
    <h2>${gettext("The agreement")}</h2>
    ${agreed.length
      ? html`<dl class="terms">
          ${agreed.map(
            (line) => html`<div class="terms__row">
              <dt>${line.title}</dt>
              <dd>${line.option} ${reopen(table, line)}</dd>
            </div>`,
          )}
        </dl>`
      : html`<p class="empty">${gettext("Nothing is agreed yet.")}</p>`}
    ${open.length && agreed.length
      ? html`<p class="quiet">${interpolate(gettext("Still open: %s"), [open.map(([id]) => inWords(state, { [id]: "" })[0].title).join("; ")])}</p>`
      : nothing}
    ${table.own && agreed.length
      ? html`<p><b>${interpolate(gettext("Worth to us: %s"), [number(worth(table.own, state.agreed))])}</b></p>`
      : nothing}
    ${signatures(state)}
    <div class="acts">
      ${button(table, {
        key: "sign",
        kind: "agreement.sign",
        label: gettext("Sign the agreement"),
        style: "btn-primary btn-lg",
        expect: table.seenTerms,
        why: table.whyNo("agreement.sign"),
        sure: {
          title: gettext("Sign for your side?"),
          words: gettext("You sign exactly these terms. When both chiefs have signed, the session ends."),
          lines: agreed,
          yes: gettext("I sign"),
        },
      })}
    </div>
    ${impasse(table)}
  </div>`;
}

/** Which chief has signed; nothing before the first. */
export function signatures(state) {
  const signed = state.signatures || {};
  if (!Object.keys(signed).length) return nothing;
  return html`<ul class="signatures">
    ${SIDES.map((side) => {
      const at = signed[side];
      return html`<li>
        ${sideTag(side)}
        ${at === undefined
          ? html`<span class="quiet">${gettext("not signed yet")}</span>`
          : html`<span class="badge badge--agreed">${gettext("signed")}</span> ${timeOf(at)}`}
      </li>`;
    })}
  </ul>`;
}

/** A small box for the reason that an act must give, and its button. */
export function because(table, name, label, act) {
  if (!table.may(act.kind)) return nothing;
  const reason = typed(name);
  return html`<div class="because">
    <label>
      <span class="form-label">${label}</span>
      ${field(name, { redraw: () => table.redraw() })}
    </label>
    ${button(table, {
      ...act,
      data: { ...act.data, reason },
      why: act.why || (reason ? "" : gettext("Give the reason first.")),
      after: () => {
        fill(name, "");
        table.redraw();
      },
    })}
  </div>`;
}

function reopen(table, line) {
  if (!table.may("issue.reopen")) return nothing;
  return html`<details class="more more--inline">
    <summary>${gettext("Reopen")}</summary>
    ${because(table, `reopen-${line.issue}`, gettext("Why should this point be opened again?"), {
      key: `reopen-${line.issue}`,
      kind: "issue.reopen",
      label: gettext("Reopen this point"),
      data: { issue: line.issue },
      expect: table.seenTerms,
      why: table.whyNo("issue.reopen", { issue: line.issue }),
    })}
  </details>`;
}

function impasse(table) {
  if (!table.may("impasse.declare")) return nothing;
  return html`<details class="more">
    <summary>${gettext("We will not come to an agreement")}</summary>
    <p class="quiet">${gettext("When both chiefs say so, or the host does, the session is suspended.")}</p>
    ${because(table, "impasse", gettext("Reason"), {
      key: "impasse",
      kind: "impasse.declare",
      label: gettext("Declare an impasse"),
      expect: { ...table.seenPhase, ...table.seenTerms },
      why: table.whyNo("impasse.declare"),
      sure: {
        title: gettext("Declare an impasse?"),
        words: gettext("The other side and everybody watching will see it."),
        yes: gettext("Yes, declare it"),
        danger: true,
      },
    })}
  </details>`;
}
