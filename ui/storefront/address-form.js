// @ts-check
// An address: how it reads, and the form to write one.

import { call } from "../api/shop.js";
import { countryName, countryOptions, ownCountry } from "../lib/countries.js";
import { field, formError } from "../lib/form.js";
import { html } from "../lib/html.js";

/** @import { Address, AddressFields } from "../api/types.d.ts" */

const FIELDS = /** @type {const} */ (["name", "line1", "line2", "postcode", "city", "region", "country", "phone"]);

/** The fields of an address, without what the marketplace adds. @param {Record<string, any>} from */
export const fieldsOf = (from) => /** @type {AddressFields} */ (Object.fromEntries(FIELDS.map((name) => [name, from[name] ?? ""])));

/** @param {AddressFields} address */
export function addressText(address) {
  const town = [address.postcode, address.city].filter(Boolean).join(" ");
  return html`<address class="address" dir="auto"><b>${address.name}</b>${[address.line1, address.line2, town, address.region, countryName(address.country), address.phone].filter(Boolean).map((line) => html`<span>${line}</span>`)}</address>`;
}

/** @param {Address | null} address the one to change, or null for a new one @param {boolean} canCancel */
export function addressForm(address, canCancel) {
  const value = (/** @type {keyof AddressFields} */ name) => address?.[name] ?? "";
  return html`<form class="fields" data-form="address" data-id="${address?.id}" novalidate>
    ${field({ name: "name", label: "Name", value: value("name"), autocomplete: "name", isRequired: true })}
    ${field({ name: "line1", label: "Street and number", value: value("line1"), autocomplete: "address-line1", isRequired: true })}
    ${field({ name: "line2", label: "Flat, floor, company", value: value("line2"), autocomplete: "address-line2" })}
    ${field({ name: "postcode", label: "Postcode", value: value("postcode"), autocomplete: "postal-code", width: "third" })}
    ${field({ name: "city", label: "Town", value: value("city"), autocomplete: "address-level2", isRequired: true, width: "two-thirds" })}
    ${field({ name: "region", label: "State or region", value: value("region"), autocomplete: "address-level1", width: "half" })}
    ${field({ name: "country", label: "Country", options: countryOptions(value("country") || ownCountry()), autocomplete: "country", isRequired: true, width: "half" })}
    ${field({ name: "phone", label: "Phone", type: "tel", value: value("phone"), autocomplete: "tel", inputmode: "tel", hint: "Only for questions about the delivery." })}
    <div class="field">${formError()}<div class="form-acts">${canCancel && html`<button type="button" class="button" data-kind="quiet" data-act="cancel-address">Cancel</button>`}
      <button type="submit" class="button" data-kind="primary" data-act="save-address">Save address</button></div></div></form>`;
}

/**
 * @param {Record<string, any>} values what was typed
 * @param {Address | null} before the address that was changed, or null
 * @returns {Promise<string>} the id
 */
export async function saveAddress(values, before) {
  const known = before ? { id: before.id, before: fieldsOf(before) } : {};
  return (await call("address.save", { ...known, after: fieldsOf(values) })).id;
}
