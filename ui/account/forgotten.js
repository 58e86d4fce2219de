// @ts-check
// A forgotten password, the same in both windows: first the address, then the letter's code and a new password. Sends `done` with
// the address when the new password is set.

import { call } from "../api/shop.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen } from "../lib/screen.js";
import { proofOf } from "./proof.js";

/** @param {string} label @param {string} act */
const button = (label, act) => html`<button type="submit" class="button" data-kind="primary" data-size="large" data-width="full" data-act="${act}">${label}</button>`;

/** @param {string} email */
const askForm = (email) => html`<form class="form fields" data-form="forgot" novalidate>
  <p class="soft" data-step="ask">We write you a letter with a link and a code. Your password stays as it is until you have chosen a new one.</p>
  ${field({ name: "email", label: "E-mail", value: email, type: "email", autocomplete: "email", inputmode: "email", isRequired: true })}
  <div class="field">${formError()}${button("Send me a letter", "send-forgot")}</div></form>`;

/** @param {string} email */
const resetForm = (email) => html`<form class="form fields" data-form="reset" novalidate>
  <p class="soft" data-step="reset">If there is an account for <b dir="auto">${email}</b>, a letter is on its way. Its code works for ten minutes, its link for thirty.</p>
  ${field({ name: "code", label: "Code from the letter", autocomplete: "one-time-code", isRequired: true, placeholder: "ABCD-EFGH", hint: "Or paste the link." })}
  ${field({ name: "new_password", label: "New password", type: "password", autocomplete: "new-password", isRequired: true, maxlength: 128, width: "half", hint: "At least 8 characters: not only letters, not only digits." })}
  ${field({ name: "new_password_again", label: "New password again", type: "password", autocomplete: "new-password", isRequired: true, maxlength: 128, width: "half" })}
  <div class="field">${formError()}${button("Change my password", "send-reset")}</div>
  <p class="soft small">No letter? Look among unwanted mail, or <button type="button" class="link" data-act="ask-again">ask again</button>.</p></form>`;

export class Forgotten extends Screen {
  /** What was typed before. */
  email = "";

  begin() {
    this.sends("forgot", async ({ email }) => {
      await call("account.forgot", { email });
      this.email = email;
      this.#draw(resetForm(email));
    });
    this.sends("reset", async ({ code, new_password, new_password_again }) => {
      await call("account.reset", { ...proofOf(code), email: this.email, new_password, new_password_again });
      toast("Your password is changed. Please sign in with it.");
      this.dispatchEvent(new CustomEvent("done", { detail: this.email }));
    });
    this.act("ask-again", () => this.#draw(askForm(this.email)));
    this.#draw(askForm(this.email));
  }

  /** @param {import("../lib/html.js").Markup} form */
  #draw(form) {
    render(this, form);
    this.querySelector("input")?.focus();
  }
}

customElements.define("account-forgotten", Forgotten);
