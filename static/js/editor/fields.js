/* The document as fields, drawn from the schema of the format: whatever the format can hold can be typed here. Words stand
   in both languages side by side. It changes the document in place and says so. */
import { html, nothing } from "../../vendor/lit-html.js";
import { CHOICES, NAMES } from "./names.js";

const LONG = new Set(["brief", "background", "private"]); // and whatever has grown long

export class Fields {
  /** `changed` is called after every keystroke that changed the document; `whole` gives it as it stands. */
  constructor(schema, changed, whole) {
    Object.assign(this, { schema, changed, whole, names: NAMES(), choices: CHOICES(), faulty: new Set(), open: new Set() });
  }

  /** The part of the document under one key. */
  part(document, key) {
    return this.value(document, key, this.schema.properties[key], key);
  }

  resolved(shape) {
    if (shape.$ref) return this.resolved(this.schema.$defs[shape.$ref.split("/").at(-1)]);
    if (shape.anyOf) return this.resolved(shape.anyOf.find((each) => each.type !== "null"));
    return shape;
  }

  value(holder, key, declared, path) {
    const shape = this.resolved(declared);
    if (shape.title === "Text" || shape.title === "Title" || (shape.properties?.zh && shape.properties?.en)) return this.both(holder, key, path);
    if (shape.discriminator && shape.oneOf) return this.oneOf(holder, key, shape, path);
    if (shape.oneOf) return this.plain(holder, key, { type: "formula" }, path);
    if (shape.type === "object") return this.object(holder, key, shape, path);
    if (shape.type === "array") return this.list(holder, key, shape, path);
    return this.plain(holder, key, shape, path);
  }

  name(key) {
    return this.names[key] || key;
  }

