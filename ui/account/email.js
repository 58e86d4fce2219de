// @ts-check
// The address: whether it is proved, the code that proves it, another letter, another address.

import { call } from "../api/shop.js";
import { badge } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import "./prove-address.js";

const changeForm = () => html`<form class="fields account-narrow" data-form="change-email" novalidate>
  <h3>Another address</h3>
  ${field({ name: "email", label: "New e-mail", type: "email", autocomplete: "email", inputmode: "email", isRequired: true, hint: "It counts once it is verified. The old one is told." })}
  ${field({ name: "password", label: "Your password", type: "password", autocomplete: "current-password", isRequired: true, maxlength: 128 })}
  <div class="field">${formError()}<div class="form-acts"><button type="submit" class="button" data-act="change-email">Change the address</button></div></div></form>`;

class Email extends Screen {
  begin() {
    this.sends("change-email", async ({ email, password }) => {
      await call("account.change_email", { email, password });
      toast(`A letter is on its way to ${email}.`);
      await this.#read();
    });
    this.addEventListener("proved", () => void this.#read().catch(told));
    this.#read().catch(told);
  }

  async #read() {
    const { seat } = await call("account.me");
    if (!seat) return;
    render(
      this,
      html`<p class="account-who"><b dir="auto">${seat.email}</b> ${seat.is_verified ? badge("Verified", "good", "check") : badge("Not verified", "warn")}</p>
        ${!seat.is_verified && html`<account-prove-address></account-prove-address>`}${changeForm()}`,
    );
  }
}

customElements.define("account-email", Email);
