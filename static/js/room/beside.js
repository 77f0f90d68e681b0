/* What stands beside the table for a judge or an official: the ballot, or the desk of the panel. */

/** The pane of the panel for this role, or undefined where the session has none to show. */
export function beside() {
  return undefined;
}
