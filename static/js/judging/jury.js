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
  let wanted = ""; // what the next request is for: "save", or "submit" once that was pressed and nothing typed since
  let changed = 0; // how often something was typed: what is typed during a request is sent after it

  async function send() {
    clearTimeout(timer);
    if (busy || !wanted) return;
    const act = wanted;
    const sent = changed;
    let wait = PAUSE;
    busy = true;
    wanted = "";
    try {
      const body = new FormData(form);
      body.set("act", act);
      const headers = { Accept: "application/json" };
      const response = await fetch(form.action, { method: "POST", headers, body, redirect: "manual" });
      if (response.type === "opaqueredirect" || response.status === 403) throw new Error("signed out");
      if (response.status === 422) say((await response.json()).error, true);
      else if (!response.ok) throw new Error(String(response.status));
      else took(act, sent);
    } catch (problem) {
      const out = problem.message === "signed out";
      say(
        out
          ? gettext("Not saved yet: you are signed out. Sign in again in another tab, and it goes on by itself.")
          : gettext("Not saved yet: no network. Go on writing; it is sent when the network is back."),
        true,
      );
      wanted ||= act;
      wait = AGAIN;
    }
    busy = false;
    if (wanted) later(wait);
  }

  function took(act, sent) {
    if (sent === changed || act === "submit") forget(form);
    if (act === "submit") {
      history.replaceState(null, "", `#${form.id}`);
      location.reload();
    } else if (sent === changed) say(gettext("Everything is saved."));
  }

  function later(wait = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  form.addEventListener("input", () => {
    changed += 1;
    wanted = "save";
    keep(form);
    say(gettext("Saving…"));
    later();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    wanted = event.submitter?.value || "save";
    send();
  });
  addEventListener("online", send);
  if (restore(form)) {
    wanted = "save";
    send();
  }
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
