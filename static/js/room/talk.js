/* What is said: the record before everyone (statements, figures shown, rulings, news), and a side's own caucus. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "./act.js";
import { field, fill, typed } from "./fields.js";
import { seatTag, sideTag } from "./floor.js";
import { figureText } from "./papers.js";
import { Rows } from "./rows.js";
import { text, timeOf } from "./words.js";

const SHOWN = 80;

/** A text box that lasts, its button, and Ctrl+Enter. `send(words, done)`: done() empties the box. */
export function box(table, { name, label, action, limit, why = "", send }) {
  const go = () => {
    const words = typed(name);
    if (why || !words) return;
    send(words, () => {
      fill(name, "");
      table.redraw();
    });
  };
  const redraw = () => table.redraw();
  return html`<div class="say">
    <label>
      <span class="form-label">${label}</span>
      ${field(name, { lines: 3, limit, redraw, send: go })}
    </label>
    <div class="acts">
      <button type="button" class="btn btn-primary" aria-disabled=${!why && typed(name) ? "false" : "true"} @click=${go}>${action}</button>
      <span class="act__why">${why || gettext("Ctrl + Enter sends")}</span>
    </div>
  </div>`;
}

/** Everything said or shown before everyone, in the order in which it happened. */
export function recordOf(state) {
  const items = [];
  for (const [id, one] of Object.entries(state.statements || {})) items.push({ ...one, id: `s${id}`, what: "said" });
  for (const [id, one] of Object.entries(state.facts || {})) items.push({ ...one, id: `f${id}`, what: "fact" });
  for (const [id, one] of Object.entries(state.rulings || {})) items.push({ ...one, id: `r${id}`, what: "ruled" });
  for (const [id, one] of Object.entries(state.injects || {})) items.push({ ...one, id: `i${id}`, what: "inject" });
  return items.sort((a, b) => a.at - b.at);
}

const rows = new Rows("ol", "li", "record");

export function recordPane(table) {
  const { state } = table;
  const all = recordOf(state);
  const from = table.ui.wholeRecord ? 0 : Math.max(0, all.length - SHOWN);
  return html`<div class="block">
    <h2>${gettext("Record")}</h2>
    ${all.length ? nothing : html`<p class="empty">${gettext("Statements, figures shown, rulings and news appear here.")}</p>`}
    ${from
      ? html`<button type="button" class="btn btn-quiet" @click=${() => table.set({ wholeRecord: true })}>
          ${interpolate(ngettext("Show %s earlier entry", "Show %s earlier entries", from), [from])}
        </button>`
      : nothing}
    ${rows.draw(all.slice(from), (one) => one.id, (one) => entry(state, one), (one) => `record__entry record__entry--${one.what}`)}
  </div>`;
}

function entry(state, one) {
  const when = html`<time class="quiet">${timeOf(one.at)}</time>`;
  const by = one.by;
  if (one.what === "said") return html`${seatTag(state, by)} ${when}<p>${one.text}</p>`;
  if (one.what === "ruled") {
    return html`<b>${gettext("Ruling")}</b> ${one.seat ? seatTag(state, one.seat) : nothing} ${when}<p>${text(one.text)}</p>`;
  }
  if (one.what === "inject") return html`<b>${gettext("News")}</b> ${when}<p>${text(one.text)}</p>`;
  const wide = one.value && typeof one.value === "object" && !Array.isArray(one.value) && !("zh" in one.value);
  return html`<b>${gettext("Figure shown")}</b> ${seatTag(state, by)} ${when}
    <p>${text(one.label)}: <b>${wide ? gettext("see the data pack") : figureText(one.value)}</b> ${text(one.unit)}</p>`;
}

/** Typed statements exist online only; in the hall people speak. */
export function speechPane(table) {
  if (table.state.setting !== "online" || !table.may("say")) return nothing;
  return html`<div class="block">${box(table, {
    name: "say",
    label: gettext("Your statement"),
    action: gettext("Say"),
    limit: table.limits.say || 2000,
    why: table.whyNo("say"),
    send: async (words, done) => (await table.act("say", "say", { text: words }, table.seenPhase)) && done(),
  })}${table.refusal("say")}</div>`;
}

const whispers = new Rows("ol", "li", "record");

/** A side among itself: open from the moment its members are seated. */
export function caucusPane(table) {
  const { state } = table;
  const all = Object.entries(state.caucus || {});
  return html`<div class="block caucus caucus--${table.side}">
    <div class="block__head">
      <h2>${gettext("Among ourselves")}</h2>
      ${sideTag(table.side)}
    </div>
    <p class="quiet">${gettext("Only your side reads this: not the other side, not the host, not the judges.")}</p>
    ${whispers.draw(
      all.slice(-SHOWN),
      ([id]) => id,
      ([, one]) => html`${seatTag(state, one.by)} <time class="quiet">${timeOf(one.at)}</time><p>${one.text}</p>`,
      () => "record__entry",
    )}
    ${table.may("caucus.say")
      ? box(table, {
          name: "caucus",
          label: gettext("To our side"),
          action: gettext("Send"),
          limit: 2000,
          why: table.whyNo("caucus.say"),
          send: (words, done) => {
            table.write("caucus.say", { text: words });
            done();
          },
        })
      : nothing}
    ${table.unsaved("caucus.say")}
    <div class="acts">
      ${button(table, {
        key: "call",
        kind: "caucus.call",
        label: gettext("Call a caucus (the clock stands)"),
        expect: table.seenPhase,
        why: table.whyNo("caucus.call"),
      })}
    </div>
  </div>`;
}
