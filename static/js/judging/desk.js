/* The officials' desk of a panel: ballots as they come in, giving one back, penalties, and the three steps of a result
   by three different people. Everything is drawn; what a seat may not do has no button. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "../room/act.js";
import { ballotName, judgeName, resultName, ruleName, subjectName, text } from "./names.js";
import { resultTables } from "./result.js";
import { inOrder, steps, subjectsOf } from "./sums.js";

export function desk(panel) {
  const { state } = panel;
  return html`<div class="desk">
    ${state.ballots ? ballots(panel) : nothing} ${state.penalties ? penalties(panel) : nothing} ${result(panel)}
  </div>`;
}

// --- Ballots --------------------------------------------------------------------------------------------------------

function ballots(panel) {
  const all = Object.entries(panel.state.ballots).sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }));
  const done = all.filter(([, status]) => status === "submitted").length;
  return html`<section class="desk-part" aria-labelledby="ballots-title">
    <h2 id="ballots-title">${gettext("Ballots")} <span class="parts__count">${done}/${all.length}</span></h2>
    ${all.length ? nothing : html`<p class="empty">${gettext("No judge has been seated yet.")}</p>`}
    <ul class="ballot-list">
      ${all.map(
        ([judge, status]) => html`<li class="ballot-row ballot-row--${status}">
          <span class="ballot-row__who">${judgeName(judge)}</span>
          <span class="badge ${status === "submitted" ? "badge--good" : status === "returned" ? "badge--warn" : ""}">${ballotName(status)}</span>
          ${status === "returned" ? html`<span class="quiet">${panel.state.returned?.[judge]?.reason}</span>` : nothing}
          ${status === "submitted" && panel.may("ballot.return") && !panel.standing ? giveBack(panel, judge) : nothing}
        </li>`,
      )}
    </ul>
  </section>`;
}

function giveBack(panel, judge) {
  if (panel.ui.returning !== judge) {
    return html`<button type="button" class="btn btn-secondary btn-small" @click=${() => panel.set({ returning: judge, reason: "" })}>${gettext("Give back…")}</button>`;
  }
  const id = `reason-${judge}`;
  const reason = panel.ui.reason?.trim() || "";
  return html`<div class="desk-form">
    <label for=${id} class="form-label">${gettext("Reason (the judges read it)")}</label>
    <textarea id=${id} class="form-control" rows="2" maxlength="500" .value=${panel.ui.reason || ""} @input=${(event) => panel.set({ reason: event.target.value })}></textarea>
    <div class="acts">
      ${button(panel, {
        key: `return-${judge}`,
        kind: "ballot.return",
        label: gettext("Give the ballot back"),
        style: "btn-primary",
        data: { judge, reason },
        expect: panel.seenBallots,
        why: reason ? "" : gettext("Say why first."),
        after: () => panel.set({ returning: "" }),
      })}
      <button type="button" class="btn btn-secondary" @click=${() => panel.set({ returning: "" })}>${gettext("Cancel")}</button>
    </div>
  </div>`;
}

// --- Penalties ------------------------------------------------------------------------------------------------------

function penalties(panel) {
  const all = Object.entries(panel.state.penalties);
  return html`<section class="desk-part" aria-labelledby="penalties-title">
    <h2 id="penalties-title">${gettext("Penalties")}</h2>
    ${all.length ? nothing : html`<p class="empty">${gettext("No penalty has been proposed.")}</p>`}
    <ul class="ballot-list">
      ${all.map(
        ([key, penalty]) => html`<li class="ballot-row">
          <span class="ballot-row__who">${subjectName(panel.state, penalty.subject)}</span>
          <span>${ruleName(panel.state, penalty.rule)} <b class="number">−${penalty.points}</b></span>
          <span class="badge ${penalty.status === "confirmed" ? "badge--good" : "badge--warn"}">
            ${penalty.status === "confirmed" ? gettext("Counts") : gettext("Proposed, does not count yet")}
          </span>
          ${penalty.status === "proposed"
            ? button(panel, {
                key: `confirm-${key}`,
                kind: "penalty.confirm",
                label: gettext("Confirm"),
                data: { penalty: key, subject: penalty.subject, rule: penalty.rule, points: penalty.points },
                expect: panel.seenBallots,
                why: panel.standing ? gettext("The result stands.") : "",
                sure: {
                  title: gettext("Confirm this penalty?"),
                  lines: [{ title: subjectName(panel.state, penalty.subject), option: `${ruleName(panel.state, penalty.rule)} −${penalty.points}` }],
                  yes: gettext("Yes, it counts"),
                },
              })
            : nothing}
        </li>`,
      )}
    </ul>
    ${panel.may("penalty.propose") && !panel.standing ? propose(panel) : nothing}
  </section>`;
}

function propose(panel) {
  const rules = Object.entries(panel.state.penalty_rules || {});
  const { subject = "", rule = "", points = "" } = panel.ui.penalty || {};
  const set = (change) => panel.set({ penalty: { ...panel.ui.penalty, ...change } });
  const amounts = rule ? steps(panel.state.penalty_rules[rule].points) : [];
  const about = panel.state.penalty_rules?.[rule]?.description;
  return html`<div class="desk-form">
    <h3>${gettext("Propose a penalty")}</h3>
    ${choice("penalty-subject", gettext("Team"), subject, subjectsOf(panel.state, "team").map(([key]) => [key, subjectName(panel.state, key)]), (value) => set({ subject: value }))}
    ${choice("penalty-rule", gettext("Rule"), rule, rules.map(([key]) => [key, ruleName(panel.state, key)]), (value) => set({ rule: value, points: "" }))}
    ${text(about) ? html`<p class="quiet">${text(about)}</p>` : nothing}
    ${choice("penalty-points", gettext("Points off"), points, amounts.map((one) => [one, one]), (value) => set({ points: value }))}
    ${button(panel, {
      key: "propose",
      kind: "penalty.propose",
      label: gettext("Propose"),
      style: "btn-primary",
      data: { subject, rule, points },
      expect: panel.seenBallots,
      why: subject && rule && points ? "" : gettext("Choose team, rule and points."),
      after: () => panel.set({ penalty: {} }),
    })}
  </div>`;
}

function choice(id, label, value, options, change) {
  return html`<label class="form-label" for=${id}>${label}</label>
    <select class="form-select" id=${id} @change=${(event) => change(event.target.value)}>
      <option value="" ?selected=${!value}>${gettext("— choose —")}</option>
      ${options.map(([key, words]) => html`<option value=${key} .selected=${key === value}>${words}</option>`)}
    </select>`;
}

// --- The result -----------------------------------------------------------------------------------------------------

function result(panel) {
  const found = panel.state.result;
  const open = inOrder(panel.state.ballots).filter(([, status]) => status !== "submitted");
  return html`<section class="desk-part desk-part--whole" aria-labelledby="result-title">
    <h2 id="result-title">${gettext("Result")} ${found ? html`<span class="badge ${found.status === "published" ? "badge--good" : "badge--warn"}">${resultName(found.status)}</span>` : nothing}</h2>
    ${found ? nothing : html`<p class="quiet">${gettext("Three people make a result: the head judge has it computed, a second official confirms it, the organiser publishes it.")}</p>`}
    <div class="acts">
      ${!found || found.status === "outdated"
        ? button(panel, {
            key: "compute",
            kind: "result.compute",
            label: found ? gettext("Compute again") : gettext("Compute the result"),
            style: "btn-primary btn-lg",
            expect: panel.seenBallots,
            why: whyNotCompute(panel, open),
          })
        : nothing}
      ${found?.status === "computed"
        ? button(panel, {
            key: "confirm",
            kind: "result.confirm",
            label: gettext("Confirm the result"),
            style: "btn-primary btn-lg",
            expect: panel.seenResult,
            sure: {
              title: gettext("Confirm this result?"),
              words: gettext("You stand for it beside the head judge. After this no ballot and no penalty can be changed."),
              lines: marksOf(panel),
              yes: gettext("Yes, I confirm it"),
            },
          })
        : nothing}
      ${found?.status === "confirmed"
        ? button(panel, {
            key: "publish",
            kind: "result.publish",
            label: gettext("Publish the result"),
            style: "btn-primary btn-lg",
            expect: panel.seenResult,
            sure: {
              title: gettext("Publish this result?"),
              words: gettext("Everybody sees it at once. It cannot be taken back."),
              lines: marksOf(panel),
              yes: gettext("Yes, publish it"),
            },
          })
        : nothing}
    </div>
    ${found ? resultTables(panel) : nothing}
  </section>`;
}

function whyNotCompute(panel, open) {
  if (!Object.keys(panel.state.ballots || {}).length) return gettext("No judge has been seated yet.");
  return open.length ? interpolate(gettext("Not in yet: %s"), [open.map(([judge]) => judgeName(judge)).join(", ")]) : "";
}

function marksOf(panel) {
  return subjectsOf(panel.state, "team").map(([key]) => ({
    title: subjectName(panel.state, key),
    option: panel.state.result.totals?.[key]?.mark ?? "—",
  }));
}
