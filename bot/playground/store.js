// What the server has told: people, channels, and the messages of every place. Panes look here and are told of changes.

/** @type {Map<string, Map<string, Message>>} */
const places = new Map(); // place → address → message
/** @type {Set<Watcher>} */
const watchers = new Set();
/** @type {World} */
export const world = { people: [], channels: [], ahead: 0, said: {} };

/** @param {Watcher} watcher */
export function watch(watcher) { watchers.add(watcher); }

/** @param {string} place */
export function messages(place) {
  return [...(places.get(place)?.values() ?? [])].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** @param {string} id */
export const knows = (id) => world.people.some((one) => one.id === id);

/** One of the people of this world.
    @param {string} id
    @returns {Person} */
export function person(id) {
  const found = world.people.find((one) => one.id === id);
  if (!found) throw new Error("Nobody here is called so.");
  return found;
}

/** One of the page's own texts, with its gaps filled in their order.
    @param {string} name
    @param {...(string | number)} parts */
export function phrase(name, ...parts) {
  let at = 0;
  return (world.said[name] ?? "").replace(/\{\}/g, () => String(parts[at++]));
}

/** The place of a private chat.
    @param {string} id */
export const direct = (id) => `dm:${id}`;

/** Everything anew. Messages that were not known before count as news, except the first time.
    @param {Everything} everything */
export function sync({ people, channels, ahead, said, messages: all }) {
  const first = world.people.length === 0;
  const before = new Map(places);
  Object.assign(world, { people, channels, ahead, said });
  places.clear();
  for (const message of all) keep(message);
  for (const watcher of watchers) watcher.reset?.();
  if (!first) for (const message of all) {
    const known = before.get(message.place)?.get(message.address);
    if (!known) tell(message, null);
  }
}

/** @param {News} change */
export function news({ messages: changed, ahead }) {
  world.ahead = ahead;
  for (const message of changed) tell(message, keep(message));
  for (const watcher of watchers) watcher.clock?.();
}

/** @param {Message} message */
function keep(message) {
  const place = places.get(message.place) ?? new Map();
  places.set(message.place, place);
  const old = place.get(message.address) ?? null;
  place.set(message.address, message);
  return old;
}

/** @param {Message} message
    @param {Message | null} old */
function tell(message, old) {
  for (const watcher of watchers) watcher.message?.(message, old);
}
