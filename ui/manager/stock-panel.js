// @ts-check
// A product's stock: how many, why it changed, and a small form to change it. Handed data; the form is sent by the screen.

import { call } from "../api/shop.js";
import { badge } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { asOf } from "../lib/contact.js";
import { moment, time } from "../lib/dates.js";
import { field, formError } from "../lib/form.js";
import { html } from "../lib/html.js";
import { number } from "../lib/money.js";
import { offered } from "./may.js";

/** @import { MovementRow, Product } from "../api/types.d.ts" */

/** @type {[string, string][]} */
const REASONS = [["received", "Received"], ["counted", "Counted"], ["damaged", "Damaged"], ["returned", "Returned"], ["other", "Other"]];

/** What the program itself writes into the ledger. @type {[string, string][]} */
const WRITTEN = [["opening", "Opening stock"], ["sold", "Sold"], ["cancelled", "Order cancelled"]];

/** @param {string} reason */
const why = (reason) => [...REASONS, ...WRITTEN].find(([name]) => name === reason)?.[1] ?? reason;

/** @param {number} delta */
const signed = (delta) => (delta > 0 ? `+${number(delta)}` : `−${number(-delta)}`);

/** @param {MovementRow} move */
const moveRow = (move) => html`<tr><td class="soft">${time(move.at_us, moment)}</td><td class="number ${move.delta < 0 ? "is-less" : "is-more"}">${signed(move.delta)}</td><td class="number">${number(move.stock_after)}</td>
  <td>${why(move.reason)}${move.note && html`<span class="cell-note" dir="auto">${move.note}</span>`}</td><td class="soft" dir="auto">${move.by}</td></tr>`;

/** @param {Pick<Product, "stock" | "low_stock" | "is_removed">} product @param {MovementRow[]} moves @param {boolean} hasMore */
export const stockPanel = (product, moves, hasMore) => html`<section class="part stock" data-stock>
  <header><h3>Stock</h3></header>
  <div class="stock-now"><output class="stock-count" data-stock-count>${number(product.stock)}</output><span class="soft">in stock <span data-age>${asOf()}</span></span>${product.stock <= product.low_stock && badge("Low", "warn", "warning")}</div>
  <form class="stock-form" ${product.is_removed && "inert"} data-form="adjust" novalidate>${formError()}
    <div class="fields">
      <div class="field" data-field="delta" data-width="third"><label for="delta">Change by</label><div class="stepper">
        <button type="button" class="icon-button" data-act="stock-less" aria-label="One less">${icon("minus", "small")}</button>
        <input class="input" id="delta" name="delta" value="" placeholder="+5" inputmode="numeric" autocomplete="off" maxlength="9" aria-describedby="delta-error" data-act="adjust-stock">
        <button type="button" class="icon-button" data-act="stock-more" aria-label="One more">${icon("plus", "small")}</button></div><p class="error" id="delta-error" data-error-for="delta"></p></div>
      ${field({ name: "reason", label: "Why", width: "third", isRequired: true, options: REASONS.map(([value, label]) => html`<option value="${value}">${label}</option>`) })}
      ${field({ name: "note", label: "Note", width: "third", maxlength: 200 })}
    </div><div class="form-acts"><button type="submit" class="button" data-size="small" data-act="save-stock">Change the stock</button></div>
  </form>
  ${moves.length > 0 && html`<table class="table moves"><thead><tr><th>When</th><th class="number">Change</th><th class="number">Then</th><th>Why</th><th>By</th></tr></thead><tbody>${moves.map(moveRow)}</tbody></table>`}
  ${hasMore && html`<button type="button" class="button" data-kind="quiet" data-size="small" data-act="more-moves">Older changes</button>`}
</section>`;

/** The last movements of a product, for those who may see them. @param {Pick<Product, "id" | "store">} product */
export const movesOf = async ({ id, store }) => (offered("stock.view", store) ? call("stock.list", { product: id, limit: 8 }) : { rows: [], next: null });

/** Fills the form with what a refused change wanted. @param {HTMLElement} place @param {Record<string, any>} wants */
export function fillStock(place, { delta, reason, note }) {
  const values = /** @type {Record<string, string>} */ ({ delta: delta > 0 ? `+${delta}` : String(delta), reason, note });
  for (const [name, value] of Object.entries(values)) {
    const input = place.querySelector(`[data-form=adjust] [name=${name}]`);
    if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) input.value = value;
  }
  // What stands above has yet to take its room.
  const show = () => {
    /** @type {HTMLElement | null} */ (place.querySelector("[data-form=adjust] [name=delta]"))?.focus();
    place.querySelector("[data-form=adjust]")?.scrollIntoView({ block: "center" });
  };
  requestAnimationFrame(() => requestAnimationFrame(show));
}

/** "+5", "-2", "−2" or "5" as a whole number; null when it is none, or nothing would change. @param {string} typed */
export function parseDelta(typed) {
  const found = /^([+\-−]?)(\d{1,8})$/.exec(typed.replace(/\s/g, ""));
  const value = found ? Number(found[2]) * (found[1] === "" || found[1] === "+" ? 1 : -1) : 0;
  return value === 0 ? null : value;
}

/** Writes one more or one less into the form. @param {HTMLElement} place @param {number} by */
export function stepDelta(place, by) {
  const input = /** @type {HTMLInputElement} */ (place.querySelector("[name=delta]"));
  const next = (parseDelta(input.value) ?? 0) + by;
  input.value = next > 0 ? `+${next}` : String(next);
}
