/* Text fields that nothing disturbs: made once by name, so a drawing never sets what somebody is typing
   (an input method would lose its half-made characters), and kept in this tab until cleared. */
import { keep, kept } from "./memory.js";

const made = new Map();

/** The one element of this name. `redraw` is called after each change; `send` on Ctrl+Enter (or Enter in a line). */
export function field(name, { lines = 1, limit = 500, redraw, send, label } = {}) {
  let node = made.get(name);
  if (!node) {
    node = document.createElement(lines > 1 ? "textarea" : "input");
    node.className = "form-control";
    node.maxLength = limit;
    if (lines > 1) node.rows = lines;
    if (label) node.setAttribute("aria-label", label);
    node.value = kept(name);
    made.set(name, node);
    node.addEventListener("input", () => {
      keep(name, node.value);
      node.redraw?.();
    });
    node.addEventListener("keydown", (event) => {
      const enter = event.key === "Enter" && !event.isComposing;
      if (enter && node.send && (event.ctrlKey || event.metaKey || lines === 1)) {
        event.preventDefault();
        node.send();
      }
    });
  }
  Object.assign(node, { redraw, send });
  return node;
}

export function typed(name) {
  return (made.get(name)?.value ?? kept(name)).trim();
}

export function fill(name, words) {
  keep(name, words);
  const node = made.get(name);
  if (node) node.value = words;
}
