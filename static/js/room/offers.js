/* Offers as rows: whose, when, what changed against that side's last one, what it is worth to one's own side,
   and what may be done with it. A recorder's offer waits here for one tap of its chief. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { sideTag } from "./floor.js";
import { Rows } from "./rows.js";
import { changed, inWords, issueTitle, issuesOf, optionText, unlawful, worth } from "./terms.js";
import { number, offerStatusName, sideName, signed, timeOf } from "./words.js";

const rows = new Rows("ol", "li", "offers");

/** [id, offer] of all offers, newest first. */
export function offersOf(state) {
  return Object.entries(state.offers || {}).reverse();
}

/** The offer of the same side before this one, that was ever on the table. */
export function before(state, id) {
  const all = Object.entries(state.offers || {});
  const at = all.findIndex(([key]) => key === id);
  const side = all[at]?.[1].side;
  return all.slice(0, at).reverse().find(([, offer]) => offer.side === side && offer.status !== "recorded")?.[1];
}

export function offersPane(table) {
  const { state } = table;
  const all = offersOf(state);
  const comparing = table.ui.compare && all.length > 1;
  return html`<div class="block">
    <div class="block__head">
      <h2>${gettext("Offers")}</h2>
      ${all.length > 1
        ? html`<button
            type="button"
            class="btn btn-quiet"
            aria-pressed=${comparing ? "true" : "false"}
            @click=${() => table.set({ compare: !comparing })}
          >
            ${comparing ? gettext("As a list") : gettext("Side by side")}
          </button>`
        : nothing}
    </div>
    ${all.length === 0
      ? html`<p class="empty">${gettext("Nothing has been offered yet. What a chief puts on the table appears here.")}</p>`
      : nothing}
    ${comparing ? comparison(table, all.slice(0, 6)) : rows.draw(
      all,
      ([id]) => id,
      ([id, offer]) => card(table, id, offer),
      ([, offer]) => `offer offer--${offer.side} offer--${offer.status}`,
    )}
  </div>`;
}

function card(table, id, offer) {
  const { state } = table;
  const last = before(state, id);
  const different = last ? changed(last.terms, offer.terms) : {};
  return html`<div class="offer__head">
      ${sideTag(offer.side)}
      <span class="badge badge--${offer.status}">${offerStatusName(offer.status)}</span>
      <time class="quiet">${timeOf(offer.at)}</time>
      ${value(table, offer, last)}
    </div>
    <dl class="terms">
      ${inWords(state, offer.terms).map(
        (line) => html`<div class=${line.issue in different ? "terms__row terms__row--changed" : "terms__row"}>
          <dt>${line.title}</dt>
          <dd>
            ${line.option}
            ${line.issue in different
              ? html`<span class="terms__was"
                  >${different[line.issue] === undefined
                    ? gettext("new in this offer")
                    : interpolate(gettext("was: %s"), [optionText(state, line.issue, different[line.issue])])}</span
                >`
              : nothing}
          </dd>
        </div>`,
      )}
    </dl>
    ${dropped(table, offer, different)} ${offer.note ? html`<p class="offer__note">${offer.note}</p>` : nothing}
    ${unlawful(state, offer.terms).length
      ? html`<p class="notice notice--error">${gettext("Part of this is below a statutory minimum. It cannot be accepted.")}</p>`
      : nothing}
    ${acts(table, id, offer)}`;
}

/** Issues that the side's last offer held and this one leaves out. */
function dropped(table, offer, different) {
  const { state } = table;
  const gone = issuesOf(state).filter(([issue]) => issue in different && offer.terms[issue] === undefined);
  if (!gone.length) return nothing;
  return html`<p class="quiet">
    ${gettext("No longer in it:")} ${gone.map(([issue]) => optionLine(state, issue, different[issue])).join("; ")}
  </p>`;
}

function optionLine(state, issue, option) {
  const [line] = inWords(state, { [issue]: option });
  return `${line.title} ${line.option}`;
}

