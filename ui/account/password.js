// @ts-check
// Another password: the old one proves who asks.

import { call } from "../api/shop.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen } from "../lib/screen.js";

class Password extends Screen {
  begin() {
    this.sends("password", async ({ password, new_password, new_password_again }) => {
      await call("account.change_password", { password, new_password, new_password_again });
      this.#draw();
      toast("Your password is changed. You are signed out everywhere else.");
    });
    this.#draw();
  }

  #draw() {
    const secret = (/** @type {string} */ name, /** @type {string} */ label, /** @type {string} */ autocomplete, hint = "") =>
      field({ name, label, type: "password", value: "", autocomplete, maxlength: 200, isRequired: true, hint });
    render(
      this,
      html`<form class="fields account-narrow" data-form="password" novalidate>
        ${secret("password", "Password now", "current-password")}
        ${secret("new_password", "New password", "new-password", "At least 8 characters, and not only letters or only digits.")}
        ${secret("new_password_again", "New password again", "new-password")}
        <div class="field">${formError()}<div class="form-acts"><button type="submit" class="button" data-kind="primary" data-act="save">Change password</button></div></div></form>`,
    );
  }
}

customElements.define("account-password", Password);
