// Forms, as dialogs. What was typed stays when the form comes back with a mistake, or when the bot does not answer.

import { Refused, Unanswered, post } from "./api.js";
import { at, busy, byId, el } from "./dom.js";
import { face } from "./face.js";
import { chosenFile, control, keepFile, read } from "./fields.js";
import { told } from "./moment.js";
import { phrase } from "./store.js";

/** @typedef {Form & { who: string }} Shown */

const dialog = byId("form", HTMLDialogElement);

/** Show a form to `who` until it is closed; `submit(values, file)` gives the form to show next, or null when all is well.
    @param {Form} form
    @param {string} who
    @param {Submit} submit */
export function openForm(form, who, submit) {
  dialog.replaceChildren();
  draw({ ...form, who }, {}, submit);
  if (!dialog.open) dialog.showModal();
  focusFirst();
  return new Promise((resolve) => { dialog.addEventListener("close", resolve, { once: true }); });
}

/** @param {Shown} form
    @param {Values} typed
    @param {Submit} submit */
function draw(form, typed, submit, trouble = "") {
  const fields = form.fields.map((field) => control(field, typed[field.name], (text) => seek(form, text)));
  const yes = el("button", { type: "submit", class: form.verb === "deny" ? "danger" : "primary" }, form.submit);
  const node = el("form", { novalidate: true },
    el("div", {}, el("p", { class: "acting" }, ...face(form.who)), el("h2", { id: "form-title" }, form.title)),
    form.about && el("p", { class: "about" }, form.about),
    form.text && el("p", {}, told(form.text)),
    ...fields,
    el("p", { class: "trouble", role: "alert", hidden: !trouble }, trouble),
    el("div", { class: "choices" },
      el("button", { type: "button", class: "plain", on: { click: () => dialog.close() } }, phrase("NOT_NOW")), yes));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (yes.getAttribute("aria-disabled") !== "true") submitted(form, node, yes, submit);
  });
  node.addEventListener("keydown", onlyByItsButton);
  keepFile(dialog.querySelector("form"), node);
  dialog.replaceChildren(node);
}

/** Enter in a field sends nothing: what is done with it may be for good.
    @param {KeyboardEvent} event */
function onlyByItsButton(event) {
  if (event.key === "Enter" && at(event).matches("input")) event.preventDefault();
}

/** @param {Shown} form
    @param {HTMLFormElement} node
    @param {HTMLButtonElement} yes
    @param {Submit} submit */
async function submitted(form, node, yes, submit) {
  const values = read(form, node);
  const missing = form.fields.filter((field) => field.required && !values[field.name].some((value) => value.trim()));
  if (missing.length) {
    const error = (/** @type {Field} */ field) => (missing.includes(field) ? phrase("FILL_IN") : "");
    const marked = form.fields.map((field) => ({ ...field, error: error(field) }));
    again({ ...form, fields: marked }, values, submit);
    return;
  }
  busy(yes, true);
  try {
    const next = await submit(values, await chosenFile(node));
    if (next) again({ ...next, who: form.who }, values, submit);
    else dialog.close();
  } catch (error) {
    if (error instanceof Unanswered) again(form, values, submit, phrase("NO_ANSWER"));
    else if (error instanceof Refused) again(form, values, submit, error.message);
    else throw error;
  }
}

/** @param {Shown} form
    @param {Values} typed
    @param {Submit} submit */
function again(form, typed, submit, trouble = "") {
  draw(form, typed, submit, trouble);
  focusFirst();
}

/** @param {Shown} form
    @param {string} text
    @returns {Promise<Option[]>} */
async function seek({ who, verb }, text) {
  return (await post("seek", { who, verb, text })).options;
}

function focusFirst() {
  const first = dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector("input, textarea, select");
  if (first instanceof HTMLElement) first.focus();
}
