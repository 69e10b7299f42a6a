// The dialog before something that cannot be undone.

import { byId } from "./dom.js";
import { face } from "./face.js";

const dialog = byId("confirm", HTMLDialogElement);
const title = byId("confirm-title");
const text = byId("confirm-text");
const yes = byId("confirm-yes");
const as = byId("confirm-who");
const no = byId("confirm-no");

/** Ask `who`; true when they said yes. Where it cannot be undone the focus is on no.
    @param {Confirm} confirm
    @param {string} style
    @param {string} who
    @returns {Promise<boolean>} */
export function confirmed(confirm, style, who) {
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
