// @ts-check
// A message to a store, or to whoever runs the marketplace: a dialog with a form. Who is signed in need not say who they are.

import { call } from "../api/shop.js";
import { field, formError, submits } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { icon } from "./icon.js";
import { toast } from "./toast.js";

/** @import { Seat } from "../api/types.d.ts" */

/** @param {Seat | null} seat */
const who = (seat) =>
  seat
    ? html`<p class="soft small">The answer goes to <b dir="auto">${seat.email}</b>.</p>`
    : html`${field({ name: "name", label: "Your name", autocomplete: "name", maxlength: 80, isRequired: true, width: "half" })}
      ${field({ name: "email", label: "Your e-mail", type: "email", autocomplete: "email", inputmode: "email", isRequired: true, width: "half", hint: "The answer goes there." })}`;

/**
 * Opens the form; without a store the message goes to whoever runs the marketplace.
 * @param {Seat | null} seat
 * @param {{id: string, name: string}} [store]
 */
export function openContact(seat, store) {
  if (document.querySelector("[data-dialog=contact]")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.dataset.dialog = "contact";
  dialog.setAttribute("aria-labelledby", "contact-title");
  render(
    dialog,
    html`<div class="dialog-body"><header class="dialog-head"><h2 id="contact-title" dir="auto">${store ? `Write to ${store.name}` : "Write to the operator"}</h2><button type="button" class="icon-button" data-act="close-contact" aria-label="Close">${icon("close")}</button></header>
      <form class="fields" data-form="contact" novalidate>${who(seat)}
        ${field({ name: "message", label: "Message", rows: 6, maxlength: 4000, isRequired: true })}
        <div class="field">${formError()}<div class="form-acts"><button type="submit" class="button" data-kind="primary" data-act="send-contact">${icon("mail", "small")} Send</button></div></div></form></div>`,
  );
  submits(dialog, "contact", async ({ name, email, message }) => {
    await call("contact.send", { message, ...(store ? { store: store.id } : {}), ...(seat ? {} : { name, email }) });
    dialog.close();
    toast("Your message is on its way.");
  });
  dialog.querySelector("[data-act=close-contact]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement | null} */ (dialog.querySelector("input, textarea"))?.focus();
}
