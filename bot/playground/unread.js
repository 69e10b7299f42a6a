// How much is new in each place since somebody last looked there.

const counts = new Map();
const watchers = new Set();

export const unread = (place) => counts.get(place) ?? 0;
export function onUnread(watcher) { watchers.add(watcher); }

export function more(place) { set(place, unread(place) + 1); }
export function seen(place) { if (unread(place)) set(place, 0); }

function set(place, count) {
  counts.set(place, count);
  for (const watcher of watchers) watcher();
}
