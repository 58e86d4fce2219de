// @ts-check
// What each step of the checkout shows.

import { icon } from "../components/icon.js";
import { field, formError } from "../lib/form.js";
import { html } from "../lib/html.js";
import { counted } from "../lib/money.js";
import { addressForm, addressText } from "./address-form.js";
import { changesNotice, linesByStore, totalRows } from "./lines.js";
import { becauseOf, invoiceRows, mailState } from "./order-parts.js";

/** @import { Address, Order, RefusedOrder, Reviewed } from "../api/types.d.ts" */

const STEPS = [
  ["addresses", "Addresses"],
  ["review", "Review"],
  ["done", "Done"],
];

/** @param {string} now */
export function stepsLine(now) {
  const at = STEPS.findIndex(([name]) => name === now);
  return html`<ol class="steps" aria-label="Steps of the checkout" data-checkout-step="${now}">${STEPS.map(
    ([, label], index) => html`<li ${index === at && html`aria-current="step"`} data-past="${index < at && "yes"}"><span class="step-mark figures">${index < at || now === "done" ? icon("check", "small") : index + 1}</span>${label}</li>`,
  )}</ol>`;
}

/** @param {Address[]} addresses @param {"billing" | "shipping"} use @param {string} chosen */
const choices = (addresses, use, chosen) => html`<div class="address-grid">${addresses.map(
  (each) => html`<label class="panel address-choice" data-id="${use}-${each.id}"><input type="radio" name="${use}" value="${each.id}" ${each.id === chosen && "checked"}>${addressText(each)}</label>`,
)}<button type="button" class="panel address-add" data-act="add-address" data-for="${use}">${icon("plus")}Add an address</button></div>`;

/** @param {import("./session.js").Cart} cart */
const brief = (cart) => html`<aside class="panel padded checkout-side"><h2>Your cart</h2><p class="soft small">${counted(cart.count, "piece")}</p>${totalRows(cart.totals)}<p class="faint small">Prices include tax.</p></aside>`;

/**
 * @param {{addresses: Address[], billing: string, shipping: string, isSame: boolean, adding: "billing" | "shipping" | null, cart: import("./session.js").Cart}} state
 */
export function addressStep({ addresses, billing, shipping, isSame, adding, cart }) {
  const part = (/** @type {"billing" | "shipping"} */ use, /** @type {string} */ title, /** @type {string} */ chosen) => html`<section class="checkout-section" data-use="${use}"><h2>${title}</h2>
    ${adding === use ? html`<div class="panel padded">${addressForm(null, addresses.length > 0)}</div>` : choices(addresses, use, chosen)}</section>`;
  return html`<h1>Where does it go?</h1><div class="checkout-cols"><div>${part("billing", "Billing address", billing)}
      ${addresses.length > 0 && html`<label class="check"><input type="checkbox" name="is_same" ${isSame && "checked"}> <span>Send it to the same address</span></label>`}
      ${!isSame && part("shipping", "Shipping address", shipping)}
      <div class="form-acts"><a class="button" data-kind="quiet" href="#/" data-act="keep-shopping">Keep shopping</a>
      <button type="button" class="button" data-kind="primary" data-size="large" data-act="to-review" ${(addresses.length === 0 || adding) && "disabled"}>Continue to review</button></div></div>${brief(cart)}</div>`;
}

/**
 * @param {Reviewed & {note: string, refused: string}} state
 */
export function reviewStep({ cart, billing, shipping, is_ready, note, refused }) {
  const isSame = billing.id === shipping.id;
  return html`<h1>Does everything look right?</h1>
    ${refused && html`<p class="notice" data-tone="danger" role="alert" data-refused>${icon("warning")}<span>${refused} Nothing has been ordered yet.</span></p>`}
    ${cart.has_problems && changesNotice()}
    <form class="checkout-cols" data-form="place" novalidate><div><div class="panel padded review-lines">${linesByStore(cart, true)}</div>
      ${field({ name: "note", label: "A note for the stores", value: note, rows: 2, maxlength: 1000 })}</div>
    <aside class="panel padded checkout-side"><section><h3>${isSame ? "Sent and billed to" : "Sent to"}</h3>${addressText(shipping)}</section>
      ${!isSame && html`<section><h3>Billed to</h3>${addressText(billing)}</section>`}
      <button type="button" class="link small" data-act="step" data-step="addresses">Change addresses</button>
      ${totalRows(cart.totals)}<p class="faint small">Prices include tax. Each store sends its own invoice, which says how to pay.</p>${formError()}
      <button type="submit" class="button" data-kind="primary" data-size="large" data-width="full" data-act="place-order" ${!is_ready && "disabled"}>Place order</button></aside></form>`;
}

/** The marketplace said no while the buyer was still looking. @param {string} number @param {string} order @param {RefusedOrder} refused */
const refusedStep = (number, order, refused) => html`<section class="done"><span class="empty-mark" data-tone="danger">${icon("warning", "large")}</span><h1>This order was not taken</h1>
    <p class="done-number">Order <b data-order-number>${number}</b></p><p class="soft" data-order-state="refused" dir="auto">${becauseOf(refused)} Nothing was ordered; what can still be bought is back in your cart.</p>
    <div class="empty-acts"><a class="button" data-kind="primary" href="#/" data-act="keep-shopping">Keep shopping</a><a class="button" href="#/orders/${order}" data-act="see-order">See the order</a></div></section>`;

/**
 * @param {{number: string, order: string, state: string, details?: Order}} placed
 * @param {import("./session.js").Seat | null} seat
 */
export function doneStep({ number, order, state, details }, seat) {
  const isQueued = state === "queued";
  if (details?.refused) return refusedStep(number, order, details.refused);
  return html`<section class="done"><span class="empty-mark">${icon(isQueued ? "clock" : "check", "large")}</span>
    <h1>${isQueued ? "Saved" : "Thank you"}${seat && html`, <span dir="auto">${seat.display_name || seat.username}</span>`}</h1>
    <p class="done-number">Order <b data-order-number>${number}</b></p>
    <p class="soft" data-order-state="${state}">${
      isQueued
        ? "Saved on this computer and waiting. It goes to the stores as soon as the marketplace can be reached; only then are prices and stock certain, and the invoices are made."
        : "The stores have your order. The goods are set aside for you."
    }</p>
    ${details && html`${mailState(details.mail)}<div class="done-invoices">${invoiceRows(details)}</div>`}
    <div class="empty-acts"><a class="button" data-kind="primary" href="#/" data-act="keep-shopping">Keep shopping</a><a class="button" href="#/orders/${order}" data-act="see-order">See the order</a></div></section>`;
}
