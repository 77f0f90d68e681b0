/* Whose device this is just now. Pages of one person must fall silent when another signs in on the same tablet. */

const NAME = "xieshang-person";

/** This page was opened by `person`. */
export function claim(person) {
  try {
    localStorage.setItem(NAME, person);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // nothing is kept here, so nothing can be mixed up
  }
}

/** Whether somebody else has opened a page on this device since. */
export function isAnothers(person) {
  try {
    const last = localStorage.getItem(NAME);
    return last !== null && last !== person;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return false;
  }
}
