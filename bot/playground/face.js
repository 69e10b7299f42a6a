// How a person is shown wherever they act: initials in a colour of their own, and a name.

import { el } from "./dom.js";
import { knows, person, world } from "./store.js";

const HUES = [55, 195, 330, 120, 270];

/** @param {string} id */
export const hue = (id) => HUES[world.people.findIndex((one) => one.id === id) % HUES.length] ?? 0;
/** @param {string} id */
export const initials = (id) => person(id).name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
/** @param {string} id */
export const firstName = (id) => (knows(id) ? person(id).name.split(" ")[0] : id);

/** @param {string} id */
export function avatar(id) {
  const node = el("span", { class: "avatar small", "aria-hidden": "true" }, initials(id));
  node.style.setProperty("--hue", String(hue(id)));
  return node;
}

/** Avatar and name.
    @param {string} id */
export const face = (id) => [avatar(id), el("span", {}, person(id).name)];