/** What an offer is worth to each side whose points this view holds, alone and together with what is agreed. */
function value(table, offer, last) {
  return table.worths.map((side) => {
    const alone = worth(side, offer.terms);
    const step = last ? alone - worth(side, last.terms) : undefined;
    const whole = worth(side, { ...(table.state.agreed || {}), ...offer.terms });
    return html`<span class="offer__worth"
      >${side.label}: ${number(alone)} ${step === undefined ? nothing : html`<span class="offer__step">(${signed(step)})</span>`}
      ${whole === alone ? nothing : html`<span class="quiet">${interpolate(gettext("with what is agreed: %s"), [number(whole)])}</span>`}
    </span>`;
  });
}

function acts(table, id, offer) {
  const own = offer.side === table.side;
  const lines = inWords(table.state, offer.terms);
  const common = { data: { offer: id }, expect: table.seenTerms };
  if (offer.status === "recorded" && own) {
    return html`<div class="acts offer__confirm">
      <p>${gettext("The recorder wrote this down as your side spoke it. Is it right?")}</p>
      ${button(table, { ...common, key: `confirm-${id}`, kind: "offer.confirm", style: "btn-primary btn-lg", label: gettext("Yes, this is our offer"), why: table.whyNo("offer.confirm", { terms: offer.terms }) })}
      ${button(table, { ...common, key: `withdraw-${id}`, kind: "offer.withdraw", label: gettext("No, strike it"), why: table.whyNo("offer.withdraw") })}
    </div>`;
  }
  if (offer.status !== "tabled") return nothing;
  if (own) {
    return html`<div class="acts">
      ${button(table, { ...common, key: `withdraw-${id}`, kind: "offer.withdraw", label: gettext("Withdraw"), why: table.whyNo("offer.withdraw") })}
    </div>`;
  }
  return html`<div class="acts">
    ${button(table, {
      ...common,
      key: `accept-${id}`,
      kind: "offer.accept",
      label: gettext("Accept"),
      style: "btn-primary",
      why: table.whyNo("offer.accept", { terms: offer.terms }),
      sure: {
        title: gettext("Accept this offer?"),
        words: gettext("Each of these points is agreed at once. To open one again a chief must give a reason before everyone."),
        lines,
        yes: gettext("Yes, we accept"),
      },
    })}
    ${button(table, { ...common, key: `reject-${id}`, kind: "offer.reject", label: gettext("Reject"), why: table.whyNo("offer.reject") })}
  </div>`;
}

/** The newest offers beside each other: an issue a row, an offer a column, newest first. */
function comparison(table, offers) {
  const { state } = table;
  const latest = Object.fromEntries(offers.map(([id]) => [id, changed(before(state, id)?.terms, state.offers[id].terms)]));
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${gettext("Offers side by side")}>
    <table class="table compare">
      <thead>
        <tr>
          <th scope="col">${gettext("Issue")}</th>
          ${offers.map(
            ([, offer]) => html`<th scope="col">
              ${sideTag(offer.side)}<br /><time>${timeOf(offer.at)}</time><br />${offerStatusName(offer.status)}
            </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${issuesOf(state).map(
          ([issue]) => html`<tr>
            <th scope="row">${issueTitle(state, issue)}</th>
            ${offers.map(([id, offer]) => {
              const option = offer.terms[issue];
              const moved = option !== undefined && issue in latest[id] && before(state, id);
              return html`<td class=${moved ? "compare__moved" : ""}>
                ${option === undefined ? html`<span class="quiet">—</span>` : optionText(state, issue, option)}
                ${moved ? html`<span class="terms__was">${gettext("changed")}</span>` : nothing}
              </td>`;
            })}
          </tr>`,
        )}
        ${table.worths.map(
          (side) => html`<tr class="compare__worth">
            <th scope="row">${side.label}</th>
            ${offers.map(([, offer]) => html`<td>${number(worth(side, offer.terms))}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What waits for this chief's tap, drawn first on the page so that it is not missed. */
export function waitingPane(table) {
  if (!table.may("offer.confirm")) return nothing;
  const waiting = offersOf(table.state).filter(([, offer]) => offer.status === "recorded" && offer.side === table.side);
  if (!waiting.length) return nothing;
  return html`<p class="notice notice--warn">
    ${interpolate(gettext("%s: an offer as the recorder heard it waits for your confirmation below."), [sideName(table.side)])}
  </p>`;
}
