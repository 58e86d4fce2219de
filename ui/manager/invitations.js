// @ts-check
// Invitations to work in somebody's store, for whoever sits here. Shows nothing where there are none.

import { call } from "../api/shop.js";
import { toast } from "../components/toast.js";
import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import { once } from "./bits.js";
import { inWords, STORE_ROWS } from "./permission-matrix.js";

export class OwnInvitations extends Screen {
  begin() {
    this.act("accept-invitation", once((button) => this.#accept(button.dataset.id ?? "")));
    this.hears(["seat"], () => this.#read());
    this.#read().catch(told);
  }

  async #read() {
    const { invitations, needs_proof } = await call("staff.invitations");
    const row = (/** @type {import("../api/types.d.ts").Invitation} */ one) => html`<p class="notice" data-id="${one.id}">${icon("people", "small")}
      <span>You are invited to work at <b dir="auto">${one.store_name}</b>: ${inWords(STORE_ROWS, one.permissions) || "see its products"}.${needs_proof && " Verify your e-mail address to accept."}</span>
      ${!needs_proof && html`<button type="button" class="button" data-kind="primary" data-size="small" data-act="accept-invitation" data-id="${one.id}">Accept</button>`}</p>`;
    render(this, html`${invitations.map(row)}`);
    if (invitations.length > 0) this.dispatchEvent(new CustomEvent("invited", { bubbles: true, detail: needs_proof }));
  }

  /** @param {string} invitation */
  async #accept(invitation) {
    await call("staff.accept", { invitation });
    toast("Welcome. The store is here in a moment.");
    await this.#read();
    this.dispatchEvent(new CustomEvent("accepted", { bubbles: true }));
  }
}

customElements.define("own-invitations", OwnInvitations);