  /** A path in the document as people read it: the names of its parts. */
  where(path) {
    const languages = { zh: "中文", en: "English" };
    return path.split(".").map((step) => step.replace(/^[^[]+/, (key) => languages[key] || this.name(key))).join(" · ");
  }

  entry(key, path, field, style = "") {
    const name = path.split(".").at(-1);
    return html`<label class="entry ${style} ${this.faulty.has(path) ? "is-faulty" : ""}"><span class="entry__name">${this.name(name.replace(/\[.*$/, "")) || key}</span>${field}</label>`;
  }

  both(holder, key, path) {
    const words = holder[key] || {};
    const field = (language, says) => {
      const set = ({ target }) => this.set(holder, key, { ...holder[key], [language]: target.value });
      const long = LONG.has(key) || (words[language] || "").length > 60;
      const label = `${this.name(String(key).replace(/^\d+$/, ""))} ${says}`;
      return long
        ? html`<textarea class="form-control" rows="3" aria-label=${label} placeholder=${says} .value=${words[language] || ""} @input=${set}></textarea>`
        : html`<input class="form-control" aria-label=${label} placeholder=${says} .value=${words[language] || ""} @input=${set} />`;
    };
    return html`<div class="entry ${this.faulty.has(path) ? "is-faulty" : ""}">
      ${typeof key === "number" ? nothing : html`<span class="entry__name">${this.name(key)}</span>`}
      <div class="entry__both">${field("zh", "中文")}${field("en", "English")}</div>
    </div>`;
  }

  plain(holder, key, shape, path) {
    const now = holder[key];
    const style = shape.type === "integer" || shape.type === "number" ? "entry--figure" : "";
    if (shape.enum) {
      const set = ({ target }) => this.set(holder, key, target.value || undefined);
      return this.entry(key, path, html`<select class="form-select" @change=${set}>
        <option value="" ?selected=${now === undefined}>–</option>
        ${shape.enum.map((each) => html`<option value=${each} ?selected=${each === now}>${this.choices[each] || each}</option>`)}
      </select>`);
    }
    if (shape.const !== undefined) return nothing;
    const others = referred(this.whole(), holder, key);
    if (others) return this.reference(holder, key, path, others);
    if (shape.type === "boolean") {
      const without = shape.default ?? false;
      const set = ({ target }) => this.set(holder, key, target.checked === without && !(key in holder) ? undefined : target.checked);
      return html`<label class="entry"><input type="checkbox" class="form-check-input" .checked=${now ?? without} @change=${set} /> ${this.name(key)}</label>`;
    }
    const figure = shape.type === "integer" || shape.type === "number";
    const set = ({ target }) => this.set(holder, key, typed(target.value, figure, shape.type === "formula"));
    return this.entry(key, path, html`<input class="form-control" inputmode=${figure ? "decimal" : nothing} .value=${shown(now)} @input=${set} />`, style);
  }

  /** Another part of the document, chosen by what people call it; what names nothing any more stays to be seen. */
  reference(holder, key, path, others) {
    const now = holder[key];
    const gone = now && !others.some((each) => each?.id === now) ? [{ id: now }] : [];
    const set = ({ target }) => this.set(holder, key, target.value || undefined);
    return this.entry(key, path, html`<select class="form-select" @change=${set}>
      <option value="" ?selected=${!now}>–</option>
      ${[...gone, ...others].filter((each) => each?.id).map((each) => html`<option value=${each.id} ?selected=${each.id === now}>${called(each)}</option>`)}
    </select>`);
  }

  object(holder, key, shape, path) {
    const there = holder[key];
    if (there === undefined || there === null || typeof there !== "object") return this.missing(holder, key, shape);
    const keys = Object.keys(shape.properties);
    return this.folded(key, path, there, html`${keys.map((each) => this.maybe(there, each, shape.properties[each], `${path}.${each}`, shape.required?.includes(each)))}`);
  }

  /** A key that may be left out has a button to begin it while it is. */
  maybe(holder, key, declared, path, required) {
    const shape = this.resolved(declared);
    const simple = !["object", "array"].includes(shape.type) && !shape.discriminator;
    if (holder[key] === undefined && !required && !simple) return this.missing(holder, key, shape);
    return this.value(holder, key, declared, path);
  }

  missing(holder, key, shape) {
    return html`<button type="button" class="btn btn-quiet btn-small" @click=${() => this.set(holder, key, this.fresh(shape))}>+ ${this.name(key)}</button>`;
  }

  list(holder, key, shape, path) {
    if (!Array.isArray(holder[key])) return this.missing(holder, key, shape);
    const many = holder[key];
    const items = this.resolved(shape.items);
    if (["string", "number", "integer"].includes(items.type) && !items.enum) {
      const figures = items.type !== "string";
      const set = ({ target }) => this.set(holder, key, target.value.split(/[,，]/).map((each) => typed(each.trim(), figures)).filter((each) => each !== undefined && each !== ""));
      return this.entry(key, path, html`<input class="form-control" .value=${many.join(", ")} @change=${set} />`);
    }
    if (key === "options" && items.properties?.points) return this.options(many, items, path);
    return this.folded(key, path, many, html`${many.map((each, place) => {
        const at = `${path}[${each?.id || each?.key || place}]`;
        return html`<div class="listed">${this.value(many, place, shape.items, at)}${this.ways(many, place)}</div>`;
      })}
      ${items.discriminator
        ? Object.entries(items.discriminator.mapping).map(([kind, ref]) => html`<button type="button" class="btn btn-secondary btn-small" @click=${() => this.add(many, { ...this.fresh(this.resolved({ $ref: ref })), kind })}>+ ${this.choices[kind] || kind}</button>`)
        : html`<button type="button" class="btn btn-secondary btn-small" @click=${() => this.add(many, this.fresh(items, many))}>+ ${this.name(key)}</button>`}`);
  }

  ways(many, place) {
    return html`<span class="listed__ways">
      <button type="button" class="btn btn-quiet btn-small" ?disabled=${place === 0} @click=${() => this.move(many, place, -1)}>${gettext("Up")}</button>
      <button type="button" class="btn btn-quiet btn-small" @click=${() => this.remove(many, place)}>${gettext("Remove")}</button>
    </span>`;
  }

  /** An issue's options, a line each: the words in both languages and both sides' points; the rest is folded away. */
  options(many, items, path) {
    const shown = ["text", "points"];
    return html`<fieldset class="part"><legend>${this.name("options")} (${many.length})</legend>
      ${many.map((each, place) => {
        const at = `${path}[${each.id || place}]`;
        const points = (each.points ||= {});
        const more = Object.keys(items.properties).filter((key) => !shown.includes(key));
        return html`<div class="listed">
          <div>
            <div class="option">
              ${this.both(each, "text", `${at}.text`)}
              ${["workers", "employer"].map((side) => this.plain(points, side, { type: "integer" }, `${at}.points.${side}`))}
            </div>
            <details ?open=${this.open.has(at)} @toggle=${({ target }) => this.open[target.open ? "add" : "delete"](at)}>
              <summary>${gettext("More")}${each.lawful === false ? ` · ${this.name("floor")}: ${each.floor || "?"}` : ""}</summary>
              ${this.open.has(at) ? more.map((key) => this.maybe(each, key, items.properties[key], `${at}.${key}`, items.required?.includes(key))) : nothing}
            </details>
          </div>
          ${this.ways(many, place)}
        </div>`;
      })}
      <button type="button" class="btn btn-secondary btn-small" @click=${() => this.add(many, this.fresh(items, many))}>+ ${this.name("options")}</button>
    </fieldset>`;
  }

  oneOf(holder, key, shape, path) {
    const ref = shape.discriminator.mapping[holder[key]?.[shape.discriminator.propertyName]];
    return ref ? this.object(holder, key, this.resolved({ $ref: ref }), path) : this.missing(holder, key, shape);
  }

  folded(key, path, there, inside) {
    const told = wordsOf(there);
    const summary = typeof key === "number" ? told || there.id || there.key || there.kind || `${key + 1}` : `${this.name(key)}${Array.isArray(there) ? ` (${there.length})` : ""}`;
    const toggled = ({ target }) => this.open[target.open ? "add" : "delete"](path);
    return html`<details class="part" ?open=${this.open.has(path)} @toggle=${toggled}><summary>${summary}</summary>${this.open.has(path) ? inside : nothing}</details>`;
  }

  /** What a new one begins with: everything that it must have. */
  fresh(declared, others = []) {
    const shape = this.resolved(declared);
    if (shape.const !== undefined) return shape.const;
    if (shape.default !== undefined && shape.default !== null) return structuredClone(shape.default);
    if (shape.enum) return shape.enum[0];
    if (shape.oneOf) return 0;
    if (shape.type === "array") return Array.from({ length: shape.minItems || 0 }, () => this.fresh(shape.items));
    if (shape.type === "integer" || shape.type === "number") return shape.minimum ?? 0;
    if (shape.type === "boolean") return false;
    if (shape.type !== "object") return "";
    const made = Object.fromEntries((shape.required || []).map((key) => [key, this.fresh(shape.properties[key])]));
    if ("id" in made) made.id = free("new", others.map((each) => each.id));
    if ("key" in made) made.key = free("new", others.map((each) => each.key));
    return made;
  }

  set(holder, key, value) {
    if (value === undefined) delete holder[key];
    else holder[key] = value;
    this.changed();
  }

  add(many, value) {
    many.push(value);
    this.changed();
  }

  remove(many, place) {
    many.splice(place, 1);
    this.changed();
  }

  move(many, place, by) {
    many.splice(place + by, 0, ...many.splice(place, 1));
    this.changed();
  }
}

/** The entries of the document that a key refers to by their id; undefined where it refers to none. */
function referred(whole, holder, key) {
  const all = (name) => (Array.isArray(whole[name]) ? whole[name] : []);
  if (key === "issue") return all("issues");
  if (key === "status_quo") return holder.options || [];
  if (key === "option") return all("issues").find((each) => each?.id === holder.issue)?.options || [];
  const severity = { floor: "statute", risk: "policy" }[key];
  return severity && all("legal_floors").filter((each) => each?.severity === severity);
}

/** What people call an entry, in the reader's language. */
function wordsOf(entry) {
  const words = entry.title || entry.text || entry.label || entry.name || entry.rule;
  return words && typeof words === "object" ? words[document.documentElement.lang.startsWith("en") ? "en" : "zh"] || "" : "";
}

function called(entry) {
  const words = wordsOf(entry);
  return words ? `${words.slice(0, 60)} (${entry.id})` : entry.id;
}

/** A name that none of the others has. */
function free(stem, taken) {
  let number = 1;
  while (taken.includes(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

function shown(value) {
  return value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What was typed as the document holds it: figures as figures where they are meant, else the words themselves. */
function typed(text, figure, formula = false) {
  if (text === "") return figure || formula ? undefined : "";
  const number = Number(text);
  if ((figure || formula) && Number.isFinite(number)) return number;
  if (formula && text.startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof SyntaxError) return text;
      throw error;
    }
  }
  return text;
}
