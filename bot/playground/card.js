// A card, drawn from its value. The same card looks the same wherever it stands.

import { button, el, icon, svg } from "./dom.js";
import { plain, told } from "./moment.js";
import { phrase } from "./store.js";

const MANY = 12; // items shown before the rest waits behind a button
// Sign → how it is drawn, and what is said to those who listen.
/** @type {Record<string, [string, string]>} */
const SIGNS = {
  "✓": ["done", "TOUR_DONE"],
  "⏳": ["busy", "UNDER_WAY"],
  "⚠": ["warn", "ATTENTION"],
  "–": ["idle", ""],
};

/** @typedef {(button: Button) => unknown} PressButton */

let cards = 0;

/** `press(button)` is called for every button; `old` is the card that stood here before, for what moves. `unfolded`: the
    reader left open what is folded away; `unfold(open)` is told when that changes.
    @param {Card} card
    @param {{ press: PressButton, old?: Card | null, open?: boolean, opened?: () => void, unfolded?: boolean,
      unfold?: (open: boolean) => void }} reading */
export function drawCard(card, { press, old = null, open = false, opened = () => {}, unfolded = false, unfold = () => {} }) {
  const plain = !card.title && !card.status && !card.facts.length && !card.items.length && !card.buttons.length;
  if (plain && !card.copy) return el("div", { class: "say" }, ...card.text.map(paragraph));
  const done = progress(card), about = card.title ? `about-${cards += 1}` : null;
  return el("div", { class: `card ${card.tone}`, "data-progress": done === null ? null : "" },
    card.status && el("p", { class: "tab" }, el("span", { class: "dot", "aria-hidden": "true" }), card.status),
    el("div", { class: "sheet" },
      done === null ? null : bar(done, old ? progress(old) : null),
      card.title && el("h3", { dir: "auto", id: about }, card.title),
      card.turn && el("p", { class: "turn", dir: "auto" }, card.turn),
      card.calls.length > 0 && el("p", { class: "turn", dir: "auto" }, card.calls.map((one) => `@${one.name}`).join(" ")),
      !card.title && card.text.map(paragraph),
      card.facts.length > 0 && facts(card.facts),
      card.items.length > 0 && items(card, old, press, open, opened),
      card.title && card.text.map(paragraph),
      card.fold && fold(card.fold, old, press, unfolded, unfold),
      card.copy && copyBlock(card.copy),
      card.buttons.length > 0 && el("div", { class: "buttons" }, ...card.buttons.map((one) => drawButton(one, press, { about }))),
      card.footer && el("p", { class: "footer" }, told(card.footer))));
}

const paragraph = (/** @type {Told} */ text) => el("p", { class: "text", dir: "auto" }, told(text));

/** The share of a checklist that is done; null where nothing is under way or finished.
    @param {Card} card */
function progress({ items, fold: folded, status }) {
  const rows = [...items, ...(folded?.items ?? [])];
  if (!status || !rows.length || !rows.some((row) => row.sign === "✓" || row.sign === "⏳")) return null;
  return rows.filter((row) => row.sign === "✓").length / rows.length;
}

/** @param {number} share
    @param {number | null} before */
function bar(share, before) {
  const fillIn = el("span");
  fillIn.style.setProperty("--share", String(before ?? share));
  requestAnimationFrame(() => requestAnimationFrame(() => fillIn.style.setProperty("--share", String(share))));
  const percent = String(Math.round(share * 100));
  const described = { role: "progressbar", "aria-label": phrase("PROGRESS"), "aria-valuenow": percent };
  return el("div", { class: "progress", ...described }, fillIn);
}

/** @param {Fact[]} rows */
function facts(rows) {
  return el("dl", { class: "facts" }, ...rows.map((fact) =>
    el("div", {}, el("dt", {}, fact.label), el("dd", { dir: "auto" }, told(fact.value)))));
}

/** @param {Card} card
    @param {Card | null} old
    @param {PressButton} press
    @param {boolean} open
    @param {() => void} opened */
