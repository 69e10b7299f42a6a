// The dialog before something that cannot be undone.

const dialog = document.getElementById("confirm");
const title = document.getElementById("confirm-title");
const text = document.getElementById("confirm-text");
const yes = document.getElementById("confirm-yes");
const no = document.getElementById("confirm-no");

/** Ask; true when the person said yes. Where harm is possible the focus is on no. */
export function confirmed({ confirm, style }) {
  title.textContent = confirm.title;
  text.textContent = confirm.text;
  yes.textContent = confirm.yes;
  no.textContent = confirm.no;
  yes.className = style;
  dialog.returnValue = "";
  dialog.showModal();
  (style === "danger" ? no : yes).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

yes.addEventListener("click", () => dialog.close("yes"));
no.addEventListener("click", () => dialog.close("no"));
