/* What one may jump to: phases, offers and what became of them, caucuses, news, signatures, judges' notes.
   As a list of buttons for everybody, and as marks above the bar for the eye. */
import { html, nothing, svg } from "../../vendor/lit-html.js";
import { sideTag } from "../room/floor.js";
import { phasesOf } from "../room/run.js";
import { inWords, issueTitle } from "../room/terms.js";
import { clock, short, sideName, text } from "../room/words.js";

export const isOffer = (moment) => ["offer.tabled", "offer.recorded"].includes(moment.what);

/** All moments of the film with the judges' notes among them, in order. */
export function momentsOf(film, notes) {
  const noted = notes.map((note) => ({ ...note, what: "note" }));
  return [...film.moments, ...noted].sort((a, b) => a.at - b.at);
}

/** The side that brought a moment about; "" where none did. */
function sideOf(state, moment) {
  return moment.data?.side || state.seats?.[moment.by]?.side || "";
}

/** A moment in words. `state` is the whole session's last: it knows every offer. */
function words(state, moment) {
  const { what, data } = moment;
  switch (what) {
    case "session.opened":
      return gettext("The session is opened");
    case "phase.started":
      return interpolate(gettext("Phase: %s"), [short(text(phasesOf(state).find((one) => one.number === data.number)?.title))]);
    case "offer.tabled":
      return interpolate(gettext("Offer: %s"), [terms(state, data.terms)]);
    case "offer.recorded":
      return interpolate(gettext("Offer as spoken: %s"), [terms(state, data.terms)]);
    case "offer.accepted":
      return interpolate(gettext("Accepted: %s"), [terms(state, data.terms)]);
    case "offer.rejected":
      return gettext("Offer rejected");
    case "offer.withdrawn":
      return gettext("Offer withdrawn");
    case "issue.reopened":
      return interpolate(gettext("Reopened: %s"), [issueTitle(state, data.issue)]);
    case "agreement.signed":
      return gettext("Signed");
    case "session.agreed":
      return gettext("Agreed: both chiefs have signed");
    case "session.suspended":
      return gettext("Bargaining is suspended");
    case "impasse.declared":
      return gettext("Sees no way on");
    case "caucus.started":
      return gettext("Caucus");
    case "clock.paused":
      return gettext("The clock is stopped");
    case "inject.released":
      return interpolate(gettext("News: %s"), [text(data.text)]);
    case "fact.shown":
      return interpolate(gettext("Figure shown: %s"), [text(data.label)]);
    case "ruled":
      return interpolate(gettext("Ruling: %s"), [text(data.text)]);
  }
  return "";
}

/** Up to two points of a package, and how many more there are. */
function terms(state, package_) {
  const lines = inWords(state, package_);
  const said = lines.slice(0, 2).map((line) => `${short(line.title)} ${line.option}`);
  const more = lines.length - said.length;
  return said.join("; ") + (more > 0 ? ` ${interpolate(ngettext("and %s more", "and %s more", more), [more])}` : "");
}

/** The list; the newest moment behind the position is the current one. */
export function momentsPane(moments, deck, state) {
  const current = moments.findLast((one) => one.at <= deck.position);
  return html`<div class="block">
    <h2>${gettext("Moments")}</h2>
    <ol class="moments">
      ${moments.map(
        (one) => html`<li>
          <button type="button" class="moment moment--${one.what.replace(".", "-")}" aria-current=${one === current ? "true" : "false"} @click=${() => deck.seek(one.at)}>
            <time>${clock(one.at - deck.film.begin)}</time>
            <span>${one.what === "note" ? note(one) : said(state, one)}</span>
          </button>
        </li>`,
      )}
    </ol>
  </div>`;
}

function said(state, one) {
  const side = sideOf(state, one);
  return html`${side ? html`${sideTag(side)} ` : nothing}${words(state, one)}`;
}

function note(one) {
  return html`<b>${one.judge}</b> · ${one.subject} · ${one.criterion}<br />“${one.note}”`;
}

const [WIDE, HIGH] = [1000, 46];

/** The bar's picture: phases, caucuses and pauses as bands, offers above (workers) and below (employer), notes between. */
export function track(film, moments, state) {
  const x = (at) => (WIDE * (at - film.begin)) / (film.end - film.begin);
  const band = (name) => (one) =>
    svg`<rect class="track__${name}" x=${x(one.from)} width=${Math.max(1, x(one.to) - x(one.from))} y="0" height=${HIGH}></rect>`;
  const mark = (name, at, y, height, says) =>
    svg`<rect class="track__${name}" x=${Math.min(WIDE - 3, x(at))} width="3" y=${y} height=${height}><title>${says}</title></rect>`;
  return html`<svg class="track" viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none" aria-hidden="true">
    ${film.phases.map((one, i) => svg`<rect class="track__phase track__phase--${i % 2}" x=${x(one.from)} width=${Math.max(1, x(one.to) - x(one.from))} y="0" height=${HIGH}></rect>`)}
    ${film.caucuses.map(band("caucus"))} ${film.pauses.map(band("pause"))}
    ${moments.map((one) => {
      if (isOffer(one)) {
        const side = one.data.side;
        return mark(`offer track__offer--${side}`, one.at, side === "workers" ? 2 : 26, 18, `${sideName(side)}: ${words(state, one)}`);
      }
      if (one.what === "offer.accepted" || one.what === "session.agreed") return mark("agreed", one.at, 0, HIGH, words(state, one));
      if (one.what === "inject.released") return mark("news", one.at, 19, 8, words(state, one));
      return one.what === "note" ? mark("note", one.at, 19, 8, one.note) : nothing;
    })}
  </svg>`;
}
