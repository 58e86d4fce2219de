// @ts-check
// A letter's link has opened the program: what it is for is done in a dialog, whatever the window shows.

import { call, listen } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { field, formError, submits } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { told } from "../lib/screen.js";

/** Takes the link this window was opened with, and those that come later. */
export function startLinks() {
  listen("link", take);
  return take();
}

async function take() {
  try {
    const { purpose, token } = await call("window.link");
    if (token === null) return;
    if (purpose === "reset") openReset(token);
    else await verify(token);
  } catch (error) {
    told(error);
  }
}

/** @param {string} token */
async function verify(token) {
  const text = "Press the button to show that the address of the letter is yours.";
  if (!(await confirmed({ title: "Verify your address", text, yes: "Verify this address" }))) return;
  await call("account.verify", { token });
  toast("Your address is verified.");
}

/** @param {string} token */
function openReset(token) {
  document.querySelector("[data-dialog=reset]")?.remove();
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.dataset.dialog = "reset";
  dialog.setAttribute("aria-labelledby", "reset-title");
  render(
    dialog,
    html`<div class="dialog-body"><header class="dialog-head"><h2 id="reset-title">Choose a new password</h2><button type="button" class="icon-button" data-act="close-reset" aria-label="Close">${icon("close")}</button></header>
      <p class="soft">Afterwards every device has to sign in anew, this one too.</p>
      <form class="fields" data-form="reset-by-link" novalidate>
        ${field({ name: "new_password", label: "New password", type: "password", autocomplete: "new-password", isRequired: true, maxlength: 128, width: "half", hint: "At least 8 characters: not only letters, not only digits." })}
        ${field({ name: "new_password_again", label: "New password again", type: "password", autocomplete: "new-password", isRequired: true, maxlength: 128, width: "half" })}
        <div class="field">${formError()}<div class="form-acts"><button type="submit" class="button" data-kind="primary" data-act="reset-by-link">Change my password</button></div></div></form></div>`,
  );
  submits(dialog, "reset-by-link", async ({ new_password, new_password_again }) => {
    await call("account.reset", { token, new_password, new_password_again });
    dialog.close();
    toast("Your password is changed. Please sign in with it.");
  });
  dialog.querySelector("[data-act=close-reset]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement | null} */ (dialog.querySelector("input"))?.focus();
}
