// The page: two people and the channels side by side, kept live.

import { setLost, setToken, useRenewal } from "./api.js";
import { spoken } from "./card.js";
import { Channels } from "./channels.js";
import { learnWords } from "./composer.js";
import { announce, byId, speak } from "./dom.js";
import { firstName } from "./face.js";
import { Pane } from "./pane.js";
import { drawClock, openPanel, startPanel } from "./panel.js";
import { direct, news, phrase, sync, watch, world } from "./store.js";
import { listen } from "./stream.js";
import { Tabbar } from "./tabbar.js";
import { startTour } from "./tour.js";
import { more, seen } from "./unread.js";

const live = byId("live");
/** @type {Map<string, number>} */
const waits = new Map(); // person → answers awaited

const panes = ["left", "right"].map((id) => new Pane(id, { changed, waiting }));
const tabbar = new Tabbar(panes, look);
const channels = new Channels(panes, { waiting, reveal, shown: look });
const everywhere = [...panes, channels];

/** Somebody else stands in a pane. Nobody stands in both: who was there before changes over.
    @param {Pane} pane
    @param {string} before */
function changed(pane, before) {
  keepWho(pane);
  const other = panes.find((one) => one !== pane);
  if (before && other?.who === pane.who) other.become(before);
  if (!everywhere.every((one) => one.who || one.place)) return;
  channels.people();
  tabbar.draw();
  pane.pending(waitsFor(pane.who) > 0);
}

/** @param {string} who */
const waitsFor = (who) => waits.get(who) ?? 0;

/** @type {Waiting} */
function waiting(who, by) {
  waits.set(who, waitsFor(who) + by);
  for (const pane of panes) if (pane.who === who) pane.pending(waitsFor(who) > 0);
}

/** @param {Pane} pane */
function reveal(pane) {
  tabbar.choose(pane.id);
  pane.composer.input.focus();
}

/** The chat of a person, brought to the front.
    @param {string} who */
function chat(who) {
  const pane = panes.find((one) => one.who === who) ?? panes[0];
  if (pane.who !== who) pane.become(who);
  tabbar.choose(pane.id);
  return pane;
}

/** A part of the panel, opened.
    @param {string} id */
async function part(id) {
  await openPanel();
  const [panel, wanted] = [byId("panel"), byId(id)];
  panel.scrollTop += wanted.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 2;
  const first = wanted.querySelector("input, button");
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
}

/** What can be seen is not new any more. */
function look() {
  for (const pane of everywhere) if (pane.place && tabbar.visible(pane.node.id)) seen(pane.place);
}

watch({
  reset() {
    const [first, second] = world.people.map(({ id }) => id);
    panes[0].become(rememberedWho("left") ?? (panes[0].who || first));
    panes[1].become(rememberedWho("right") ?? (panes[1].who || (second ?? first)));
    channels.reset();
    tabbar.draw();
    drawClock();
  },
  message(message, old) {
    const shown = everywhere.filter((pane) => pane.place === message.place);
    for (const pane of shown) pane.log.upsert(message, old);
    const fromBot = !message.author;
    if (fromBot && !old && !shown.some((pane) => tabbar.visible(pane.node.id))) more(message.place);
    const { card } = message;
    if (fromBot && card && (!old?.card || spoken(old.card) !== spoken(card))) tell(message.place, card);
    const actor = world.people.find(({ id }) => direct(id) === message.place);
    if (message.private && message.via && actor) channels.overhear(message, actor.id);
  },
  clock: drawClock,
});

/** @param {string} place
    @param {Card} card */
function tell(place, card) {
  const owner = world.people.find(({ id }) => direct(id) === place);
  if (!everywhere.some((pane) => pane.place === place)) return;
  announce(owner ? phrase("SAID_TO", firstName(owner.id), spoken(card)) : phrase("SAID_IN", place, spoken(card)));
}

// ---- who stands in which pane outlives a reload

/** @param {Pane} pane */
function keepWho(pane) {
  try { sessionStorage.setItem(pane.id, pane.who); } catch { /* private windows may refuse */ }
}

/** @param {string} id */
function rememberedWho(id) {
  try {
    const kept = sessionStorage.getItem(id);
    return world.people.some((one) => one.id === kept) ? kept : null;
  } catch {
    return null;
  }
}

// ---- live

/** @param {boolean} is */
function connected(is) {
  live.dataset.live = is ? "yes" : "no";
  byId("live-word").textContent = phrase(is ? "LIVE" : "RECONNECTING");
  setLost(!is);
}

startPanel();
startTour({ chat, part });
useRenewal(listen({
  sync(everything) {
    setToken(everything.token);
    speak(everything.said);
    sync(everything);
    connected(true);
    learnWords();
  },
  news,
  lost: () => connected(false),
}));
