// @ts-check
// The user centre in the manager: Settings, then Account.

import { AccountCentre } from "../account/centre.js";
import { html, render } from "../lib/html.js";
import { Screen } from "../lib/screen.js";

class ManagerAccount extends Screen {
  /** @type {import("./shell.js").Seat | undefined} */ seat;
  #centre = new AccountCentre();

  begin() {
    this.classList.add("screen");
    render(this, html`<header class="bar"><h1><a class="crumb" href="#/settings">Settings</a>Account</h1></header><div class="page"><div class="page-inner"><div data-centre></div></div></div>`);
    this.querySelector("[data-centre]")?.replaceWith(this.#centre);
  }

  /** @param {string} part */
  routed(part) {
    if (this.seat) this.#centre.show(part, this.seat);
  }
}

customElements.define("manager-account", ManagerAccount);
