// The tour: what to do now, and where. The server says how far the story is, so it goes on by itself, after a reload too.

import { get } from "./api.js";
import { announce, byId, el } from "./dom.js";
import { phrase, watch } from "./store.js";

/** @typedef {{ chat(who: string): import("./pane.js").Pane, part(id: string): Promise<void> }} Places */

const KEPT = "dsrbot-tour"; // "on", "off", or nothing where it was never offered
const SOON = 300; // milliseconds, so that many changes at once ask once
const HERE = "here";
const CHAT = new Set(["ada", "ben"]);
const strip = byId("tour");
const opener = byId("open-tour");
let choice = remembered();
let drawn = -1; // of the stops, how many were done when it was last drawn
let timer = 0;
/** @type {Places} */
let places;

/** @param {Places} found */
export function startTour(found) {
  places = found;
  opener.addEventListener("click", () => (strip.hidden || choice !== "on" ? begin() : leave()));
  watch({ reset: later, message: later, clock: later });
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(draw, SOON);
}

async function draw() {
  if (choice === "off") return;
  if (choice !== "on") return offer();
  try { show(await get("tour")); } catch { /* the banner says that nobody answers; the next change asks again */ }
}

function offer() {
  const choices = [choose(phrase("TOUR_BEGIN"), begin, "primary"), choose(phrase("TOUR_LATER"), leave)];
  put(phrase("TOUR_OFFER"), phrase("TOUR_ABOUT"), choices);
}

/** @param {Tour} tour */
function show(tour) {
  if (choice !== "on") return; // left while it was asked for
  const { done, stops, text, todo } = tour;
  const name = stops[done];
  const title = name ? phrase("TOUR_PROGRESS", done + 1, stops.length, name) : phrase("TOUR");
  put(title, text, [choose(phrase("TOUR_LEAVE"), leave)], stops.map((one, at) => stop(one, at, done)), todo.map(task));
  light(todo);
  if (drawn !== done && drawn !== -1) announce(`${title}. ${text}`);
  drawn = done;
}

/** @param {string} title
    @param {string} text
    @param {HTMLElement[]} choices
    @param {HTMLElement[]} stops
    @param {HTMLElement[]} todo */
function put(title, text, choices, stops = [], todo = []) {
  const focused = strip.contains(document.activeElement) ? document.activeElement?.textContent : null;
  byId("tour-title").textContent = title;
  byId("tour-text").textContent = text;
  byId("tour-stops").replaceChildren(...stops);
  byId("tour-stops").hidden = stops.length === 0;
  byId("tour-todo").replaceChildren(...todo);
  byId("tour-choices").replaceChildren(...choices);
  strip.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  if (focused) refocus(focused);
}

/** What had the focus has it again, or the title where it is gone.
    @param {string} text */
function refocus(text) {
  const same = [...strip.querySelectorAll("button")].find((one) => one.textContent === text);
  (same ?? byId("tour-title")).focus();
}

/** @param {string} name
    @param {number} at
    @param {number} done */
function stop(name, at, done) {
  return el("li", { "aria-current": at === done && "step", "data-done": at < done },
    el("span", { class: "name" }, name), at < done && el("span", { class: "unseen" }, ` (${phrase("TOUR_DONE")})`));
}

/** @param {Todo} todo */
function task(todo) {
  const where = el("button", { type: "button", class: "link", on: { click: () => go(todo) } }, phrase("TOUR_SHOW"));
  return el("li", {}, todo.text, " ", todo.where && where);
}

/** @param {Todo} todo */
function go({ where, line }) {
  if (CHAT.has(where)) places.chat(where).composer.offer(line);
  else places.part(where);
}

/** Show where the next things are done.
    @param {Todo[]} todo */
function light(todo) {
  for (const node of document.querySelectorAll(`.${HERE}`)) node.classList.remove(HERE);
  for (const { where } of todo) {
    const pane = CHAT.has(where) && [...document.querySelectorAll(".pane")].find((one) => one.querySelector("select")?.value === where);
    if (pane) pane.classList.add(HERE);
    else if (where && !CHAT.has(where)) for (const id of ["open-panel", where]) byId(id).classList.add(HERE);
  }
}

function begin() {
  keep("on");
  drawn = -1;
  draw();
}

function leave() {
  keep("off");
  light([]);
  const within = strip.contains(document.activeElement);
  strip.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  if (within) opener.focus();
}

/** @param {string} label
    @param {() => void} act
    @param {string} kind */
function choose(label, act, kind = "plain") {
  return el("button", { type: "button", class: kind, on: { click: act } }, label);
}

// ---- whether it is taken outlives a reload

/** @param {string} is */
function keep(is) {
  choice = is;
  try { localStorage.setItem(KEPT, is); } catch { /* private windows may refuse */ }
}

function remembered() {
  try { return localStorage.getItem(KEPT) ?? ""; } catch { return ""; }
}
