// @ts-check
// The buyer's addresses.

import { call } from "../api/shop.js";
import { empty } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import { addressForm, addressText, fieldsOf, saveAddress } from "./address-form.js";
import { followSession, session } from "./session.js";
import { visitorNotice } from "./order-parts.js";

/** @import { Address } from "../api/types.d.ts" */

class Addresses extends Screen {
  /** @type {Address[] | null} */
  #addresses = null;
  /** The address in the form: null for none, {} for a new one. @type {any} */
  #edited = null;

  begin() {
    this.className = "page narrow";
    this.act("add-address", () => this.#edit({}));
    this.act("edit-address", (button) => this.#edit(this.#of(button)));
    this.act("cancel-address", () => this.#edit(null));
    this.act("remove-address", async (button) => {
      const address = this.#of(button);
      if (!address) return;
      await call("address.remove", { id: address.id });
      toast("The address is gone.", { undo: () => call("address.save", { after: fieldsOf(address) }) });
    });
    this.sends("address", async (values) => {
      await saveAddress(values, this.#edited.id ? this.#edited : null);
      this.#edited = null;
      await this.#read();
    });
    this.addEventListener("seated", () => this.#read().catch(told));
    this.hears(["address"], () => this.#read());
    this.until(followSession(() => !session.seat && this.#draw()));
    this.#read().catch(told);
  }

  /** @param {HTMLElement} button */
  #of(button) {
    const id = button.closest("[data-address]")?.getAttribute("data-id");
    return this.#addresses?.find((each) => each.id === id);
  }

  /** @param {any} address */
  #edit(address) {
    this.#edited = address;
    this.#draw();
    if (address) this.querySelector("input")?.focus();
  }

  async #read() {
    if (session.seat) this.#addresses = (await call("address.list")).addresses;
    if (!this.#edited) this.#draw();
  }

  #draw() {
    if (!session.seat) return render(this, visitorNotice("Sign in to see your addresses."));
    const all = this.#addresses ?? [];
    render(
      this,
      html`<header class="page-head"><h1>Your addresses</h1>${!this.#edited && all.length > 0 && html`<button type="button" class="button" data-act="add-address">${icon("plus", "small")}Add an address</button>`}</header>
        ${this.#edited && html`<section class="panel padded"><h2>${this.#edited.id ? "Change the address" : "New address"}</h2>${addressForm(this.#edited.id ? this.#edited : null, true)}</section>`}
        ${
          all.length === 0 && !this.#edited
            ? empty({ icon: "map", title: "No address yet", text: "Save one here, or during your first checkout.", action: html`<button type="button" class="button" data-kind="primary" data-act="add-address">Add an address</button>` })
            : html`<ul class="address-grid">${all.map(
                (each) => html`<li class="panel padded" data-address data-id="${each.id}">${addressText(each)}<div class="card-acts">
                  <button type="button" class="button" data-size="small" data-act="edit-address">Edit</button><button type="button" class="button" data-size="small" data-kind="quiet" data-act="remove-address">Remove</button></div></li>`,
              )}</ul>`
        }`,
    );
  }
}

customElements.define("sf-addresses", Addresses);
