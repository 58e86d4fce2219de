// @ts-check
// One sale as a sheet: buyer, addresses, lines, payment, invoices. Handed a sale; the screen acts.

import { badge } from "../components/bits.js";
import { cover } from "../components/cover.js";
import { icon } from "../components/icon.js";
import { countryName } from "../lib/countries.js";
import { asOf, contact } from "../lib/contact.js";
import { moment, time } from "../lib/dates.js";
import { html } from "../lib/html.js";
import { counted, money } from "../lib/money.js";
import { actButton, detailHead, section, stateBadge } from "./bits.js";

/** @import { AddressFields, InvoiceRef, LineState, OrderLine, Sale } from "../api/types.d.ts" */

/** Which states a line may take next. @type {Record<string, LineState[]>} */
const NEXT = { new: ["processing", "sent", "cancelled"], processing: ["sent", "cancelled"], sent: ["returned"] };

/** The lines among `ids` (or all) that may take this state. @param {Sale} sale @param {LineState} state @param {string[]} ids */
export const linesFor = (sale, state, ids) =>
  sale.lines.filter((line) => (ids.length === 0 || ids.includes(line.id)) && NEXT[line.state]?.includes(state)).map((line) => line.id);

/** @param {AddressFields} address */
const addressLines = (address) =>
  html`<address dir="auto">${[address.name, address.line1, address.line2, `${address.postcode} ${address.city}`.trim(), address.region, countryName(address.country), address.phone].filter(Boolean).map((line) => html`<span>${line}</span>`)}</address>`;

/** @param {OrderLine} line @param {string} currency @param {boolean} isChosen */
const lineRow = (line, currency, isChosen) => html`<tr data-id="${line.id}" data-state="${line.state}">
  <td class="is-tick"><input type="checkbox" name="line" value="${line.id}" data-act="choose-line" aria-label="Choose ${line.name}" ${isChosen && "checked"} ${!NEXT[line.state] && "disabled"}></td>
  <td><div class="cell-lead"><span class="thumb">${cover(line)}</span><div class="cell-text"><b dir="auto">${line.name}</b><span class="cell-note"><span>${line.sku}</span>${line.tracking && html`<span class="figures">${icon("truck", "small")} ${line.tracking}</span>`}</span></div></div></td>
  <td>${stateBadge(line.state)}</td><td class="number">${line.quantity} × ${money(line.price_minor, currency)}</td><td class="number">${money(line.total_minor, currency)}</td></tr>`;

/** @param {Sale} sale @param {string[]} chosen */
function lineActs(sale, chosen) {
  const acts = /** @type {[string, LineState, string, string][]} */ ([["mark-processing", "processing", "Processing", "package"], ["mark-sent", "sent", "Sent", "truck"], ["mark-cancelled", "cancelled", "Cancelled", "close"], ["mark-returned", "returned", "Returned", "undo"]]);
  const usable = acts.filter(([, state]) => linesFor(sale, state, chosen).length > 0);
  if (usable.length === 0) return "";
  return html`<div class="line-acts"><span class="soft small">${chosen.length ? counted(chosen.length, "line") : "All lines"}:</span>${usable.map(([act, , label, name]) => actButton({ act, label, icon: name }))}</div>`;
}

/** @param {InvoiceRef} invoice */
const invoiceRow = (invoice) => html`<li class="invoice" data-id="${invoice.id}"><span class="invoice-mark">${icon("receipt")}</span>
  <div class="cell-text"><b>${invoice.label}</b><span class="cell-note">${invoice.kind === "credit_note" && badge("Credit note", "warn")}<span>${time(invoice.issued_at_us)}</span><span class="money">${money(invoice.total_minor, invoice.currency)}</span></span></div>
  <div class="invoice-acts"><button type="button" class="icon-button" data-size="small" data-act="open-invoice" title="Open (o)" aria-label="Open ${invoice.label}">${icon("open", "small")}</button>
    <button type="button" class="icon-button" data-size="small" data-act="save-invoice" title="Save as PDF" aria-label="Save ${invoice.label}">${icon("save", "small")}</button>
    <button type="button" class="icon-button" data-size="small" data-act="print-invoice" title="Print (Ctrl+P)" aria-label="Print ${invoice.label}">${icon("print", "small")}</button></div></li>`;

const payMenu = () => html`<details data-menu class="pay"><summary class="button" data-size="small" data-kind="primary" data-act="mark-paid" title="Mark paid (p)">${icon("money", "small")} Mark paid ${icon("down", "small")}</summary>
  <div class="menu"><button type="button" data-act="paid-transfer">${icon("bank", "small")} By transfer</button><button type="button" data-act="paid-card">${icon("receipt", "small")} By card</button><button type="button" data-act="paid-cash">${icon("money", "small")} In cash</button></div></details>`;

const PAID = /** @type {Record<string, string>} */ ({ transfer: "by transfer", card: "by card", cash: "in cash" });

/** @param {Sale} sale @param {string[]} chosen ids of the ticked lines */
export function orderSheet(sale, chosen) {
  const isPayable = sale.paid_at_us === null && sale.state !== "cancelled";
  const canCancel = sale.lines.some((line) => line.state === "new" || line.state === "processing");
  const acts = html`${isPayable && payMenu()}${canCancel && actButton({ act: "cancel-sale", label: "Cancel the order", icon: "close", kind: "quiet" })}`;
  const marks = html`${stateBadge(sale.state)}${sale.paid_at_us !== null && badge(html`Paid ${PAID[sale.paid_by ?? ""] ?? sale.paid_by} · ${time(sale.paid_at_us)}`, "good", "check")}${sale.is_pending && badge("Queued: waiting for the marketplace", "warn", "cloud")}${contact.refused.some((change) => change.subject === "sale" && change.target === sale.id) && html`<a href="#/sync" data-act="to-refused">${badge("A change was refused", "danger", "warning")}</a>`}${asOf()}`;
  const isSame = JSON.stringify(sale.billing) === JSON.stringify(sale.shipping);
  return html`${detailHead({ title: `Order ${sale.order_number}`, store: sale.store, note: html`${sale.store_name} · ${time(sale.placed_at_us, moment)}`, marks, acts })}
    ${section("Buyer", html`<p class="buyer"><b dir="auto">${sale.buyer_name}</b> <span class="soft">${sale.buyer_email}</span></p>
      <div class="addresses"><div><h4>${isSame ? "Bill and send to" : "Bill to"}</h4>${addressLines(sale.billing)}</div>${!isSame && html`<div><h4>Send to</h4>${addressLines(sale.shipping)}</div>`}</div>
      ${sale.note && html`<p class="notice">${icon("messages", "small")}<span dir="auto">${sale.note}</span></p>`}`)}
    ${section("Lines", html`${lineActs(sale, chosen)}<table class="table lines"><tbody>${sale.lines.map((line) => lineRow(line, sale.currency, chosen.includes(line.id)))}</tbody></table>
      <dl class="sums"><div><dt>Net</dt><dd>${money(sale.net_minor, sale.currency)}</dd></div><div><dt>Tax</dt><dd>${money(sale.tax_minor, sale.currency)}</dd></div><div class="is-total"><dt>Total</dt><dd>${money(sale.total_minor, sale.currency)}</dd></div></dl>`)}
    ${section("Invoices", sale.invoices.length ? html`<ul class="invoices">${sale.invoices.map(invoiceRow)}</ul>` : html`<p class="soft">None yet.</p>`)}`;
}
