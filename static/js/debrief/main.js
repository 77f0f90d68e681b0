/* The debrief's drawings answer when they are touched: a mark says what it is and leads to its moment in the replay;
   a layer can be put away. Without this module the page shows the same drawings, and the tables say it all. */
import { html, nothing, render } from "../../vendor/lit-html.js";

for (const figure of document.querySelectorAll(".plot")) {
  const caption = figure.querySelector(".plot__says");
  const usual = caption.textContent;
  render(html`${usual}`, emptied(caption));
  const layers = figure.querySelector(".plot__layers");

  const tell = (mark) => {
    for (const other of figure.querySelectorAll(".plot__mark.is-told")) other.classList.remove("is-told");
    mark.classList.add("is-told");
    const { says, at } = mark.dataset;
    render(html`<b>${says}</b> ${at ? html`<a href="${figure.dataset.replay}#t=${at}">${gettext("See it in the replay")}</a>` : nothing}`, caption);
  };

  for (const mark of figure.querySelectorAll(".plot__mark")) {
    mark.addEventListener("pointerenter", () => tell(mark));
    mark.addEventListener("focus", () => tell(mark));
    mark.addEventListener("click", () => tell(mark));
    mark.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        tell(mark);
      }
    });
  }

  if (!layers) continue;
  layers.hidden = false;
  layers.addEventListener("change", ({ target }) => {
    for (const layer of figure.querySelectorAll(`[data-layer="${target.value}"]`)) layer.toggleAttribute("hidden", !target.checked);
  });
}

/** lit draws beside what it finds, so the words of the page go first. */
function emptied(element) {
  element.replaceChildren();
  return element;
}
