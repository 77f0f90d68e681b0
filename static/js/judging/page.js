/* The ballot alone on a page: reads its configuration, joins the panel and, to show the hall's clock, the session. */
import { html, nothing, render } from "../../vendor/lit-html.js";
import { countdown } from "../live/clock.js";
import { guardSignOut } from "../live/signout.js";
import { Stream } from "../live/stream.js";
import { text } from "../room/words.js";
import { mountBallot } from "./ballot.js";

const config = JSON.parse(document.getElementById("panel-config").textContent);
const session = config.session_ws ? new Stream({ ws: config.session_ws, user: config.user, seat: config.seat }) : undefined;
mountBallot(document.getElementById("judging"), config, { session });
guardSignOut({ person: config.user, address: config.signOut });

if (session) {
  const strip = document.getElementById("hall-clock");
  const draw = () => {
    const { phase, scenario } = session.state || {};
    const title = text(Object.values(scenario?.phases || {}).find((one) => one.number === phase?.number)?.title);
    const left = phase?.remaining ?? (phase?.ends_at ? phase.ends_at - session.now() : undefined);
    render(title ? html`<span>${title}</span> ${left === undefined ? nothing : html`<b class="hall-clock__time">${countdown(left)}</b>`}` : nothing, strip);
  };
  session.addEventListener("change", draw);
  setInterval(draw, 500);
  session.start();
}
