/* The drafting tray: build a package, see at once what it is worth, whether it is lawful and within the mandate;
   keep it as a draft for the side, or, as chief, put it on the table. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { field, fill, typed } from "./fields.js";
import { seatTag } from "./floor.js";
import { keep, kept } from "./memory.js";
import { broken, cost, inOrder, inWords, issuesOf, issueTitle, optionText, pointsOf, risky, unlawful, worth } from "./terms.js";
import { law } from "./agenda.js";
import { number, signed, text, timeOf } from "./words.js";

/** The package under construction: {issue: option}. */
function current() {
  return kept("tray", {});
}

function change(table, tray) {
  keep("tray", tray);
  table.redraw();
}

/** Begin with these terms, and the note that goes with them. */
export function fillTray(table, draft) {
  fill("tray-note", draft.note || "");
  change(table, { ...draft.terms });
}

function empty(table) {
  fill("tray-note", "");
  change(table, {});
}

/** The terms of the tray that can still be offered: what is agreed meanwhile falls out. */
function offerable(state, terms) {
  return Object.fromEntries(
    Object.entries(terms).filter(([issue, option]) => state.agreed?.[issue] === undefined && option in (state.scenario?.issues?.[issue]?.options || {})),
  );
}

/**
 * `title`, `start` (one more package to begin with: {label, terms}) and `put` (what may be done with the terms) are
 * the table's own unless another room says otherwise.
 */
export function trayPane(table, { title = gettext("Our package"), start, put = tableIt } = {}) {
  const { state } = table;
  const tray = current();
  const terms = offerable(state, tray);
  return html`<div class="block">
    <div class="block__head">
      <h2>${title}</h2>
      ${starts(table, tray, start)}
    </div>
    <p class="quiet">${gettext("Only your side sees what is built here.")}</p>
    <div class="tray">${issuesOf(state).map(([id, issue]) => choice(table, tray, id, issue))}</div>
    ${verdict(table, terms)}
    ${put === tableIt
      ? html`<label class="tray__note">
          <span class="form-label">${gettext("Note (optional)")}</span>
          ${field("tray-note", { redraw: () => table.redraw() })}
        </label>`
      : nothing}
    ${put(table, terms, typed("tray-note"))}
  </div>`;
}

/** Where to begin: an empty package, the newest offer of either side, or what another room offers. */
function starts(table, tray, start) {
  const offers = Object.values(table.state.offers || {});
  const newest = (mine) => offers.filter((offer) => (offer.side === table.side) === mine).at(-1);
  const from = (label, terms) =>
    html`<button type="button" class="btn btn-secondary btn-small" @click=${() => change(table, { ...terms })}>${label}</button>`;
  return html`<span class="acts">
    ${start ? from(start.label, start.terms) : nothing}
    ${newest(true) ? from(gettext("From our last offer"), newest(true).terms) : nothing}
    ${newest(false) ? from(gettext("From their last offer"), newest(false).terms) : nothing}
    ${Object.keys(tray).length ? from(gettext("Clear"), {}) : nothing}
  </span>`;
}

function choice(table, tray, id, issue) {
  const { state } = table;
  const agreed = state.agreed?.[id];
  if (agreed !== undefined) {
    return html`<div class="tray__row tray__row--agreed">
      <span class="form-label">${text(issue.title)}</span>
      <span><span class="badge badge--agreed">${gettext("agreed")}</span> ${optionText(state, id, agreed)}</span>
    </div>`;
  }
  const chosen = tray[id] ?? "";
  const option = issue.options[chosen];
  const pick = (event) => {
    const { [id]: _, ...rest } = current();
    change(table, event.target.value ? { ...rest, [id]: event.target.value } : rest);
  };
  return html`<div class="tray__row">
    <label class="form-label" for="tray-${id}">${text(issue.title)}</label>
    <select class="form-select" id="tray-${id}" .value=${chosen} @change=${pick}>
      <option value="" ?selected=${!chosen}>${gettext("— not in this package —")}</option>
      ${inOrder(issue.options).map(
        ([key, one]) => html`<option value=${key} ?selected=${key === chosen}>${label(table, id, key, one)}</option>`,
      )}
    </select>
    ${option?.lawful === false ? html`<div class="tray__law" role="status">${law(state, id)}</div>` : nothing}
  </div>`;
}

function label(table, issue, key, option) {
  const points = pointsOf(table.own, issue, key);
  const marks = [points === undefined ? "" : interpolate(gettext("%s points"), [points])];
  if (option.lawful === false) marks.push(gettext("below the minimum"));
  return `${text(option.text)}${marks.filter(Boolean).length ? ` (${marks.filter(Boolean).join(", ")})` : ""}`;
}

