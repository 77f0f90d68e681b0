/* The room: opens the stream, stands the panes of this role, and draws what changed, at most once a frame. */
import { html, render } from "../../vendor/lit-html.js";
import { arrangement } from "./roles.js";
import { beside } from "./beside.js";
import { differences, headStrip, standing, tick } from "./head.js";
import { hinting } from "./hint.js";
import { keep, kept, remember } from "./memory.js";
import { Panels } from "./panels.js";
import { connect } from "./wire.js";
import { Table } from "./table.js";
import { tagging } from "../tags/pad.js";

const config = JSON.parse(document.getElementById("room-config").textContent);
remember(config.ws, config.seat);

const stream = connect(config, document.getElementById("status"));
const table = new Table(stream, config);
const [strip, stand, body, live] = ["strip", "standing", "panes", "announce"].map((id) => document.getElementById(id));
const { panes, columns } = arrangement(config, [beside(config, stream), tagging(config, stream), hinting(config, stream)]);

let panels;
let asked = false;
let seen;

function draw() {
  asked = false;
  const { state } = table;
  if (!state) return;
  if (seatedElsewhere()) return;
  panels ||= begin();
  const surroundings = aroundFocus();
  render(headStrip(table), strip);
  render(standing(table), stand);
  for (const pane of panes) if (pane.draw) render(pane.draw(table), pane.section);
  keepFocus(surroundings);
  announce(state);
  tick(table);
}

/** The seat was given or taken since this page was made: another page is due. Asked for once, never in a circle. */
function seatedElsewhere() {
  const { seat } = table.you;
  if (!seat || seat === config.seat || kept("reloaded") === seat) return false;
  keep("reloaded", seat);
  location.reload();
  return true;
}

/** The focused element and what it stands in, from the inside out. */
function aroundFocus() {
  const around = [];
  for (let node = document.activeElement; node && node !== body; node = node.parentElement) around.push(node);
  return around.length && body.contains(around[0]) ? around : [];
}

/** When a drawing took the focused button away, whoever uses the keyboard goes on from where it stood. */
function keepFocus([focused, ...outer]) {
  if (!focused || focused.isConnected) return;
  const left = outer.find((node) => node.isConnected && node.matches("li, .block, .pane"));
  if (!left) return;
  left.tabIndex = -1;
  left.focus({ preventScroll: true });
}

/** The first state is here: panes take the place of the waiting words. */
function begin() {
  body.replaceChildren();
  for (const pane of panes) pane.section = document.createElement("section");
  const made = new Panels(body, panes, columns);
  for (const pane of panes) pane.mount?.(pane.section);
  return made;
}

/** Say what became different, and mark the panes out of view in which it did. */
function announce(state) {
  if (seen === state) return;
  const words = differences(table, seen, state);
  if (words.length) render(html`${words.map((line) => html`<p>${line}</p>`)}`, live);
  if (seen) {
    if (seen.offers !== state.offers || seen.statements !== state.statements) panels.mark("table");
    if (seen.caucus !== state.caucus) panels.mark("caucus");
    if (seen.agreed !== state.agreed) panels.mark("agenda");
    if (seen.minutes !== state.minutes || seen.rulings !== state.rulings) panels.mark("record");
    if (seen.injects !== state.injects) panels.mark("news");
    if (seen.drafts !== state.drafts) panels.mark("tray");
  }
  seen = state;
}

table.redraw = () => {
  if (asked) return;
  asked = true;
  requestAnimationFrame(draw);
};

stream.onchange = table.redraw;
setInterval(() => {
  if (!table.state) return;
  tick(table);
  // What depends on the passing of time alone, such as speaking time, a little less often.
  if (Math.floor(performance.now() / 250) % 8 === 0) table.redraw();
}, 250);
table.redraw();
