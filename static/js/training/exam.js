/* An exam that survives a dead network: every answer goes into an outbox of this browser first, and from there to the
   server, again and again until it has said that it keeps it. The server's clock decides; this one only shows it. */
const config = JSON.parse(document.getElementById("exam-config").textContent);
const form = document.getElementById("exam-form");
const state = document.getElementById("exam-state");
const shownTime = document.getElementById("exam-time");
const shownCount = document.getElementById("exam-count");
const missing = document.getElementById("exam-missing");
const STORE = `exam:${config.key}`;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;

let deadline = config.deadline;
let ahead = Date.now() / 1000 - config.now; // how far this machine's clock is ahead of the server's
let { seq, waiting } = remembered();
let wait = FIRST_WAIT;
let sending = false;
let timer = 0;
let leaving = false;
let lasting = ""; // what stays true until the page is loaded anew

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE)) || {};
    // Another device has a session, and so a name, of its own: what it had not sent stays with it.
    if (kept.device === config.device) return { seq: Math.max(kept.seq, config.seq), waiting: kept.waiting };
  } catch {
    /* a browser that keeps nothing still saves while the page is open */
  }
  return { seq: config.seq, waiting: [] };
}

function remember() {
  try {
    localStorage.setItem(STORE, JSON.stringify({ device: config.device, seq, waiting }));
  } catch {
    /* full or forbidden: the outbox lives in memory alone */
  }
}

/* What a question's fields say, in the form that the server reads. */
function valueOf(question) {
  const fields = [...question.querySelectorAll("input, select, textarea")];
  const checked = fields.filter((field) => field.checked).map((field) => field.value);
  switch (question.dataset.type) {
    case "single":
      return checked[0] ?? null;
    case "judge":
      return checked.length ? checked[0] === "true" : null;
    case "multiple":
      return checked;
    case "order": {
      const row = fields.map(() => "");
      for (const field of fields) if (field.value) row[Number(field.value) - 1] = field.dataset.part;
      return row;
    }
    case "match":
      return Object.fromEntries(fields.filter((field) => field.value).map((field) => [field.dataset.part, field.value]));
    case "fill":
      return fields.map((field) => field.value);
    default:
      return fields[0].value;
  }
}

function answered(question) {
  const value = valueOf(question);
  if (value === null || value === "") return false;
  if (typeof value !== "object") return true;
  return Object.values(value).some((each) => String(each).trim());
}

/* Two options of an order cannot have one place: the other one gives it up. */
function oneEach(question, changed) {
  if (question.dataset.type !== "order") return;
  for (const field of question.querySelectorAll("select")) {
    if (field !== changed && field.value && field.value === changed.value) field.value = "";
  }
}

function give(question) {
  const item = question.dataset.item;
  // Milliseconds since the beginning: two tabs of one browser never give the same number to two answers.
  seq = Math.max(seq + 1, Math.round(Date.now() - (ahead + config.started) * 1000));
  waiting = waiting.filter((each) => each.item !== item || each.sent);
  waiting.push({ seq, item, value: valueOf(question) });
  remember();
  count();
  say();
  send();
}

async function send() {
  if (sending || !waiting.length) return;
  sending = true;
  clearTimeout(timer);
  const batch = waiting.slice(0, 100);
  for (const each of batch) each.sent = true;
  try {
    const response = await fetch(`${location.pathname}answers/`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify(batch.map(({ seq: number, item, value }) => ({ seq: number, item, value }))),
      redirect: "manual",
    });
    if (response.type === "opaqueredirect" || response.status === 403) throw new Error("signed out");
    if (!response.ok) throw new Error(String(response.status));
    took(await response.json());
    wait = FIRST_WAIT;
  } catch (problem) {
    for (const each of batch) each.sent = false;
    wait = Math.min(wait * 2, LONGEST_WAIT);
    timer = setTimeout(send, wait);
    say(problem.message === "signed out" ? "out" : "cut");
    return;
  } finally {
    sending = false;
  }
  say();
  if (waiting.length) send();
}

function took(told) {
  const done = new Set([...told.saved, ...told.wrong]);
  waiting = waiting.filter((each) => !done.has(each.seq));
  remember();
  deadline = told.deadline;
  ahead = Date.now() / 1000 - told.now;
  if (told.late) lasting = "late";
  if (told.ended) end();
  else if (!told.pen) elsewhere();
}

