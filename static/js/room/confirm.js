/* Asks before what cannot be taken back, with what it means in words. One dialog for the page. */
import { html, nothing, render } from "../../vendor/lit-html.js";

let dialog;

/** Resolves to true when the person says yes; Escape, “no” and a click beside it all mean no. */
export function confirm({ title, lines = [], words = "", yes, danger = false }) {
  dialog ||= document.body.appendChild(Object.assign(document.createElement("dialog"), { className: "confirm" }));
  if (dialog.open) dialog.close("no");
  dialog.setAttribute("aria-labelledby", "confirm-title");
  render(
    html`<form method="dialog">
      <h2 id="confirm-title">${title}</h2>
      ${words ? html`<p>${words}</p>` : nothing}
      ${lines.length
        ? html`<dl class="confirm__terms">
            ${lines.map((line) => html`<div><dt>${line.title}</dt><dd>${line.option}</dd></div>`)}
          </dl>`
        : nothing}
      <div class="confirm__ways">
        <button class="btn btn-secondary" value="no" autofocus>${gettext("No, go back")}</button>
        <button class="btn ${danger ? "btn-danger-own" : "btn-primary"}" value="yes">${yes}</button>
      </div>
    </form>`,
    dialog,
  );
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
