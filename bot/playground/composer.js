// The line in which commands are typed: completion, history, and nothing typed is ever lost.

import { complain, get } from "./api.js";
import { fillIn, send } from "./act.js";
import { Choices, suggest } from "./complete.js";
import { el, icon } from "./dom.js";

const FRESH = 30_000; // milliseconds for which the words to complete are kept
/** @type {Completions} */
let words = { verbs: [], after: {} };
let asked = 0;

/** Learn the words to complete; true when they were asked for anew. */
export async function learnWords() {
  if (Date.now() - asked < FRESH) return false;
  asked = Date.now();
  try { words = await get("complete"); } catch { asked = 0; }
  return true;
}

export class Composer {
  /** @type {string[]} */
  #history = [];
  #back = 0; // how far back in the history; 0 is the line being typed
  #draft = "";
  /** @type {{ line: string, who: string, delivery: string } | null} */
  #unsent = null; // a command that had no answer, with its delivery, so that sending it again is the same act

  /** `where()` gives who types and in which place; `waiting(who, by)` is told while an answer is awaited.
      @param {HTMLElement} form
      @param {string} id
      @param {{ where: () => { who: string, place: string }, waiting: Waiting }} told */
  constructor(form, id, { where, waiting }) {
    this.where = where;
    this.waiting = waiting;
    const list = el("ul", {
      class: "choices-list", id: `choices-${id}`, role: "listbox", "data-label": "COMPLETIONS", hidden: true,
    });
    this.input = el("input", {
      id: `say-${id}`, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": list.id,
      "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: "4000",
      enterkeyhint: "send",
    });
    this.choices = new Choices(this.input, list, (line) => this.#set(line, true));
    const prefix = el("span", { class: "prefix", "aria-hidden": "true" }, "/dsr");
    form.replaceChildren(list, el("label", { class: "line" }, prefix, this.input),
      el("button", { type: "submit", class: "send", "data-label": "SEND" }, icon("send")));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.say(this.input.value); });
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("focus", learnWords);
    this.input.addEventListener("blur", () => this.choices.hide());
    this.input.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {string} label
      @param {string} placeholder */
  describe(label, placeholder) {
    this.input.setAttribute("aria-label", label);
    this.input.placeholder = placeholder;
  }

  /** @param {string} text */
  async say(text) {
    const line = text.trim();
    if (!line) return;
    this.choices.hide();
    this.#remember(line);
    this.#set("");
    const { who, place } = this.where();
    const again = this.#unsent?.line === line && this.#unsent.who === who ? this.#unsent.delivery : null;
    const delivery = again ?? crypto.randomUUID();
    this.waiting(who, 1);
    try {
      const form = await send({ act: "typed", who, place, delivery, text: line });
      this.#unsent = null;
      if (form) fillIn(form, who, place);
    } catch (error) {
      this.#unsent = { line, who, delivery };
      if (!this.input.value) this.#set(line);
      complain(error);
    } finally {
      this.waiting(who, -1);
    }
  }

  /** Put a line there, to be read and sent.
      @param {string} line */
  offer(line) {
    this.input.focus();
    if (line) this.#set(line);
  }

  async #typed() {
    this.#back = 0;
    this.#suggest();
    if (await learnWords()) this.#suggest();
  }

  #suggest() {
    const here = document.activeElement === this.input && this.input.value.trim();
    this.choices.show(here ? suggest(this.input.value, words) : []);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key } = event;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
    if (this.choices.open && step) this.choices.move(step);
    else if (this.choices.open && key === "Escape") this.choices.hide();
    else if (this.choices.open && key === "Tab" && !event.shiftKey) this.choices.take();
    else if (this.choices.open && key === "Enter" && this.choices.chosen) this.choices.take();
    else if (key === "ArrowUp" && this.#back < this.#history.length) this.#recall(this.#back + 1);
    else if (key === "ArrowDown" && this.#back > 0) this.#recall(this.#back - 1);
    else return;
    event.preventDefault();
  }

  /** @param {number} back */
  #recall(back) {
    if (this.#back === 0) this.#draft = this.input.value;
    this.#set(back ? this.#history.at(-back) ?? "" : this.#draft);
    this.#back = back;
  }

  /** @param {string} line */
  #remember(line) {
    this.#back = 0;
    if (this.#history.at(-1) !== line) this.#history.push(line);
  }

  /** @param {string} line */
  #set(line, complete = false) {
    this.input.value = line;
    this.input.setSelectionRange(line.length, line.length);
    if (complete) this.#typed();
  }
}