function say(what = "") {
  const words = {
    cut: gettext("Not saved yet: no network. Go on writing; it is sent when the network is back."),
    out: gettext("Not saved yet: you are signed out. Sign in again in another tab, and it goes on by itself."),
    late: gettext("The time was over: what came now is kept and not counted."),
    moved: gettext("You went on on another device. To write here again, load this page anew."),
  };
  const key = what || lasting;
  const left = waiting.length ? gettext("Saving…") : gettext("Everything is saved.");
  state.textContent = words[key] || left;
  state.classList.toggle("exam-bar__state--warn", Boolean(words[key]));
}

function count() {
  const questions = [...form.querySelectorAll(".exam-question")];
  const open = questions.filter((question) => !answered(question));
  shownCount.textContent = interpolate(gettext("%s of %s answered"), [questions.length - open.length, questions.length]);
  missing.replaceChildren();
  if (!open.length) return;
  missing.append(gettext("Without an answer:"), " ");
  for (const question of open) {
    const link = document.createElement("a");
    link.href = `#${question.id}`;
    link.textContent = question.querySelector(".exam-question__no").textContent;
    link.className = "exam-missing";
    missing.append(link, " ");
  }
}

function tick() {
  const left = Math.max(0, Math.round(deadline - (Date.now() / 1000 - ahead)));
  const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  shownTime.textContent = parts.map((each) => String(each).padStart(2, "0")).join(":");
  shownTime.classList.toggle("exam-bar__soon", left < 300);
  if (left > 0) return;
  lock();
  if (waiting.length) send();
  else end();
}

function lock() {
  for (const field of form.querySelectorAll("fieldset")) field.disabled = true;
}

function end() {
  if (leaving) return;
  leaving = true;
  location.replace(location.pathname); // the server shows what it has; an ended attempt leads to its page
}

function elsewhere() {
  lock();
  lasting = "moved";
  say();
}

form.addEventListener("change", (event) => {
  const question = event.target.closest(".exam-question");
  if (!question) return;
  oneEach(question, event.target);
  give(question);
});
/* Long answers are saved while they are being written, too. */
let typing = 0;
form.addEventListener("input", (event) => {
  const question = event.target.closest(".exam-question");
  if (!question || !["textarea", "text", ""].includes(event.target.type)) return;
  clearTimeout(typing);
  typing = setTimeout(() => give(question), 1500);
});
form.addEventListener("submit", (event) => {
  const handsIn = event.submitter?.value === "hand-in";
  const open = [...form.querySelectorAll(".exam-question")].filter((question) => !answered(question)).length;
  const words = open
    ? interpolate(gettext("%s questions have no answer. Hand in all the same?"), [open])
    : gettext("Hand in for good? You cannot change anything afterwards.");
  if (handsIn && !confirm(words)) event.preventDefault();
  else leaving = true;
});
addEventListener("beforeunload", (event) => {
  if (waiting.length && !leaving) event.preventDefault();
});
addEventListener("online", () => {
  wait = FIRST_WAIT;
  send();
});
document.getElementById("exam-save").hidden = true;
/* What was not sent when the page was left is shown again, and goes out first. */
for (const each of waiting) {
  each.sent = false;
  const question = form.querySelector(`[data-item="${CSS.escape(each.item)}"]`);
  if (question) restore(question, each.value);
}
function restore(question, value) {
  const fields = [...question.querySelectorAll("input, select, textarea")];
  for (const field of fields) {
    if (field.type === "radio") field.checked = String(value) === field.value;
    else if (field.type === "checkbox") field.checked = (value || []).includes(field.value);
    else if (question.dataset.type === "order") field.value = (value || []).indexOf(field.dataset.part) + 1 || "";
    else if (field.dataset.part) field.value = value?.[field.dataset.part] ?? "";
    else field.value = value ?? "";
  }
}
/* What was chosen before this script was there, or was put back by the browser, is an answer like any other. */
for (const question of form.querySelectorAll(".exam-question")) {
  const changed = [...question.querySelectorAll("input, select, textarea")].some((field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((each) => each.selected !== each.defaultSelected && each.value);
    return field.value !== field.defaultValue;
  });
  if (changed && !waiting.some((each) => each.item === question.dataset.item)) give(question);
}
count();
say();
tick();
setInterval(tick, 500);
send();
