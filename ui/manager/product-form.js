// @ts-check
// A product as a form: markup, and what was typed turned into ProductFields with a sentence for each field that does not parse.

import { Refusal } from "../api/shop.js";
import { checkbox, field, formError } from "../lib/form.js";
import { html } from "../lib/html.js";
import { digitsOf, plainMoney } from "../lib/money.js";
import { section } from "./bits.js";
import { parseDecimal, parsePercent, percentText } from "./decimals.js";
import "./rich-text.js";
import "./tags-input.js";

/** @import { Operations, StoreCard } from "../api/types.d.ts" */

export const PRODUCT_FIELDS = /** @type {const} */ (["name", "subtitle", "sku", "barcode", "slug", "description", "price_minor", "tax_bp", "low_stock", "is_active", "tags"]);

/** @param {string} store @param {string} currency */
export const blankProduct = (store, currency) => ({
  name: "", subtitle: "", sku: "", barcode: "", slug: "", description: "", price_minor: null, tax_bp: 1900, low_stock: 3, is_active: true, tags: [], stock: 0, pictures: [], store, currency,
});

/** @param {StoreCard[]} stores @param {string} chosen */
const storeSelect = (stores, chosen) =>
  field({ name: "store", label: "Store", isRequired: true, options: stores.map((store) => html`<option value="${store.id}" ${store.id === chosen && "selected"}>${store.name} · ${store.currency}</option>`) });

/** @param {any} product @param {boolean} isNew */
function priceFields(product, isNew) {
  const digits = digitsOf(product.currency);
  return html`<div class="fields">
    ${field({ name: "price_minor", label: "Price, tax included", value: product.price_minor === null ? "" : plainMoney(product.price_minor, digits), inputmode: "decimal", width: isNew ? "half" : "third", suffix: product.currency, isRequired: true })}
    ${field({ name: "tax_bp", label: "Tax", value: percentText(product.tax_bp), inputmode: "decimal", width: isNew ? "half" : "third", suffix: "%", isRequired: true })}
    ${isNew && field({ name: "stock", label: "Stock to begin with", value: product.stock, inputmode: "numeric", width: "half", isRequired: true })}
    ${field({ name: "low_stock", label: "Low at", value: product.low_stock, inputmode: "numeric", width: isNew ? "half" : "third", suffix: "left", isRequired: true })}</div>`;
}

/** @param {any} product @param {StoreCard[]} stores @param {boolean} isNew */
export const productForm = (product, stores, isNew) => html`<form class="sheet" data-form="product" novalidate>
  ${formError()}
  ${section("Product", html`<div class="fields">
    ${isNew && stores.length > 1 ? storeSelect(stores, product.store) : html`<input type="hidden" name="store" value="${product.store}">`}
    ${field({ name: "name", label: "Name", value: product.name, isRequired: true, maxlength: 200 })}
    ${field({ name: "subtitle", label: "Line under the name", value: product.subtitle, maxlength: 200, hint: "The author of a book, the brand of a shirt." })}
    ${field({ name: "sku", label: "SKU", value: product.sku, width: "half", isRequired: true, maxlength: 64 })}
    ${field({ name: "barcode", label: "Barcode", value: product.barcode, width: "half", maxlength: 14, inputmode: "numeric", hint: "EAN or UPC." })}</div>`)}
  ${section("Price", priceFields(product, isNew))}
  ${section("Description", html`<div class="fields"><div class="field" data-field="description" data-width="full"><rich-text></rich-text><p class="error" id="description-error" data-error-for="description"></p></div>
    <div class="field" data-field="tags" data-width="full"><label for="tags">Tags <span class="optional">optional</span></label><tags-input></tags-input><p class="error" id="tags-error" data-error-for="tags"></p></div></div>`)}
  ${section("On the shelves", html`<div class="fields">${checkbox({ name: "is_active", label: "Buyers can see it", isOn: product.is_active })}
    ${field({ name: "slug", label: "Short name in addresses", value: product.slug, hint: product.is_sold || product.slug ? "Links to the product use it; better left as it is." : "Made from the name when left empty." })}</div>`)}
  <footer class="sheet-foot"><button type="submit" class="button" data-kind="primary" data-act="save" title="Save (Ctrl+S)">${isNew ? "Add the product" : "Save"}</button></footer>
</form>`;

/** Gives the form's own elements their values. @param {HTMLElement} place @param {any} product @param {string[]} known */
export function fillParts(place, product, known) {
  const tags = /** @type {import("./tags-input.js").TagsInput} */ (place.querySelector("tags-input"));
  const text = /** @type {import("./rich-text.js").RichText} */ (place.querySelector("rich-text"));
  tags.known = known;
  tags.value = product.tags;
  text.value = product.description;
}

/** @param {string} typed */
const wholeNumber = (typed) => (/^\d{1,9}$/.test(typed) ? { value: Number(typed), error: null } : { value: null, error: "A whole number." });

/**
 * What the form says, as ProductFields. Throws a Refusal with a sentence for every field that does not parse.
 * @param {HTMLFormElement} form @param {Record<string, any>} values @param {string} currency
 */
export function productFields(form, values, currency) {
  const tags = /** @type {import("./tags-input.js").TagsInput} */ (form.querySelector("tags-input"));
  tags.take();
  const parsed = /** @type {Record<string, {value: number | null, error: string | null}>} */ ({
    price_minor: parseDecimal(values.price_minor, digitsOf(currency)), tax_bp: parsePercent(values.tax_bp), low_stock: wholeNumber(values.low_stock),
    ...("stock" in values ? { stock: wholeNumber(values.stock) } : {}),
  });
  const wrong = Object.entries(parsed).flatMap(([name, answer]) => (answer.error === null ? [] : [[name, answer.error]]));
  if (!values.name) wrong.unshift(["name", "A product needs a name."]);
  if (wrong.length) throw new Refusal({ code: "invalid", message: "Some fields need another look.", fields: Object.fromEntries(wrong) });
  const texts = Object.fromEntries(["name", "subtitle", "sku", "barcode", "slug", "description"].map((name) => [name, values[name]]));
  const numbers = Object.fromEntries(Object.entries(parsed).map(([name, answer]) => [name, answer.value]));
  return /** @type {Operations["product.save"]["input"]["after"]} */ ({ ...texts, ...numbers, is_active: values.is_active, tags: tags.value });
}
