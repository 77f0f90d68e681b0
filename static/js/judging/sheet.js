/* A judge's ballot: for every criterion and everybody who is judged by it, numbers to press, what the numbers mean,
   and a note. Any order; every cell saves itself. */
import { html, nothing } from "../../vendor/lit-html.js";
import { criterionName, subjectName, text } from "./names.js";
import { noteField } from "./notes.js";
import { slotOf } from "./panel.js";
import { criteriaOf, missing, steps, subjectsOf, total } from "./sums.js";

const KINDS = ["team", "person"];

/** The parts of the ballot that this panel has. */
function partsOf(panel) {
  return KINDS.filter((kind) => criteriaOf(panel.state, kind).length && subjectsOf(panel.state, kind).length);
}

function partName(kind) {
  return kind === "team" ? gettext("Teams") : gettext("Each person");
}

export function sheet(panel) {
  const parts = partsOf(panel);
  const part = parts.includes(panel.ui.part) ? panel.ui.part : parts[0];
  if (!part) return html`<p class="empty">${gettext("Nobody is to be judged here.")}</p>`;
  return html`${parts.length > 1 ? tabs(panel, parts, part) : nothing}
    <div class="sheet sheet--${part}">${part === "team" ? teams(panel) : persons(panel)}</div>`;
}

/** How far: all cells, one of the parts. */
export function progress(panel) {
  const { cells } = panel;
  const done = cells.length - panel.missing.length;
  const words = interpolate(gettext("%s of %s scores given"), [done, cells.length]);
  return html`<div class="progress-line">
    <progress max=${cells.length} value=${done} aria-label=${words}></progress>
    <span class="progress-line__words"><b>${done}</b> / ${cells.length}</span>
    ${panel.open && done < cells.length
      ? html`<button type="button" class="btn btn-secondary btn-small" @click=${() => goTo(panel, panel.missing[0])}>${gettext("Next empty score")}</button>`
      : nothing}
  </div>`;
}

function tabs(panel, parts, part) {
  return html`<div class="parts" role="group" aria-label=${gettext("Parts of the ballot")}>
    ${parts.map((kind) => {
      const cells = panel.cells.filter(([criterion]) => panel.state.criteria[criterion].kind === kind);
      const done = cells.length - missing(cells, (criterion, subject) => panel.value(criterion, subject)).length;
      return html`<button type="button" class="parts__one" aria-pressed=${kind === part ? "true" : "false"} @click=${() => panel.set({ part: kind })}>
        ${partName(kind)} <span class="parts__count">${done}/${cells.length}</span>
      </button>`;
    })}
  </div>`;
}

// --- Teams: criterion by criterion, both side by side -----------------------------------------------------------

function teams(panel) {
  const { state } = panel;
  const all = subjectsOf(state, "team");
  const shown = all.filter(([key]) => !panel.ui.only || panel.ui.only === key);
  return html`${all.length > 1 ? filter(panel, all) : nothing}
    ${criteriaOf(state, "team").map(
      ([key, criterion]) => html`<section class="criterion" aria-labelledby="criterion-${key}">
        ${criterionHead(key, criterion)} ${anchors(criterion)}
        <div class="criterion__cells">${shown.map(([subject, one]) => cell(panel, key, subject, side(panel, subject, one)))}</div>
      </section>`,
    )}
    ${totals(panel, shown)}`;
}

function filter(panel, all) {
  const choices = [["", gettext("Both teams")], ...all.map(([key]) => [key, subjectName(panel.state, key)])];
  return html`<div class="parts parts--filter" role="group" aria-label=${gettext("Show")}>
    ${choices.map(
      ([key, words]) => html`<button type="button" class="parts__one" aria-pressed=${(panel.ui.only || "") === key ? "true" : "false"} @click=${() => panel.set({ only: key })}>
        ${words}
      </button>`,
    )}
  </div>`;
}

