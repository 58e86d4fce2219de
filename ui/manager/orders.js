// @ts-check
// What the own stores sold: the list with its filters, and one sale beside it.

import { call } from "../api/shop.js";
import { asked } from "../components/ask.js";
import { badge, empty } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { followContact, showAge } from "../lib/contact.js";
import { ago } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted, money, number } from "../lib/money.js";
import { choiceFilter, once, searchField, stateBadge } from "./bits.js";
import { parseDay } from "./date-input.js";
import { ListScreen } from "./list-screen.js";
import { linesFor, orderSheet } from "./order-sheet.js";

/** @import { LineState, Sale, SalePage, SaleRow } from "../api/types.d.ts" */

/** @type {[string, string][]} */
const STATES = [["new", "New"], ["paid", "Paid"], ["done", "Done"], ["cancelled", "Cancelled"]];

/** The first moment of a day as typed ("2026-11-20"), a number of days later; nothing where it is no day. @param {string | undefined} typed @param {number} plus */
function dayStart(typed, plus) {
  const day = parseDay(typed ?? "");
  return day ? new Date(day.getFullYear(), day.getMonth(), day.getDate() + plus).getTime() * 1000 : undefined;
}

class ManagerOrders extends ListScreen {
  static place = "orders";
  static usual = { sort: "placed", descending: true };
  static subjects = ["sale", "order", "invoice"];
  /** @type {Sale | null} */ #sale = null;
  /** @type {string[]} */ #chosen = [];

