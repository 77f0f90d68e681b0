/* The replay: fetches one view of a session whole, then draws any moment of it with the room's own panes. After that
   one answer it asks the server for nothing. */
import { html, render } from "../../vendor/lit-html.js";
import { agendaPane } from "../room/agenda.js";
import { closingPane } from "../room/closing.js";
import { floorPane, speakingPane } from "../room/floor.js";
import { differences, headStrip, tick } from "../room/head.js";
import { remember } from "../room/memory.js";
import { minutesPane } from "../room/minutes.js";
import { offersPane } from "../room/offers.js";
import { Panels } from "../room/panels.js";
import { briefPane, casePane, dataPane } from "../room/papers.js";
import { Table } from "../room/table.js";
import { caucusPane, recordPane } from "../room/talk.js";
import { draftsPane } from "../room/tray.js";
import { SIDES } from "../room/words.js";
import { tagging } from "../tags/pad.js";
import { bar, listen } from "./bar.js";
import { Deck } from "./deck.js";
import { Film } from "./film.js";
import { momentsOf, momentsPane } from "./moments.js";

const SAID_UP_TO = 2; // times the speed: beyond it a voice could not keep up

const config = JSON.parse(document.getElementById("room-config").textContent);
const [strip, controls, body, live] = ["strip", "deck", "panes", "announce"].map((id) => document.getElementById(id));
remember(config.ws, config.eyes);

/** Wherever a stream is expected: the state at the deck's moment, and a seat that may do nothing. */
class Reel {
  constructor(film) {
    Object.assign(this, { film, limits: {}, presence: {}, online: true, pending: [] });
    this.you = { seat: "", role: "spectator", side: config.side, may: [] };
    this.deck = new Deck(film);
  }

  get state() {
    return this.film.stateAfter(this.film.indexAt(this.deck.position));
  }

  now() {
    return Math.round(this.deck.position);
  }
}

/** The panes that these eyes had, without what one did there. */
function arrangement(film, last) {
  const { briefs, brief } = last.scenario || {};
  const panes = [
    { key: "table", label: gettext("Table"), draw: (table) => html`${floorPane(table)}${offersPane(table)}` },
    { key: "agenda", label: gettext("Agenda"), draw: (table) => html`${agendaPane(table, table.worths)}${closingPane(table)}` },
    { key: "record", label: gettext("Record"), draw: (table) => html`${recordPane(table)}${minutesPane(table)}${speakingPane(table)}` },
  ];
  if (brief) panes.push({ key: "papers", label: gettext("Papers"), draw: (table) => html`${briefPane(table, table.side, table.brief)}${casePane(table)}${dataPane(table)}` });
  else if (briefs) {
    const both = (table) => SIDES.map((side) => briefPane(table, side, table.state.scenario?.briefs?.[side]));
    panes.push({ key: "papers", label: gettext("Briefs"), draw: (table) => html`${both(table)}${casePane(table)}${dataPane(table)}` });
  } else panes.push({ key: "papers", label: gettext("Case"), draw: (table) => html`${casePane(table)}${dataPane(table)}` });
  if (last.caucus) panes.push({ key: "caucus", label: gettext("Our side"), draw: (table) => html`${caucusPane(table)}${draftsPane(table)}` });
  return panes;
}

async function begin() {
  const answer = await fetch(config.film);
  if (!answer.ok) throw new Error(`${config.film}: ${answer.status}`);
  const film = new Film(await answer.json());
  const reel = new Reel(film);
  const { deck } = reel;
  const table = new Table(reel, config);
  const last = film.stateAfter(film.frames.length);
  const moments = momentsOf(film, config.notes);
  const panes = arrangement(film, last);
  panes.splice(1, 0, { key: "moments", label: gettext("Moments"), draw: () => momentsPane(moments, deck, last) });
  const pad = tagging(config, reel);
  if (pad) panes.push(pad);
  for (const pane of panes) pane.section = document.createElement("section");
  body.replaceChildren();
  const rest = panes.map((pane) => pane.key).filter((key) => !["moments", "table", "tags"].includes(key));
  const tags = pad ? ["tags"] : [];
  new Panels(body, panes, { 2: [["table", ...rest], [...tags, "moments"]], 3: [["table"], rest, [...tags, "moments"]] });
  for (const pane of panes) pane.mount?.(pane.section, table);

  let copied = false;
  let seen = null;
  let asked = false;

  const draw = () => {
    asked = false;
    const { state } = table;
    render(headStrip(table), strip);
    render(bar({ deck, moments, last, copied, link, fork }), controls);
    for (const pane of panes) if (pane.draw && !pane.section.hidden) render(pane.draw(table), pane.section);
    tick(table);
    if (seen && seen !== state && !(deck.playing && deck.rate > SAID_UP_TO)) {
      const lines = differences(table, seen, state);
      if (lines.length) render(html`${lines.map((line) => html`<p>${line}</p>`)}`, live);
    }
    seen = state;
  };
  table.redraw = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  };
  const link = async () => {
    history.replaceState(null, "", `#t=${Math.round(deck.position)}`);
    copied = await copy(location.href);
    table.redraw();
  };
  const form = document.getElementById("fork");
  const fork = form && ((at) => void (form.elements.at.value = Math.round(at)));
  deck.changed = () => {
    copied = false;
    table.redraw();
  };
  addEventListener("hashchange", () => deck.seek(momentOfAddress(film)));
  body.addEventListener("click", () => table.redraw()); // another pane may have come into view
  listen(deck, moments);
  deck.seek(momentOfAddress(film));
  table.redraw();
}

/** The moment that the address names, `#t=<epoch ms>` or `#seq=<number of the event>`; NaN where it names none. */
function momentOfAddress(film) {
  const named = new URLSearchParams(location.hash.slice(1));
  if (named.has("seq")) return film.frames[Number(named.get("seq")) - 1]?.at ?? NaN;
  return named.has("t") ? Number(named.get("t")) : NaN;
}

/** Whether the words could be put on the clipboard; where not, the address bar has them. */
async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return false; // no clipboard without HTTPS
    throw error;
  }
}

begin().catch((error) => {
  render(html`<p class="notice notice--error" role="alert">${gettext("The session could not be fetched. Nothing is lost; reload the page to try again.")}</p>`, body);
  throw error;
});
