// @ts-check
// One product on the shelf.

import { cover } from "../components/cover.js";
import { icon } from "../components/icon.js";
import { stars } from "../components/stars.js";
import { html } from "../lib/html.js";
import { money } from "../lib/money.js";

/** @import { ShelfRow } from "../api/types.d.ts" */

/** @param {ShelfRow} row */
export function card(row) {
  const isGone = row.stock_state === "none";
  return html`<article class="card" data-card data-id="${row.id}">
    <a class="card-link" href="#/product/${row.id}" data-act="open-product">
      <div class="card-cover" data-gone="${isGone && "yes"}">${cover(row)}</div>
      <h3 class="card-name clamp-2" dir="auto" title="${row.name}">${row.name}</h3>
      <p class="card-subtitle clamp-1" dir="auto">${row.subtitle}</p>
      ${row.reviews > 0 && html`<p class="card-stars">${stars(row.rating_all, row.reviews)}</p>`}
      <p class="card-price"><span class="money">${money(row.price_minor, row.currency)}</span>${
        isGone ? html`<span class="card-stock">Sold out</span>` : row.stock_state === "few" && html`<span class="card-stock" data-tone="warn">Only ${row.stock} left</span>`
      }</p>
    </a>
    ${!isGone && html`<button type="button" class="card-add" data-act="quick-add" data-product="${row.id}" aria-label="Add ${row.name} to the cart" title="Add to the cart">${icon("plus")}</button>`}
  </article>`;
}
