// @ts-check
// An address that is not proved yet: the letter's code proves it, and another letter can be asked for. Shows nothing where it is
// proved. Sends `proved`.

import { call } from "../api/shop.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import { proofOf } from "./proof.js";

export class ProveAddress extends Screen {
  begin() {
    this.sends("verify", async ({ code }) => {
      await call("account.verify", proofOf(code));
      toast("Your address is verified.");
      this.dispatchEvent(new CustomEvent("proved", { bubbles: true }));
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
    const until = seat?.pending_email && " Until then the old address counts.";
    render(
      this,
      html`${seat && !seat.is_verified && html`<form class="fields account-narrow" data-form="verify" novalidate>
        <p class="soft">A letter to <b dir="auto">${seat.pending_email ?? seat.email}</b> has a link and a code; both work once, within an hour.${until}</p>
        ${field({ name: "code", label: "Code from the letter", autocomplete: "one-time-code", isRequired: true, placeholder: "ABCD-EFGH", hint: "Or paste the link." })}
        <div class="field">${formError()}<div class="form-acts"><button type="button" class="button" data-act="resend">Send another letter</button><button type="submit" class="button" data-kind="primary" data-act="verify">Verify</button></div></div></form>`}`,
    );
  }
}

customElements.define("account-prove-address", ProveAddress);
