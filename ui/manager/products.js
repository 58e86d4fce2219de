// @ts-check
// All products: find, sort, choose many and change them at once. One product is `manager-product`, beside the list.

import { call } from "../api/shop.js";
import { badge, empty } from "../components/bits.js";
import { cover } from "../components/cover.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { showAge } from "../lib/contact.js";
import { ago } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted, money, number } from "../lib/money.js";
import { actButton, choiceFilter, once, searchField } from "./bits.js";
import { chosenStore } from "./choose-store.js";
import { ListScreen } from "./list-screen.js";
import { go } from "./places.js";
import { ManagerProduct } from "./product-pane.js";

/** @import { ProductPage, ProductRow, StoreCard } from "../api/types.d.ts" */

/** @type {[string, string][]} */
const STATES = [["active", "Active"], ["inactive", "Not active"], ["low", "Low stock"], ["removed", "Removed"]];

class ManagerProducts extends ListScreen {
  static place = "products";
  static usual = { sort: "name", descending: false };
  static subjects = ["product"];
  /** @type {StoreCard[]} */ #stores = [];
  #pane = new ManagerProduct();

  begin() {
    super.begin();
    this.act("new", () => go("products", "new"));
    this.act("import", () => go("import"));
    this.act("tags", () => go("tags"));
    this.act("export", once(() => this.#export()));
    this.act("clear-choice", () => this.list.clearChoice());
    this.act("activate", once(() => this.#setActive(this.list.chosen, true)));
    this.act("deactivate", once(() => this.#setActive(this.list.chosen, false)));
    this.act("remove-chosen", once(() => this.#remove(this.list.chosen)));
    this.act("restore-chosen", once(() => this.#restore(this.list.chosen)));
    this.list.addEventListener("choose", () => this.#drawChoice());
    this.#pane.addEventListener("saved", () => this.reread());
    this.#pane.addEventListener("remove", (event) => this.#remove([/** @type {CustomEvent} */ (event).detail]));
    this.hears(["store", "tag"], () => this.#readChoices());
    showAge(this);
    void this.#readChoices();
  }

  get isDirty() {
    return this.#pane.isDirty;
  }

  heading() {
    return html`<h1>Products</h1><output class="bar-count" data-total></output><span data-age></span>
      <div class="bar-acts">${actButton({ act: "tags", label: "Tags", icon: "tag", kind: "quiet" })}${actButton({ act: "import", label: "Import", icon: "upload", kind: "quiet" })}${actButton({ act: "export", label: "Export", icon: "save", kind: "quiet" })}${actButton({ act: "new", label: "New product", icon: "plus", kind: "primary" })}</div>`;
  }

  filterBar() {
    return html`${searchField("Name, line under it, SKU, barcode")}<span class="filter-group" data-choices></span>${choiceFilter("state", "All products", STATES)}
      <div class="chosen" data-chosen role="toolbar" aria-label="With the chosen products" hidden></div>`;
  }

  shape() {
    return {
      label: "Products",
      canChoose: true,
      columns: [
        { label: "Product", sort: "name", kind: /** @type {const} */ ("wide") },
        { label: "SKU", kind: /** @type {const} */ ("narrow") },
        { label: "Tags", kind: /** @type {const} */ ("narrow") },
        { label: "Stock", sort: "stock", kind: /** @type {const} */ ("number") },
        { label: "Price", sort: "price", kind: /** @type {const} */ ("number") },
        { label: "Changed", sort: "updated", kind: /** @type {const} */ ("narrow") },
      ],
      traits: (/** @type {ProductRow} */ row) => (row.is_active && !row.is_removed ? "" : "faded"),
      cells: (/** @type {ProductRow} */ row) => html`<td class="is-wide"><div class="cell-lead"><span class="thumb">${cover(row)}</span><div class="cell-text"><b dir="auto">${row.name}</b>
          <span class="cell-note"><span dir="auto">${row.subtitle}</span>${row.is_pending && badge("Waiting", "warn", "cloud")}${row.is_removed && badge("Removed", "danger")}${!row.is_removed && !row.is_active && badge("Not active")}</span></div></div></td>
        <td class="is-narrow figures">${row.sku}</td><td class="is-narrow"><span class="cell-tags" dir="auto">${row.tags.join(", ")}</span></td>
        <td class="is-number">${row.stock <= row.low_stock ? html`<span class="low" title="Low stock">${icon("warning", "small")}${number(row.stock)}</span>` : number(row.stock)}</td>
        <td class="is-number">${money(row.price_minor, row.currency)}</td><td class="is-narrow faint">${ago(row.updated_at_us)}</td>`,
    };
  }

  /** @param {Record<string, any>} ask */
  read(ask) {
    return call("product.list", ask);
  }

  /** @param {ProductPage} answer */
  wasRead(answer) {
    const place = this.querySelector("[data-total]");
    if (place) place.textContent = answer.total >= 10_000 ? `${number(10_000)} or more` : number(answer.total);
  }

  /** @param {boolean} isNarrowed */
  emptyState(isNarrowed) {
    if (isNarrowed) return empty({ icon: "search", title: "Nothing fits", text: "Try fewer letters or another filter." });
    if (this.#stores.length === 0)
      return empty({ icon: "store", title: "First a store, then its products", text: "Products belong to a store.", action: html`<a class="button" data-kind="primary" data-act="first-store" href="#/stores/new">Open a store</a>` });
    return empty({
      icon: "package", title: "Fill the shelves", text: "Write the first product by hand, or bring a whole CSV file: books, a Shopify export, or your own list.",
      action: html`<button type="button" class="button" data-kind="primary" data-act="import">Import a file</button><button type="button" class="button" data-act="new">New product</button>`,
    });
  }

  async #readChoices() {
    const [{ stores }, { tags }] = await Promise.all([call("store.list"), call("tag.list")]);
    this.#stores = stores.filter((store) => !store.is_removed);
    this.#pane.choices = { stores: this.#stores, tags };
    const place = this.querySelector("[data-choices]");
    const slugs = new Map(tags.map((tag) => [tag.slug, tag.name]));
    if (place) render(place, html`${this.#stores.length > 1 && choiceFilter("store", "All stores", this.#stores.map((store) => [store.id, store.name]))}${choiceFilter("tag", "All tags", [...slugs])}`);
    for (const name of ["store", "tag"]) {
      const select = this.querySelector(`select[name=${name}][data-filter]`);
      if (select instanceof HTMLSelectElement) select.value = this.filters[name] ?? "";
    }
    if (this.list.rows.length === 0) void this.reread();
  }

  /** @param {string} record */
  async showRecord(record) {
    if (!this.detail.contains(this.#pane)) this.detail.replaceChildren(this.#pane);
    await this.#pane.show(record, this.filters.store);
  }

  closeRecord() {
    this.#pane.forget();
  }

  #drawChoice() {
    const place = this.querySelector("[data-chosen]");
    if (!(place instanceof HTMLElement)) return;
    const count = this.list.chosen.length;
    place.hidden = count === 0;
    const acts = this.filters.state === "removed"
      ? actButton({ act: "restore-chosen", label: "Restore", icon: "undo" })
      : html`${actButton({ act: "activate", label: "Activate", icon: "eye" })}${actButton({ act: "deactivate", label: "Deactivate", icon: "hidden" })}${actButton({ act: "remove-chosen", label: "Remove", icon: "trash" })}`;
    if (count) render(place, html`<b>${number(count)} chosen</b>${acts}<button type="button" class="button" data-kind="quiet" data-size="small" data-act="clear-choice">Choose none</button>`);
  }

  /** @param {string[]} ids @param {boolean} isActive */
  async #setActive(ids, isActive) {
    const other = this.list.rows.filter((row) => ids.includes(row.id) && row.is_active !== isActive).map((row) => row.id);
    if (other.length === 0) return toast(isActive ? "They are active already." : "They are not active already.");
    await call("product.set_active", { ids: other, is_active: isActive });
    toast(`${counted(other.length, "product")} ${isActive ? "on the shelves" : "off the shelves"}.`, { undo: async () => (await call("product.set_active", { ids: other, is_active: !isActive }), this.reread()) });
    await this.reread();
  }

  /** @param {string[]} ids */
  async #remove(ids) {
    await call("product.remove", { ids });
    if (ids.includes(this.record)) {
      this.#pane.forget();
      go("products");
    }
    toast(`${counted(ids.length, "product")} removed.`, { undo: () => this.#restore(ids) });
    await this.reread();
  }

  /** @param {string[]} ids */
  async #restore(ids) {
    await call("product.restore", { ids });
    toast(`${counted(ids.length, "product")} restored.`);
    await this.reread();
  }

  async #export() {
    const store = this.#stores.find((one) => one.id === this.filters.store) ?? (await chosenStore(this.#stores, "Export the products of", "Export"));
    if (!store) return;
    const { path } = await call("file.choose", { kind: "save_csv", name: `${store.slug || "products"}.csv` });
    if (!path) return;
    const answer = await call("export.products", { store: store.id, path });
    toast(`${counted(answer.rows, "row")} written.`, { act: { label: "Show the file", run: () => call("file.reveal", { path: answer.path }) } });
  }
}

customElements.define("manager-products", ManagerProducts);
