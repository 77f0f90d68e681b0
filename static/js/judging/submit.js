/* The end of a ballot: what is missing, the way to hand it in, and the receipt. */
import { html, nothing } from "../../vendor/lit-html.js";
import { button } from "../room/act.js";
import { timeOf } from "../room/words.js";
import { criterionName, subjectName } from "./names.js";
import { kept, keepReceipt } from "./receipt.js";
import { goTo } from "./sheet.js";
import { subjectsOf, total } from "./sums.js";

const NAMED = 6; // missing scores that are named before the rest is counted

export function closing(panel) {
  if (panel.ballot === "submitted") return handedIn(panel);
  if (!panel.open) return nothing;
  const { missing } = panel;
  const unsaved = panel.stream.outbox.waiting.length;
  const why =
    (missing.length && interpolate(ngettext("%s score is missing.", "%s scores are missing.", missing.length), [missing.length])) ||
    (unsaved && gettext("Wait until everything is saved.")) ||
    (panel.stream.aside.length && gettext("Look first at what was not taken.")) ||
    "";
  return html`<section class="closing" aria-labelledby="closing-title">
    <h2 id="closing-title">${gettext("Hand in the ballot")}</h2>
    ${missing.length ? missingList(panel, missing) : html`<p>${gettext("All scores are given. After handing in you can change nothing more, unless the head judge gives the ballot back.")}</p>`}
    ${button(panel, {
      key: "submit",
      kind: "ballot.submit",
      label: gettext("Hand in the ballot"),
      style: "btn-primary btn-lg",
      expect: panel.seenScores,
      why,
      sure: {
        title: gettext("Hand in the ballot?"),
        words: gettext("Nobody sees your scores before the result is confirmed. You cannot change them after this."),
        lines: subjectsOf(panel.state, "team").map(([key]) => ({
          title: subjectName(panel.state, key),
          option: total(panel.state, key, (c, s) => panel.value(c, s))?.toFixed(2) ?? "—",
        })),
        yes: gettext("Yes, hand it in"),
      },
    })}
  </section>`;
}

function missingList(panel, missing) {
  const rest = missing.length - NAMED;
  return html`<p>${gettext("Still missing:")}</p>
    <ul class="missing">
      ${missing.slice(0, NAMED).map(
        ([criterion, subject]) => html`<li>
          <button type="button" class="btn-link" @click=${() => goTo(panel, [criterion, subject])}>
            ${criterionName(panel.state, criterion)} · ${subjectName(panel.state, subject)}
          </button>
        </li>`,
      )}
      ${rest > 0 ? html`<li>${interpolate(ngettext("and %s more", "and %s more", rest), [rest])}</li>` : nothing}
    </ul>`;
}

function handedIn(panel) {
  const receipt = kept(panel) || panel.state.receipt;
  return html`<section class="closing closing--in" aria-labelledby="closing-title" tabindex="-1">
    <h2 id="closing-title"><span aria-hidden="true">✓</span> ${gettext("Your ballot is in")}</h2>
    <p>${gettext("Your scores are kept as you gave them. Only you can see them until the result is confirmed.")}</p>
    ${receipt ? receiptWords(panel, receipt) : nothing}
  </section>`;
}

function receiptWords(panel, receipt) {
  const { digest, head } = receipt;
  return html`<div class="receipt">
    <h3>${gettext("Receipt")}</h3>
    <p>${gettext("With this number you can show later that your ballot was not changed. Keep it, or write down the first eight characters.")}</p>
    <dl>
      <div><dt>${gettext("Number")}</dt><dd><code class="receipt__digest"><b>${digest.slice(0, 8)}</b>${grouped(digest.slice(8))}</code></dd></div>
      ${panel.state.receipt?.at ? html`<div><dt>${gettext("Handed in at")}</dt><dd>${timeOf(panel.state.receipt.at)}</dd></div>` : nothing}
      ${head?.count ? html`<div><dt>${gettext("Entries in the record")}</dt><dd>${head.count}</dd></div>` : nothing}
    </dl>
    <button type="button" class="btn btn-secondary" @click=${() => keepReceipt(panel, receipt)}>${gettext("Keep as a file")}</button>
  </div>`;
}

function grouped(digest) {
  return digest.replace(/(.{8})/g, " $1");
}
