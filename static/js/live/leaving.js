/* On every page of somebody who is signed in: signing out takes what lies on this device with it, after a warning.
   A page may have no stream and no catalogue of words; they are fetched when there is something to say. */
import { guardSignOut } from "./signout.js";

for (const form of document.querySelectorAll("form[data-person]")) {
  guardSignOut({ person: form.dataset.person, address: form.getAttribute("action"), before: words });
}

/** The words of this page's language, if the page has not brought them. */
function words() {
  if (globalThis.gettext) return undefined;
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: "/jsi18n/", onload: resolve });
    script.onerror = () => reject(new TypeError("no words"));
    document.head.append(script);
  });
}