function criterionHead(key, criterion) {
  return html`<header class="criterion__head">
    <h3 id="criterion-${key}"><span class="criterion__number">${criterion.number}</span> ${text(criterion.title)}</h3>
    <span class="criterion__weight">${interpolate(gettext("weight %s"), [criterion.weight])}</span>
    ${text(criterion.description) ? html`<p class="criterion__words">${text(criterion.description)}</p>` : nothing}
  </header>`;
}

/** What some of the numbers mean, in words. */
function anchors({ anchors: meanings, kind }) {
  const entries = Object.entries(meanings || {}).sort(([a], [b]) => Number(a) - Number(b));
  if (!entries.length) return nothing;
  const numbers = entries.map(([value]) => value).join(" · ");
  return html`<details class="anchors" ?open=${kind === "team" && matchMedia("(min-width: 48rem)").matches}>
    <summary>${interpolate(gettext("What %s stand for"), [numbers])}</summary>
    <dl>
      ${entries.map(([value, words]) => html`<div><dt>${value}</dt><dd>${text(words)}</dd></div>`)}
    </dl>
  </details>`;
}

function side(panel, key, subject) {
  return html`<span class="side side--${subject.side}">${subjectName(panel.state, key)}</span>`;
}

function totals(panel, shown) {
  const sums = shown.map(([subject]) => [subject, total(panel.state, subject, (c, s) => panel.value(c, s))]);
  if (sums.every(([, sum]) => sum === null)) return nothing;
  return html`<dl class="own-totals">
    ${sums.map(([subject, sum]) => html`<div>
      <dt>${interpolate(gettext("Your total for %s"), [subjectName(panel.state, subject)])}</dt>
      <dd>${sum === null ? "—" : sum.toFixed(2)}</dd>
    </div>`)}
  </dl>`;
}

// --- Persons: one after the other, all criteria of each -----------------------------------------------------------

function persons(panel) {
  const { state } = panel;
  const criteria = criteriaOf(state, "person");
  return subjectsOf(state, "person").map(
    ([subject, one]) => html`<section class="criterion person" aria-labelledby="person-${subject}">
      <header class="criterion__head">
        <h3 id="person-${subject}">${side(panel, subject, one)}</h3>
        ${personTotal(panel, subject)}
      </header>
      <div class="criterion__cells criterion__cells--person">
        ${criteria.map(
          ([key, criterion]) => html`<div class="person__row">
            ${cell(panel, key, subject, html`${text(criterion.title)} <span class="criterion__weight">${interpolate(gettext("weight %s"), [criterion.weight])}</span>`)}
            ${anchors(criterion)}
          </div>`,
        )}
      </div>
    </section>`,
  );
}

function personTotal(panel, subject) {
  const sum = total(panel.state, subject, (criterion, key) => panel.value(criterion, key));
  return sum === null ? nothing : html`<span class="criterion__weight">${interpolate(gettext("your total: %s"), [sum.toFixed(2)])}</span>`;
}

// --- One cell -------------------------------------------------------------------------------------------------------

function cell(panel, criterion, subject, title) {
  const { value } = panel.cell(criterion, subject);
  const id = `cell-${criterion}-${subject}`;
  const scale = panel.state.criteria[criterion].scale;
  const values = steps(scale);
  const label = `${criterionName(panel.state, criterion)}, ${subjectName(panel.state, subject)}`;
  return html`<fieldset class="cell cell--${panel.mark(criterion, subject)}" id=${id} ?disabled=${!panel.open} @keydown=${(event) => digits(event, panel, criterion, subject, values)}>
    <legend class="cell__title"><span aria-hidden="true">${title}</span><span class="visually-hidden">${label}</span></legend>
    ${values.length ? numbers(panel, criterion, subject, values, value, id) : amount(panel, criterion, subject, scale, value, label)}
    <div class="cell__foot">
      ${panel.open || panel.mark(criterion, subject) !== "saved" ? markWords(panel, criterion, subject) : nothing}
      ${panel.open && value ? html`<button type="button" class="btn-link" @click=${() => panel.score(criterion, subject, { value: "" })}>${gettext("Clear")}</button>` : nothing}
      ${note(panel, criterion, subject, label)}
    </div>
  </fieldset>`;
}

