/* A judge's receipt: kept in this browser for the judge's own eyes, and handed out as a file. The salt that proves the
   values stays with the server and in the file: on a shared tablet it would let others try out values. */

function nameOf(panel) {
  return `xieshang-receipt:${panel.config.user}:${panel.config.ws}:${panel.seat}`;
}

/** Remember what came with the acknowledgement. */
export function remember(panel, receipt) {
  const { salt, ...rest } = receipt;
  panel.receipt = receipt;
  try {
    localStorage.setItem(nameOf(panel), JSON.stringify(rest));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // the state still has it, without the head of the record
  }
}

/** The receipt of the ballot that is in now, with the head of the record; nothing where it is of an earlier ballot. */
export function kept(panel) {
  const held = panel.receipt || read(panel);
  return held && held.digest === panel.state.receipt?.digest ? { ...panel.state.receipt, ...held } : null;
}

function read(panel) {
  try {
    return JSON.parse(localStorage.getItem(nameOf(panel)));
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Hand out the receipt with the ballot that it proves, as a file. */
export function keepReceipt(panel, receipt) {
  const content = { panel: panel.config.ws, seat: panel.seat, receipt, scores: panel.state.scores };
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: `receipt-${receipt.digest.slice(0, 8)}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
