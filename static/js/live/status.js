/* The bar with the two facts that a person must always be able to see: is this page connected, and has what I wrote
   reached the server. In words, with a sign, never in colour alone. Below it what needs the person: what did not
   arrive, and what was not taken. Draws what a Stream says and decides nothing.

   mountStatus(stream, element, { signIn: "/people/sign-in/" }) → function that removes it */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { KEEP } from "./codes.js";
import { actWords, wordsFor } from "./words.js";

const CALM = 700; // ms that a state must last before it is said: the short “saving …” of every score is not

/**
 * @param {import("./stream.js").Stream} stream
 * @param {HTMLElement} element
 * @param {{signIn?: string, describe?: (item: object) => string}} options describe: an item in words, for the lists
 */
export function mountStatus(stream, element, { signIn = "/people/sign-in/", describe = itemWords } = {}) {
  const shown = { facts: "", since: 0 };
  const draw = () => {
    const facts = [connection(stream), saved(stream)];
    const words = facts.map((fact) => fact.says ?? fact.words).join(". ");
    if (words !== shown.facts) Object.assign(shown, { facts: words, since: Date.now() });
    render(bar(stream, facts, signIn, describe, Date.now() - shown.since > CALM ? words : shown.said || ""), element);
    if (Date.now() - shown.since > CALM) shown.said = words;
  };
  const warn = (event) => {
    if (stream.keeps === "memory" && stream.unsaved) event.preventDefault();
  };
  stream.addEventListener("status", draw);
  addEventListener("beforeunload", warn);
  const ticking = setInterval(draw, 1000);
  draw();
  return () => {
    stream.removeEventListener("status", draw);
    removeEventListener("beforeunload", warn);
    clearInterval(ticking);
    render(nothing, element);
  };
}

/** The first fact: {mark, kind: good|wait|bad, words}. */
export function connection(stream) {
  if (stream.online) return { kind: "good", mark: "●", words: gettext("Connected") };
  if (stream.phase === "stopped") return { kind: "bad", mark: "■", words: wordsFor(stream.why) || gettext("Not connected") };
  if (stream.phase === "waiting" && stream.retryIn() > 1000) {
    const seconds = Math.ceil(stream.retryIn() / 1000);
    const words = ngettext("Offline. Next try in %s second.", "Offline. Next try in %s seconds.", seconds);
    return { kind: "bad", mark: "○", words: interpolate(words, [seconds]), says: gettext("Offline") };
  }
  return stream.code ? { kind: "bad", mark: "○", words: gettext("Offline. Connecting…"), says: gettext("Offline") } : { kind: "wait", mark: "○", words: gettext("Connecting…") };
}

/** The second fact. */
export function saved(stream) {
  const count = stream.unsaved;
  if (!count) return { kind: "good", mark: "✓", words: gettext("Everything is saved") };
  if (stream.keeps === "memory") {
    const words = ngettext(
      "%s item is only on this page: do not close it",
      "%s items are only on this page: do not close it",
      count,
    );
    return { kind: "bad", mark: "!", words: interpolate(words, [count]) };
  }
  if (stream.online && !stream.aside.length && !stream.asked.length) {
    return { kind: "wait", mark: "…", words: interpolate(ngettext("Saving %s item…", "Saving %s items…", count), [count]) };
  }
  const words = ngettext("%s item is kept on this device", "%s items are kept on this device", count);
  return { kind: "bad", mark: "↥", words: interpolate(words, [count]) };
}

function bar(stream, facts, signIn, describe, said) {
  return html`<div class="live-bar">
      ${facts.map((fact) => html`<span class="live-fact live-fact--${fact.kind}"><span aria-hidden="true">${fact.mark}</span> ${fact.words}</span>`)}
      ${stream.phase === "waiting" && stream.retryIn() > 1000
        ? html`<button type="button" class="btn btn-secondary live-bar__act" @click=${() => stream.connect()}>${gettext("Try now")}</button>`
        : nothing}
      ${stream.phase === "stopped" ? way(stream, signIn) : nothing}
      ${caution(stream)}
    </div>
    <p class="visually-hidden" role="status" aria-live="polite">${said}</p>
    ${stream.asked.length ? unsent(stream, describe) : nothing} ${stream.aside.length ? held(stream, describe) : nothing}`;
}

/** What a person can do about a line that stays away. */
function way(stream, signIn) {
  if (stream.why === "ended" || stream.why === "no_stream") return nothing;
  if (stream.why === "signed_out") {
    const back = `${signIn}?next=${encodeURIComponent(location.pathname)}`;
    return html`<a class="btn btn-primary live-bar__act" href=${back}>${gettext("Sign in")}</a>`;
  }
  return html`<button type="button" class="btn btn-primary live-bar__act" @click=${() => location.reload()}>${gettext("Reload the page")}</button>`;
}

/** What the device can not do for this person, said before it matters; nothing to those who write nothing. */
function caution(stream) {
  if (!stream.you?.may?.some((kind) => KEEP.has(kind))) return nothing;
  const words = {
    memory: gettext("This browser keeps nothing: what is not saved is lost when the page is closed."),
    plain: gettext("This address is not encrypted: what is kept on this device can be read by others who use it."),
  }[stream.outbox.loaded ? stream.keeps : "sealed"];
  return words ? html`<span class="live-bar__caution">${words}</span>` : nothing;
}

function unsent(stream, describe) {
  return html`<section class="live-ask" role="alert">
    <h2>${gettext("Not delivered. Send it again?")}</h2>
    <ul>
      ${stream.asked.map(
        (moment) => html`<li>
          <p><b>${describe(moment)}</b> <span class="live-ask__time">${timeOf(moment.at)}</span></p>
          <div class="live-ask__ways">
            <button type="button" class="btn btn-primary" aria-disabled=${stream.online ? "false" : "true"} @click=${() => stream.again(moment.id)}>
              ${gettext("Send again")}
            </button>
            <button type="button" class="btn btn-secondary" @click=${() => stream.leave(moment.id)}>${gettext("Do not send")}</button>
          </div>
        </li>`,
      )}
    </ul>
  </section>`;
}

function held(stream, describe) {
  return html`<section class="live-ask live-ask--held" role="alert">
    <h2>${gettext("Kept on this device, but not taken by the server")}</h2>
    <ul>
      ${stream.aside.map(
        (item) => html`<li>
          <p>${item.aside.message || wordsFor(item.aside.code)}</p>
          <p><b>${describe(item)}</b> <span class="live-ask__time">${timeOf(item.at)}</span></p>
          <div class="live-ask__ways">
            <button type="button" class="btn btn-secondary" @click=${(event) => copy(describe(item), event.currentTarget)}>${gettext("Copy")}</button>
            <button type="button" class="btn btn-secondary" @click=${() => stream.again(item.id)}>${gettext("Send again")}</button>
            <button type="button" class="btn btn-secondary" @click=${() => stream.leave(item.id)}>${gettext("Remove")}</button>
          </div>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** An item in words: what it was, and what was written. */
function itemWords(item) {
  const written = item.data?.text || item.data?.note || item.data?.reason || "";
  return [actWords(item.kind), written].filter(Boolean).join(": ");
}

/** Copy, and say so on the button; without a clipboard (plain HTTP) the words are selected for the person to copy. */
async function copy(words, button) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(words);
    button.textContent = gettext("Copied");
    return;
  }
  getSelection().selectAllChildren(button.closest("li").querySelector("b"));
}

function timeOf(at) {
  return new Intl.DateTimeFormat(document.documentElement.lang || "zh-hans", { hour: "2-digit", minute: "2-digit", hour12: false }).format(at);
}
