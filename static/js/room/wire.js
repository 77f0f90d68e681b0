/* Joins the room to its stream: one seat, one line, and the bar that tells how the line and the work on it stand. */
import { guardSignOut } from "../live/signout.js";
import { mountStatus } from "../live/status.js";
import { Stream } from "../live/stream.js";

const TICKETS = "/live/tickets/";

/** The stream of this seat, begun. `node` shows whether it is connected and everything saved. */
export function connect(config, node) {
  const { sign_in: signIn, sign_out: address } = config.urls || {};
  const stream = new Stream(config, config.user ? {} : { ticket: () => ticketFor(config.ws) });
  mountStatus(stream, node, { signIn });
  guardSignOut({ person: config.user, address });
  stream.start();
  return stream;
}

/** Whoever is not signed in shows a ticket at the door: for one connection, asked for just before it. */
async function ticketFor(stream) {
  const answer = await fetch(TICKETS, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ stream }),
  });
  return answer.ok ? (await answer.json()).ticket : null;
}
