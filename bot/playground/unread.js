// How much is new in each place since somebody last looked there.

/** @type {Map<string, number>} */
const counts = new Map();
/** @type {Set<() => void>} */
const watchers = new Set();

/** @param {string} place */
export const unread = (place) => counts.get(place) ?? 0;
/** @param {() => void} watcher */
export function onUnread(watcher) { watchers.add(watcher); }

/** @param {string} place */
export function more(place) { set(place, unread(place) + 1); }
/** @param {string} place */
export function seen(place) { if (unread(place)) set(place, 0); }

/** @param {string} place
    @param {number} count */
function set(place, count) {
  counts.set(place, count);
  for (const watcher of watchers) watcher();
}
