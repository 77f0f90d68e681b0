/* What the protocol's codes ask of a client. Tables and pure functions; no words (words.js) and no sockets. */

export const PROTOCOL = "xieshang.v1";

/** Commands that a person wrote: kept on the device until they are acknowledged. All others mean this moment. */
export const KEEP = new Set(["score.set", "minutes.write", "offer.draft", "caucus.say"]);

/** After these refusals the same command is sent again. */
export const TEMPORARY = new Set(["slow_down", "try_again", "read_only", "internal"]);

/** A loss of the line that may have been the fault of what was sent just before it. */
export const SUSPICIOUS = new Set([1005, 1006, 1001, 1009, 1011]);

/** Losses right after the same command, after which it is set aside. */
export const LOSSES = 3;

/**
 * What to do after a close code.
 * resume: connect again behind what we hold · fresh: connect again from nothing · stop: stay away until a person asks
 * `least`, `most`: ms to wait, at random between them, instead of the usual back-off
 * @type {Object<number, {go: "resume"|"fresh"|"stop", why?: string, least?: number, most?: number}>}
 */
const CLOSES = {
  4000: { go: "stop", why: "ended" },
  4012: { go: "resume", why: "restart", least: 0, most: 3000 },
  4400: { go: "stop", why: "bad_frames" },
  4401: { go: "stop", why: "signed_out" },
  4403: { go: "stop", why: "no_seat" },
  4404: { go: "stop", why: "no_stream" },
  4408: { go: "resume", why: "silent" },
  4410: { go: "fresh", why: "view_changed", least: 0, most: 500 },
  4413: { go: "stop", why: "too_large" },
  4426: { go: "stop", why: "old_page" },
  4429: { go: "resume", why: "too_fast", least: 30000, most: 36000 },
  4490: { go: "resume", why: "slow_reader" },
  4503: { go: "resume", why: "full", least: 30000, most: 60000 },
};

/** The rule for `code`; any that is not in the protocol is a loss of the network. */
export function afterClose(code) {
  return CLOSES[code] || { go: "resume", why: "network" };
}

const FIRST = 500;
const LONGEST = 15000;

/** Milliseconds until try number `attempt` (0, 1, 2 …): full jitter under a doubling bound. */
export function backoff(attempt, random = Math.random) {
  return random() * Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 16));
}

/** A command id: 128 bits and a little more from the system's random source. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/** How many bytes `text` is on the wire. */
export function bytes(text) {
  return new TextEncoder().encode(text).length;
}