function items(card, old, press, open, opened) {
  const list = listed(card.items, old, press);
  const rows = /** @type {HTMLElement[]} */ ([...list.children]);
  if (open || rows.length <= MANY + 2) return list;
  for (const row of rows.slice(MANY)) row.hidden = true;
  const rest = button(phrase("MORE", rows.length - MANY), () => {
    for (const row of rows) row.hidden = false;
    rows[MANY].setAttribute("tabindex", "-1");
    rows[MANY].focus();
    rest.remove();
    opened();
  }, { class: "link more" });
  return [list, rest];
}

/** What needs nobody any more, out of the way.
    @param {Fold} folded
    @param {Card | null} old
    @param {PressButton} press
    @param {boolean} open
    @param {(open: boolean) => void} unfold */
function fold(folded, old, press, open, unfold) {
  const list = listed(folded.items, old, press);
  const node = el("details", { class: "fold", open }, el("summary", {}, folded.label), list);
  node.addEventListener("toggle", () => unfold(node.open));
  return node;
}

/** @param {Item[]} items
    @param {Card | null} old
    @param {PressButton} press */
function listed(items, old, press) {
  const before = new Map([...(old?.items ?? []), ...(old?.fold?.items ?? [])].map((item) => [item.text, item.sign]));
  return el("ul", { class: "items" }, ...items.map((item) => {
    const changed = before.has(item.text) && before.get(item.text) !== item.sign;
    return el("li", { class: changed ? "changed" : null }, sign(item.sign),
      el("span", { class: "what" }, el("span", { class: "name", dir: "auto" }, item.text),
        item.note && el("span", { class: "note", dir: "auto" }, told(item.note))),
      item.button && drawButton(item.button, press, { spoken: item.spoken }));
  }));
}

/** @type {Record<string, () => Node>} */
const DRAWN = { done: () => icon("check"), warn: () => icon("warn"), idle: () => icon("dash"), busy: ring };

/** @param {string} text */
function sign(text) {
  const [kind, name] = SIGNS[text] ?? ["other", ""];
  const spoken = phrase(name);
  const drawn = DRAWN[kind];
  return el("span", { class: `sign ${kind}` }, drawn ? drawn() : text,
    spoken && el("span", { class: "unseen" }, `${spoken}: `));
}

function ring() {
  const circle = { cx: 10, cy: 10, r: 6.5, pathLength: 100 };
  return svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" },
    svg("circle", { ...circle, class: "track" }), svg("circle", { ...circle, class: "arc" }));
}

/** `about` is the id of what says what it acts on, for those who hear the button without seeing where it stands.
    @param {Button} one
    @param {PressButton} press
    @param {{ about?: string | null, spoken?: string | null }} [said] */
function drawButton(one, press, { about = null, spoken = null } = {}) {
  return button(one.label, () => press(one), {
    class: one.style,
    "data-key": `${one.verb} ${one.ref}`,
    "aria-label": spoken,
    "aria-describedby": about,
    "aria-haspopup": one.confirm ? "dialog" : null,
  });
}

/** @param {string} text */
function copyBlock(text) {
  const block = el("pre", { tabindex: "0", dir: "auto" }, text);
  const label = el("span", { "aria-live": "polite" }, phrase("COPY"));
  const node = button("", async () => {
    try {
      await navigator.clipboard.writeText(text);
      label.textContent = phrase("COPIED");
    } catch {
      getSelection()?.selectAllChildren(block);
      label.textContent = phrase("PRESS_KEYS");
    }
    setTimeout(() => { label.textContent = phrase("COPY"); }, 2_000);
  }, { class: "plain small", "data-key": "copy" });
  node.append(icon("copy"), label);
  return el("div", { class: "copy" }, el("p", {}, el("span", { class: "hint" }, phrase("TO_COPY")), node), block);
}

/** One sentence for those who listen.
    @param {Card} card */
export function spoken(card) {
  return [card.title, card.status, card.turn, !card.title && card.text.map(plain).join(" ")].filter(Boolean).join(", ");
}
