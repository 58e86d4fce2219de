// @ts-check
// Where the day begins: what to do first, or how the stores stand.

import { heldBackNote } from "../account/held-back.js";
import { call } from "../api/shop.js";
import { empty } from "../components/bits.js";
import { cover } from "../components/cover.js";
import { icon } from "../components/icon.js";
import { ago } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted, money, number } from "../lib/money.js";
import { Screen, told } from "../lib/screen.js";
import { stateBadge } from "./bits.js";
import { demoNote, forgetDemo } from "./demo-note.js";
import "./invitations.js";
import { offered, readMay, seesSales } from "./may.js";
import { storeMark } from "./store-form.js";

/** @import { ProductRow, SaleRow, StoreCard } from "../api/types.d.ts" */

/** @param {number} hour */
const greeting = (hour) => (hour < 5 ? "Good night" : hour < 12 ? "Good morning" : hour < 18 ? "Good afternoon" : "Good evening");

/** Sums of several currencies stay apart. @param {StoreCard[]} stores */
function revenue(stores) {
  const sums = /** @type {Map<string, number>} */ (new Map());
  for (const { currency, revenue_minor } of stores) sums.set(currency, (sums.get(currency) ?? 0) + revenue_minor);
  return [...sums].map(([currency, minor]) => money(minor, currency));
}

class ManagerHome extends Screen {
  /** @type {import("./shell.js").Seat | undefined} */ seat;

  begin() {
    this.classList.add("screen");
    this.hears(["store", "product", "sale"], () => this.#read());
    this.act("close-demo-note", (button) => {
      forgetDemo();
      button.closest("[data-demo-note]")?.remove();
    });
    render(this, this.#hello());
    this.#read().catch(told);
  }

  async #read() {
    const stores = (await readMay(this.seat)).filter((one) => !one.is_removed);
    const products = stores.reduce((sum, one) => sum + one.products, 0);
    if (products === 0 && offered("product.add")) return this.#drawFirst(stores);
    if (!offered("product.view")) return this.#drawAside();
    const sales = (/** @type {"new" | "paid"} */ state) => (offered("sale.view") ? call("sale.list", { state, sort: "placed", descending: true, limit: 6 }) : { rows: [], total: 0 });
    const [fresh, paid, low] = await Promise.all([
      sales("new"), sales("paid"), call("product.list", { state: "low", sort: "stock", limit: 6 }),
    ]);
    const open = [...fresh.rows, ...paid.rows].sort((a, b) => b.placed_at_us - a.placed_at_us).slice(0, 7);
    this.#draw(stores, products, { open, openTotal: fresh.total + paid.total, low: low.rows, lowTotal: low.total });
  }

  #hello() {
    const name = this.seat?.display_name?.split(" ")[0] || this.seat?.username || "";
    return html`<header class="bar"><h1 class="hello">${greeting(new Date().getHours())}${name && html`, <span dir="auto">${name}</span>`}</h1></header><own-invitations></own-invitations>`;
  }

