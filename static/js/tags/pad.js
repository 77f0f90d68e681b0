/* The pad: twelve keys for what somebody just did with words, at the table and in the replay. It knows who has the
   floor; another speaker, or a side as a whole, is one tap away. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { seatTag, sideTag } from "../room/floor.js";
import { SIDES, seatShort, timeOf } from "../room/words.js";
import { Tags } from "./tags.js";

/** On the keyboard the pad is its upper row, from 1 to the key before backspace. */
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-", "="];
const SHOWN = 8;

/** The pane of the pad for whoever codes here, else undefined. `stream` says what the table looks like, and when it is. */
export function tagging(config, stream) {
  const address = config.urls?.pad;
  if (!address) return undefined;
  let pad;
  return {
    key: "tags",
    label: gettext("Tags"),
    mount(section) {
      fetchPad(address)
        .then((found) => {
          pad = new Pad(found, config, stream, section);
        })
        .catch((error) => {
          render(html`<p class="notice notice--error" role="alert">${gettext("The pad could not be fetched. Reload the page to try again.")}</p>`, section);
          throw error;
        });
    },
    draw: () => pad?.template() ?? html`<p class="empty" role="status">${gettext("Fetching the pad…")}</p>`,
  };
}

async function fetchPad(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

class Pad {
  constructor(found, config, stream, section) {
    Object.assign(this, { stream, section, speaker: "", side: "", counts: found.url, codes: found.codes, said: "" });
    this.words = new Map(found.codes.map(({ code, words }) => [code, words]));
    this.tags = new Tags(found, config.user, () => this.redraw());
    this.tags.start();
    // Inside the pad its keys are its own: the recorder's other keys rest.
    section.addEventListener("keydown", (event) => this.press(event));
    this.redraw();
  }

  redraw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      if (this.stream.state) render(this.template(), this.section);
    });
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const place = KEYS.indexOf(event.key);
    if (place < 0 || !this.codes[place]) return;
    event.preventDefault();
    event.stopPropagation();
    this.tag(this.codes[place].code);
  }

  /** Who speaks, as far as is known: whom the coder chose, else whoever has the floor. */
  heard() {
    const { state } = this.stream;
    if (this.side) return { side: this.side, speaker: "" };
    const speaker = this.speaker || state.floor?.seat || "";
    const side = state.seats?.[speaker]?.side || "";
    if (side) return { side, speaker };
    const speech = Object.values(state.scenario?.phases || {}).find((one) => one.number === state.phase?.number)?.speech;
    return { side: SIDES.includes(speech) ? speech : "", speaker: "" };
  }

  tag(code) {
    const { side, speaker } = this.heard();
    if (!side) {
      this.said = gettext("Choose who speaks first.");
    } else {
      this.tags.add({ at: this.stream.now(), code, side, speaker });
      this.said = interpolate(gettext("Tagged: %s"), [this.words.get(code)]);
    }
    this.redraw();
  }

  choose(speaker, side) {
    const again = this.speaker === speaker && this.side === side;
    Object.assign(this, again ? { speaker: "", side: "" } : { speaker, side });
    this.redraw();
  }

  template() {
    const heard = this.heard();
    return html`<div class="block pad">
      <div class="block__head">
        <h2>${gettext("Speech acts")}</h2>
        <a href=${this.counts}>${gettext("To the counts")}</a>
      </div>
      <p class="pad__speaker">
        ${gettext("Speaks:")}
        ${heard.speaker ? seatTag(this.stream.state, heard.speaker, true) : heard.side ? sideTag(heard.side) : html`<b>${gettext("nobody yet: choose below")}</b>`}
        ${this.speaker || this.side ? nothing : html`<span class="quiet">${gettext("(follows the floor)")}</span>`}
      </p>
      <div class="pad__keys" role="group" aria-label=${gettext("Twelve speech acts")}>
        ${this.codes.map(
          ({ code, words }, i) => html`<button type="button" class="pad__key" aria-keyshortcuts=${KEYS[i]} @click=${() => this.tag(code)}>
            <kbd aria-hidden="true">${KEYS[i]}</kbd> <span>${words}</span>
          </button>`,
        )}
      </div>
      <p class="quiet pad__said" role="status">${this.said || gettext("Keys 1 to = work while the focus is in the pad.")}</p>
      ${this.speakers()} ${this.unsent()} ${this.latest()}
    </div>`;
  }

  speakers() {
    const { state } = this.stream;
    const seats = Object.entries(state.seats || {}).filter(([, seat]) => seat.side);
    return html`<fieldset class="stamps">
      <legend>${gettext("Somebody else speaks")}</legend>
      ${SIDES.map((side) => this.stamp(side, "", side, sideTag(side)))}
      ${seats.map(([key, seat]) => this.stamp(seat.side, key, "", sideTag(seat.side, seatShort(state, key))))}
    </fieldset>`;
  }

  stamp(side, speaker, wholeSide, label) {
    const chosen = this.speaker === speaker && this.side === wholeSide && (speaker || wholeSide);
    return html`<button type="button" class="stamp stamp--${side}" aria-pressed=${chosen ? "true" : "false"} @click=${() => this.choose(speaker, wholeSide)}>${label}</button>`;
  }

  unsent() {
    const { waiting, refused, problem } = this.tags;
    return html`${waiting
      ? html`<p class="notice notice--warn" role="status">
          ${interpolate(ngettext("%s tag waits on this device and is sent by itself.", "%s tags wait on this device and are sent by themselves.", waiting), [waiting])}
          ${problem}
        </p>`
      : nothing}
    ${refused.map(
      (item) => html`<p class="notice notice--error">
        ${this.words.get(item.data.code)}: ${item.aside.message}
        <button type="button" class="btn-link" @click=${() => this.tags.drop(item)}>${gettext("Dismiss")}</button>
      </p>`,
    )}`;
  }

  latest() {
    const tags = this.tags.all.filter((tag) => tag.at <= this.stream.now()).slice(-SHOWN).reverse();
    if (!tags.length) return nothing;
    return html`<h3>${gettext("Your latest tags")}</h3>
      <ol class="pad__latest">
        ${tags.map(
          (tag) => html`<li>
            <time class="quiet">${timeOf(tag.at)}</time> ${sideTag(tag.side)} ${this.words.get(tag.code)}
            <button type="button" class="btn-link" @click=${() => this.tags.takeBack(tag.id)}>
              ${gettext("Take back")}<span class="visually-hidden"> ${timeOf(tag.at)} ${this.words.get(tag.code)}</span>
            </button>
          </li>`,
        )}
      </ol>`;
  }
}
