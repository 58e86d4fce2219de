// @ts-check
// The address: whether it is proved, the code that proves it, another letter, another address.

import { call } from "../api/shop.js";
import { badge } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import { proofOf } from "./proof.js";

/** @import { Seat } from "../api/types.d.ts" */

/** @param {Seat} seat */
const proveForm = (seat) => html`<form class="fields account-narrow" data-form="verify" novalidate>
  <p class="soft">A letter to <b dir="auto">${seat.pending_email ?? seat.email}</b> has a link and a code; both work once, within an hour.${seat.pending_email && " Until then the old address counts."}</p>
  ${field({ name: "code", label: "Code from the letter", autocomplete: "one-time-code", isRequired: true, placeholder: "ABCD-EFGH", hint: "Or paste the link." })}
  <div class="field">${formError()}<div class="form-acts"><button type="button" class="button" data-act="resend">Send another letter</button><button type="submit" class="button" data-kind="primary" data-act="verify">Verify</button></div></div></form>`;

const changeForm = () => html`<form class="fields account-narrow" data-form="change-email" novalidate>
  <h3>Another address</h3>
  ${field({ name: "email", label: "New e-mail", type: "email", autocomplete: "email", inputmode: "email", isRequired: true, hint: "It counts once it is verified. The old one is told." })}
  ${field({ name: "password", label: "Your password", type: "password", autocomplete: "current-password", isRequired: true, maxlength: 128 })}
  <div class="field">${formError()}<div class="form-acts"><button type="submit" class="button" data-act="change-email">Change the address</button></div></div></form>`;

class Email extends Screen {
  begin() {
    this.sends("verify", async ({ code }) => {
      await call("account.verify", proofOf(code));
      toast("Your address is verified.");
      await this.#read();
    });
    this.sends("change-email", async ({ email, password }) => {
      await call("account.change_email", { email, password });
      toast(`A letter is on its way to ${email}.`);
      await this.#read();
    });
    this.act("resend", async () => {
      await call("account.resend");
      toast("Another letter is on its way.");
    });
    this.#read().catch(told);
  }

  async #read() {
    const { seat } = await call("account.me");
    if (!seat) return;
    render(
      this,
      html`<p class="account-who"><b dir="auto">${seat.email}</b> ${seat.is_verified ? badge("Verified", "good", "check") : badge("Not verified", "warn")}</p>
        ${!seat.is_verified && proveForm(seat)}${changeForm()}`,
    );
  }
}

customElements.define("account-email", Email);
