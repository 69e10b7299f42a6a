// The dialog before something that cannot be undone.

import { face } from "./face.js";

const dialog = document.getElementById("confirm");
const title = document.getElementById("confirm-title");
const text = document.getElementById("confirm-text");
const yes = document.getElementById("confirm-yes");
const as = document.getElementById("confirm-who");
const no = document.getElementById("confirm-no");

/** Ask `who`; true when they said yes. Where it cannot be undone the focus is on no. */
export function confirmed({ confirm, style }, who) {
  as.replaceChildren(...face(who));
  title.textContent = confirm.title;
  text.textContent = confirm.text;
  yes.textContent = confirm.yes;
  no.textContent = confirm.no;
  yes.className = confirm.final ? "danger" : style;
  dialog.returnValue = "";
  dialog.showModal();
  (confirm.final ? no : yes).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

yes.addEventListener("click", () => dialog.close("yes"));
no.addEventListener("click", () => dialog.close("no"));
