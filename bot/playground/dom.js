// The only place that makes elements. Data becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`on` holds listeners; null, undefined and false are left away) and children.
    @template {keyof HTMLElementTagNameMap} T
    @param {T} tag
    @param {Attributes} [attributes]
    @param {...Child} children */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** @param {keyof SVGElementTagNameMap} tag
    @param {Attributes} [attributes]
    @param {...Child} children */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** @template {Element} T
    @param {T} node
    @param {Attributes} attributes
    @param {Child[]} children */
function fill(node, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, String(value));
  }
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  node.append(...flat(children));
  return node;
}

/** @param {Child[]} children
    @returns {(Node | string)[]} */
function flat(children) {
  return children.flatMap((child) => (Array.isArray(child) ? flat(child) : child ? [child] : []));
}

/** What stands in the page from the start.
    @template {HTMLElement} [T=HTMLElement]
    @param {string} id
    @param {new () => T} [kind] */
export function byId(id, kind) {
  return is(document.getElementById(id), kind);
}

/** The first within.
    @template {HTMLElement} [T=HTMLElement]
    @param {ParentNode} node
    @param {string} selector
    @param {new () => T} [kind] */
export function within(node, selector, kind) {
  return is(node.querySelector(selector), kind);
}

/** @template {HTMLElement} [T=HTMLElement]
    @param {unknown} found
    @param {new () => T} [kind]
    @returns {T} */
function is(found, kind) {
  if (found instanceof (kind ?? HTMLElement)) return /** @type {T} */ (found);
  throw new Error("The page lacks a part.");
}

/** Where an event happened, as the element of the page that it is.
    @param {Event} event */
export function at(event) {
  return /** @type {HTMLElement} */ (event.target);
}

/** @type {Record<string, string>} */
const PATHS = {
  send: "M4 10h11m-5-5 5 5-5 5",
  check: "m5 10.5 3.2 3.2L15 7",
  dash: "M6.5 10h7",
  warn: "M10 6.5v4.5m0 2.8v.2",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5z",
  down: "m5.5 8 4.5 4.5L14.5 8",
  copy: "M7.5 7.5h8v9h-8zM4.5 12.5v-9h8",
};

/** @param {string} name */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "icon" }, svg("path", { d: PATHS[name] }));
}

/** A button that ignores presses while it is busy, without losing the focus.
    @param {string} label
    @param {(node: HTMLButtonElement) => unknown} press
    @param {Attributes} [attributes] */
export function button(label, press, attributes = {}) {
  const node = el("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-disabled") === "true") return;
    busy(node, true);
    try { await press(node); } finally { busy(node, false); }
  });
  return node;
}

/** @param {Element} node
    @param {boolean} is */
export function busy(node, is) {
  node.setAttribute("aria-disabled", String(is));
}

/** Put the texts of the page where they belong.
    @param {Said} said */
export function speak(said) {
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-says]"))) {
    node.textContent = said[node.dataset.says ?? ""];
  }
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-label]"))) {
    node.setAttribute("aria-label", said[node.dataset.label ?? ""]);
  }
}

const announcer = byId("announcer");

/** Tell people who listen instead of look.
    @param {string} sentence */
export function announce(sentence) {
  const line = el("p", {}, sentence);
  announcer.append(line);
  setTimeout(() => line.remove(), 4_000);
}
