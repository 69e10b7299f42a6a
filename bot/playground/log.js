// The messages of one place, in order, kept in step with the store without losing scroll, focus or motion.

import { drawCard } from "./card.js";
import { el, icon } from "./dom.js";
import { drawFile } from "./keep.js";
import { messages } from "./store.js";

const NEAR = 80; // pixels from the end that still count as the end
const MARGIN = 14;
/** @typedef {{ address: string, key: string | undefined }} Focus */

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export class Log {
  /** @type {Set<string>} */
  #opened = new Set(); // addresses of cards shown in full
  /** @type {Set<string>} */
  #unfolded = new Set(); // addresses of cards whose folded lines stand open
  /** @type {Map<string, HTMLElement>} */
  #nodes = new Map(); // address → article
  #follows = true; // until somebody scrolls up
  #top = 0;

  /** `press(button, message)` is what a button does; `empty()` draws what stands where nothing is said yet.
      @param {HTMLElement} node
      @param {{ press: Press, empty: () => Node }} does */
  constructor(node, { press, empty }) {
    this.node = node;
    this.place = "";
    this.list = el("div", { class: "messages" });
    this.press = press;
    this.empty = empty;
    const down = { type: "button", class: "jump", hidden: true, on: { click: () => this.toEnd() } };
    this.jump = el("button", down, el("span", { "data-says": "BELOW" }), icon("down"));
    node.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    node.replaceChildren(this.list, this.jump);
    const grown = new ResizeObserver((all) => {
      if (this.#follows) this.toEnd(all.some(({ target }) => target === node) ? "instant" : "smooth");
    });
    for (const one of [node, this.list]) grown.observe(one);
  }

  /** Draw everything; the same place anew leaves the reader where they were.
      @param {string} place */
  show(place) {
    const reading = place === this.place && !this.#follows ? this.node.scrollTop : null;
    const focus = place === this.place && this.list.contains(document.activeElement) ? focused() : null;
    this.place = place;
    this.#nodes.clear();
    const all = messages(place);
    this.list.replaceChildren(...all.map((message) => this.#draw(message, null)));
    if (!all.length) this.list.replaceChildren(this.empty());
    if (focus) this.#refocus(focus);
    if (reading === null) this.toEnd("instant");
    else this.node.scrollTop = reading;
  }

  /** @param {Message} message
      @param {Message | null} old */
  upsert(message, old) {
    const before = this.#nodes.get(message.address);
    const focus = before?.contains(document.activeElement) ? focused() : null;
    if (!this.#nodes.size) this.list.replaceChildren();
    const node = this.#draw(message, old);
    if (before) before.replaceWith(node);
    else this.list.insertBefore(node, this.#after(message.address));
    node.classList.add(before ? "updated" : "fresh");
    if (focus) this.#refocus(focus);
    if (this.#follows || message.author) this.toEnd();
    else if (!before) this.jump.hidden = false;
  }

  /** @param {ScrollBehavior} behavior */
  toEnd(behavior = "smooth") {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#follows = true;
    this.node.scrollTo({ top: this.#end(), behavior: calm ? "instant" : behavior });
    this.jump.hidden = true;
  }

  /** The end of the story; of a last message taller than the pane, its beginning. */
  #end() {
    const end = this.list.lastElementChild;
    const last = end instanceof HTMLElement ? end.offsetTop : 0;
    return Math.min(this.node.scrollHeight - this.node.clientHeight, last - MARGIN);
  }

  #atEnd() {
    return this.#end() - this.node.scrollTop < NEAR;
  }

  #scrolled() {
    const up = this.node.scrollTop < this.#top;
    this.#top = this.node.scrollTop;
    if (this.#atEnd()) {
      this.#follows = true;
      this.jump.hidden = true;
    } else if (up) {
      this.#follows = false;
    }
  }

  /** @param {string} address */
  #after(address) {
    const later = [...this.#nodes.keys()].filter((other) => other > address).sort()[0];
    return (later && this.#nodes.get(later)) || null;
  }

  /** @param {Message} message
      @param {Message | null} old */
  #draw(message, old) {
    const body = message.card
      ? drawCard(message.card, {
          press: (/** @type {Button} */ button) => this.#press(button, message),
          old: old?.card,
          open: this.#opened.has(message.address),
          opened: () => {
            this.#follows = false; // whoever opens a long list wants to read it from here
            this.#opened.add(message.address);
          },
          unfolded: this.#unfolded.has(message.address),
          unfold: (/** @type {boolean} */ open) => this.#unfolded[open ? "add" : "delete"](message.address),
        })
      : el("p", { class: "typed", dir: "auto" }, message.text);
    const kind = message.author ? "mine" : message.private ? "bot private" : "bot";
    const attributes = { class: `message ${kind}`, tabindex: "-1", "data-address": message.address };
    const node = el("article", attributes, meta(message), body, drawFile(message));
    this.#nodes.set(message.address, node);
    return node;
  }

  /** @param {Button} button
      @param {Message} message */
  async #press(button, message) {
    const focus = focused();
    await this.press(button, message);
    if (document.activeElement === document.body && focus) this.#refocus(focus);
  }

  /** The button that had the focus, or the card on which it was.
      @param {Focus} focus */
  #refocus({ address, key }) {
    const node = this.#nodes.get(address);
    const keyed = /** @type {HTMLElement[]} */ ([...(node?.querySelectorAll("[data-key]") ?? [])]);
    const same = keyed.find((one) => one.dataset.key === key);
    (same ?? node)?.focus({ preventScroll: true });
  }
}

/** Which button of which message has the focus.
    @returns {Focus | null} */
function focused() {
  const active = document.activeElement, message = active?.closest(".message");
  if (!(active instanceof HTMLElement && message instanceof HTMLElement)) return null;
  return { address: message.dataset.address ?? "", key: active.dataset.key };
}

/** @param {Message} message */
function meta(message) {
  const when = new Date(message.at);
  return el("p", { class: "meta" },
    !message.author && el("span", { class: "from" }, "DSR Bot"),
    el("time", { datetime: message.at }, clock.format(when)),
    message.via && el("span", { class: "via" }, `in #${message.via}`),
    message.private && el("span", { class: "only" }, icon("eye"), "only you can see this"));
}
