/* The editor: the document as fields, saved a moment after the last keystroke; each save brings back what it makes
   possible. Somebody else's save is never overwritten: both stand side by side until one is chosen. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { Fields } from "./fields.js";
import { lookedAt } from "./looked.js";

const PAUSE = 700; // ms after the last keystroke
const TABS = () => [
  [gettext("About"), ["id", "title", "level", "contract_kind", "jurisdiction", "difficulty", "money_unit", "licence", "fictional", "background", "learning_goals", "debrief", "suggested", "provenance"]],
  [gettext("Issues"), ["issues", "legal_floors"]],
  [gettext("Sides"), ["parties"]],
  [gettext("Rules"), ["constraints", "interactions"]],
  [gettext("Data pack"), ["data"]],
  [gettext("Course"), ["clock", "injects", "documents"]],
];

const config = JSON.parse(document.getElementById("editor-config").textContent);
const [form, looked, saved, conflict, title] = ["form", "looked", "saved", "conflict", "draft-title"].map((id) => document.getElementById(id));
const state = { content: config.content, revision: config.revision, looked: config.looked, tab: 1, dirty: false, saving: false, theirs: null, hard: null, said: "" };
const fields = new Fields(config.schema, changed);
const tabs = TABS();
fields.open.add("issues").add("parties").add("clock").add("data").add("constraints");
let timer;

function changed() {
  state.dirty = true;
  state.said = gettext("Not saved yet…");
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
  draw();
}

async function save() {
  if (state.saving || state.theirs) return;
  state.saving = true;
  state.dirty = false;
  try {
    const answer = await fetch(config.urls.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": config.csrf },
      body: JSON.stringify({ revision: state.revision, content: state.content }),
    });
    const told = await answer.json();
    if (answer.status === 409) state.theirs = told;
    else if (answer.ok) {
      state.revision = told.revision;
      state.looked = told.looked;
      state.said = gettext("Saved.");
      state.hard = null;
    } else state.said = told.message || gettext("It could not be saved. What you typed is still here.");
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
    state.dirty = true; // the network, or a page of a proxy: tried again
    state.said = gettext("No connection: what you typed is kept here and sent when it is back.");
    timer = setTimeout(save, 4000);
  } finally {
    state.saving = false;
  }
  if (state.dirty && !state.theirs) timer ||= setTimeout(save, PAUSE);
  draw();
}

async function askHard() {
  if (state.hard?.asking) return;
  state.hard = { asking: true };
  draw();
  if (state.dirty) await save();
  const answer = await fetch(config.urls.difficulty);
  state.hard = await answer.json();
  draw();
}

/** Open the field that a fault names. */
function show(path) {
  const key = path.split(/[.[]/)[0];
  state.tab = Math.max(0, tabs.findIndex(([, keys]) => keys.includes(key)));
  let upto = "";
  for (const step of path.split(/(?=[.[])/)) fields.open.add((upto += step));
  draw();
  requestAnimationFrame(() => form.querySelector(".is-faulty")?.scrollIntoView({ block: "center" }));
}

function choose(mine) {
  state.revision = state.theirs.revision;
  if (!mine) state.content = state.theirs.content;
  state.theirs = null;
  changed();
}

function conflictWords() {
  if (!state.theirs) return nothing;
  return html`<div class="notice notice--warn" role="alert">
    <p>${state.theirs.message}</p>
    <ul>${state.theirs.changes.map(([where, what]) => html`<li>${where}: ${what}</li>`)}</ul>
    <div class="editor__ways">
      <button type="button" class="btn btn-primary" @click=${() => choose(true)}>${gettext("Keep mine")}</button>
      <button type="button" class="btn btn-secondary" @click=${() => choose(false)}>${gettext("Take theirs")}</button>
    </div>
  </div>`;
}

function draw() {
  fields.faulty = new Set(state.looked.faults.filter((each) => each.severity === "error").map((each) => each.path));
  const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  title.textContent = state.content.title?.[language] || state.content.id || "";
  saved.textContent = state.said;
  render(conflictWords(), conflict);
  render(
    html`<div class="editor__tabs" role="group" aria-label=${gettext("Parts")}>
        ${tabs.map(([name], place) => html`<button type="button" class="btn btn-secondary" aria-pressed=${place === state.tab ? "true" : "false"} @click=${() => ((state.tab = place), draw())}>${name}</button>`)}
      </div>
      ${tabs[state.tab][1].map((key) => html`<div>${fields.maybe(state.content, key, config.schema.properties[key], key, config.schema.required.includes(key))}</div>`)}`,
    form,
  );
  render(lookedAt(state.looked, state.content, { show, hard: state.hard, askHard }), looked);
}

form.replaceChildren();
// What is not saved yet goes out before the page does, as far as the browser lets it.
addEventListener("beforeunload", (event) => {
  if (state.dirty || state.theirs) event.preventDefault();
});
document.addEventListener("toggle", () => requestAnimationFrame(draw), true);
draw();
