// On a narrow screen one pane is shown at a time, chosen here.

import { byId, el, within } from "./dom.js";
import { avatar, firstName } from "./face.js";
import { phrase, world } from "./store.js";
import { tabs } from "./tabs.js";
import { onUnread, unread } from "./unread.js";

export class Tabbar {
  /** `shown()` is told when another pane is in front.
      @param {import("./pane.js").Pane[]} panes
      @param {() => void} shown */
  constructor(panes, shown) {
    this.panes = panes;
    this.shown = shown;
    this.node = byId("tabbar");
    this.stage = byId("panes");
    tabs(this.node, (tab) => this.choose(tab.dataset.pane ?? ""));
    onUnread(() => this.draw());
  }

  get narrow() { return getComputedStyle(this.node).display !== "none"; }

  /** Whether this pane can be seen just now.
      @param {string} id */
  visible(id) { return !this.narrow || this.stage.dataset.active === id; }

  /** @param {string} id */
  choose(id) {
    this.stage.dataset.active = id;
    this.draw();
    this.shown();
  }

  draw() {
    if (!this.panes[0].who) return;
    const focused = this.node.contains(document.activeElement);
    const places = world.channels.map(({ id }) => id);
    this.node.replaceChildren(
      ...this.panes.map((pane) => this.#tab(pane.id, firstName(pane.who), unread(pane.place), avatar(pane.who))),
      this.#tab("channels", phrase("CHANNELS"), places.reduce((sum, place) => sum + unread(place), 0),
        el("span", { class: "avatar small", "aria-hidden": "true" }, "#")));
    if (focused) within(this.node, "[aria-selected=true]").focus();
  }

  /** @param {string} id
      @param {string} name
      @param {number} news
      @param {Node} face */
  #tab(id, name, news, face) {
    const is = this.stage.dataset.active === id;
    const state = { "aria-selected": String(is), tabindex: is ? "0" : "-1" };
    const badge = news > 0 && el("span", { class: "badge", "aria-label": phrase("NEWS", news) }, String(news));
    const tab = { type: "button", role: "tab", "data-pane": id, "aria-controls": id, ...state };
    return el("button", tab, face, name, badge);
  }
}
