/* Signing out of a device that still holds unsent work: the person is warned first, and then nothing of theirs stays.
   Attached to every form that leads to the address for signing out. */
import { countOf, wipe } from "./vault.js";

/**
 * Watch the forms of this page. `person`: whose work; `address`: where the forms lead; `confirm` asks in words and
 * resolves to true when the person wants to go all the same; `before` makes sure of the words. A form is watched once.
 * @param {{person: string, address?: string, confirm?: (words: string) => Promise<boolean>, before?: () => Promise}} options
 */
export function guardSignOut({ person, address = "/people/sign-out/", confirm = ask, before = () => undefined }) {
  if (!person) return;
  for (const form of document.querySelectorAll(`form[action="${address}"]`)) {
    if (form.dataset.watched) continue;
    form.dataset.watched = "yes";
    form.addEventListener("submit", async (event) => {
      if (form.dataset.wiped) return;
      event.preventDefault();
      const count = await countOf(person);
      if (count) {
        await before();
        if (!(await confirm(warning(count)))) return;
      }
      await wipe(person);
      form.dataset.wiped = "yes";
      form.requestSubmit(event.submitter);
    });
  }
}

function warning(count) {
  const words = ngettext(
    "%s item has not reached the server. If you sign out now it is deleted from this device for good.",
    "%s items have not reached the server. If you sign out now they are deleted from this device for good.",
    count,
  );
  return interpolate(words, [count]);
}

/** The browser's own dialog has no words of ours on its buttons, so this is one of the page. */
function ask(words) {
  const dialog = document.body.appendChild(Object.assign(document.createElement("dialog"), { className: "confirm" }));
  const form = dialog.appendChild(Object.assign(document.createElement("form"), { method: "dialog" }));
  form.append(Object.assign(document.createElement("p"), { textContent: words, id: "sign-out-warning" }));
  dialog.setAttribute("aria-labelledby", "sign-out-warning");
  const ways = form.appendChild(Object.assign(document.createElement("div"), { className: "confirm__ways" }));
  ways.append(
    Object.assign(document.createElement("button"), { className: "btn btn-primary", value: "no", autofocus: true, textContent: gettext("Stay signed in") }),
    Object.assign(document.createElement("button"), { className: "btn btn-danger-own", value: "yes", textContent: gettext("Delete and sign out") }),
  );
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
