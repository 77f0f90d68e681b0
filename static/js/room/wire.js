/* Joins the room to its stream: one seat, one line, and the bar that tells how the line and the work on it stand. */
import { Stream } from "../live/stream.js";

/** The stream of this seat, begun. `node` shows whether it is connected and everything saved. */
export function connect(config, node) {
  const stream = new Stream(config);
  node.textContent = "";
  stream.start();
  return stream;
}