  /** For those who sell nothing here. */
  #drawAside() {
    render(this, html`${this.#hello()}<div class="page">${empty({ icon: "check", title: "Nothing waits for you here", text: "What you look after stands on the left." })}</div>`);
  }

  /** @param {StoreCard[]} stores */
  #drawFirst(stores) {
    const step = (/** @type {string} */ act, /** @type {string} */ sign, /** @type {string} */ title, /** @type {string} */ text, /** @type {string} */ href, /** @type {boolean} */ isDone, /** @type {boolean} */ isNext) =>
      html`<li class="step" data-done="${isDone}"><span class="step-mark">${icon(isDone ? "check" : sign)}</span><div><h2>${title}</h2><p class="soft">${text}</p></div>
        ${isDone ? html`<span class="faint">Done</span>` : href ? html`<a class="button" data-kind="${isNext && "primary"}" data-act="${act}" href="${href}">${title}</a>` : html`<button type="button" class="button" data-act="${act}">${title}</button>`}</li>`;
    render(
      this,
      html`${this.#hello()}<div class="page"><div class="page-inner">${heldBackNote(this.seat)}<p class="home-lead">Three steps and you are selling.</p><ol class="first-steps">
        ${step("first-store", "store", "Open a store", "Its name, its legal address for the invoices, its currency.", "#/stores/new", stores.length > 0, stores.length === 0)}
        ${step("first-import", "upload", "Import products", "From a CSV file: your own list, a Shopify export, or a list of books. Or write them by hand.", "#/import", false, stores.length > 0)}
        ${step("open-storefront", "open", "Open the storefront", "See your shelves as buyers see them, and buy something yourself.", "", false, false)}
      </ol></div></div>`,
    );
  }

  /** @param {StoreCard[]} stores @param {number} products @param {{open: SaleRow[], openTotal: number, low: ProductRow[], lowTotal: number}} lists */
  #draw(stores, products, { open, openTotal, low, lowTotal }) {
    const tile = (/** @type {string} */ label, /** @type {unknown} */ value, /** @type {string} */ href, /** @type {string} */ sign) =>
      html`<a class="figure" data-act="figure-${sign}" href="${href}"><span class="figure-label">${icon(sign, "small")}${label}</span><span class="figure-value">${value}</span></a>`;
    render(
      this,
      html`${this.#hello()}<div class="page"><div class="home">${demoNote()}${heldBackNote(this.seat)}
        <section class="figures-row" aria-label="Key figures">
          ${tile("Sold in 30 days", revenue(stores).map((sum) => html`<span>${sum}</span>`), "#/orders", "chart")}
          ${tile("Open orders", number(openTotal), "#/orders", "receipt")}
          ${tile("Products", number(products), "#/products", "package")}
          ${tile("Low stock", number(lowTotal), "#/products", "warning")}
        </section>
        <section class="card" data-card="open-orders"><header><h2>Open orders</h2><a class="link small" data-act="all-orders" href="#/orders">All orders</a></header>${open.length ? html`<ul>${open.map((sale) => this.#saleRow(sale))}</ul>` : empty({ icon: "check", title: "All done", text: "No order waits for you." })}</section>
        <section class="card" data-card="low-stock"><header><h2>Running low</h2><a class="link small" data-act="all-products" href="#/products">All products</a></header>${low.length ? html`<ul>${low.map((row) => this.#lowRow(row))}</ul>` : empty({ icon: "check", title: "Shelves are full", text: "No product is running low." })}</section>
        <section class="card is-wide" data-card="stores"><header><h2>Stores</h2><a class="link small" data-act="new" href="#/stores/new">New store</a></header><ul>${stores.map((store) => this.#storeRow(store))}</ul></section>
      </div></div>`,
    );
  }

  /** @param {SaleRow} sale */
  #saleRow(sale) {
    return html`<li data-id="${sale.id}"><a class="card-row" data-act="open-order" href="#/orders/${sale.id}"><span class="cell-text"><b dir="auto">${sale.buyer_name}</b><span class="cell-note"><span class="figures">${sale.order_number}</span><span>${ago(sale.placed_at_us)}</span></span></span>${stateBadge(sale.state)}<span class="money">${money(sale.total_minor, sale.currency)}</span></a></li>`;
  }

  /** @param {ProductRow} row */
  #lowRow(row) {
    return html`<li data-id="${row.id}"><a class="card-row" data-act="open-product" href="#/products/${row.id}"><span class="thumb">${cover(row)}</span><span class="cell-text"><b dir="auto">${row.name}</b><span class="cell-note"><span dir="auto">${row.subtitle}</span></span></span><span class="${row.stock === 0 ? "left is-none" : "left"}">${row.stock === 0 ? "Sold out" : `${number(row.stock)} left`}</span></a></li>`;
  }

  /** @param {StoreCard} store */
  #storeRow(store) {
    return html`<li data-id="${store.id}"><a class="card-row" data-act="open-store" href="#/stores/${store.id}">${storeMark(store)}<span class="cell-text"><b dir="auto">${store.name}</b><span class="cell-note"><span>${store.is_open ? "Open" : "Closed"}</span><span>${counted(store.products, "product")}</span>${seesSales(store) && html`<span>${counted(store.open_orders, "open order")}</span>`}</span></span>${seesSales(store) && html`<span class="money">${money(store.revenue_minor, store.currency)}</span>`}</a></li>`;
  }
}

customElements.define("manager-home", ManagerHome);
