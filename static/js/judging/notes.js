/* Notes beside scores. Each field is made once and no drawing touches what somebody is typing (an input method would
   lose its half-made characters). A note is handed over when the typing rests, and at once when the person goes on. */

const REST = 1200; // ms without a key

const made = new Map();

/** The field of one cell. `save(words, at)` is called with the note and the moment its writing began. */
export function noteField(key, { value, label, save, now, readOnly }) {
  let field = made.get(key);
  if (!field) {
    field = document.createElement("textarea");
    Object.assign(field, { className: "form-control note__field", rows: 3, maxLength: 2000, value });
    field.addEventListener("input", () => typed(field));
    field.addEventListener("blur", () => handOver(field));
    made.set(key, field);
  }
  field.setAttribute("aria-label", label);
  Object.assign(field, { save, now, readOnly });
  if (!field.dirty && field.value !== value && document.activeElement !== field) field.value = value;
  return field;
}

function typed(field) {
  field.began ??= field.now();
  field.dirty = true;
  clearTimeout(field.resting);
  field.resting = setTimeout(() => handOver(field), REST);
}

function handOver(field) {
  clearTimeout(field.resting);
  if (!field.dirty) return;
  field.dirty = false;
  const { began } = field;
  field.began = undefined;
  field.save(field.value.trim(), began);
}

/** Hand over all that is being typed: the page is about to go. */
export function handOverAll() {
  for (const field of made.values()) handOver(field);
}

addEventListener("pagehide", handOverAll);
document.addEventListener("visibilitychange", handOverAll);
