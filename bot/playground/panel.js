// The sandbox panel: how the next refreshes go, and the clock by which the bot reminds.

import { Refused, Unanswered, get, post } from "./api.js";
import { drawSegments, startChores } from "./chores.js";
import { announce, byId, el } from "./dom.js";
import { phrase, world } from "./store.js";

const BEHAVIOURS = ["succeed", "fail", "retry_then_succeed", "time_out", "skip", "hang"];
const MANNERS = ["answer", "silence", "late", "twice", "auto_reply", "forged", "wrong_thread", "bounce"];
const HOUR = 3_600;
const panel = byId("panel");
const opener = byId("open-panel");
const list = byId("sources");
const team = byId("team");
const trouble = byId("panel-error");

export function startPanel() {
  opener.addEventListener("click", () => (panel.hidden ? openPanel() : close()));
  byId("close-panel").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  startChores(tell);
  for (const move of /** @type {NodeListOf<HTMLElement>} */ (panel.querySelectorAll("[data-seconds]"))) {
    move.addEventListener("click", () => tell(() => post("clock", { seconds: Number(move.dataset.seconds) || null })));
  }
}

export function drawClock() {
  const words = ahead(world.ahead);
  const output = byId("ahead");
  if (output.textContent !== words) output.textContent = words;
  const badge = byId("ahead-badge");
  badge.hidden = !world.ahead;
  badge.textContent = world.ahead ? `+${words}` : "";
}

/** Seconds as days and hours.
    @param {number} seconds */
function ahead(seconds) {
  const hours = Math.round(seconds / HOUR);
  const days = Math.floor(hours / 24);
  const parts = [days && phrase(days > 1 ? "DAYS" : "DAY", days), (hours % 24 || !days) && phrase("HOURS", hours % 24)];
  return parts.filter(Boolean).join(" ");
}

export async function openPanel() {
  panel.hidden = false;
  document.body.classList.add("with-panel");
  opener.setAttribute("aria-expanded", "true");
  byId("close-panel").focus();
  await tell(async () => {
    const { sources, team: manner, segments } = await get("sandbox");
    list.replaceChildren(...sources.map(row));
    team.replaceChildren(teamRow(manner));
    drawSegments(segments, tell);
  });
}

function close() {
  panel.hidden = true;
  document.body.classList.remove("with-panel");
  opener.setAttribute("aria-expanded", "false");
  opener.focus();
}

/** A behaviour, with what it is called.
    @param {string} code */
const named = (code) => [code, phrase(`DOES_${code}`)];

/** A choice of behaviours; one that the page does not know is shown by its own name.
    @param {string} label
    @param {string[][]} behaviours
    @param {string} chosen */
function chooser(label, behaviours, chosen) {
  const known = behaviours.some(([value]) => value === chosen);
  const options = [...behaviours, ...(known ? [] : [[chosen, chosen.replaceAll("_", " ")]])];
  return el("select", { "aria-label": label },
    ...options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
}

/** @param {HTMLElement} saved */
function flash(saved) {
  saved.classList.remove("flash");
  void saved.offsetWidth; // so that the motion begins anew
  saved.classList.add("flash");
}

/** @param {string} manner */
function teamRow(manner) {
  const how = chooser(phrase("TEAM_TITLE"), MANNERS.map(named), manner);
  const saved = el("span", { class: "saved", "aria-hidden": "true" }, "✓");
  const node = el("li", { class: "wide", "data-behaviour": manner }, el("span", { class: "name" }, phrase("TEAM_ANSWERS")), how, saved);
  how.addEventListener("change", () => tell(async () => {
    await post("team", { behaviour: how.value });
    node.dataset.behaviour = how.value;
    announce(phrase("TEAM_NOW", how.selectedOptions[0].textContent));
    flash(saved);
  }));
  return node;
}

/** @param {Behaving} source */
function row(source) {
  const how = chooser(phrase("SOURCE_NEXT", source.name), BEHAVIOURS.map(named), source.behaviour);
  const seconds = el("input", {
    type: "number", min: "0", max: "86400", step: "any", inputmode: "decimal", placeholder: phrase("AUTO"),
    value: source.seconds ?? null, "aria-label": phrase("SOURCE_SECONDS", source.name),
  });
  const saved = el("span", { class: "saved", "aria-hidden": "true" }, "✓");
  const name = el("span", { class: "name", dir: "auto" }, source.name);
  const node = el("li", { "data-behaviour": source.behaviour }, name, how,
    el("label", { class: "seconds" }, seconds, "s"), saved);
  const steer = () => seconds.checkValidity() && tell(async () => {
    const takes = seconds.value === "" ? null : Number(seconds.value);
    await post("steer", { source: source.id, behaviour: how.value, seconds: takes });
    node.dataset.behaviour = how.value;
    announce(phrase("SOURCE_NOW", source.name, how.selectedOptions[0].textContent));
    flash(saved);
  });
  how.addEventListener("change", steer);
  seconds.addEventListener("change", steer);
  return node;
}

/** @param {() => Promise<unknown>} work */
async function tell(work) {
  trouble.hidden = true;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
    trouble.textContent = error instanceof Refused ? error.message : phrase("NO_ANSWER");
    trouble.hidden = false;
  }
}
