// Completing a command line: verbs first, then what may follow the verb. Knows words, not what they mean.

import { at, el } from "./dom.js";

const MOST = 8;
/** @typedef {Suggestion & { line: string }} Choice */

/** @param {string} text */
const bare = (text) => text.replaceAll('"', "").toLocaleLowerCase();

/** What fits what was typed, each as the whole line that it would make.
    @param {string} line
    @param {Completions} words
    @returns {Choice[]} */
export function suggest(line, words) {
  const verb = line.trimStart().split(/\s/, 1)[0];
  if (!/\s/.test(line.trimStart())) {
    return words.verbs
      .filter((one) => one.text.startsWith(bare(verb)) && one.text !== line.trim())
      .map((one) => ({ ...one, line: `${one.text} ` }))
      .slice(0, MOST);
  }
  const rest = line.slice(line.indexOf(verb) + verb.length);
  const fresh = (/** @type {Suggestion} */ one) => !bare(rest).includes(` ${bare(one.text)} `);
  const choices = (words.after[verb.toLocaleLowerCase()] ?? []).filter(fresh);
  for (const start of starts(rest)) {
    const typed = bare(rest.slice(start));
    const found = choices.filter((one) => fits(bare(one.text), typed));
    if (found.length) {
      const before = line.slice(0, line.length - rest.length + start);
      return found.map((one) => ({ ...one, line: `${before}${one.text} ` })).slice(0, MOST);
    }
  }
  return [];
}

/** Where a word begins, from the left, so that the longest piece is tried first; last the empty end.
    @param {string} rest */
function starts(rest) {
  return [...rest.matchAll(/(?<=\s)"?\S|(?<=\s)$/g)].map((match) => match.index);
}

/** Whether the text, or one of its words and what follows it, begins as typed.
    @param {string} text
    @param {string} typed */
function fits(text, typed) {
  return text !== typed && text.split(" ").some((_, at, all) => all.slice(at).join(" ").startsWith(typed));
}

/** The list below a command line. `choose(line)` puts a choice into it. */
export class Choices {
  /** @type {Choice[]} */
  #options = [];
  #at = -1;

  /** @param {HTMLInputElement} input
      @param {HTMLElement} list
      @param {(line: string) => void} choose */
  constructor(input, list, choose) {
    this.input = input;
    this.list = list;
    this.choose = choose;
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the line
    list.addEventListener("click", (event) => {
      const row = at(event).closest("[role=option]");
      if (row) this.take([...list.children].indexOf(row));
    });
  }

  get open() { return !this.list.hidden; }
  get chosen() { return this.#at >= 0; }

  /** @param {Choice[]} options */
  show(options) {
    this.#options = options;
    this.#at = -1;
    this.list.replaceChildren(...options.map((option, at) =>
      el("li", { role: "option", id: `${this.list.id}-${at}`, "aria-selected": "false" },
        el("span", { class: "word" }, option.text), option.note && el("span", { class: "note" }, option.note))));
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(this.open));
    this.input.removeAttribute("aria-activedescendant");
  }

  hide() { this.show([]); }

  /** @param {number} by */
  move(by) {
    this.list.children[this.#at]?.setAttribute("aria-selected", "false");
    const from = this.#at < 0 && by < 0 ? 0 : this.#at;
    this.#at = (from + by + this.#options.length) % this.#options.length;
    const row = this.list.children[this.#at];
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  take(at = Math.max(this.#at, 0)) {
    const { line } = this.#options[at];
    this.hide();
    this.choose(line);
  }
}
