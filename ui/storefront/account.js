// @ts-check
// The user centre in the storefront, with the way to addresses and orders.

import { AccountCentre } from "../account/centre.js";
import { html, render } from "../lib/html.js";
import { Screen } from "../lib/screen.js";
import { visitorNotice } from "./order-parts.js";
import { followSession, session } from "./session.js";

const LINKS = [
  { label: "Your orders", icon: "receipt", href: "#/orders" },
  { label: "Your addresses", icon: "map", href: "#/addresses" },
];

class Account extends Screen {
  /** Whose account is shown, so that news of the cart draws nothing anew. */
  #who = "";
  #centre = new AccountCentre();

  begin() {
    this.className = "page narrow";
    this.until(followSession(() => this.#draw()));
    this.#draw();
  }

  /** @param {Record<string, string>} params */
  routed(params) {
    if (session.seat) this.#centre.show(params.part ?? "", session.seat);
  }

  #draw() {
    const { seat } = session;
    const who = seat?.account_id ?? "";
    if (who === this.#who && this.childElementCount > 0) return;
    this.#who = who;
    if (!seat) return render(this, visitorNotice("Sign in to see your account."));
    render(this, html`<header class="page-head"><h1>My account</h1></header><div data-centre></div>`);
    this.#centre = new AccountCentre();
    this.#centre.links = LINKS;
    this.querySelector("[data-centre]")?.replaceWith(this.#centre);
    this.#centre.show(this.params.part ?? "", seat);
  }
}

customElements.define("sf-account", Account);
