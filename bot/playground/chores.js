// What people at Contoso do themselves for an erasure: delete the record in the original sources, recreate static segments.

import { post } from "./api.js";
import { announce, busy, button, byId, el } from "./dom.js";
import { told } from "./moment.js";
import { phrase } from "./store.js";

/** @typedef {(work: () => Promise<unknown>) => Promise<void>} Tell */

const form = byId("delete", HTMLFormElement);
const whom = byId("delete-whom", HTMLInputElement);

/** @param {Tell} tell */
export function startChores(tell) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-disabled") === "true") return;
    byId("delete-said").textContent = "";
    busy(form, true);
    await tell(async () => { byId("delete-said").textContent = (await post("delete", { email: whom.value })).said; });
    busy(form, false);
  });
}

/** @param {Recreated[]} segments
    @param {Tell} tell */
export function drawSegments(segments, tell) {
  byId("segments").replaceChildren(...segments.map((one) => row(one, tell)));
}

/** @param {Recreated} segment
    @param {Tell} tell */
function row(segment, tell) {
  const done = el("span", { class: "done" }, segment.at && told({ pieces: [{ at: segment.at, plain: segment.at }] }));
  const again = button(phrase("RECREATE"), () => tell(async () => {
    const { said } = await post("recreate", { segment: segment.id });
    done.textContent = said;
    announce(`${segment.name}: ${said}`);
  }), { "aria-label": `${phrase("RECREATE")}: ${segment.name}` });
  return el("li", { class: "chore" }, el("span", { class: "name", dir: "auto" }, segment.name, done), again);
}
