/* Which panes each role sees and how they stand: the only place that knows roles. */
import { html, nothing } from "../../vendor/lit-html.js";
import { agendaPane } from "./agenda.js";
import { closingPane } from "./closing.js";
import { floorPane, speakingPane } from "./floor.js";
import { minutesPane, recorderPane } from "./minutes.js";
import { offersPane, waitingPane } from "./offers.js";
import { briefPane, casePane, dataPane } from "./papers.js";
import { newsPane, runPane, seatsPane } from "./run.js";
import { spokenPane } from "./spoken.js";
import { caucusPane, recordPane, speechPane } from "./talk.js";
import { draftsPane, trayPane } from "./tray.js";
import { SIDES, sideName } from "./words.js";

const agenda = (columns = () => []) => ({ key: "agenda", label: gettext("Agenda"), draw: (table) => agendaPane(table, columns(table)) });
const record = { key: "record", label: gettext("Record"), draw: (table) => html`${recordPane(table)}${minutesPane(table)}` };

function link(table) {
  const { meeting_link: address } = table.config;
  if (!address) return nothing;
  return html`<p class="block"><a class="btn btn-secondary" href=${address} target="_blank" rel="noopener noreferrer">${gettext("Open the meeting (new window)")}</a></p>`;
}

function team() {
  return {
    panes: [
      {
        key: "table",
        label: gettext("Table"),
        draw: (table) => html`${waitingPane(table)}${link(table)}${floorPane(table)}${speechPane(table)}${offersPane(table)}${recordPane(table)}`,
      },
      { key: "tray", label: gettext("Package"), draw: (table) => html`${trayPane(table)}${draftsPane(table)}` },
      {
        key: "agenda",
        label: gettext("Agenda"),
        draw: (table) =>
          html`${agendaPane(table, table.worths)}${closingPane(table)}`,
      },
      {
        key: "papers",
        label: gettext("Papers"),
        draw: (table) => html`${briefPane(table, table.side, table.brief)}${casePane(table)}${dataPane(table)}${minutesPane(table)}`,
      },
      { key: "caucus", label: gettext("Our side"), draw: (table) => caucusPane(table) },
    ],
    columns: {
      2: [["table", "papers"], ["tray", "agenda", "caucus"]],
      3: [["papers", "agenda"], ["table"], ["tray", "caucus"]],
    },
  };
}

function staff() {
  return {
    panes: [
      { key: "run", label: gettext("Run"), draw: runPane },
      { key: "floor", label: gettext("Floor"), draw: (table) => html`${link(table)}${floorPane(table)}${speakingPane(table)}` },
      { key: "table", label: gettext("Table"), draw: (table) => html`${offersPane(table)}${agendaPane(table, [])}` },
      { key: "news", label: gettext("News"), draw: (table) => html`${newsPane(table)}${recordPane(table)}${minutesPane(table)}` },
      { key: "seats", label: gettext("People"), draw: seatsPane },
    ],
    columns: {
      2: [["run", "news", "seats"], ["floor", "table"]],
      3: [["run", "seats"], ["floor", "news"], ["table"]],
    },
  };
}

/** Offers are written down as spoken only where people speak: in the hall. */
function recorder(setting) {
  const write = { key: "write", label: gettext("Minutes"), draw: (table) => html`${recorderPane(table)}${minutesPane(table)}` };
  const spoken = { key: "spoken", label: gettext("Offer"), draw: spokenPane };
  const onTable = { key: "table", label: gettext("Table"), draw: (table) => html`${floorPane(table)}${offersPane(table)}${recordPane(table)}` };
  if (setting === "online") {
    return { panes: [write, onTable, agenda()], columns: { 2: [["write"], ["table", "agenda"]], 3: [["write"], ["table"], ["agenda"]] } };
  }
  return {
    panes: [write, spoken, onTable, agenda()],
    columns: {
      2: [["write"], ["spoken", "table", "agenda"]],
      3: [["write"], ["spoken"], ["table", "agenda"]],
    },
  };
}

/** A judge reads both briefs and both sides' points; the ballot stands beside them. */
function judge(beside) {
  const reading = ["briefs", "agenda", "table"];
  const panes = [
    {
      key: "briefs",
      label: gettext("Briefs"),
      draw: (table) =>
        html`${SIDES.map((side) => briefPane(table, side, table.state.scenario?.briefs?.[side]))}${casePane(table)}${dataPane(table)}`,
    },
    { key: "table", label: gettext("Table"), draw: (table) => html`${offersPane(table)}${speakingPane(table)}${recordPane(table)}${minutesPane(table)}` },
    agenda((table) => table.worths),
  ];
  if (!beside) return { panes, columns: { 2: [["briefs", "agenda"], ["table"]], 3: [["briefs"], ["agenda"], ["table"]] } };
  return {
    panes: [beside, ...panes],
    columns: { 2: [reading, [beside.key]], 3: [["briefs", "agenda"], ["table"], [beside.key]] },
  };
}

function watcher() {
  return {
    panes: [
      { key: "table", label: gettext("Table"), draw: (table) => html`${offersPane(table)}${speakingPane(table)}` },
      agenda(),
      record,
      { key: "case", label: gettext("Case"), draw: (table) => html`${casePane(table)}${dataPane(table)}` },
    ],
    columns: {
      2: [["table", "record"], ["agenda", "case"]],
      3: [["case", "record"], ["table"], ["agenda"]],
    },
  };
}

/**
 * {panes, columns} for a role. `beside`, the first of `more`: the ballot, which a judge has beside the table; the others,
 * such as the pad of whoever codes what is said, come last. Each may be undefined.
 */
export function arrangement({ role, setting }, [beside, ...others]) {
  const made = {
    chief: team,
    representative: team,
    host: staff,
    timekeeper: staff,
    organiser: staff,
    recorder,
    judge: () => judge(beside),
    head_judge: () => judge(beside),
  }[role];
  const found = (made || watcher)(setting);
  for (const more of [beside, ...others]) {
    if (!more || found.panes.includes(more)) continue;
    found.panes.push(more);
    for (const columns of Object.values(found.columns)) columns.at(-1).push(more.key);
  }
  return found;
}
