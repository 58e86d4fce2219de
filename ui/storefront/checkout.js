// @ts-check
// From the cart to the order in three steps: addresses, review, done. Nothing typed or chosen is lost on the way.

import { call, Refusal } from "../api/shop.js";
import { empty } from "../components/bits.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import { saveAddress } from "./address-form.js";
import { addressStep, doneStep, reviewStep, stepsLine } from "./checkout-steps.js";
import { bindInvoices, visitorNotice } from "./order-parts.js";
import { acceptChanges, followSession, isBuyer, readCart, session } from "./session.js";

/** @import { Address, Confirmed, Order, Placed, Reviewed } from "../api/types.d.ts" */

/** Refusals after which the marketplace is certain not to hold the order. */
const CERTAIN = ["changed", "sold_out", "invalid", "not_found"];

const buyerNow = () => (isBuyer() ? (session.seat?.account_id ?? "") : "");

class Checkout extends Screen {
  /** @type {"addresses" | "review" | "done"} */
  #step = "addresses";
  /** @type {Address[]} */
  #addresses = [];
  #billing = "";
  #shipping = "";
  #isSame = true;
  /** Whose checkout this is; another person at the window starts afresh. */
  #buyer = "";
  /** Which address is being written: for billing, for shipping, or none. @type {"billing" | "shipping" | null} */
  #adding = null;
  /** One id per checkout, so that a doubled click or a repeated sending is one order. */
  #order = crypto.randomUUID();
  #note = "";
  #refused = "";
  /** @type {Reviewed | null} */
  #review = null;
  /** @type {Omit<Placed, "state"> & {state: Confirmed, details?: Order} | null} */
  #placed = null;

  begin() {
    this.className = "page checkout";
    bindInvoices(this);
    this.act("step", (button) => this.#to(/** @type {any} */ (button.dataset.step)));
    this.act("add-address", (button) => this.#add(/** @type {any} */ (button.dataset.for)));
    this.act("cancel-address", () => this.#add(null));
    this.act("to-review", () => this.#toReview());
    this.act("accept-changes", async () => {
      await acceptChanges();
      this.#refused = "";
      await this.#toReview();
    });
    this.sends("address", (values) => this.#addressSaved(values));
    this.sends("place", ({ note }) => this.#place(note));
    this.addEventListener("change", (event) => this.#chosen(event.target));
    this.addEventListener("input", (event) => {
      if (event.target instanceof HTMLTextAreaElement && event.target.name === "note") this.#note = event.target.value;
    });
    this.hears(["address"], () => this.#step === "addresses" && !this.#adding && this.#readAddresses());
    this.hears(["order", "invoice", "mail"], () => this.#step === "done" && this.#readOrder());
    this.until(followSession(() => this.#sessionChanged().catch(told)));
    this.#start().catch(told);
  }

  /** The kept screen is shown again: a finished checkout makes room for a new one. */
  routed() {
    if (this.#step === "done") {
      this.#step = "addresses";
      this.#order = crypto.randomUUID();
      this.#note = "";
      this.#placed = null;
    }
    this.#start().catch(told);
  }

  async #start() {
    if (this.#buyer !== buyerNow()) {
      this.#buyer = buyerNow();
      this.#step = "addresses";
      this.#note = "";
    }
    if (this.#buyer) await this.#readAddresses();
    else this.#draw();
  }

  async #readAddresses() {
    this.#addresses = (await call("address.list")).addresses.toSorted((a, b) => (b.last_used_us ?? 0) - (a.last_used_us ?? 0));
    const has = (/** @type {string} */ id) => this.#addresses.some((each) => each.id === id);
    const first = this.#addresses[0]?.id ?? "";
    if (!has(this.#billing)) this.#billing = first;
    if (!has(this.#shipping)) this.#shipping = first;
    if (this.#addresses.length === 0) this.#adding = "billing";
    this.#draw();
  }

  async #sessionChanged() {
    if (buyerNow() !== this.#buyer) await this.#start();
    else if (this.#step === "review" && this.#review && JSON.stringify(this.#review.cart) !== JSON.stringify(session.cart)) await this.#toReview();
    else if (this.#step === "addresses" && !this.#adding) this.#draw();
  }

  /** @param {EventTarget | null} input */
  #chosen(input) {
    if (!(input instanceof HTMLInputElement)) return;
    if (input.name === "billing") this.#billing = input.value;
    else if (input.name === "shipping") this.#shipping = input.value;
    else if (input.name === "is_same") this.#isSame = input.checked;
    else return;
    this.#draw();
  }

  /** @param {"billing" | "shipping" | null} use */
  #add(use) {
    this.#adding = use;
    this.#draw();
    if (use) this.querySelector("input[name=name]")?.scrollIntoView({ block: "center" });
    if (use) /** @type {HTMLElement | null} */ (this.querySelector("input[name=name]"))?.focus();
  }

  /** @param {Record<string, any>} values */
  async #addressSaved(values) {
    const id = await saveAddress(values, null);
    if (this.#adding === "shipping") this.#shipping = id;
    else this.#billing = id;
    this.#adding = null;
    await this.#readAddresses();
  }

  /** @param {"addresses" | "review"} step */
  #to(step) {
    if (step === "review") return this.#toReview();
    this.#step = step;
    return this.#readAddresses();
  }

  async #toReview() {
    const shipping = this.#isSame ? this.#billing : this.#shipping;
    this.#review = await call("checkout.review", { billing: this.#billing, shipping });
    const isNew = this.#step !== "review";
    this.#step = "review";
    this.#draw();
    if (isNew) window.scrollTo(0, 0);
  }

  /** @param {string} note */
  async #place(note) {
    if (!this.#review) return;
    const { cart, billing, shipping } = this.#review;
    this.#refused = "";
    try {
      this.#placed = await call("checkout.place", { order: this.#order, billing: billing.id, shipping: shipping.id, totals: cart.totals, note: note || undefined });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (CERTAIN.includes(error.code)) this.#order = crypto.randomUUID();
      if (error.code !== "changed" && error.code !== "sold_out") throw error;
      this.#refused = [error.message, ...Object.values(error.fields)].join(" ");
      await readCart();
      await this.#toReview();
      return;
    }
    this.#step = "done";
    this.#draw();
    window.scrollTo(0, 0);
    await Promise.all([this.#readOrder(), readCart()]);
  }

  async #readOrder() {
    if (!this.#placed) return;
    const order = await call("order.get", { id: this.#placed.order });
    this.#placed = { ...this.#placed, state: order.sync, details: order };
    this.#draw();
  }

  #draw() {
    if (!isBuyer() && this.#step !== "done") return render(this, visitorNotice("Sign in or create an account to check out. Your cart stays as it is."));
    if (session.cart.lines.length === 0 && this.#step !== "done")
      return render(this, empty({ icon: "cart", title: "Your cart is empty", text: "Choose something first; the checkout waits.", action: html`<a class="button" data-kind="primary" href="#/">Browse the shelves</a>` }));
    render(this, html`${stepsLine(this.#step)}${this.#content()}`);
  }

  #content() {
    if (this.#step === "addresses")
      return addressStep({ addresses: this.#addresses, billing: this.#billing, shipping: this.#shipping, isSame: this.#isSame, adding: this.#adding, cart: session.cart });
    if (this.#review && this.#step === "review") return reviewStep({ ...this.#review, note: this.#note, refused: this.#refused });
    return this.#placed && doneStep(this.#placed, session.seat);
  }
}

customElements.define("sf-checkout", Checkout);
