// A file that the bot sent, for its reader to keep; a picture is shown where it came.

import { complain, download } from "./api.js";
import { button, el, icon } from "./dom.js";
import { phrase } from "./store.js";

/** @param {Message} message */
export function drawFile({ place, address, file }) {
  if (!file) return null;
  const path = `file/${encodeURIComponent(place)}/${encodeURIComponent(address)}`;
  const node = button("", () => keep(path, file.name), { class: "plain small", "data-key": "keep" });
  node.append(icon("down"), el("span", {}, phrase("KEEP", file.name, size(file.size))));
  return el("div", { class: "kept" }, file.alt ? picture(path, file.alt) : null, node);
}

/** @param {string} path
    @param {string} alt */
function picture(path, alt) {
  const image = el("img", { alt });
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  download(path).then((content) => { image.src = URL.createObjectURL(new Blob([content], { type: "image/png" })); })
    .catch(complain);
  return image;
}

/** @param {string} path
    @param {string} name */
async function keep(path, name) {
  try {
    const url = URL.createObjectURL(await download(path));
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
