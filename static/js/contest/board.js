/* The public board: what is played now, what is published, and places. Draws the board's stream and sends nothing. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { connect } from "../room/wire.js";
import { text } from "../room/words.js";

const config = JSON.parse(document.getElementById("board-config").textContent);
const root = document.getElementById("board");
const stream = connect(config, document.getElementById("status"));
const NOW = ["open", "paused"];

stream.addEventListener("change", () => {
  if (!stream.state) return;
  if (!root.dataset.begun) {
    root.dataset.begun = "yes";
    root.replaceChildren();
  }
  draw(stream.state);
});

function draw(state) {
  const matches = Object.entries(state.matches || {}).sort(([, a], [, b]) => a.starts_at - b.starts_at);
  const playing = matches.filter(([, match]) => NOW.includes(match.status));
  render(
    html`${state.standings ? places(state.standings) : nothing} ${titles(state.titles)}
      ${playing.length ? section(gettext("At the table now"), playing, state) : nothing}
      ${stages(state, matches)} ${matches.length ? nothing : html`<p class="empty">${gettext("Nothing is published yet.")}</p>`}`,
    root,
  );
}

function places(standings) {
  const lines = Object.entries(standings).sort(([, a], [, b]) => (a.place ?? 1e6) - (b.place ?? 1e6));
  return html`<section aria-labelledby="places">
    <h2 id="places">${gettext("Places")}</h2>
    <ol class="board__places">
      ${lines.map(([, line]) => html`<li><span class="board__place">${line.place ?? "—"}</span> <b>${text(line.name)}</b> <span class="number">${line.mark}</span></li>`)}
    </ol>
  </section>`;
}

function titles(held) {
  const all = Object.values(held || {});
  if (!all.length) return nothing;
  return html`<section aria-labelledby="titles">
    <h2 id="titles">${gettext("Titles")}</h2>
    <dl class="board__titles">
      ${all.map(
        (one) => html`<div>
          <dt>${text(one.title)}</dt>
          ${Object.values(one.winners).map((winner) => html`<dd>${text(winner.name)}${winner.team ? html` <small>${text(winner.team)}</small>` : nothing}</dd>`)}
        </div>`,
      )}
    </dl>
  </section>`;
}

function stages(state, matches) {
  return Object.entries(state.stages || {})
    .sort(([, a], [, b]) => a.number - b.number)
    .map(([key, stage]) => {
      const own = matches.filter(([, match]) => match.stage === key);
      return own.length ? section(text(stage.title), own, state) : nothing;
    });
}

function section(title, matches, state) {
  return html`<section>
    <h2>${title}</h2>
    <ul class="board__matches">
      ${matches.map(([, match]) => matchLine(match, state))}
    </ul>
  </section>`;
}

function matchLine(match, state) {
  const [workers, employer] = [match.workers, match.employer].map((team) => text(state.teams[team]?.name ?? { zh: "—", en: "—" }));
  const names = html`<span>${workers}</span> <span class="board__against">—</span> <span>${employer}</span>`;
  return html`<li class="board__match board__match--${match.status}">
    <time datetime=${new Date(match.starts_at).toISOString()}>${hourOf(match.starts_at)}</time>
    ${match.session ? html`<a href="/sessions/${match.session}/">${names}</a>` : html`<b>${names}</b>`}
    <small>${text(match.case)}</small>
    ${match.marks ? html`<b class="number">${match.marks.workers} : ${match.marks.employer}</b>` : html`<span class="badge badge--${match.status}">${statusWords()[match.status]}</span>`}
  </li>`;
}

function hourOf(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

function statusWords() {
  return {
    planned: gettext("Planned"),
    open: gettext("Under way"),
    paused: gettext("Paused"),
    agreed: gettext("Agreed"),
    suspended: gettext("Suspended"),
    abandoned: gettext("Abandoned"),
  };
}
