// @ts-check
// Which marketplace this desktop belongs to: its own, one in this house's database, or one behind a hub.

import { call, Refusal } from "../api/shop.js";
import { icon } from "../components/icon.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";

/** @import { MarketplaceState } from "../api/types.d.ts" */

/** @type {[MarketplaceState["place"], string][]} */
const PLACES = [["embedded", "On this computer only"], ["house", "In this house’s database"], ["hub", "Behind a hub"]];

/** @type {Record<MarketplaceState["place"], string>} */
const NOW = {
  embedded: "This desktop is a marketplace of its own: accounts, products and orders stay on this computer.",
  house: "This desktop works in a database it shares with others of this house. Changes are kept here at once and written there as soon as it can be reached.",
  hub: "This desktop shares a marketplace with others. Changes are kept here at once and sent as soon as it can be reached.",
};

/** Where it will be from the next start on. @param {MarketplaceState} state @returns {MarketplaceState["place"]} */
const next = ({ address, database }) => (database ? "house" : address ? "hub" : "embedded");

/** @param {MarketplaceState} state */
const form = (state) => html`<form data-form="marketplace" novalidate>${formError()}
  ${state.needs_restart && html`<p class="notice" data-tone="warn" data-restart>${icon("refresh", "small")}<span>Close Tradepost and open it again: it then ${next(state) === "embedded" ? "is its own marketplace" : `belongs to ${state.address || state.database}`}. What waits to be sent stays safe where it is.</span></p>`}
  ${state.moved_to && state.place === "embedded" && html`<p class="notice" data-tone="warn" data-moved>${icon("warning", "small")}<span>The marketplace of this desktop was moved to <b>${state.moved_to}</b>. Choose it here; what you changed meanwhile is kept and sent there.</span></p>`}
  <p class="soft">${NOW[state.place]}</p>
  <div class="fields">${field({ name: "place", label: "The marketplace is", isRequired: true, options: PLACES.map(([value, label]) => html`<option value="${value}" ${value === next(state) && "selected"}>${label}</option>`) })}</div>
  <div class="fields" data-for="hub">${field({ name: "address", label: "Address of the hub", value: state.address, isRequired: true, hint: "As its operator gave it to you, beginning with https. Each hub has its own accounts and products." })}</div>
  <p class="notice" data-tone="warn" data-for="house">${icon("warning", "small")}<span><b>Every desktop that opens the database itself is fully trusted.</b> Whoever can use this computer could read and change everything in the marketplace: all stores, all customers, all orders. For people outside your house use a hub.</span></p>
  <div class="fields" data-for="house">
    ${field({ name: "database", label: "Address of the database", value: state.database, isRequired: true, placeholder: "mysql://account@db.example/market", hint: "MariaDB 10.11 or newer, made ready by its operator. The connection is always encrypted." })}
    ${field({ name: "password", label: "Password of the account", type: "password", value: "", isRequired: !state.has_password, autocomplete: "new-password", placeholder: state.has_password ? "Kept" : "", hint: state.has_password ? "Leave empty to keep it." : "Kept on this computer, in a file that only you can read." })}</div>
  <div class="fields" data-for="hub house">${field({ name: "certificate", label: "Certificate of its authority", value: "", rows: 3, placeholder: state.has_certificate ? "Kept" : "-----BEGIN CERTIFICATE-----", hint: "Only where the server’s certificate comes from an authority of your own." })}</div>
  <div class="form-acts"><button type="submit" class="button" data-act="save-marketplace">Use this marketplace</button></div></form>`;

/** Where it stands in a page. */
export const marketplaceSection = () => html`<div data-marketplace></div>`;

/** @param {Element} page @param {MarketplaceState} state */
function draw(page, state) {
  const place = page.querySelector("[data-marketplace]");
  if (place) render(place, form(state));
  showPlace(page);
}

/** Shows the fields of the place that is chosen. @param {Element} page */
export function showPlace(page) {
  const chosen = page.querySelector("[data-marketplace] [name=place]");
  if (!(chosen instanceof HTMLSelectElement)) return;
  for (const part of page.querySelectorAll("[data-marketplace] [data-for]"))
    if (part instanceof HTMLElement) part.hidden = !part.dataset.for?.split(" ").includes(chosen.value);
}

/** Reads where this desktop belongs and shows it. @param {Element} page */
export const showMarketplace = async (page) => draw(page, await call("marketplace.get"));

/** Tries another one and keeps it for the next start. @param {Element} page @param {Record<string, any>} values */
export async function saveMarketplace(page, { place, address, database, password, certificate }) {
  const needed = place === "hub" ? { address } : place === "house" ? { database } : {};
  for (const [name, value] of Object.entries(needed)) if (!value) throw new Refusal({ code: "invalid", message: "", fields: { [name]: "Please fill this in." } });
  const secret = place === "house" && password ? { password } : {};
  draw(page, await call("marketplace.set", { ...needed, ...secret, ...(place !== "embedded" && certificate && { certificate }) }));
}
