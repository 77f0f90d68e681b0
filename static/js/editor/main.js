/* The editor: the document as fields, saved a moment after the last keystroke; each save brings back what it makes
   possible. Somebody else's save is never overwritten: both are joined, and where both changed the same, people choose. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { Fields } from "./fields.js";
import { lookedAt } from "./looked.js";
import { merged, settled } from "./merging.js";

const PAUSE = 700; // ms after the last keystroke
const RETRY = 4000; // ms after a cut
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
// `typed` counts keystrokes and `kept` how many of them the server has: what is typed while a save travels is never taken for kept.
const state = { content: config.content, kept: 0, typed: 0, revision: config.revision, looked: config.looked, tab: 1, clash: null, hard: null, said: "" };
const fields = new Fields(config.schema, changed, () => state.content);
const tabs = TABS();
fields.open.add("issues").add("parties").add("clock").add("data").add("constraints");
let base = structuredClone(config.content); // the text of `revision`: what both editors began from
let timer;
let travelling = null;

const dirty = () => state.typed !== state.kept;

function changed() {
  state.typed += 1;
  state.said = gettext("Not saved yet…");
  soon(PAUSE);
  draw();
}

function soon(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

/** Send what is typed; while one save travels there is no other, and what is typed meanwhile follows it. */
function save() {
  if (!travelling && dirty() && !state.clash) {
    clearTimeout(timer);
    travelling = send().finally(() => {
      travelling = null;
      draw();
    });
  }
  return travelling || Promise.resolve();
}

async function send() {
  const sent = { typed: state.typed, content: structuredClone(state.content) };
  let answer, told;
  try {
    [answer, told] = await asked(config.urls.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": config.csrf },
      body: JSON.stringify({ revision: state.revision, content: sent.content }),
    });
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    state.said = error.message;
    soon(RETRY);
    return;
  }
  if (answer.ok) kept(sent, told);
  else if (answer.status === 409) clashed(told);
  // Refused: it stays unsaved, and the next keystroke tries again.
  else state.said = told.message || gettext("It could not be saved. What you typed is still here.");
}

function kept(sent, told) {
  base = sent.content;
  state.kept = sent.typed;
  state.revision = told.revision;
  state.looked = told.looked;
  if (!dirty()) state.said = gettext("Saved.");
  else soon(PAUSE);
  state.hard = null;
}

/** Somebody else saved: what only one of us changed is joined; where both changed the same, people choose. */
function clashed(theirs) {
  const joined = merged(base, state.content, theirs.content);
  state.content = joined.content;
  base = theirs.content;
  state.revision = theirs.revision;
  state.typed += 1;
  if (joined.clashes.length) state.clash = { message: theirs.message, list: joined.clashes.map((each) => ({ ...each, take: "mine" })) };
  else {
    state.said = interpolate(gettext("%s has changed this draft too: both are joined."), [theirs.who]);
    soon(PAUSE);
  }
}

class Unanswered extends Error {}

/** Ask the server for JSON. Raises Unanswered, in words, without a network or when signed out. */
async function asked(url, options) {
  try {
    const answer = await fetch(url, options);
    if (answer.redirected || answer.status === 403) {
      config.csrf = await renewed();
      throw new Unanswered(gettext("You are signed out, or this draft is closed to you. What you typed is kept here: sign in again in another tab, and it is sent."));
    }
    return [answer, await answer.json()];
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
    throw new Unanswered(gettext("No connection: what you typed is kept here and sent when it is back."));
  }
}

/** The token of whoever has signed in again in another tab; the old one while nobody has. */
async function renewed() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const found = page.getElementById("editor-config");
  return found ? JSON.parse(found.textContent).csrf : config.csrf;
}

async function askHard() {
  if (state.hard?.asking) return;
  state.hard = { asking: true };
  draw();
  while (travelling || (dirty() && !state.clash)) {
    const before = state.kept;
    await save();
    if (state.kept === before) break; // refused or cut off: the words stand above
  }
  state.hard = { asking: true };
  try {
    state.hard = dirty() ? { message: gettext("First what you typed must be saved.") } : (await asked(config.urls.difficulty))[1];
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    state.hard = { message: gettext("No connection: the opponents could not be asked. Please try again.") };
  }
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

function choose(event) {
  event.preventDefault();
  for (const each of state.clash.list) if (each.take === "theirs") settled(state.content, each);
  state.clash = null;
  changed();
}

function conflictWords() {
  if (!state.clash) return nothing;
  const choice = (each, take, words, value) => html`<label class="clash__choice">
      <input type="radio" class="form-check-input" name=${`clash-${each.path}`} .checked=${each.take === take} @change=${() => (each.take = take)} />
      <strong>${words}</strong> <span>${told(value)}</span>
    </label>`;
  return html`<form class="notice notice--warn" role="alert" @submit=${choose}>
    <p>${state.clash.message}</p>
    ${state.clash.list.map((each) => html`<fieldset class="clash"><legend>${fields.where(each.path)}</legend>
      ${choice(each, "mine", gettext("Mine"), each.mine)} ${choice(each, "theirs", gettext("Theirs"), each.theirs)}</fieldset>`)}
    <button type="submit" class="btn btn-primary">${gettext("Go on with this choice")}</button>
  </form>`;
}

/** A value of the document as people read it. */
function told(value) {
  if (value === undefined) return gettext("(removed)");
  if (value === null || typeof value !== "object") return String(value);
  return value.zh || value.en ? [value.zh, value.en].filter(Boolean).join(" / ") : JSON.stringify(value).slice(0, 300);
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
  if (dirty() || state.clash) event.preventDefault();
});
document.addEventListener("toggle", () => requestAnimationFrame(draw), true);
draw();
