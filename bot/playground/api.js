// Calls to our own server. Every act carries the token of the server's start, which the live stream brings.

import { byId, el } from "./dom.js";

const PATIENCE = 60_000; // milliseconds
const banner = byId("banner");
let token = "";
/** @type {() => Promise<unknown>} */
let renew = () => Promise.resolve();

/** `fetchToken` asks the live stream for a new sync; after a restart of the server the old token is void.
    @param {() => Promise<unknown>} fetchToken */
export function useRenewal(fetchToken) { renew = fetchToken; }
/** @param {string} fresh */
export function setToken(fresh) { token = fresh; }

export class Unanswered extends Error {}
export class Refused extends Error {}

/** @param {string} path */
export async function get(path) {
  return read(await call(path, {}));
}

/** @param {string} path
    @param {object} body */
export async function post(path, body) {
  return read(await withToken(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }));
}

/** What somebody is to keep, whatever is in it.
    @param {string} path */
export async function download(path) {
  const answer = await withToken(path, {});
  if (!answer.ok) await read(answer);
  return answer.blob();
}

/** @param {string} path
    @param {RequestInit & { headers?: Record<string, string> }} options */
async function withToken(path, options) {
  const ask = () => call(path, { ...options, headers: { ...options.headers, "X-Playground-Token": token } });
  const answer = await ask();
  if (answer.status !== 403) return answer;
  await renew();
  return ask();
}

/** @param {string} path
    @param {RequestInit} options */
async function call(path, options) {
  try {
    return await fetch(`/playground/api/${path}`, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Unanswered();
  }
}

/** @param {Response} answer */
async function read(answer) {
  if (answer.status >= 500 && answer.status !== 502) throw new Unanswered();
  if (!answer.ok) throw new Refused(await answer.text());
  return answer.json();
}

// ---- the banner, which says what it has to where no text of the page has come yet

let lost = false;
let timer = 0;

/** The live stream is lost, or back.
    @param {boolean} is */
export function setLost(is) {
  lost = is;
  if (is) show(banner.dataset.lost ?? "");
  else banner.hidden = true;
}

/** Say what went wrong with one act, for a while.
    @param {unknown} error */
export function complain(error) {
  if (error instanceof Unanswered) show(banner.dataset.unanswered ?? "");
  else if (error instanceof Refused) show(error.message);
  else throw error;
  clearTimeout(timer);
  timer = setTimeout(() => setLost(lost), 6_000);
}

/** @param {string} sentence */
function show(sentence) {
  if (!banner.hidden && banner.textContent === sentence) return;
  banner.replaceChildren(el("span", {}, sentence));
  banner.hidden = false;
}
