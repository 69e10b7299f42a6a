// Keyboard for a row of tabs: arrows, Home and End move and choose, as in any tab list.

import { at } from "./dom.js";

/** `choose(tab)` is told which one was chosen.
    @param {HTMLElement} list
    @param {(tab: HTMLElement) => void} choose */
export function tabs(list, choose) {
  const all = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=tab]")]);
  const tabOf = (/** @type {Event} */ event) => /** @type {HTMLElement | null} */ (at(event).closest("[role=tab]"));
  list.onclick = (event) => {
    const tab = tabOf(event);
    if (tab) choose(tab);
  };
  list.onkeydown = (event) => {
    const here = tabOf(event), from = here ? all().indexOf(here) : -1;
    /** @type {Record<string, number>} */
    const moves = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: all().length - 1 };
    const to = moves[event.key];
    if (from < 0 || to === undefined) return;
    event.preventDefault();
    const tab = all().at(to % all().length);
    if (!tab) return;
    choose(tab);
    tab.focus();
  };
}
