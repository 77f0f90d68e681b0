/* Where panes stand: one at a time above a bottom bar on a phone, in two or three columns where there is room.
   Panes are made once and moved only when the width asks for another arrangement; drawing is their own. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { keep, kept } from "./memory.js";

const THREE = matchMedia("(min-width: 1500px)");
const TWO = matchMedia("(min-width: 940px)");

function columnsNow() {
  return THREE.matches ? 3 : TWO.matches ? 2 : 1;
}

/**
 * `panes`: [{key, label, section}], each with the element that others draw into · `columns`: {2: [[key…],[key…]], 3: […]}.
 * With one column every pane is a tab of the bottom bar, in the order of `panes`.
 */
export class Panels {
  constructor(root, panes, columns) {
    this.root = root;
    this.panes = new Map(panes.map((pane) => [pane.key, pane]));
    this.columns = { 1: [panes.map((pane) => pane.key)], ...columns };
    this.shown = kept("panes", {});
    this.news = new Set();
    for (const pane of panes) {
      Object.assign(pane.section, { id: `pane-${pane.key}`, className: "pane" });
      pane.section.setAttribute("aria-label", pane.label);
    }
    for (const query of [TWO, THREE]) query.addEventListener("change", () => this.arrange());
    this.arrange();
  }

  /** Put every pane into its column of the present width. */
  arrange() {
    this.count = columnsNow();
    this.root.dataset.columns = this.count;
    this.root.replaceChildren(
      ...this.columns[this.count].map((keys, column) => {
        const box = Object.assign(document.createElement("div"), { className: "column" });
        const bar = Object.assign(document.createElement("nav"), { className: "tabs" });
        bar.setAttribute("aria-label", interpolate(gettext("Parts of this page, column %s"), [column + 1]));
        box.append(bar, ...keys.map((key) => this.panes.get(key).section));
        if (this.count > 1) this.makeScrollable(box, column);
        box.keys = keys;
        box.name = `${this.count}.${column}`;
        return box;
      }),
    );
    this.drawBars();
  }

  /** A column scrolls on its own beside others: the keyboard must be able to get into it. */
  makeScrollable(box, column) {
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", interpolate(gettext("Column %s"), [column + 1]));
  }

  /** The pane in view in a column. */
  current(box) {
    const wanted = this.shown[box.name];
    return box.keys.includes(wanted) ? wanted : box.keys[0];
  }

  show(key) {
    for (const box of this.root.children) {
      if (box.keys.includes(key)) this.shown[box.name] = key;
    }
    this.news.delete(key);
    keep("panes", this.shown);
    this.drawBars();
  }

  /** Something happened in a pane that may be out of view: mark its tab until it is looked at. */
  mark(key) {
    const hidden = [...this.root.children].some((box) => box.keys.includes(key) && this.current(box) !== key);
    if (hidden && !this.news.has(key)) {
      this.news.add(key);
      this.drawBars();
    }
  }

  drawBars() {
    for (const box of this.root.children) {
      const current = this.current(box);
      for (const key of box.keys) this.panes.get(key).section.hidden = key !== current;
      const bar = box.firstElementChild;
      bar.hidden = box.keys.length < 2;
      render(
        box.keys.map((key) => {
          const pane = this.panes.get(key);
          return html`<button
            type="button"
            class="tabs__tab"
            aria-pressed=${key === current ? "true" : "false"}
            @click=${() => this.show(key)}
          >
            <span class="tabs__label">${pane.label}</span>
            ${this.news.has(key) ? html`<span class="tabs__news"><span class="visually-hidden">${gettext("new")}</span></span>` : nothing}
          </button>`;
        }),
        bar,
      );
    }
  }
}
