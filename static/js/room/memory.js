/* Half-written text outlives a reload: kept in this tab only, by room, seat and field. Sends nothing. */

let prefix = "room:";

/** Say once whose fields these are. */
export function remember(room, seat) {
  prefix = `room:${room}:${seat}:`;
}

export function kept(field, otherwise = "") {
  try {
    const found = sessionStorage.getItem(prefix + field);
    return found === null ? otherwise : JSON.parse(found);
  } catch (error) {
    // A browser that allows no storage, or an entry of an older page: the field starts empty.
    if (error instanceof DOMException || error instanceof SyntaxError) return otherwise;
    throw error;
  }
}

export function keep(field, value) {
  try {
    if (value === undefined || value === "") sessionStorage.removeItem(prefix + field);
    else sessionStorage.setItem(prefix + field, JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // full or forbidden: the field works, it only does not last
  }
}
