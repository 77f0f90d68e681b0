/* A button that does one thing at the table: drawn only for who may ever do it, asleep with its reason when it
   is not possible now, and with the refusal in words beside it. It knows no rules; it is told them. */
import { html, nothing } from "../../vendor/lit-html.js";
import { confirm } from "./confirm.js";

/**
 * `act`: {key, kind, label, data?, expect?, why?, sure?, style?}
 * key: what this button is, stable over drawings · why: the reason it is not possible now, or "" ·
 * sure: {title, lines, yes} asks first, with the terms in words · after: called when it was done
 */
export function button(table, act) {
  if (!table.may(act.kind)) return nothing;
  const at = table.acts.get(act.key);
  const waiting = at?.waiting;
  const off = Boolean(act.why) || waiting;
  const note = act.why && !act.quiet ? html`<span class="act__why" id="why-${act.key}">${act.why}</span>` : nothing;
  return html`<span class="act"
    ><span class="act__one"
      ><button
      type="button"
      class="btn ${act.style || "btn-secondary"}"
      aria-disabled=${off ? "true" : "false"}
      aria-describedby=${act.why && !act.quiet ? `why-${act.key}` : nothing}
      aria-label=${act.says || nothing}
      title=${act.why || ""}
      @click=${() => !off && press(table, act)}
    >
      ${act.label}${waiting ? html`<span class="act__waiting" aria-hidden="true">…</span>` : nothing}
    </button>
    ${note}</span
    >${refusal(table, act.key)}</span
  >`;
}

/** Ask if need be, then send with what the person saw when they pressed. */
async function press(table, act) {
  if (act.sure && !(await confirm(act.sure))) return;
  const done = await table.act(act.key, act.kind, act.data || {}, act.expect || {});
  if (done && act.after) act.after();
}

/** What stands in the way of the last try of `key`, in words; it goes when the try succeeds or is dismissed. */
export function refusal(table, key) {
  const at = table.acts.get(key);
  return html`<span class="act__refused" role="alert"
    >${at?.refused
      ? html`${at.refused}
          <button type="button" class="btn-link" @click=${() => table.forget(key)}>${gettext("Dismiss")}</button>`
      : nothing}</span
  >`;
}
