/* A jury's sheets in a hall with bad wifi: what is typed is kept in this browser until the server has said that it
   keeps it, and is sent again by itself. Without this script the buttons do the same, one press at a time. */
const PAUSE = 700;
const AGAIN = 4000;

for (const form of document.querySelectorAll(".jury-sheet:not([data-submitted])")) follow(form);
for (const form of document.querySelectorAll(".jury-sheet[data-submitted]")) forget(form);

function follow(form) {
  const state = form.querySelector(".jury-sheet__state");
  const say = (words, warn = false) => {
    state.textContent = words;
    state.classList.toggle("jury-sheet__state--warn", warn);
  };
  let timer = 0;
  let busy = false;
  let changed = 0; // how often something was typed: what is typed during a request is sent after it

  async function send(act) {
    clearTimeout(timer);
    if (busy) return later(act);
    busy = true;
    const sent = changed;
    try {
      const body = new FormData(form);
      body.set("act", act);
      const headers = { Accept: "application/json" };
      const response = await fetch(form.action, { method: "POST", headers, body, redirect: "manual" });
      if (response.status === 422) return say((await response.json()).error, true);
      if (response.type === "opaqueredirect" || response.status === 403) {
        say(gettext("Not saved yet: you are signed out. Sign in again in another tab, and it goes on by itself."), true);
        return later(act, AGAIN);
      }
      if (!response.ok) throw new Error(String(response.status));
      if (sent !== changed) return later(act === "submit" ? act : "save");
      forget(form);
      say(gettext("Everything is saved."));
      if (act === "submit") location.replace(`${location.pathname}#${form.id}`), location.reload();
    } catch {
      say(gettext("Not saved yet: no network. Go on writing; it is sent when the network is back."), true);
      later(act, AGAIN);
    } finally {
      busy = false;
    }
    return undefined;
  }

  function later(act, wait = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(() => send(act), wait);
  }

  form.addEventListener("input", () => {
    changed += 1;
    keep(form);
    say(gettext("Saving…"));
    later("save");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.submitter?.value || "save");
  });
  addEventListener("online", () => timer && send("save"));
  if (restore(form)) send("save");
}

function fieldsOf(form) {
  return [...form.querySelectorAll("input[inputmode]")];
}

function keep(form) {
  try {
    localStorage.setItem(`jury:${form.dataset.sheet}`, JSON.stringify(Object.fromEntries(fieldsOf(form).map(({ name, value }) => [name, value]))));
  } catch {
    /* a browser that keeps nothing still sends while the page is open */
  }
}

function forget(form) {
  try {
    localStorage.removeItem(`jury:${form.dataset.sheet}`);
  } catch {
    /* as above */
  }
}

function restore(form) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(`jury:${form.dataset.sheet}`));
  } catch {
    /* nothing that can be read is nothing */
  }
  for (const field of kept ? fieldsOf(form) : []) field.value = kept[field.name] ?? field.value;
  return Boolean(kept);
}
