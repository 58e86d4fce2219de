// @ts-check
// Which of several stores an act is about. With one store nobody is asked.

import { html, render } from "../lib/html.js";

/** @import { StoreCard } from "../api/types.d.ts" */

/**
 * @param {StoreCard[]} stores
 * @param {string} title
 * @param {string} yes
 * @returns {Promise<StoreCard | null>}
 */
export async function chosenStore(stores, title, yes) {
  if (stores.length < 2) return stores[0] ?? null;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.dataset.dialog = "choose-store";
  dialog.setAttribute("aria-labelledby", "choose-store-title");
  render(
    dialog,
    html`<form method="dialog" class="dialog-body"><h2 id="choose-store-title">${title}</h2>
      <select class="input" name="store" aria-labelledby="choose-store-title" autofocus>${stores.map((store) => html`<option value="${store.id}">${store.name}</option>`)}</select>
      <div class="dialog-acts"><button class="button" value="" data-act="choose-store-no">Cancel</button><button class="button" data-kind="primary" value="yes" data-act="choose-store-yes">${yes}</button></div></form>`,
  );
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  const id = dialog.querySelector("select")?.value;
  dialog.remove();
  return dialog.returnValue === "yes" ? (stores.find((store) => store.id === id) ?? null) : null;
}
