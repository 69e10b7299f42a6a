// One control for each kind of input that a form can have.

import { el } from "./dom.js";
import { told } from "./moment.js";
import { phrase } from "./store.js";

const LARGEST = 1_000_000; // bytes of a file
const PIECE = 0x8000; // bytes that are turned into text at once
const LEAST = 3; // letters, from which on what they may mean is looked up
const MANY = 8; // options, from here on with a box to search in

/** A field with its label, hint and error. `typed` are values from before; without them, what the form brings. `seek`
    looks up what is typed in a field that wants it.
    @param {Field} field
    @param {string[] | undefined} typed
    @param {Seek} seek */
export function control(field, typed, seek) {
  const values = typed ?? field.value.split("\n").filter(Boolean);
  const seeks = field.seeks && !field.options.length;
  const group = !seeks && (field.input === "some_of" || field.input === "one_of");
  const help = [field.hint && `hint-${field.name}`, field.error && `error-${field.name}`].filter(Boolean).join(" ");
  const attributes = {
    "aria-describedby": help || null,
    "aria-invalid": field.error ? "true" : null,
  };
  const label = [field.label, !field.required && el("span", { class: "optional" }, " optional")];
  return el(group ? "fieldset" : "div", { class: "field", ...(group ? attributes : {}) },
    group ? el("legend", {}, ...label) : el("label", { for: `field-${field.name}` }, ...label),
    field.hint && el("p", { class: "hint", id: `hint-${field.name}` }, told(field.hint)),
    group ? choices(field, values) : seeks ? seeker(field, values[0] ?? "", attributes, seek)
      : line(field, typed ? typed.join("\n") : field.value, attributes),
    field.error && el("p", { class: "error", id: `error-${field.name}` }, told(field.error)));
}

/** What was filled in: field name → list of values.
    @param {Form} form
    @param {HTMLFormElement} node
    @returns {Values} */
export function read(form, node) {
  const data = new FormData(node);
  const typed = (/** @type {Field} */ field) => (field.input === "file" ? [] : data.getAll(field.name).map(String));
  return Object.fromEntries(form.fields.map((field) => [field.name, typed(field)]));
}

/** The file that was chosen, as text in base 64; null where none was. One byte more than may be is enough to be told so.
    @param {HTMLFormElement} node
    @returns {Promise<string | null>} */
export async function chosenFile(node) {
  const file = picker(node)?.files?.[0];
  if (!file) return null;
  const bytes = new Uint8Array(await file.slice(0, LARGEST + 1).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

/** A form that comes back has the file that was chosen.
    @param {HTMLFormElement | null} old
    @param {HTMLFormElement} node */
export function keepFile(old, node) {
  const [before, now] = [old && picker(old), picker(node)];
  if (before?.files?.length && now) now.files = before.files;
}

/** @param {HTMLFormElement} node */
function picker(node) {
  return /** @type {HTMLInputElement | null} */ (node.querySelector("input[type=file]"));
}

/** @param {Field} field
    @param {string} value
    @param {Attributes} attributes */
function line(field, value, attributes) {
  const named = { id: `field-${field.name}`, name: field.name, dir: "auto", maxlength: "3000", ...attributes };
  if (field.input === "file") {
    return el("input", { ...attributes, id: named.id, name: field.name, type: "file", accept: ".csv,.tsv,.txt,text/csv" });
  }
  if (field.input === "paragraph") {
    const area = el("textarea", { ...named, rows: "4" });
    area.value = value;
    return area;
  }
  return el("input", { ...named, type: field.input === "date" ? "date" : "text", value, autocomplete: "off" });
}

/** A line with what it may mean below it. What cannot be looked up is asked back once the form is sent.
    @param {Field} field
    @param {string} value
    @param {Attributes} attributes
    @param {Seek} seek */
function seeker(field, value, attributes, seek) {
  const list = el("datalist", { id: `found-${field.name}` });
  const box = el("input", { id: `field-${field.name}`, name: field.name, type: "text", dir: "auto", value, list: list.id,
    maxlength: "3000", autocomplete: "off", ...attributes });
  box.addEventListener("input", async () => {
    const text = box.value.trim();
    const found = text.length < LEAST ? [] : await seek(text).catch(() => []);
    if (box.value.trim() !== text) return;
    list.replaceChildren(...found.map((one) => el("option", { value: one.value }, told(one.label))));
  });
  return el("div", {}, box, list);
}

/** @param {Field} field
    @param {string[]} values */
function choices(field, values) {
  const rows = field.options.map((option) => choice(field, option, values.includes(option.value)));
  const list = el("div", { class: "options" }, ...rows);
  return el("div", { class: "chooser" }, rows.length >= MANY && search(rows, field.label), list,
    field.input === "some_of" && rows.length > 1 && all(list));
}

/** @param {Field} field
    @param {Option} option
    @param {boolean} checked */
function choice(field, option, checked) {
  const type = field.input === "some_of" ? "checkbox" : "radio";
  return el("label", { class: "option" },
    el("input", { type, name: field.name, value: option.value, checked }), el("span", { dir: "auto" }, told(option.label)));
}

/** @param {HTMLElement[]} rows
    @param {string} label */
function search(rows, label) {
  const box = el("input", { type: "search", placeholder: phrase("SEARCH"), "aria-label": `${phrase("SEARCH")}: ${label}` });
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLocaleLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  });
  return box;
}

/** All or none of what is shown.
    @param {HTMLElement} list */
function all(list) {
  const boxes = () => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll(".option:not([hidden]) input")]);
  return el("button", { type: "button", class: "link", on: { click: () => {
    const every = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !every;
  } } }, phrase("ALL_OR_NONE"));
}
