/* Judging, as one seat of a panel sees it: a judge's ballot, an official's desk, or the published result.

   mountBallot(element, config, { session, redrawn }) → { panel, stream, unmount() }
     element  where it is drawn; it is emptied
     config   {ws: "/ws/panels/<uuid>/", user, seat, role, signIn?} · role is only used until the welcome
     session  the Stream of the session that is judged, if the page has one: notes then refer to the hall's clock
   The seat's own rights (`you.may`) decide what is drawn. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { mountStatus } from "../live/status.js";
import { Stream } from "../live/stream.js";
import { desk } from "./desk.js";
import { HallClock } from "./moment.js";
import { criterionName, resultName, roleName, subjectName } from "./names.js";
import { Panel } from "./panel.js";
import { remember } from "./receipt.js";
import { resultTables } from "./result.js";
import { progress, sheet } from "./sheet.js";
import { closing } from "./submit.js";

export function mountBallot(element, config, { session } = {}) {
  const stream = new Stream(config);
  const root = document.createElement("div");
  const status = document.createElement("div");
  Object.assign(root, { className: "judging" });
  Object.assign(status, { className: "judging__status" });
  const body = document.createElement("div");
  root.append(body);
  element.replaceChildren(root);

  let asked = false;
  const redraw = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      render(stream.state ? judging(panel) : waiting(panel), body);
      if (panel.handedIn) showReceipt(panel);
    });
  };
  const panel = new Panel(stream, config, redraw);
  Object.assign(panel, { root, status, clock: new HallClock(session), onreceipt: (receipt) => remember(panel, receipt) });
  panel.onsubmitted = () => Object.assign(panel, { handedIn: true });
  const unmountStatus = mountStatus(stream, status, { signIn: config.signIn, describe: (item) => scoreWords(panel, item) });
  stream.addEventListener("change", redraw);
  const stand = standBelow(root, document.querySelector(".strip"));
  redraw();
  stream.start();
  return {
    panel,
    stream,
    unmount() {
      stream.stop();
      unmountStatus();
      stand?.disconnect();
      element.replaceChildren();
    },
  };
}

/** Where the page itself scrolls, the bar stays below the room's strip, however high that is just now. */
function standBelow(root, strip) {
  if (!strip) return undefined;
  const place = () => {
    let box = root.parentElement;
    while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
    const pageScrolls = !box || box === document.body || box === document.documentElement;
    root.style.setProperty("--judging-top", pageScrolls ? `${strip.offsetHeight}px` : "0px");
  };
  const watch = new ResizeObserver(place);
  watch.observe(strip);
  watch.observe(root);
  return watch;
}

function waiting({ stream, status }) {
  return html`${status}${stream.phase === "stopped" ? nothing : html`<p class="empty" role="status">${gettext("Connecting to the panel…")}</p>`}`;
}

/** Bring the receipt into view and into focus, once: the button that was pressed is gone. */
function showReceipt(panel) {
  panel.handedIn = false;
  const found = panel.root.querySelector(".closing--in");
  found?.scrollIntoView({ block: "center" });
  found?.focus({ preventScroll: true });
}

function judging(panel) {
  const judge = panel.may("score.set");
  const official = ["ballot.return", "penalty.propose", "result.confirm", "result.publish"].some((kind) => panel.may(kind));
  return html`${judge ? ballot(panel) : html`<div class="judging__head">${panel.status}</div>`} ${official ? desk(panel) : nothing}
    ${!official && !judge ? outcome(panel) : nothing}`;
}

function ballot(panel) {
  const returned = panel.ballot === "returned" ? panel.state.returned?.[panel.seat] : null;
  return html`<div class="ballot">
    <h2 class="ballot__title">${gettext("Ballot")} <span class="ballot__who">${roleName(panel.role, panel.seat)}</span></h2>
    <div class="judging__head">${panel.status} ${progress(panel)}</div>
    ${returned
      ? html`<div class="notice notice--warn" role="alert">
          <p><b>${gettext("The head judge has given your ballot back. Change what is needed, then hand it in again.")}</b></p>
          <p>${interpolate(gettext("Reason: %s"), [returned.reason])}</p>
        </div>`
      : nothing}
    ${panel.state.result?.totals ? outcome(panel) : nothing}
    ${panel.ballot === undefined ? html`<p class="notice">${gettext("You have no ballot on this panel.")}</p>` : nothing}
    ${panel.ballot === "submitted" ? closing(panel) : nothing} ${sheet(panel)} ${panel.ballot === "submitted" ? nothing : closing(panel)}
  </div>`;
}

/** The result as judges and everybody else see it, once it is there. */
function outcome(panel) {
  const { result } = panel.state;
  if (!result?.totals) return html`<p class="empty">${gettext("The result has not been published yet.")}</p>`;
  return html`<section class="desk-part" aria-labelledby="outcome-title">
    <h2 id="outcome-title">${gettext("Result")} <span class="badge">${resultName(result.status)}</span></h2>
    ${resultTables(panel)}
  </section>`;
}

/** A kept score in words, for the lists of what was not delivered or not taken. */
function scoreWords(panel, item) {
  const { criterion, subject, value, note } = item.data || {};
  if (!panel.state || !criterion) return gettext("Score");
  const about = `${criterionName(panel.state, criterion)}, ${subjectName(panel.state, subject)}`;
  return [`${about}: ${value || "—"}`, note].filter(Boolean).join("; ");
}