/** What the package is worth, costs, breaks: said at once, and again when it changes. */
function verdict(table, terms) {
  const { state } = table;
  if (!Object.keys(terms).length) return html`<p class="empty">${gettext("Choose at least one point to see what it is worth.")}</p>`;
  const whole = { ...(state.agreed || {}), ...terms };
  const against = unlawful(state, terms);
  const mandate = broken(state, table.constraints, whole);
  const total = cost(state, whole);
  const cap = Object.values(table.constraints || {}).find((rule) => rule.kind === "max_cost");
  return html`<div class="verdict" role="status">
    <dl class="figures">
      ${table.own ? html`<div><dt>${gettext("Worth to us")}</dt><dd>${number(worth(table.own, terms))}</dd></div>` : nothing}
      ${table.own && Object.keys(state.agreed || {}).length
        ? html`<div><dt>${gettext("With what is agreed")}</dt><dd>${number(worth(table.own, whole))}</dd></div>`
        : nothing}
      ${reserve(table, whole)}
      ${total === undefined
        ? nothing
        : html`<div><dt>${gettext("Cost a year")}</dt>
            <dd>${number(total)} <small>${text(state.scenario.money_unit)}</small>${cap ? html`<small> / ${number(cap.value)}</small>` : nothing}</dd></div>`}
    </dl>
    ${against.length
      ? html`<div class="notice notice--error">
          <b>${gettext("Below the statutory minimum: it cannot be put on the table.")}</b>
          <ul>
            ${against.map(
              ({ issue, floor }) => html`<li>
                ${issueTitle(state, issue)}: ${text(floor?.rule)} <span class="law__source">${text(floor?.source)}</span>
              </li>`,
            )}
          </ul>
        </div>`
      : html`<p class="verdict__ok">${gettext("Lawful: no statutory minimum is broken.")}</p>`}
    ${risky(state, terms).map(
      ({ issue, floor }) => html`<p class="notice">
        ${gettext("Lawful, but behind the policy line:")} ${issueTitle(state, issue)}: ${text(floor?.rule)}
        <span class="law__source">${text(floor?.source)}</span>
      </p>`,
    )}
    ${mandate.length
      ? html`<div class="notice notice--warn">
          <b>${gettext("Outside our own mandate:")}</b>
          <ul>
            ${mandate.map((rule) => html`<li>${text(rule.note) || mandateWords(table, rule, total)}</li>`)}
          </ul>
        </div>`
      : nothing}
  </div>`;
}

function mandateWords(table, rule, total) {
  if (rule.kind === "max_cost") return interpolate(gettext("The cost of %s is above the limit of %s."), [number(total), number(rule.value)]);
  return rule.issue ? issueTitle(table.state, rule.issue) : issueTitle(table.state, rule.then?.issue);
}

/** How far a whole package is from the reservation point. */
function reserve(table, whole) {
  const reservation = table.brief?.reservation;
  if (reservation === undefined || !table.own) return nothing;
  if (issuesOf(table.state).some(([issue]) => whole[issue] === undefined)) return nothing;
  const margin = worth(table.own, whole) - reservation;
  return html`<div><dt>${gettext("Against our reservation")}</dt><dd class=${margin < 0 ? "is-bad" : "is-good"}>${signed(margin)}</dd></div>`;
}

function tableIt(table, terms, note) {
  const { state } = table;
  const none = !Object.keys(terms).length;
  const data = { terms, ...(note ? { note } : {}) };
  const against = unlawful(state, terms).length > 0;
  return html`<div class="acts">
    ${table.may("offer.draft")
      ? html`<button type="button" class="btn btn-secondary" aria-disabled=${none ? "true" : "false"}
          @click=${() => !none && table.write("offer.draft", data)}>
          ${gettext("Keep as a draft for our side")}
        </button>`
      : nothing}
    ${button(table, {
      key: "table",
      kind: "offer.table",
      label: gettext("Put on the table"),
      style: "btn-primary",
      data,
      expect: table.seenTerms,
      why: (none && gettext("The package is empty.")) || (against && gettext("Part of it is below the statutory minimum.")) || table.whyNo("offer.table"),
      sure: {
        title: gettext("Put this offer on the table?"),
        words: gettext("Everybody in the room sees it, and the other side may accept it."),
        lines: inWords(state, terms),
        yes: gettext("Yes, put it on the table"),
      },
      after: () => empty(table),
    })}
    ${table.may("offer.table") ? nothing : html`<span class="act__why">${gettext("Only the chief puts an offer on the table.")}</span>`}
  </div>
  ${table.unsaved("offer.draft")}`;
}

/** What members of the side have built, newest first, to load into the tray. */
export function draftsPane(table) {
  const { state } = table;
  const drafts = Object.entries(state.drafts || {}).reverse();
  if (!drafts.length) return nothing;
  return html`<div class="block">
    <h2>${gettext("Drafts of our side")}</h2>
    <ol class="drafts">
      ${drafts.map(
        ([id, draft]) => html`<li>
          <div class="offer__head">
            ${seatTag(state, draft.by || draft.seat)} <time class="quiet">${timeOf(draft.at)}</time>
            ${table.own ? html`<span class="offer__worth">${interpolate(gettext("Worth to us: %s"), [number(worth(table.own, draft.terms))])}</span>` : nothing}
            ${unlawful(state, draft.terms).length ? html`<span class="badge badge--warn">${gettext("below the minimum")}</span>` : nothing}
          </div>
          <p>${inWords(state, draft.terms).map((line) => `${line.title}: ${line.option}`).join("; ")}</p>
          ${draft.note ? html`<p class="offer__note">${draft.note}</p>` : nothing}
          ${table.may("offer.draft")
            ? html`<button type="button" class="btn btn-secondary btn-small" @click=${() => fillTray(table, draft)}>
                ${gettext("Load into the package")}<span class="visually-hidden"> (${id})</span>
              </button>`
            : nothing}
        </li>`,
      )}
    </ol>
  </div>`;
}
