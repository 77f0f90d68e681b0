/* Minutes: the list for everybody; for the recorder an editor whose stamps for speaker and issue are one key each.
   Keys: in an empty box a digit stamps the speaker; Escape leaves the box, then digits and letters stamp and
   Enter returns to it; Alt with the key stamps at any time. */
import { html, nothing } from "../../vendor/lit-html.js";
import { field, fill, typed } from "./fields.js";
import { sideTag } from "./floor.js";
import { Rows } from "./rows.js";
import { issuesOf } from "./terms.js";
import { seatShort, short, sideName, text, timeOf } from "./words.js";

const rows = new Rows("ol", "li", "record");

export function minutesPane(table) {
  const { state } = table;
  const all = Object.entries(state.minutes || {});
  return html`<div class="block">
    <h2>${gettext("Minutes")}</h2>
    ${all.length ? nothing : html`<p class="empty">${gettext("What the recorder writes down appears here.")}</p>`}
    ${rows.draw(
      table.role === "recorder" ? all.reverse() : all.slice(-200),
      ([id]) => id,
      ([, one]) => html`<time class="quiet">${timeOf(one.at)}</time><p>${one.text}</p>`,
      () => "record__entry",
    )}
  </div>`;
}

/** [[key to press, seat]] of the people at the table, in the order in which they sit. */
function speakers(state) {
  return Object.entries(state.seats || {})
    .filter(([, seat]) => seat.side)
    .slice(0, 9)
    .map(([seat], i) => [String(i + 1), seat]);
}

/** [[key to press, issue]] in the order of the agenda. */
function subjects(state) {
  return issuesOf(state)
    .slice(0, 26)
    .map(([issue], i) => ["abcdefghijklmnopqrstuvwxyz"[i], issue]);
}

function stamp(table, kind, value) {
  const stamps = table.ui.stamps || {};
  table.set({ stamps: { ...stamps, [kind]: stamps[kind] === value ? "" : value } });
}

function press(table, key) {
  const speaker = speakers(table.state).find(([one]) => one === key);
  const issue = subjects(table.state).find(([one]) => one === key.toLowerCase());
  if (speaker) stamp(table, "speaker", speaker[1]);
  else if (issue) stamp(table, "issue", issue[1]);
  return Boolean(speaker || issue);
}

/** The stamp as it will stand before the words. */
function prefix(table) {
  const { speaker, issue } = table.ui.stamps || {};
  const parts = [speaker && `${sideName(table.state.seats[speaker].side)} ${seatShort(table.state, speaker)}`, issue && short(text(table.state.scenario?.issues?.[issue]?.title))];
  const words = parts.filter(Boolean).join(" · ");
  return words ? `【${words}】` : "";
}

let listening = false;

function listen(table, box) {
  if (listening) return;
  listening = true;
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") box.blur();
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (bare && box.value === "" && /^[1-9]$/.test(event.key) && press(table, event.key)) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const key = event.altKey && /^(Digit|Key)/.test(event.code) ? event.code.slice(-1) : event.key;
    const free = !event.target.closest?.("input, textarea, select");
    if ((event.altKey || free) && key.length === 1 && press(table, key)) event.preventDefault();
    else if (free && event.key === "Enter" && !event.target.closest("button, a, summary")) {
      event.preventDefault();
      box.focus();
    }
  });
}

export function recorderPane(table) {
  if (!table.may("minutes.write")) return nothing;
  const { state } = table;
  const stamps = table.ui.stamps || {};
  const why = table.whyNo("minutes.write");
  const go = () => {
    const words = typed("minutes");
    if (!words || why) return;
    const { speaker, issue } = table.ui.stamps || {};
    table.write("minutes.write", { text: prefix(table) + words, ...table.refersTo({ speaker, issue }) });
    fill("minutes", "");
    table.set({ stamps: {} });
    box.focus();
  };
  const box = field("minutes", { lines: 4, limit: 1900, redraw: () => table.redraw(), send: go });
  listen(table, box);
  return html`<div class="block">
    <h2>${gettext("Write the minutes")}</h2>
    <label class="say">
      <span class="form-label">${gettext("What was said")} <b class="stamps__now">${prefix(table)}</b></span>
      ${box}
    </label>
    <div class="acts">
      <button type="button" class="btn btn-primary" aria-disabled=${!why && typed("minutes") ? "false" : "true"} @click=${go}>
        ${gettext("Write it down")}
      </button>
      <span class="act__why">${why || gettext("Ctrl + Enter writes. In an empty box 1–9 stamps the speaker; Esc, then a letter, the issue.")}</span>
    </div>
    <fieldset class="stamps">
      <legend>${gettext("Speaker")}</legend>
      ${speakers(state).map(
        ([key, seat]) => html`<button
          type="button"
          class="stamp stamp--${state.seats[seat].side}"
          aria-pressed=${stamps.speaker === seat ? "true" : "false"}
          @click=${() => stamp(table, "speaker", seat)}
        >
          <kbd>${key}</kbd> ${sideTag(state.seats[seat].side, seatShort(state, seat))}
        </button>`,
      )}
    </fieldset>
    <fieldset class="stamps">
      <legend>${gettext("Issue")}</legend>
      ${subjects(state).map(
        ([key, issue]) => html`<button
          type="button"
          class="stamp"
          aria-pressed=${stamps.issue === issue ? "true" : "false"}
          @click=${() => stamp(table, "issue", issue)}
        >
          <kbd>${key.toUpperCase()}</kbd> ${short(text(state.scenario.issues[issue].title))}
        </button>`,
      )}
    </fieldset>
    ${table.unsaved("minutes.write")}
  </div>`;
}
