// @ts-check
// A store as a form in four calm sections. Handed a store; speaks by its form.

import { icon } from "../components/icon.js";
import { thumb } from "../api/shop.js";
import { countryOptions, ownCountry } from "../lib/countries.js";
import { field, formError } from "../lib/form.js";
import { html } from "../lib/html.js";
import { section } from "./bits.js";

/** @import { StoreFields } from "../api/types.d.ts" */

export const STORE_FIELDS = /** @type {const} */ ([
  "name", "slug", "description", "logo", "email", "phone", "legal_name", "line1", "line2", "postcode", "city", "region", "country", "tax_number", "currency", "invoice_prefix", "bank_name", "iban", "bic", "payment_days",
]);

const COMMON = ["EUR", "USD", "GBP", "CHF", "PLN", "CZK", "SEK", "NOK", "DKK", "JPY", "CNY", "INR", "BRL", "CAD", "AUD"];
const NAMES = new Intl.DisplayNames(undefined, { type: "currency" });

/** @param {string} code */
const nameOf = (code) => {
  try {
    return `${code} · ${NAMES.of(code)}`;
  } catch {
    return code;
  }
};

/** @param {string} chosen */
function currencyOptions(chosen) {
  const others = Intl.supportedValuesOf("currency").filter((code) => !COMMON.includes(code));
  const option = (/** @type {string} */ code) => html`<option value="${code}" ${code === chosen && "selected"}>${nameOf(code)}</option>`;
  return html`<optgroup label="Common">${COMMON.map(option)}</optgroup><optgroup label="All">${others.map(option)}</optgroup>`;
}

/** What a new store begins with. */
export const blankStore = () => ({
  ...Object.fromEntries(STORE_FIELDS.map((name) => [name, ""])), logo: null, country: ownCountry(), currency: "EUR", payment_days: 14,
});

/** The logo with its buttons. @param {string | null} logo */
export const logoPicker = (logo) => html`<div class="logo-picker" data-logo data-value="${logo}" data-field-name="logo">
  ${logo ? html`<img class="logo" src="${thumb(logo)}" alt="Logo">` : html`<span class="logo is-blank">${icon("store", "large")}</span>`}
  <div class="logo-acts"><button type="button" class="button" data-size="small" data-act="choose-logo">${icon("image", "small")} ${logo ? "Change logo" : "Choose a logo"}</button>
  ${logo && html`<button type="button" class="button" data-kind="quiet" data-size="small" data-act="remove-logo">Remove</button>`}
  <p class="error" data-error-for="logo"></p></div></div>`;

/** @param {any} store */
const shopFront = (store) => html`${logoPicker(store.logo)}<div class="fields">
  ${field({ name: "name", label: "Name", value: store.name, isRequired: true, maxlength: 80 })}
  ${field({ name: "slug", label: "Short name in addresses", value: store.slug, hint: "Made from the name when left empty.", width: "half" })}
  ${field({ name: "phone", label: "Phone", value: store.phone, type: "tel", width: "half" })}
  ${field({ name: "email", label: "E-mail for buyers", value: store.email, type: "email", isRequired: true, hint: "Shown on invoices and in mails." })}
  ${field({ name: "description", label: "What the store is about", value: store.description, rows: 3, maxlength: 2000 })}</div>`;

/** @param {any} store */
const legal = (store) => html`<div class="fields">
  ${field({ name: "legal_name", label: "Legal name", value: store.legal_name, isRequired: true, hint: "As it stands on the invoice." })}
  ${field({ name: "line1", label: "Street and number", value: store.line1, isRequired: true })}
  ${field({ name: "line2", label: "Second line", value: store.line2 })}
  ${field({ name: "postcode", label: "Postcode", value: store.postcode, width: "third" })}
  ${field({ name: "city", label: "City", value: store.city, width: "third", isRequired: true })}
  ${field({ name: "region", label: "Region", value: store.region, width: "third" })}
  ${field({ name: "country", label: "Country", options: countryOptions(store.country), width: "half", isRequired: true })}
  ${field({ name: "tax_number", label: "Tax or VAT number", value: store.tax_number, width: "half" })}</div>`;

/** @param {any} store */
const invoices = (store) => html`<div class="fields">
  ${field({ name: "currency", label: "Currency", options: currencyOptions(store.currency), isRequired: true, hint: store.invoices ? "Fixed: invoices have been written." : "Fixed after the first invoice." })}
  ${field({ name: "invoice_prefix", label: "Invoice prefix", value: store.invoice_prefix, width: "half", maxlength: 12, placeholder: "RM", hint: store.next_invoice ? `Next number: ${store.next_invoice}` : "Before the number, like RM-2026-0001." })}
  ${field({ name: "payment_days", label: "Days to pay", value: store.payment_days, inputmode: "numeric", width: "half", suffix: "days", isRequired: true })}</div>`;

/** @param {any} store */
const bank = (store) => html`<div class="fields">
  ${field({ name: "bank_name", label: "Bank", value: store.bank_name })}
  ${field({ name: "iban", label: "IBAN", value: store.iban, width: "half" })}
  ${field({ name: "bic", label: "BIC", value: store.bic, width: "half" })}</div>`;

/** @param {any} store @param {boolean} isNew */
export const storeForm = (store, isNew) => html`<form class="sheet" data-form="store" novalidate>
  ${formError()}
  ${section("Shop front", shopFront(store))}
  ${section("Legal and tax", legal(store), "Printed on every invoice.")}
  ${section("Invoices", invoices(store))}
  ${section("Bank", bank(store), "So that buyers know where to pay.")}
  <footer class="sheet-foot"><button type="submit" class="button" data-kind="primary" data-act="save" title="Save (Ctrl+S)">${isNew ? "Open the store" : "Save"}</button></footer>
</form>`;

/** What the form says, as StoreFields. @param {Record<string, any>} values @param {string | null} logo */
export function storeFields(values, logo) {
  const days = String(values.payment_days);
  const texts = Object.fromEntries(STORE_FIELDS.map((name) => [name, values[name] ?? ""]));
  return /** @type {StoreFields} */ ({ ...texts, logo, payment_days: /^\d{1,4}$/.test(days) ? Number(days) : -1 });
}

/** A store's mark in a list. @param {any} store */
export const storeMark = (store) => (store.logo ? html`<img class="logo is-small" src="${thumb(store.logo)}" alt="">` : html`<span class="logo is-small is-blank">${icon("store", "small")}</span>`);
