// @ts-check
// Own stores: the list, and one store as a form.

import { call, Refusal } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { badge, empty } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { html, render } from "../lib/html.js";
import { counted, money, number } from "../lib/money.js";
import { actButton, detailHead, once, removedNote } from "./bits.js";
import { draftNote, takeDraft } from "./drafts.js";
import { Filled, isClashing, pick, showClashes } from "./editing.js";
import { ListScreen } from "./list-screen.js";
import { seesSales } from "./may.js";
import { go, settle } from "./places.js";
import { blankStore, logoPicker, STORE_FIELDS, storeFields, storeForm, storeMark } from "./store-form.js";

/** @import { RefusedChange, StoreCard, StoreFields } from "../api/types.d.ts" */

class ManagerStores extends ListScreen {
  static place = "stores";
  static subjects = ["store"];
  /** @type {any} */ #store = null;
  /** @type {StoreFields | undefined} */ #before;
  /** @type {Filled | null} */ #filled = null;
  /** The refused change the form is filled with. @type {RefusedChange | null} */ #draft = null;

  begin() {
    super.begin();
    this.act("new", () => go("stores", "new"));
    this.act("choose-logo", once(() => this.#chooseLogo()));
    this.act("remove-logo", () => this.#setLogo(null));
    this.act("set-open", once(() => this.#setOpen()));
    this.act("remove", once(() => this.#remove()));
    this.act("restore", once(() => this.#restore()));
    this.sends("store", (values) => this.#save(values));
    this.hears(["store"], () => this.record && this.record !== "new" && !this.isDirty && this.routed(this.record));
  }

  get isDirty() {
    return this.#filled?.isDirty ?? false;
  }

  heading() {
    return html`<h1>Stores</h1><div class="bar-acts">${actButton({ act: "new", label: "New store", icon: "plus", kind: "primary" })}</div>`;
  }

  shape() {
    return {
      label: "Stores",
      columns: [{ label: "Store", kind: /** @type {const} */ ("wide") }, { label: "Products", kind: /** @type {const} */ ("number") }, { label: "Open orders", kind: /** @type {const} */ ("number"), isExtra: true }, { label: "30 days", kind: /** @type {const} */ ("number") }],
      traits: (/** @type {StoreCard} */ row) => (row.is_removed ? "faded" : ""),
      cells: (/** @type {StoreCard} */ row) => html`<td class="is-wide"><div class="cell-lead">${storeMark(row)}<div class="cell-text"><b dir="auto">${row.name}</b><span class="cell-note">${this.#mark(row)}<span>${row.slug}</span></span></div></div></td>
        <td class="is-number">${number(row.products)}${row.low_stock > 0 && html`<span class="cell-note is-warn">${number(row.low_stock)} low</span>`}</td><td class="is-number is-narrow">${seesSales(row) && number(row.open_orders)}</td><td class="is-number">${seesSales(row) && money(row.revenue_minor, row.currency)}</td>`,
    };
  }

  /** @param {{is_removed: boolean, is_open: boolean}} row */
  #mark(row) {
    if (row.is_removed) return badge("Removed", "danger");
    return row.is_open ? badge("Open", "good") : badge("Closed", "neutral");
  }

  async read() {
    return { rows: (await call("store.list")).stores, next: null };
  }

  emptyState() {
    return empty({ icon: "store", title: "Open your first store", text: "A name, an address for the invoices and a currency are enough to begin.", action: html`<button type="button" class="button" data-kind="primary" data-act="new">New store</button>` });
  }

  /** @param {string} record */
  async showRecord(record) {
    const isNew = record === "new";
    const store = isNew ? blankStore() : await call("store.get", { id: record });
    const isTyping = this.#store?.id === record && this.isDirty;
    if (this.record !== record || isTyping) return;
    this.#store = store;
    this.#draft = takeDraft("stores", record);
    this.#before = isNew ? undefined : pick(this.#store, STORE_FIELDS);
    const filled = this.#draft ? { ...store, ...this.#draft.wants } : store;
    render(this.detail, html`${isNew ? detailHead({ title: "New store" }) : this.#head()}${this.#store.is_removed && removedNote("store")}${this.#draft && draftNote(this.#draft)}<div class="clash-place" data-conflict hidden></div>${storeForm(filled, isNew)}`);
    const form = /** @type {HTMLFormElement} */ (this.detail.querySelector("form[data-form=store]"));
    form.toggleAttribute("data-fixed", Boolean(this.#store.is_removed));
    form.inert = Boolean(this.#store.is_removed);
    this.#store.logo = filled.logo;
    this.#fix(form);
    this.#filled = new Filled(form, this.#draft !== null);
    if (!isNew) void this.#showClashes(record);
    if (isNew) /** @type {HTMLElement | null} */ (form.querySelector("[name=name]"))?.focus();
  }

  /** @param {string} record */
  #showClashes(record) {
    const [place, form] = [this.detail.querySelector("[data-conflict]"), this.detail.querySelector("form[data-form=store]")];
    if (!(place instanceof HTMLElement) || !(form instanceof HTMLElement)) return;
    return showClashes(place, form, { subjects: ["store"], target: record }, () => {
      this.#filled = null;
      return this.routed(record);
    });
  }

  /** The refused change has been mended: it leaves the list. */
  async #mended() {
    const draft = this.#draft;
    this.#draft = null;
    if (draft) await call("sync.discard", { id: draft.id });
  }

  #head() {
    const store = this.#store;
    const acts = store.is_removed
      ? actButton({ act: "restore", label: "Restore", icon: "undo" })
      : html`${actButton({ act: "set-open", label: store.is_open ? "Close the store" : "Open the store", icon: store.is_open ? "lock" : "store" })}${actButton({ act: "remove", label: "Remove", icon: "trash", kind: "quiet" })}`;
    return detailHead({ title: store.name, store: store.id, note: `${counted(store.products, "product")} · ${counted(store.orders, "order")} · ${counted(store.invoices, "invoice")}`, marks: this.#mark(store), acts });
  }

  /** Currency and prefix stand fast once an invoice was written. @param {HTMLFormElement} form */
  #fix(form) {
    if (!this.#store.invoices) return;
    const prefix = form.elements.namedItem("invoice_prefix");
    const currency = form.elements.namedItem("currency");
    if (prefix instanceof HTMLInputElement) prefix.readOnly = true;
    if (currency instanceof HTMLSelectElement) for (const option of currency.options) option.disabled = !option.selected;
  }

  /** @param {Record<string, any>} values */
  async #save(values) {
    const after = storeFields(values, this.#store.logo);
    if (after.payment_days < 0) throw new Refusal({ code: "invalid", message: "", fields: { payment_days: "A whole number of days." } });
    const { record } = this;
    const isNew = record === "new";
    try {
      const { id } = await call("store.save", { id: isNew ? undefined : record, before: this.#before, after });
      await this.#mended();
      toast(isNew ? "The store is open." : "Saved.");
      if (this.record !== record) return;
      this.#filled?.settle();
      settle("stores", id);
      await this.reread();
      // Whoever went on meanwhile stays where they are.
      if (this.record === id) await this.routed(id);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "conflict") throw error;
      await this.#mended();
      if (this.record === record) await this.#showClashes(record);
      if (!isClashing(record)) throw error;
    }
  }

  async #chooseLogo() {
    const { path } = await call("file.choose", { kind: "picture" });
    if (path) this.#setLogo((await call("picture.add", { path })).hash);
  }

  /** @param {string | null} logo */
  #setLogo(logo) {
    this.#store.logo = logo;
    const place = this.detail.querySelector("[data-logo]");
    if (!place) return;
    const box = document.createElement("div");
    render(box, logoPicker(logo));
    if (box.firstElementChild) place.replaceWith(box.firstElementChild);
  }

  async #setOpen() {
    const { id, is_open } = this.#store;
    const turn = async (/** @type {boolean} */ to) => {
      await call("store.set_open", { id, is_open: to });
      await this.reread();
      if (this.record === id && !this.isDirty) await this.routed(id);
    };
    await turn(!is_open);
    toast(is_open ? "The store is closed: buyers see it, but cannot buy." : "The store is open.", { undo: () => turn(is_open) });
  }

  async #remove() {
    const { id, name, orders } = this.#store;
    const text = orders
      ? `It has ${counted(orders, "order")}, so its books must stay: the store is closed and no longer shown to buyers.`
      : "It has no orders. Its products leave the shelves with it. You can restore it later.";
    if (!(await confirmed({ title: `Remove “${name}”?`, text, yes: orders ? "Close and keep the books" : "Remove the store", isDangerous: true }))) return;
    const { outcome } = await call("store.remove", { id });
    this.#filled = null;
    toast(outcome === "closed" ? "The store is closed; its books are kept." : "The store is removed.", { undo: async () => (await call("store.restore", { id }), this.reread()) });
    go("stores");
    await this.reread();
  }

  async #restore() {
    const { record } = this;
    await call("store.restore", { id: record });
    toast("The store is back.");
    await this.reread();
    if (this.record === record) await this.routed(record);
  }
}

customElements.define("manager-stores", ManagerStores);