function numbers(panel, criterion, subject, values, value, id) {
  return html`<div class="numbers">
    ${values.map(
      (one) => html`<label class="number-key">
        <input type="radio" name=${id} value=${one} .checked=${value === one} @change=${() => panel.score(criterion, subject, { value: one })} />
        <span>${one}</span>
      </label>`,
    )}
  </div>`;
}

/** A scale with too many steps to press is typed. */
function amount(panel, criterion, subject, scale, value, label) {
  const change = (event) => event.target.checkValidity() && panel.score(criterion, subject, { value: event.target.value });
  return html`<input class="form-control cell__amount" type="number" inputmode="decimal" aria-label=${label} min=${scale.low} max=${scale.high} step=${scale.step} .value=${value} @change=${change} />`;
}

/** A digit on the keyboard is the score; a 0 right after a 1 makes it 10. */
function digits(event, panel, criterion, subject, values) {
  if (event.target.type !== "radio" || !/^[0-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  const again = Date.now() - (panel.ui.digitAt || 0) < 800 && panel.value(criterion, subject) === "1" && event.key === "0";
  const value = again ? "10" : event.key;
  if (!values.includes(value)) return;
  event.preventDefault();
  Object.assign(panel.ui, { digitAt: Date.now() });
  panel.score(criterion, subject, { value });
  event.currentTarget.querySelector(`input[value="${value}"]`).focus();
}

function markWords(panel, criterion, subject) {
  const mark = panel.mark(criterion, subject);
  const words = {
    empty: gettext("No score yet"),
    saved: gettext("Saved"),
    saving: gettext("Saving…"),
    kept: gettext("Kept on this device"),
    page: gettext("Only on this page"),
    refused: gettext("Not taken: see above"),
  }[mark];
  const sign = { empty: "○", saved: "✓", saving: "…", kept: "↥", page: "!", refused: "!" }[mark];
  return html`<span class="cell__mark cell__mark--${mark}"><span aria-hidden="true">${sign}</span> ${words}</span>`;
}

function note(panel, criterion, subject, label) {
  const { note: words, at } = panel.cell(criterion, subject);
  const key = slotOf(criterion, subject);
  const open = panel.ui.notes?.[key] || words;
  if (!open) {
    if (!panel.open) return nothing;
    return html`<button type="button" class="btn-link cell__note" @click=${() => openNote(panel, key, label)}>${gettext("Add a note")}</button>`;
  }
  const field = noteField(`${panel.config.ws} ${key}`, {
    value: words,
    label: interpolate(gettext("Note on %s"), [label]),
    readOnly: !panel.open,
    now: () => panel.stream.now(),
    save: (written, began) => {
      const moment = at ?? began;
      if (written && at === undefined) panel.clock.mark(moment);
      panel.score(criterion, subject, { note: written, at: moment });
    },
  });
  return html`<div class="note">
    ${field}
    ${words && at
      ? html`<p class="note__at">
          ${interpolate(gettext("Refers to %s"), [panel.clock.words(at)])}
          ${panel.open ? html`<button type="button" class="btn-link" @click=${() => refresh(panel, criterion, subject)}>${gettext("Refers to this moment")}</button>` : nothing}
        </p>`
      : nothing}
  </div>`;
}

function refresh(panel, criterion, subject) {
  const at = panel.stream.now();
  panel.clock.mark(at);
  panel.score(criterion, subject, { at });
}

function openNote(panel, key, label) {
  panel.set({ notes: { ...panel.ui.notes, [key]: true } });
  requestAnimationFrame(() =>
    requestAnimationFrame(() => panel.root.querySelector(`textarea[aria-label="${CSS.escape(interpolate(gettext("Note on %s"), [label]))}"]`)?.focus()),
  );
}

/** Bring a cell into view, whatever part it is in, with its first number in focus. */
export function goTo(panel, [criterion, subject]) {
  panel.set({ part: panel.state.criteria[criterion].kind, only: "" });
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const found = panel.root.querySelector(`#${CSS.escape(`cell-${criterion}-${subject}`)}`);
      found?.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
      found?.querySelector("input")?.focus({ preventScroll: true });
    }),
  );
}
