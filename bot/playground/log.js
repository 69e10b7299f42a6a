// The messages of one place, in order, kept in step with the store without losing scroll, focus or motion.

import { drawCard } from "./card.js";
import { el, icon } from "./dom.js";
import { messages } from "./store.js";

const NEAR = 80; // pixels from the end that still count as the end
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export class Log {
  #opened = new Set(); // addresses of cards shown in full
  #nodes = new Map(); // address → article

  /** `who()` is the person who presses buttons here; `empty()` draws what stands where nothing is said yet. */
  constructor(node, { press, empty }) {
    this.node = node;
    this.list = el("div", { class: "messages" });
    this.press = press;
    this.empty = empty;
    this.jump = el("button", { type: "button", class: "jump", hidden: true, on: { click: () => this.toEnd() } }, "New below", icon("down"));
    node.addEventListener("scroll", () => { if (this.#atEnd()) this.jump.hidden = true; }, { passive: true });
    node.replaceChildren(this.list, this.jump);
  }

  show(place) {
    this.place = place;
    this.#nodes.clear();
    const all = messages(place);
    this.list.replaceChildren(...all.map((message) => this.#draw(message, null)));
    if (!all.length) this.list.replaceChildren(this.empty());
    this.toEnd("instant");
  }

  upsert(message, old) {
    const follow = this.#atEnd();
    const before = this.#nodes.get(message.address);
    const focus = before?.contains(document.activeElement) ? document.activeElement.dataset.key ?? "" : null;
    if (!this.#nodes.size) this.list.replaceChildren();
    const node = this.#draw(message, old);
    if (before) before.replaceWith(node);
    else this.list.insertBefore(node, this.#after(message.address));
    node.classList.add(before ? "updated" : "fresh");
    if (focus !== null) this.#refocus(node, focus);
    if (follow) this.toEnd();
    else if (!before) this.jump.hidden = false;
  }

  toEnd(behavior = "smooth") {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.node.scrollTo({ top: this.node.scrollHeight, behavior: calm ? "instant" : behavior });
    this.jump.hidden = true;
  }

  #atEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR;
  }

  #after(address) {
    const later = [...this.#nodes.keys()].filter((other) => other > address).sort()[0];
    return later ? this.#nodes.get(later) : null;
  }

  #draw(message, old) {
    const body = message.card
      ? drawCard(message.card, {
          press: (button) => this.press(button, message),
          old: old?.card,
          open: this.#opened.has(message.address),
          opened: () => this.#opened.add(message.address),
        })
      : el("p", { class: "typed", dir: "auto" }, message.text);
    const kind = message.author ? "mine" : message.private ? "bot private" : "bot";
    const node = el("article", { class: `message ${kind}`, tabindex: "-1", "data-address": message.address }, meta(message), body);
    this.#nodes.set(message.address, node);
    return node;
  }

  /** The button that had the focus, or what took its card's place. */
  #refocus(node, key) {
    const same = [...node.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
    (same ?? node).focus({ preventScroll: true });
  }
}

function meta(message) {
  const when = new Date(message.at);
  return el("p", { class: "meta" },
    !message.author && el("span", { class: "from" }, "DSR Bot"),
    el("time", { datetime: message.at }, clock.format(when)),
    message.via && el("span", { class: "via" }, `in #${message.via}`),
    message.private && el("span", { class: "only" }, icon("eye"), "only you can see this"));
}
