// What the server has told: people, channels, and the messages of every place. Panes look here and are told of changes.

const places = new Map(); // place → address → message
const watchers = new Set();
export const world = { people: [], channels: [], ahead: 0 };

export function watch(watcher) { watchers.add(watcher); }

export function messages(place) {
  return [...(places.get(place)?.values() ?? [])].sort((a, b) => (a.address < b.address ? -1 : 1));
}

export const person = (id) => world.people.find((one) => one.id === id);
export const direct = (id) => `dm:${id}`;

/** Everything anew. Messages that were not known before count as news, except the first time. */
export function sync({ people, channels, ahead, messages: all }) {
  const first = world.people.length === 0;
  const before = new Map(places);
  Object.assign(world, { people, channels, ahead });
  places.clear();
  for (const message of all) keep(message);
  for (const watcher of watchers) watcher.reset?.();
  if (!first) for (const message of all) {
    const known = before.get(message.place)?.get(message.address);
    if (!known) tell(message, null);
  }
}

export function news({ messages: changed, ahead }) {
  world.ahead = ahead;
  for (const message of changed) tell(message, keep(message));
  for (const watcher of watchers) watcher.clock?.();
}

function keep(message) {
  if (!places.has(message.place)) places.set(message.place, new Map());
  const place = places.get(message.place);
  const old = place.get(message.address) ?? null;
  place.set(message.address, message);
  return old;
}

function tell(message, old) {
  for (const watcher of watchers) watcher.message?.(message, old);
}
