// The only place that makes elements. Data becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`on` holds listeners; null, undefined and false are left away) and children. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  for (const [event, listener] of Object.entries(on)) node.addEventListener(event, listener);
  const nothing = [null, undefined, false, ""];
  node.append(...children.flat().filter((child) => !nothing.includes(child)));
  return node;
}

const PATHS = {
  send: "M4 10h11m-5-5 5 5-5 5",
  check: "m5 10.5 3.2 3.2L15 7",
  dash: "M6.5 10h7",
  warn: "M10 6.5v4.5m0 2.8v.2",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5z",
  down: "m5.5 8 4.5 4.5L14.5 8",
  copy: "M7.5 7.5h8v9h-8zM4.5 12.5v-9h8",
};

export function icon(name) {
  return svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "icon" }, svg("path", { d: PATHS[name] }));
}

/** A button that ignores presses while it is busy, without losing the focus. */
export function button(label, press, attributes = {}) {
  const node = el("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-disabled") === "true") return;
    busy(node, true);
    try { await press(node); } finally { busy(node, false); }
  });
  return node;
}

export function busy(node, is) {
  node.setAttribute("aria-disabled", String(is));
}

const announcer = document.getElementById("announcer");

/** Tell people who listen instead of look. */
export function announce(sentence) {
  const line = el("p", {}, sentence);
  announcer.append(line);
  setTimeout(() => line.remove(), 4_000);
}
