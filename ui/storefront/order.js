// @ts-check
// One order: what was bought where, how far it is, and its invoices.

import { call, Refusal } from "../api/shop.js";
import { empty, skeletonLines } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { followContact } from "../lib/contact.js";
import { moment, time } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { Screen } from "../lib/screen.js";
import { addressText } from "./address-form.js";
import { totalRows } from "./lines.js";
import { becauseOf, bindInvoices, mailState, orderPart, orderState, visitorNotice } from "./order-parts.js";
import { session, takeCart } from "./session.js";

/** @import { Order, RefusedOrder } from "../api/types.d.ts" */

/** What became of a refused order, and of the cart it was made from. @param {RefusedOrder} refused */
const refusedNotice = (refused) => html`<div class="notice refused-order" data-tone="danger" data-refused-order>${icon("warning")}<div><p><b dir="auto">${becauseOf(refused)}</b></p>
  <p>Nothing was ordered and nothing is to be paid. What can still be bought is back in your cart.</p>
  <div class="refused-acts"><button type="button" class="button" data-size="small" data-act="cart-again">${icon("cart", "small")}Open the cart</button><button type="button" class="button" data-kind="quiet" data-size="small" data-act="forget-order">Take it off the list</button></div></div></div>`;

/** @param {Order} order */
function page(order) {
  return html`<nav class="crumbs" aria-label="Where you are"><a class="link" href="#/orders">${icon("back", "small")}Your orders</a></nav>
    <header class="page-head"><div><h1>Order ${order.number}</h1><p class="soft">${time(order.placed_at_us, moment)} ${orderState(order)}</p></div>
      ${!order.refused && html`<button type="button" class="button" data-act="reorder">${icon("refresh", "small")}Order again</button>`}</header>
    ${order.refused && refusedNotice(order.refused)}
    ${order.sync === "queued" && html`<p class="notice" data-tone="warn">${icon("clock")}<span>Saved on this computer. It goes to the stores as soon as the marketplace can be reached; until then nothing is promised.</span></p>`}
    <div class="order-page"><div class="order-parts">${order.parts.map((part) => orderPart(part, order.sync))}</div>
      <aside class="panel padded order-side">${totalRows(order.totals)}${mailState(order.mail)}
        <section><h3>Sent to</h3>${addressText(order.shipping)}</section><section><h3>Billed to</h3>${addressText(order.billing)}</section>
        ${order.note && html`<section><h3>Your note</h3><p class="soft" dir="auto">${order.note}</p></section>`}</aside></div>`;
}

class OrderPage extends Screen {
  /** The change behind a refused order. */
  #refused = "";

  begin() {
    this.className = "page";
    render(this, skeletonLines(8));
    bindInvoices(this);
    this.act("reorder", async () => {
      const { cart, left_out } = await call("order.reorder", { id: this.params.id ?? "" });
      takeCart(cart);
      if (left_out.length > 0) toast(`Left out: ${left_out.map((each) => `${each.name} (${each.reason})`).join(", ")}`);
      /** @type {any} */ (document.querySelector("sf-cart")).open();
    });
    this.act("cart-again", () => /** @type {any} */ (document.querySelector("sf-cart")).open());
    this.act("forget-order", async () => {
      await call("sync.discard", { id: this.#refused });
      location.hash = "#/orders";
      toast("Taken off the list.");
    });
    this.addEventListener("seated", () => this.#read());
    this.until(followContact(() => this.#read()));
    this.hears(["order", "invoice", "mail", "review"], () => this.#read());
    this.#read();
  }

  async #read() {
    if (!session.seat) return render(this, visitorNotice("Sign in to see your order."));
    try {
      const order = await call("order.get", { id: this.params.id ?? "" });
      this.#refused = order.refused?.change ?? "";
      render(this, page(order));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "signed_out") return render(this, visitorNotice("Sign in to see your order."));
      render(this, empty({ icon: "receipt", title: "This order cannot be shown", text: error.message, action: html`<a class="button" href="#/orders">Your orders</a>` }));
    }
  }
}

customElements.define("sf-order", OrderPage);
