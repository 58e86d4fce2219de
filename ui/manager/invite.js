// @ts-check
// A buyer's account at the manager window: one step makes it a vendor's account too.

import { call } from "../api/shop.js";
import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import "../account/prove-address.js";
import { once } from "./bits.js";
import "./invitations.js";

export class ManagerInvite extends Screen {
  begin() {
    this.act("become-vendor", once(() => this.#join()));
    this.act("sign-out", once(() => this.#leave()));
    this.addEventListener("accepted", () => {
      this.hears(["store"], () => this.#atWork());
      this.#atWork().catch(told);
    });
    this.addEventListener("invited", (event) => this.#invited(/** @type {CustomEvent<boolean>} */ (event).detail));
    render(
      this,
      html`<main class="door-page"><section class="door-card">
        <span class="step-mark">${icon("store")}</span><h1>Sell here too</h1>
        <own-invitations></own-invitations><div data-proof></div><p class="lead">This account buys. It can sell as well, with its own stores, products and invoices.</p>
        <button type="button" class="button" data-kind="primary" data-size="large" data-act="become-vendor">Become a vendor</button>
        <p class="door-turn"><button type="button" class="link" data-act="sign-out">Sign in with another account</button></p>
      </section></main>`,
    );
  }

  /** Who is invited reads of that first, and proves the address here. @param {boolean} needsProof */
  #invited(needsProof) {
    const title = this.querySelector("h1");
    if (title) title.textContent = "You are invited";
    this.querySelector("[data-act=become-vendor]")?.removeAttribute("data-kind");
    this.querySelector("[data-proof]")?.replaceChildren(...(needsProof ? [document.createElement("account-prove-address")] : []));
  }

  async #join() {
    const seat = await call("account.add_role", { role: "vendor" });
    this.dispatchEvent(new CustomEvent("seated", { detail: seat }));
  }

  /** Whoever has accepted an invitation has a place in this window, as soon as the store is here. */
  async #atWork() {
    if ((await call("store.list")).stores.length === 0) return;
    const { seat } = await call("account.me");
    this.dispatchEvent(new CustomEvent("seated", { detail: seat }));
  }

  async #leave() {
    await call("account.sign_out");
    this.dispatchEvent(new CustomEvent("leave"));
  }
}

customElements.define("manager-invite", ManagerInvite);
