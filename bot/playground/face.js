// How a person is shown wherever they act: initials in a colour of their own, and a name.

import { el } from "./dom.js";
import { person, world } from "./store.js";

const HUES = [55, 195, 330, 120, 270];

export const hue = (id) => HUES[world.people.findIndex((one) => one.id === id) % HUES.length] ?? 0;
export const initials = (id) => person(id).name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("");
export const firstName = (id) => person(id)?.name.split(" ")[0] ?? id;

export function avatar(id) {
  const node = el("span", { class: "avatar small", "aria-hidden": "true" }, initials(id));
  node.style.setProperty("--hue", hue(id));
  return node;
}

/** Avatar and name. */
export const face = (id) => [avatar(id), el("span", {}, person(id).name)];
