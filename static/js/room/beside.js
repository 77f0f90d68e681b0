/* What stands beside the table for whoever sits on the panel: a judge's ballot, or the desk of an official. */
import { mountBallot } from "../judging/ballot.js";

/** The pane of the panel, or undefined for a seat that has no place on one. */
export function beside(config, stream) {
  if (!config.panel_ws) return undefined;
  const role = config.panel_role || config.role;
  return {
    key: "ballot",
    label: role === "judge" ? gettext("Ballot") : gettext("Judging"),
    mount(section) {
      const place = { ws: config.panel_ws, user: config.user, seat: config.panel_seat || config.seat, role };
      mountBallot(section, { ...place, title: config.title, signIn: config.urls?.sign_in }, { session: stream });
    },
  };
}
