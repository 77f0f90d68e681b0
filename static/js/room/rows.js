/* A list whose rows keep their elements: a new row moves no other, so focus and half-made clicks stay. */
import { render } from "../../vendor/lit-html.js";

export class Rows {
  constructor(tag, rowTag, className = "") {
    this.root = document.createElement(tag);
    this.root.className = className;
    this.rowTag = rowTag;
    this.rows = new Map();
  }

  /** Draw `items` in order; `draw(item)` gives a template, `keyOf(item)` what stays the same. Returns the list. */
  draw(items, keyOf, draw, classOf = () => "") {
    let cursor = this.root.firstElementChild;
    const seen = new Set();
    for (const item of items) {
      const key = keyOf(item);
      seen.add(key);
      let row = this.rows.get(key);
      if (!row) {
        row = document.createElement(this.rowTag);
        this.rows.set(key, row);
      }
      const className = classOf(item);
      if (row.className !== className) row.className = className;
      render(draw(item), row);
      if (row === cursor) cursor = cursor.nextElementSibling;
      else this.root.insertBefore(row, cursor);
    }
    for (const [key, row] of this.rows) {
      if (!seen.has(key)) {
        row.remove();
        this.rows.delete(key);
      }
    }
    return this.root;
  }
}
