// @ts-check
// One product: pictures, price, what it is, and what others say about it.

import "./gallery.js";
import "./reviews.js";
import { call, Refusal } from "../api/shop.js";
import { empty, skeletonLines } from "../components/bits.js";
import { openContact } from "../components/contact-form.js";
import { icon } from "../components/icon.js";
import { stars } from "../components/stars.js";
import { toast } from "../components/toast.js";
import { asOf, followContact } from "../lib/contact.js";
import { cleanedHtml, html, render } from "../lib/html.js";
import { money, percent } from "../lib/money.js";
import { hrefTo } from "../lib/router.js";
import { Screen } from "../lib/screen.js";
import { addToCart, session } from "./session.js";
import { quantityOf, stepper } from "./stepper.js";

/** @import { ShelfProduct } from "../api/types.d.ts" */

/** @param {ShelfProduct} product */
function stock(product) {
  if (!product.is_store_open) return html`<p class="stock" data-stock="closed">${icon("clock")}The store is closed at the moment.</p>`;
  if (product.stock_state === "none") return html`<p class="stock" data-stock="none">${icon("archive")}Sold out ${asOf()}</p>`;
  if (product.stock_state === "few") return html`<p class="stock" data-stock="few">${icon("warning")}Only ${product.stock} left ${asOf()}</p>`;
  return html`<p class="stock" data-stock="plenty">${icon("check")}In stock ${asOf()}</p>`;
}

/** @param {ShelfProduct} product @param {number} quantity */
function buying(product, quantity) {
  const canBuy = product.is_store_open && product.stock_state !== "none";
  return html`<div class="buy">${canBuy && stepper(quantity, product.name, "buy")}
    <button type="button" class="button" data-kind="primary" data-size="large" data-act="add-to-cart" data-add ${!canBuy && "disabled"}>${icon("cart")}${canBuy ? "Add to cart" : "Not available"}</button></div>
    ${product.in_cart > 0 && html`<p class="soft small" data-in-cart>${icon("check", "small")}${product.in_cart} in your cart</p>`}`;
}

/** @param {ShelfProduct} product */
const facts = (product) => html`<dl class="facts">
  <div><dt>Sold by</dt><dd><a class="link" href="${hrefTo("/", { store: product.store })}" dir="auto">${product.store_name}</a> <button type="button" class="link small" data-act="contact">Write to the store</button></dd></div>
  <div><dt>Article</dt><dd dir="auto">${product.sku}</dd></div>
  ${product.barcode && html`<div><dt>Barcode</dt><dd class="figures">${product.barcode}</dd></div>`}</dl>`;

/** @param {ShelfProduct} product @param {number} quantity */
function page(product, quantity) {
  return html`<nav class="crumbs" aria-label="Where you are"><a class="link" href="#/" data-act="back">${icon("back", "small")}Shelves</a></nav>
    <article class="product" data-product="${product.id}"><sf-gallery></sf-gallery>
    <div class="product-info"><p class="product-store"><a class="link" href="${hrefTo("/", { store: product.store })}" dir="auto">${product.store_name}</a></p>
      <h1 class="product-name" dir="auto" data-length="${product.name.length > 60 ? "long" : "short"}">${product.name}</h1>
      ${product.subtitle && html`<p class="product-subtitle" dir="auto">${product.subtitle}</p>`}
      <p class="product-stars">${stars(product.rating_all, product.reviews)}</p>
      <p class="product-price money" data-price>${money(product.price_minor, product.currency)}</p>
      <p class="faint small">${product.tax_bp > 0 ? `Price includes ${percent(product.tax_bp)} tax.` : "No tax is charged on this."}</p>
      <div data-stock-line>${stock(product)}</div><div data-buying>${buying(product, quantity)}</div>
      ${product.description && html`<div class="prose" dir="auto">${cleanedHtml(product.description)}</div>`}
      ${product.tags.length > 0 && html`<ul class="tags" aria-label="Tags">${product.tags.map((tag) => html`<li><a class="chip" href="#/tag/${encodeURIComponent(tag.slug)}" data-tag="${tag.slug}" dir="auto">${tag.name}</a></li>`)}</ul>`}
      ${facts(product)}</div></article>
    <sf-reviews></sf-reviews>`;
}

class Product extends Screen {
  /** @type {any} */
  #product = null;
  #quantity = 1;

  begin() {
    this.className = "page";
    render(this, html`<div class="product"><div class="skeleton cover-shape"></div>${skeletonLines(9)}</div>`);
    this.act("buy-minus", () => this.#setQuantity(this.#quantity - 1));
    this.act("buy-plus", () => this.#setQuantity(this.#quantity + 1));
    this.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.name === "quantity") this.#setQuantity(quantityOf(event.target.value));
    });
    this.act("add-to-cart", async () => {
      await addToCart(this.#product.id, this.#quantity);
      this.#quantity = 1;
      await this.#read();
      /** @type {any} */ (document.querySelector("sf-cart")).open();
    });
    this.act("contact", () => openContact(session.seat, { id: this.#product.store, name: this.#product.store_name }));
    this.addEventListener("reviewed", async () => {
      await this.#read();
      this.querySelector("sf-reviews")?.scrollIntoView({ block: "start" });
      toast("Thank you, your review is saved.");
    });
    this.hears(["product", "review", "cart", "store", "seat"], () => this.#read());
    this.until(followContact(() => this.#product && render(/** @type {Element} */ (this.querySelector("[data-stock-line]")), html`${stock(this.#product)}`)));
    this.#start();
  }

  async #start() {
    try {
      await this.#read();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      render(this, empty({ icon: "search", title: "This is no longer on the shelves", text: error.message, action: html`<a class="button" href="#/">To the shelves</a>` }));
      return;
    }
    if (this.query.has("review")) /** @type {any} */ (this.querySelector("sf-reviews")).write();
  }

  /** @param {number} quantity */
  #setQuantity(quantity) {
    this.#quantity = quantityOf(String(quantity));
    this.#drawBuying();
  }

  #drawBuying() {
    render(/** @type {Element} */ (this.querySelector("[data-buying]")), buying(this.#product, this.#quantity));
  }

  /** The page is drawn anew only where the product differs, so that nothing typed in a review is lost. */
  async #read() {
    const before = this.#product;
    const product = await call("shelf.product", { id: this.params.id ?? "" });
    this.#product = product;
    const isSame = before && JSON.stringify(sellable(before)) === JSON.stringify(sellable(product));
    if (!isSame) {
      const reviews = this.querySelector("sf-reviews");
      render(this, page(product, this.#quantity));
      if (reviews) this.querySelector("sf-reviews")?.replaceWith(reviews);
      /** @type {any} */ (this.querySelector("sf-gallery")).product = product;
    } else this.#drawBuying();
    /** @type {any} */ (this.querySelector("sf-reviews")).product = product;
  }
}

/** What the upper half of the page shows. @param {ShelfProduct} product */
function sellable(product) {
  const { review_list: _list, my_review: _mine, in_cart: _count, ...rest } = product;
  return rest;
}

customElements.define("sf-product", Product);
