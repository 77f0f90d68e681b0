/* A judge dragged onto another match: the server says at once what would break, and the form below saves it. */
const grid = document.getElementById("grid-table");
const form = document.getElementById("move");
const breaks = document.getElementById("breaks");
let dragged = null;
let over = null;
let asked = 0;

function cellAt(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-match]");
}

function mark(cell) {
  over?.classList.remove("is-over");
  over = cell && cell !== dragged.closest("[data-match]") ? cell : null;
  over?.classList.add("is-over");
}

grid?.addEventListener("pointerdown", (event) => {
  const judge = event.target.closest("[data-judge]");
  if (!judge || event.button) return;
  dragged = judge;
  judge.setPointerCapture(event.pointerId);
  judge.classList.add("is-dragged");
});

grid?.addEventListener("pointermove", (event) => {
  if (dragged) mark(cellAt(event));
});

for (const end of ["pointerup", "pointercancel"]) {
  grid?.addEventListener(end, () => {
    if (!dragged) return;
    const [judge, target] = [dragged, over];
    judge.classList.remove("is-dragged");
    mark(null);
    dragged = null;
    if (end === "pointerup" && target) choose(judge.dataset.judge, target.dataset.match);
  });
}

function choose(judge, match) {
  form.elements.judge.value = judge;
  form.elements.match.value = match;
  form.elements.instead.value = "";
  form.scrollIntoView({ block: "nearest" });
  ask();
}

async function ask() {
  const mine = ++asked;
  const body = new FormData(form);
  body.set("act", "try");
  const answer = await fetch(grid.dataset.move, { method: "POST", body }).catch(() => null);
  if (mine !== asked) return;
  if (!answer || (!answer.ok && answer.status !== 422)) {
    breaks.textContent = gettext("The server could not be asked what this would break. You can still save; it is checked again before it is put in force.");
    return;
  }
  const { lines, good } = await answer.json();
  breaks.className = good ? "notice notice--success" : "notice notice--warn";
  breaks.textContent = lines.join(" · ");
}

form?.addEventListener("change", ask);
