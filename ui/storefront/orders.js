// @ts-check
// The buyer's orders, newest first.

import "../components/more.js";
import { call } from "../api/shop.js";
import { empty, skeletonLines } from "../components/bits.js";
import { cover } from "../components/cover.js";
import { icon } from "../components/icon.js";
import { followContact } from "../lib/contact.js";
import { time } from "../lib/dates.js";
import { append, html, render } from "../lib/html.js";
import { totalsText } from "../lib/money.js";
import { Pages } from "../lib/pages.js";
import { Screen, told } from "../lib/screen.js";
import { becauseOf, orderState, visitorNotice } from "./order-parts.js";
import { followSession, session } from "./session.js";

/** @import { OrderRow } from "../api/types.d.ts" */

/** "2 x Title, 1 x Other" begins with this title. @param {string} summary */
const firstOf = (summary) => summary.replace(/^\d+ x /, "").replace(/, \d+ x .*$/s, "");

/** @param {OrderRow} row */
const entry = (row) => html`<li><a class="order-row panel" href="#/orders/${row.id}" data-order="${row.id}" data-sync="${row.sync}">
  <span class="line-cover">${cover({ name: firstOf(row.summary), picture: row.picture })}</span>
  <span class="order-row-text"><b>Order ${row.number}</b><span class="clamp-1 soft" dir="auto">${row.summary}</span>${row.refused ? html`<span class="small order-because clamp-2" data-because dir="auto">${becauseOf(row.refused)}</span>` : html`<span class="small faint">${time(row.placed_at_us)}</span>`}</span>
  <span class="order-row-state">${orderState(row)}</span><b class="money">${totalsText(row.totals)}</b>${icon("right")}</a></li>`;

class Orders extends Screen {
  /** @type {Pages<OrderRow>} */
  #pages = new Pages((after) => call("order.list", { after, limit: 30 }));

  begin() {
    this.className = "page narrow";
    render(this, html`<h1>Your orders</h1>${skeletonLines(6)}`);
    this.addEventListener("more", async () => {
      const rows = await this.#pages.more();
      append(/** @type {Element} */ (this.querySelector("ol")), html`${rows.map(entry)}`);
      this.#end();
    });
    this.addEventListener("seated", () => this.#read().catch(told));
    this.hears(["order", "sync"], () => this.#read());
    this.until(followContact(() => this.#pages.answer && this.#draw()));
    this.until(followSession(() => !session.seat && this.#draw()));
    this.#read().catch(told);
  }

  async #read() {
    if (!session.seat || (await this.#pages.first())) this.#draw();
  }

  #end() {
    /** @type {any} */ (this.querySelector("tp-more")).hasMore = this.#pages.next !== null;
  }

  #draw() {
    if (!session.seat) return render(this, visitorNotice("Sign in to see your orders."));
    const { rows } = this.#pages;
    render(
      this,
      html`<header class="page-head"><h1>Your orders</h1></header>${
        rows.length > 0
          ? html`<ol class="order-list">${rows.map(entry)}</ol>`
          : empty({ icon: "receipt", title: "No orders yet", text: "Orders and their invoices stay here for as long as you need them.", action: html`<a class="button" data-kind="primary" href="#/">Browse the shelves</a>` })
      }<tp-more></tp-more>`,
    );
    this.#end();
  }
}

customElements.define("sf-orders", Orders);
