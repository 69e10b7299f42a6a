// A file that the bot sent, for its reader to keep.

import { complain, download } from "./api.js";
import { button, el, icon } from "./dom.js";
import { phrase } from "./store.js";

/** @param {Message} message */
export function drawFile({ place, address, file }) {
  if (!file) return null;
  const node = button("", () => keep(place, address, file.name), { class: "plain small", "data-key": "keep" });
  node.append(icon("down"), el("span", {}, phrase("KEEP", file.name, size(file.size))));
  return el("p", { class: "kept" }, node);
}

/** @param {string} place
    @param {string} address
    @param {string} name */
async function keep(place, address, name) {
  try {
    const url = URL.createObjectURL(await download(`file/${encodeURIComponent(place)}/${encodeURIComponent(address)}`));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    complain(error);
  }
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1_000 ? phrase("BYTES", bytes) : phrase("KILOBYTES", Math.round(bytes / 1_000));
}
