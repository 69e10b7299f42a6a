// Acts of a person on a card or a form: press, confirm, fill in. Every press is a delivery of its own.

import { complain, post, Refused } from "./api.js";
import { confirmed } from "./confirm.js";
import { openForm } from "./form.js";

/** Send one act. A form in the answer is opened, and why one stays open is thrown; everything else comes over the live
    stream.
    @param {{ act: string, who: string, place: string, [more: string]: unknown }} act
    @returns {Promise<Form | null>} */
export async function send(act) {
  const { form, stays } = await post("act", { delivery: crypto.randomUUID(), ...act });
  if (stays) throw new Refused(stays);
  return form;
}

/** Press a button of a card as `who`, in `place`.
    @param {Button} button
    @param {{ who: string, place: string, address: string }} where */
export async function press(button, { who, place, address }) {
  if (button.confirm && !(await confirmed(button.confirm, button.style, who))) return;
  try {
    const form = await send({ act: "clicked", who, place, address, verb: button.verb, ref: button.ref });
    if (form) await fillIn(form, who, place);
  } catch (error) {
    complain(error);
  }
}

/** A form for `who`, until it is closed; it comes back when something in it was wrong.
    @param {Form} form
    @param {string} who
    @param {string} place */
export function fillIn(form, who, place) {
  const { verb, ref } = form;
  return openForm(form, who, (values, file) => send({ act: "submitted", who, place, verb, ref, values, file }));
}
