/** The day beside the set-up, worked out anew by the server a moment after each change. */

const form = document.querySelector("form[data-outlook]");
const shown = document.getElementById("outlook");
let waiting = 0;
let asked = 0;

async function ask() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.outlook, { method: "POST", body: new FormData(form) }).catch(() => null);
  // What is typed last counts, in whatever order the answers come; without one the old day stays.
  if (!answer?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  shown.replaceChildren(...page.body.childNodes);
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 250);
});
