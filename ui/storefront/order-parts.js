// @ts-check
// How an order reads: its state, its lines by store, its invoices and its mail.

import "./door.js";
import { call } from "../api/shop.js";
import { badge } from "../components/bits.js";
import { cover } from "../components/cover.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { asOf } from "../lib/contact.js";
import { ago, time } from "../lib/dates.js";
import { html } from "../lib/html.js";
import { money } from "../lib/money.js";

/** @import { InvoiceRef, Order, OrderLine, OrderMail, OrderPart, RefusedOrder } from "../api/types.d.ts" */

/** @typedef {import("../components/bits.js").Tone} Tone */

/** @type {Record<string, [string, Tone]>} */
const ORDER_STATES = { refused: ["Refused", "danger"], new: ["Ordered", "accent"], paid: ["Paid", "good"], done: ["Done", "neutral"], cancelled: ["Cancelled", "danger"] };

/** @type {Record<string, [string, Tone, string]>} */
const LINE_STATES = {
  new: ["Ordered", "neutral", "clock"],
  processing: ["Being packed", "accent", "package"],
  sent: ["Sent", "good", "truck"],
  cancelled: ["Cancelled", "danger", "close"],
  refused: ["Not ordered", "danger", "close"],
  returned: ["Returned", "warn", "undo"],
};

/** How far an order is; while nobody is connected, how old that is. @param {{state: string, sync: string}} order @param {boolean} [isPart] */
export function orderState({ state, sync }, isPart = false) {
  if (sync === "queued") return badge("Queued", "warn", "clock");
  const [label, tone] = ORDER_STATES[state] ?? [state, "neutral"];
  return html`${badge(sync === "confirmed" && state === "new" && !isPart ? "Confirmed" : label, tone, state === "refused" ? "warning" : undefined)}${!isPart && state !== "refused" && asOf()}`;
}

/** Why an order was refused: "because only 2 are left of …". @param {RefusedOrder} refused */
export const becauseOf = ({ reasons }) => `Refused, because ${reasons.map(inSentence).join(" ")}`;

/** A sentence inside another begins small, unless it begins with a name. @param {string} sentence @param {number} at */
const inSentence = (sentence, at) => (at === 0 ? sentence.replace(/^[A-Z](?=[a-z]* )/, (sign) => sign.toLowerCase()) : sentence);

/** @param {InvoiceRef} invoice */
function invoiceRow(invoice) {
  return html`<div class="invoice" data-invoice data-id="${invoice.id}">${icon("receipt")}<div class="invoice-text"><p>${invoice.kind === "credit_note" ? "Credit note" : "Invoice"} <b>${invoice.label}</b></p>
    <p class="small faint">${time(invoice.issued_at_us)}</p></div><div class="invoice-acts">
    <button type="button" class="button" data-size="small" data-act="open-invoice">${icon("open", "small")}Open</button>
    <button type="button" class="button" data-size="small" data-act="save-invoice" data-label="${invoice.label}">${icon("save", "small")}Save</button>
    <button type="button" class="button" data-size="small" data-act="print-invoice">${icon("print", "small")}Print</button></div></div>`;
}

/** @param {OrderLine & {currency: string}} line @param {boolean} isQueued nothing is promised yet */
function lineRow(line, isQueued) {
  const [label, tone, mark] = isQueued ? ["Queued", "warn", "clock"] : (LINE_STATES[line.state] ?? [line.state, "neutral", "info"]);
  return html`<li class="line" data-order-line data-id="${line.id}"><a class="line-cover" href="#/product/${line.product}" tabindex="-1" aria-hidden="true">${cover(line)}</a>
    <div class="line-text"><a class="line-name clamp-2" href="#/product/${line.product}" dir="auto" title="${line.name}">${line.name}</a>
      ${line.subtitle && html`<p class="small soft clamp-1" dir="auto">${line.subtitle}</p>`}
      <p class="small soft figures">${line.quantity} × ${money(line.price_minor, line.currency)}</p>
      <p class="line-state">${badge(label, /** @type {Tone} */ (tone), mark)}${line.tracking && html`<span class="small faint figures">Tracking ${line.tracking}</span>`}
      ${line.can_review && !isQueued && html`<a class="link small" href="#/product/${line.product}?review=1" data-act="review-line">Write a review</a>`}</p></div>
    <p class="line-total money">${money(line.total_minor, line.currency)}</p></li>`;
}

/** @param {OrderPart} part @param {"queued" | "confirmed" | "refused"} sync */
export function orderPart(part, sync) {
  const isQueued = sync === "queued";
  return html`<section class="panel order-part" data-part data-id="${part.id}"><header><h2 dir="auto">${icon("store")}${part.store_name}</h2>${orderState({ state: part.state, sync }, true)}</header>
    <ul>${part.lines.map((line) => lineRow({ ...line, currency: part.currency }, isQueued))}</ul>
    <dl class="totals small"><div class="soft"><dt>Without tax</dt><dd class="money">${money(part.net_minor, part.currency)}</dd></div><div class="soft"><dt>Tax</dt><dd class="money">${money(part.tax_minor, part.currency)}</dd></div>
      <div><dt>Total</dt><dd class="money">${money(part.total_minor, part.currency)}</dd></div></dl>
    ${part.invoice ? invoiceRow(part.invoice) : part.state !== "refused" && html`<p class="soft small part-note">The invoice comes with the store's confirmation.</p>`}${part.credit_notes.map(invoiceRow)}</section>`;
}

/** @param {Order} order */
export const invoiceRows = (order) => order.parts.map((part) => part.invoice && html`<div class="panel"><p class="invoice-store small soft" dir="auto">${part.store_name}</p>${invoiceRow(part.invoice)}</div>`);

/** What has become of the confirmation mail, truthfully. @param {OrderMail | null} mail */
export function mailState(mail) {
  if (!mail) return html``;
  if (mail.state === "sent") return html`<p class="mail-state small soft" data-mail="sent">${icon("mail", "small")}Confirmation sent by e-mail ${ago(mail.at_us)}.</p>`;
  if (mail.state === "failed") return html`<p class="mail-state small" data-mail="failed">${icon("warning", "small")}The confirmation e-mail could not be delivered${mail.error && html`: ${mail.error}`}. Your invoices are here all the same.</p>`;
  return html`<p class="mail-state small soft" data-mail="queued">${icon("mail", "small")}The confirmation e-mail is waiting to be sent.</p>`;
}

/** Binds Open, Save and Print of invoices. @param {import("../lib/screen.js").Screen} screen */
export function bindInvoices(screen) {
  const idOf = (/** @type {HTMLElement} */ button) => button.closest("[data-invoice]")?.getAttribute("data-id") ?? "";
  screen.act("open-invoice", (button) => call("invoice.open", { id: idOf(button) }));
  screen.act("save-invoice", async (button) => {
    const { path } = await call("file.choose", { kind: "save_pdf", name: `${button.dataset.label}.pdf` });
    if (!path) return;
    const saved = await call("invoice.save", { id: idOf(button), path });
    toast(`Saved as ${saved.path}`);
  });
  screen.act("print-invoice", async (button) => {
    const { printer } = await call("invoice.print", { id: idOf(button) });
    toast(printer ? `Sent to the printer ${printer}.` : "No printer here: the PDF is open instead.");
  });
}

/** For screens only a buyer can read. @param {string} words */
export const visitorNotice = (words) => html`<section class="panel padded door-panel"><h1>Welcome</h1><p class="soft">${words}</p><sf-door></sf-door></section>`;
