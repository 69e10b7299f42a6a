// A personal pane: one person's private chat with the bot, with a menu to become somebody else.

import { press } from "./act.js";
import { Composer } from "./composer.js";
import { byId, el, icon, within } from "./dom.js";
import { firstName, hue, initials } from "./face.js";
import { Log } from "./log.js";
import { direct, person, phrase, world } from "./store.js";
import { onUnread, seen, unread } from "./unread.js";

export class Pane {
  /** `changed` is called when somebody else is chosen; `waiting(who, by)` while an answer is awaited.
      @param {string} id
      @param {{ changed: (pane: Pane, before: string) => void, waiting: Waiting }} told */
  constructor(id, { changed, waiting }) {
    this.id = id;
    this.who = "";
    this.node = byId(id);
    this.changed = changed;
    this.select = el("select", { id: `who-${id}`, on: { change: () => this.become(this.select.value) } });
    this.avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    this.name = el("span", { class: "name" });
    this.title = el("span", { class: "title" });
    const words = el("span", { class: "words" }, this.name, this.title);
    const who = el("label", { class: "who" }, this.avatar, words, icon("down"), this.select);
    within(this.node, ".pane-head").append(who);
    this.pendingRow = el("p", { class: "pending", hidden: true }, el("span"), el("span"), el("span"),
      el("span", { class: "unseen", "data-says": "AT_WORK" }));
    this.log = new Log(within(this.node, ".log"), {
      press: (button, message) => press(button, { who: this.who, place: this.place, address: message.address }),
      empty: () => this.#welcome(),
    });
    this.log.node.append(this.pendingRow);
    this.composer = new Composer(within(this.node, ".composer"), id, {
      where: () => ({ who: this.who, place: this.place }),
      waiting,
    });
    onUnread(() => this.#names());
  }

  get place() { return direct(this.who); }

  /** @param {string} id */
  become(id) {
    const before = this.who;
    this.who = id;
    const { name, title } = person(id);
    this.avatar.textContent = initials(id);
    this.name.textContent = name;
    this.title.textContent = title;
    this.node.style.setProperty("--hue", String(hue(id)));
    this.log.node.setAttribute("aria-label", phrase("CHAT_OF", name));
    this.composer.describe(phrase("COMMAND_OF", name), phrase("TYPE_AS", firstName(id)));
    seen(this.place);
    this.#names();
    this.log.show(this.place);
    this.changed(this, before);
  }

  /** @param {boolean} is */
  pending(is) {
    this.pendingRow.hidden = !is;
    if (is) this.log.toEnd();
  }

  /** The menu says where something new waits. */
  #names() {
    const names = world.people.map(({ id, name, title }) => {
      const news = id === this.who ? 0 : unread(direct(id));
      return `${name} · ${title}${news ? ` (${phrase("NEWS", news)})` : ""}`;
    });
    const shown = [...this.select.options].map(({ text }) => text);
    if (names.join() === shown.join() && this.select.value === this.who) return;
    this.select.replaceChildren(...world.people.map(({ id }, at) => el("option", { value: id }, names[at])));
    this.select.value = this.who;
    this.select.setAttribute("aria-label", phrase("WHO_THIS_IS", this.name.textContent, this.title.textContent));
  }

  #welcome() {
    const { title, first } = person(this.who);
    return el("div", { class: "welcome" },
      el("p", { class: "hello" }, phrase("HELLO", firstName(this.who))),
      el("p", {}, phrase("WELCOME", title)),
      el("div", { class: "chips" }, ...first.map((text) => this.#chip(text))));
  }

  /** @param {string} text */
  #chip(text) {
    const say = () => {
      this.composer.input.focus();
      this.composer.say(text);
    };
    return el("button", { type: "button", class: "chip", on: { click: say } }, text);
  }
}
