/* What the client says in words: why there is no line, what is kept where, what a command was. Uses gettext() of
   Django's catalogue; where that is missing the English words stand. */

const say = (words) => (globalThis.gettext ? globalThis.gettext(words) : words);

/** gettext is looked up late, so that this module may load before the catalogue. */
function catalogue(gettext) {
  return {
    // Answers that this device gives itself
    offline: gettext("There is no connection, so this was not sent. Wait for the connection, then do it again."),
    dropped: gettext("This was not sent."),
    stopped: gettext("The connection ended before this was answered. Reload the page and see whether it was done."),
    too_large: gettext("This text is too long to send. It is kept here: copy it, shorten it and enter it again."),
    breaks_the_line: gettext("The connection broke three times right after this was sent, so it is held back."),
    // Why there is no line
    network: gettext("The network is interrupted."),
    silent: gettext("The network is interrupted."),
    restart: gettext("The server is restarting."),
    view_changed: gettext("Your place has changed; the page is catching up."),
    slow_reader: gettext("The network is slow; the page is catching up."),
    too_fast: gettext("Too many messages at once. The page waits half a minute."),
    full: gettext("All places are taken at the moment. The page tries again by itself."),
    ended: gettext("This has ended; nothing more can be changed."),
    bad_frames: gettext("The server could not read this page’s messages. Reload the page; if it happens again, tell the organiser."),
    signed_out: gettext("You are no longer signed in. Sign in again: what was not sent is kept on this device."),
    no_seat: gettext("You have no seat here any more. Ask the organiser. What was not sent is kept on this device."),
    no_stream: gettext("This does not exist, or not any more."),
    old_page: gettext("This page is older than the server. Reload it; what was not sent is kept."),
    another_person: gettext("Somebody else has signed in on this device. Reload the page."),
  };
}

/** The words for a code of this client; "" where it has none. */
export function wordsFor(code) {
  return catalogue(say)[code] || "";
}

/** What a command was, for asking whether to send it again. */
export function actWords(kind) {
  const words = ((gettext) => ({
    "session.open": gettext("Open the session"),
    "phase.next": gettext("Go to the next phase"),
    "phase.extend": gettext("Extend the phase"),
    "clock.pause": gettext("Stop the clock"),
    "clock.resume": gettext("Let the clock run"),
    "floor.ask": gettext("Ask for the floor"),
    "floor.yield": gettext("Give up the floor"),
    "floor.give": gettext("Give the floor"),
    say: gettext("Speak"),
    "caucus.say": gettext("Message to your own side"),
    "caucus.call": gettext("Call a caucus"),
    "offer.draft": gettext("Draft of an offer"),
    "offer.table": gettext("Put an offer on the table"),
    "offer.record": gettext("Write down an offer"),
    "offer.confirm": gettext("Confirm an offer"),
    "offer.withdraw": gettext("Withdraw an offer"),
    "offer.reject": gettext("Reject an offer"),
    "offer.accept": gettext("Accept an offer"),
    "issue.reopen": gettext("Reopen an issue"),
    "ruling.make": gettext("Make a ruling"),
    "inject.release": gettext("Release news"),
    "fact.show": gettext("Show a figure"),
    "minutes.write": gettext("Minutes"),
    "agreement.sign": gettext("Sign the agreement"),
    "impasse.declare": gettext("Declare an impasse"),
    "session.close": gettext("Close the session"),
    "score.set": gettext("Score"),
    "ballot.submit": gettext("Submit the ballot"),
    "ballot.return": gettext("Return a ballot"),
    "penalty.propose": gettext("Propose a penalty"),
    "penalty.confirm": gettext("Confirm a penalty"),
    "result.compute": gettext("Compute the result"),
    "result.confirm": gettext("Confirm the result"),
    "result.publish": gettext("Publish the result"),
  }))(say);
  return words[kind] || kind;
}
