// The reveal goes on with the keys that a presenter's remote control sends.
const KEYS = { " ": "next", ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };

document.addEventListener("keydown", (event) => {
  const link = document.querySelector(`a[rel="${KEYS[event.key]}"]`);
  if (!link || event.target.closest("button, input, a")) return;
  event.preventDefault();
  link.click();
});
