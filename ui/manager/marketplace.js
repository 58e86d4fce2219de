// @ts-check
// Which marketplace this desktop belongs to: its own, or one behind a hub.

import { call } from "../api/shop.js";
import { icon } from "../components/icon.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";

/** @import { MarketplaceState } from "../api/types.d.ts" */

/** @param {MarketplaceState} state */
const form = ({ place, address, has_certificate, needs_restart }) => html`<form data-form="marketplace" novalidate>${formError()}
  ${needs_restart && html`<p class="notice" data-tone="warn" data-restart>${icon("refresh", "small")}<span>Close Tradepost and open it again: it then ${address ? `belongs to ${address}` : "is its own marketplace"}. What waits to be sent stays safe where it is.</span></p>`}
  <p class="soft">${place === "hub" ? "This desktop shares a marketplace with others. Changes are kept here at once and sent as soon as it can be reached." : "This desktop is a marketplace of its own: accounts, products and orders stay on this computer."}</p>
  <div class="fields">${field({ name: "address", label: "Address of a hub", value: address, hint: "As its operator gave it to you, beginning with https. Empty for a marketplace of this desktop’s own. Each has its own accounts and products." })}
  ${field({ name: "certificate", label: "Its certificate", value: "", rows: 3, placeholder: has_certificate ? "Kept" : "-----BEGIN CERTIFICATE-----", hint: "Only where the hub’s certificate comes from an authority of your own." })}</div>
  <div class="form-acts"><button type="submit" class="button" data-act="save-marketplace">Use this marketplace</button></div></form>`;

/** Where it stands in a page. */
export const marketplaceSection = () => html`<div data-marketplace></div>`;

/** @param {Element} page @param {MarketplaceState} state */
function draw(page, state) {
  const place = page.querySelector("[data-marketplace]");
  if (place) render(place, form(state));
}

/** Reads where this desktop belongs and shows it. @param {Element} page */
export const showMarketplace = async (page) => draw(page, await call("marketplace.get"));

/** Keeps another one for the next start. @param {Element} page @param {Record<string, any>} values */
export async function saveMarketplace(page, { address, certificate }) {
  draw(page, await call("marketplace.set", { address, certificate: certificate || undefined }));
}
