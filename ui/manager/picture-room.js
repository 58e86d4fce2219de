// @ts-check
// How much room the marketplace's pictures may take on this computer.

import { call, Refusal } from "../api/shop.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { counted, number } from "../lib/money.js";

/** Where it stands in a page; empty where the pictures are this computer's own. */
export const pictureRoom = () => html`<div data-picture-room></div>`;

/** @param {Element} page @param {import("../api/types.d.ts").PictureRoom} room */
function draw(page, { pictures, bytes, most_mb }) {
  const place = page.querySelector("[data-picture-room]");
  if (!place || most_mb === null) return;
  render(
    place,
    html`<form data-form="picture-room" class="picture-room" novalidate>${formError()}<div class="with-button">${field({ name: "most_mb", label: "Room for pictures", value: most_mb, inputmode: "numeric", suffix: "MB", isRequired: true, hint: html`${counted(pictures, "picture")} take ${number(Math.ceil(bytes / 1_000_000))} MB now. The longest unseen go first and come again when they are looked at; what is not sent yet always stays.` })}
      <button type="submit" class="button" data-act="save-room">Save</button></div></form>`,
  );
}

/** @param {Element} page */
export const showRoom = async (page) => draw(page, await call("picture.room"));

/** @param {Element} page @param {Record<string, any>} values */
export async function saveRoom(page, { most_mb }) {
  if (!/^\d{1,6}$/.test(most_mb)) throw new Refusal({ code: "invalid", message: "", fields: { most_mb: "A whole number of MB." } });
  draw(page, await call("picture.set_room", { most_mb: Number(most_mb) }));
  toast("Saved.");
}