  begin() {
    super.begin();
    for (const method of /** @type {const} */ (["transfer", "card", "cash"])) this.act(`paid-${method}`, once(() => this.#paid(method)));
    for (const state of /** @type {const} */ (["processing", "cancelled", "returned"])) this.act(`mark-${state}`, once(() => this.#setLines(state)));
    this.act("mark-sent", once(() => this.#sent()));
    this.act("cancel-sale", once(() => this.#cancel()));
    this.act("choose-line", () => this.#choose());
    this.act("open-invoice", once((button) => call("invoice.open", { id: this.#invoiceAt(button) })));
    this.act("save-invoice", once((button) => this.#saveInvoice(this.#invoiceAt(button))));
    this.act("print-invoice", once((button) => this.#print(this.#invoiceAt(button))));
    this.hears(["sale", "order", "invoice"], () => this.record && this.routed(this.record));
    showAge(this);
    this.until(followContact(() => this.#draw()));
    void this.#readStores();
  }

  heading() {
    return html`<h1>Orders</h1><output class="bar-count" data-total></output><span data-age></span>`;
  }

  filterBar() {
    return html`${searchField("Order, buyer, invoice")}<input class="input is-short" name="email" data-filter type="search" autocomplete="off" placeholder="E-mail contains" aria-label="E-mail contains">
      <span class="filter-group" data-stores></span>${choiceFilter("state", "All states", STATES)}
      <span class="filter-group"><span class="filter-date"><span>From</span><date-input data-name="from" label="From"></date-input></span><span class="filter-date"><span>to</span><date-input data-name="to" label="To"></date-input></span></span>`;
  }

  shape() {
    return {
      label: "Orders",
      columns: [
        { label: "Buyer", sort: "buyer", kind: /** @type {const} */ ("wide") }, { label: "Invoice", kind: /** @type {const} */ ("narrow") }, { label: "State" }, { label: "Items", kind: /** @type {const} */ ("number"), isExtra: true },
        { label: "Total", sort: "total", kind: /** @type {const} */ ("number") }, { label: "Placed", sort: "placed", kind: /** @type {const} */ ("narrow") },
      ],
      traits: (/** @type {SaleRow} */ row) => (row.state === "cancelled" ? "faded" : ""),
      cells: (/** @type {SaleRow} */ row) => html`<td class="is-wide"><div class="cell-text"><b dir="auto">${row.buyer_name}</b><span class="cell-note"><span class="figures">${row.order_number}</span><span>${row.buyer_email}</span></span></div></td>
        <td class="is-narrow"><div class="cell-text"><span class="figures">${row.invoice_label}</span><span class="cell-note" dir="auto"><span>${row.store_name}</span></span></div></td>
        <td><span class="marks is-line">${stateBadge(row.state)}${row.is_pending && badge("Queued", "warn", "cloud")}</span></td><td class="is-number is-narrow">${number(row.items)}</td><td class="is-number">${money(row.total_minor, row.currency)}</td><td class="is-narrow faint">${ago(row.placed_at_us)}</td>`,
    };
  }

  /** @param {Record<string, any>} ask */
  read({ from, to, ...ask }) {
    return call("sale.list", { ...ask, from_us: dayStart(from, 0), to_us: dayStart(to, 1) });
  }

  /** @param {SalePage} answer */
  wasRead(answer) {
    const place = this.querySelector("[data-total]");
    if (place) place.textContent = number(answer.total);
  }

  /** @param {boolean} isNarrowed */
  emptyState(isNarrowed) {
    if (isNarrowed) return empty({ icon: "search", title: "Nothing fits", text: "Try another filter." });
    return empty({ icon: "receipt", title: "No orders yet", text: "They arrive here the moment somebody buys. Try it yourself in the storefront.", action: html`<button type="button" class="button" data-act="open-storefront">Open the storefront</button>` });
  }

  async #readStores() {
    const { stores } = await call("store.list");
    const place = this.querySelector("[data-stores]");
    if (!place || stores.length < 2) return;
    render(place, choiceFilter("store", "All stores", stores.map((store) => [store.id, store.name])));
    const select = place.querySelector("select");
    if (select) select.value = this.filters.store ?? "";
  }

  /** @param {string} record */
  async showRecord(record) {
    const sale = await call("sale.get", { id: record });
    if (this.record !== record) return;
    if (this.#sale?.id !== record) this.#chosen = [];
    this.#sale = sale;
    this.#draw();
  }

  #draw() {
    if (this.#sale) render(this.detail, orderSheet(this.#sale, this.#chosen));
  }

  #choose() {
    this.#chosen = [...this.detail.querySelectorAll("input[name=line]:checked")].map((box) => /** @type {HTMLInputElement} */ (box).value);
    this.#draw();
  }

  /** Reads sale and list after a change. @param {string} words */
  async #changed(words) {
    this.#chosen = [];
    toast(words);
    await Promise.all([this.reread(), this.showRecord(this.record)]);
  }

  /** @param {"transfer" | "card" | "cash"} method */
  async #paid(method) {
    await call("sale.mark_paid", { id: this.record, method });
    await this.#changed("Marked as paid.");
  }

  /** @param {LineState} state @param {string} [tracking] */
  async #setLines(state, tracking) {
    if (!this.#sale) return;
    const lines = linesFor(this.#sale, state, this.#chosen);
    await call("sale.set_lines", { id: this.record, lines, state, tracking });
    await this.#changed(`${counted(lines.length, "line")}: ${state}.`);
  }

  async #sent() {
    const tracking = await asked({ title: "Sent", text: "The buyer sees the tracking number with the order.", label: "Tracking number, if there is one", yes: "Mark as sent", isRequired: false });
    if (tracking !== null) await this.#setLines("sent", tracking || undefined);
  }

  async #cancel() {
    const reason = await asked({ title: `Cancel order ${this.#sale?.order_number}?`, text: "All unsent lines go back to stock and a credit note corrects the invoice. This cannot be undone.", label: "Reason", yes: "Cancel the order" });
    if (reason === null) return;
    await call("sale.cancel", { id: this.record, reason });
    await this.#changed("The order is cancelled.");
  }

  /** @param {HTMLElement} button */
  #invoiceAt(button) {
    return button.closest("[data-id]")?.getAttribute("data-id") ?? "";
  }

  /** @param {string} id */
  async #saveInvoice(id) {
    const invoice = this.#sale?.invoices.find((one) => one.id === id);
    const { path } = await call("file.choose", { kind: "save_pdf", name: `${invoice?.label ?? "invoice"}.pdf` });
    if (!path) return;
    const saved = await call("invoice.save", { id, path });
    toast("Saved.", { act: { label: "Show the file", run: () => call("file.reveal", { path: saved.path }) } });
  }

  /** @param {string} id */
  async #print(id) {
    const { printer } = await call("invoice.print", { id });
    toast(printer ? `Sent to ${printer}.` : "No printer found: the invoice is open instead.");
  }
}

customElements.define("manager-orders", ManagerOrders);
