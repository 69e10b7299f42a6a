// Texts with moments in them: a moment is shown on the clock of whoever looks, with its zone.

import { el } from "./dom.js";

const lang = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(navigator.languages.find((one) => one.startsWith(lang)) ?? lang, {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});

/** What stands in an element for a text of a card.
    @param {Told} text */
export function told(text) {
  return typeof text === "string" ? text : text.pieces.map(piece);
}

/** The same for where only text can stand.
    @param {Told} text */
export function plain(text) {
  return typeof text === "string" ? text : text.pieces.map((one) => (typeof one === "string" ? one : one.plain)).join("");
}

/** @param {string | Moment} one */
function piece(one) {
  return typeof one === "string" ? one : el("time", { datetime: one.at, title: one.plain }, clock.format(new Date(one.at)));
}
