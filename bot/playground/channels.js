// The channels: one pane with a tab each, in which either of the two people may act.

import { press } from "./act.js";
import { spoken } from "./card.js";
import { Composer } from "./composer.js";
import { byId, el, icon, within } from "./dom.js";
import { avatar, firstName, hue } from "./face.js";
import { Log } from "./log.js";
import { person, phrase, world } from "./store.js";
import { tabs } from "./tabs.js";
import { onUnread, seen, unread } from "./unread.js";

const READ_FOR = 9_000; // milliseconds

export class Channels {
  #whispering = 0;

  /** `panes` are the two personal panes; `reveal(pane)` brings one to the front.
      @param {import("./pane.js").Pane[]} panes
      @param {{ waiting: Waiting, reveal: (pane: import("./pane.js").Pane) => void, shown: () => void }} told */
  constructor(panes, { waiting, reveal, shown }) {
    this.who = "";
    this.place = "";
    this.panes = panes;
    this.reveal = reveal;
    this.shown = shown;
    this.node = byId("channels");
    this.tabs = el("div", { class: "channel-tabs", role: "tablist", "data-label": "CHANNELS" });
    this.as = el("div", { class: "as", role: "radiogroup", "data-label": "ACT_AS" });
    within(this.node, ".pane-head").append(this.tabs, this.as);
    this.whisper = within(this.node, ".whisper");
    this.log = new Log(within(this.node, ".log"), {
      press: (button, message) => press(button, { who: this.who, place: this.place, address: message.address }),
      empty: () => this.#empty(),
    });
    this.log.node.id = "channel-log";
    this.composer = new Composer(within(this.node, ".composer"), "channels", {
      where: () => ({ who: this.who, place: this.place }),
      waiting,
    });
    onUnread(() => this.#badges());
  }

  reset() {
    if (!world.channels.some(({ id }) => id === this.place)) this.place = world.channels[0].id;
    const focus = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...world.channels.map(({ id }) =>
      el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": "channel-log", "data-place": id },
        el("span", { class: "hash", "aria-hidden": "true" }, "#"), id, el("span", { class: "badge", hidden: true }))));
    tabs(this.tabs, (tab) => this.show(tab.dataset.place ?? ""));
    this.show(this.place);
    this.people();
    if (focus) within(this.tabs, "[aria-selected=true]").focus();
  }

  /** @param {string} place */
  show(place) {
    this.place = place;
    for (const tab of this.#all()) {
      const is = tab.dataset.place === place;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
    }
    this.log.node.setAttribute("aria-labelledby", `tab-${place}`);
    this.log.show(place);
    this.#describe();
    this.shown();
  }

  /** Who can act here: the people of the two panes. */
  people() {
    const ids = this.panes.map((pane) => pane.who);
    if (ids.join() === [...this.as.querySelectorAll("input")].map(({ value }) => value).join()) return;
    if (!ids.includes(this.who)) this.who = ids.at(-1) ?? "";
    this.as.replaceChildren(el("span", { class: "hint", "aria-hidden": "true" }, phrase("AS")), ...ids.map((id) => {
      const radio = el("input", { type: "radio", name: "as", value: id, checked: id === this.who,
        on: { change: () => { this.who = id; this.#describe(); } } });
      const { name } = person(id);
      return el("label", { title: phrase("ACT_HERE", name) }, radio, avatar(id), el("span", { class: "unseen" }, name));
    }));
    this.#describe();
  }

  /** The answer to an act in a channel is private: say so here, and where it stands.
      @param {Message} message
      @param {string} who */
  overhear(message, who) {
    if (message.via !== this.place || !message.card) return;
    const pane = this.panes.find((one) => one.who === who);
    this.whisper.replaceChildren(icon("eye"),
      el("span", {}, el("strong", {}, phrase("ONLY", firstName(who)), " "), spoken(message.card)),
      ...(pane ? [el("button", { type: "button", class: "link", on: { click: () => this.reveal(pane) } }, phrase("SHOW"))] : []));
    this.whisper.hidden = false;
    clearTimeout(this.#whispering);
    this.#whispering = setTimeout(() => { this.whisper.hidden = true; }, READ_FOR);
  }

  #describe() {
    if (!this.who) return;
    const { name } = person(this.who);
    this.composer.describe(phrase("COMMAND_IN", name, this.place), phrase("TYPE_IN", this.place, firstName(this.who)));
    this.node.style.setProperty("--hue", String(hue(this.who)));
  }

  #all() { return /** @type {HTMLElement[]} */ ([...this.tabs.children]); }

  #badges() {
    for (const tab of this.#all()) {
      const count = unread(tab.dataset.place ?? "");
      const badge = within(tab, ".badge");
      badge.hidden = !count;
      badge.textContent = count ? String(count) : "";
      badge.setAttribute("aria-label", phrase("NEWS", count));
    }
  }

  #empty() {
    const topic = world.channels.find(({ id }) => id === this.place)?.topic;
    return el("div", { class: "welcome" }, el("p", { class: "hello" }, `#${this.place}`), el("p", {}, topic));
  }
}
