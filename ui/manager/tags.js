// @ts-check
// Tags of the own stores: name, short name, description.

import { call } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { empty } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { counted, number } from "../lib/money.js";
import { actButton, choiceFilter, detailHead, once, section } from "./bits.js";
import { draftNote, takeDraft } from "./drafts.js";
import { Filled } from "./editing.js";
import { ListScreen } from "./list-screen.js";
import { go, settle } from "./places.js";

/** @import { OfficeTag, RefusedChange, StoreCard } from "../api/types.d.ts" */

class ManagerTags extends ListScreen {
  static place = "tags";
  static subjects = ["tag"];
  /** @type {StoreCard[]} */ #stores = [];
  /** @type {Filled | null} */ #filled = null;
  /** The refused change the form is filled with. @type {RefusedChange | null} */ #draft = null;

  begin() {
    super.begin();
    this.act("new", () => go("tags", "new"));
    this.act("products", () => go("products"));
    this.act("remove", once(() => this.#remove()));
    this.sends("tag", (values) => this.#save(values));
  }

  get isDirty() {
    return this.#filled?.isDirty ?? false;
  }

  heading() {
    return html`<h1><a class="crumb" data-act="to-products" href="#/products">Products</a> Tags</h1><div class="bar-acts">${actButton({ act: "new", label: "New tag", icon: "plus", kind: "primary" })}</div>`;
  }

  filterBar() {
    return html`<span data-stores></span>`;
  }

  shape() {
    return {
      label: "Tags",
      columns: [{ label: "Tag", kind: /** @type {const} */ ("wide") }, { label: "Store", kind: /** @type {const} */ ("narrow") }, { label: "Products", kind: /** @type {const} */ ("number") }],
      cells: (/** @type {OfficeTag} */ row) => html`<td class="is-wide"><div class="cell-text"><b dir="auto">${row.name}</b><span class="cell-note" dir="auto">${row.description || row.slug}</span></div></td>
        <td class="is-narrow" dir="auto">${this.#storeName(row.store)}</td><td class="is-number">${number(row.products)}</td>`,
    };
  }

  /** @param {string} id */
  #storeName(id) {
    return this.#stores.find((store) => store.id === id)?.name ?? "";
  }

  /** @param {Record<string, any>} ask */
  async read({ store }) {
    if (!this.#stores.length) this.#stores = (await call("store.list")).stores.filter((one) => !one.is_removed);
    this.#drawStores();
    return { rows: (await call("tag.list", { store })).tags, next: null };
  }

  #drawStores() {
    const place = this.querySelector("[data-stores]");
    if (!place || place.childElementCount || this.#stores.length < 2) return;
    render(place, choiceFilter("store", "All stores", this.#stores.map((store) => [store.id, store.name])));
  }

  emptyState() {
    return empty({ icon: "tag", title: "No tags yet", text: "Tags group products: a genre, a season, a size. Each becomes a page in the storefront.", action: actButton({ act: "new", label: "New tag", kind: "primary", size: "" }) });
  }

  /** @param {string} record */
  async showRecord(record) {
    this.#draft = takeDraft("tags", record);
    const { tags } = record === "new" ? { tags: [] } : await call("tag.list");
    const known = tags.find((one) => one.id === record);
    // A refused tag that never came to be is begun anew.
    const isNew = !known;
    const tag = known ?? { name: "", slug: "", description: "", store: this.filters.store ?? this.#stores[0]?.id ?? "", products: 0 };
    if (!this.#stores.length) this.#stores = (await call("store.list")).stores.filter((one) => !one.is_removed);
    if (this.record !== record) return;
    const filled = { ...tag, ...this.#draft?.wants, store: this.#draft?.store ?? tag.store };
    const store = isNew && this.#stores.length > 1
      ? field({ name: "store", label: "Store", isRequired: true, options: this.#stores.map((one) => html`<option value="${one.id}" ${one.id === filled.store && "selected"}>${one.name}</option>`) })
      : html`<input type="hidden" name="store" value="${filled.store || this.#stores[0]?.id}">`;
    render(
      this.detail,
      html`${detailHead({ title: isNew ? "New tag" : tag.name, store: isNew ? "" : tag.store, note: isNew ? "" : counted(tag.products, "product"), acts: !isNew && actButton({ act: "remove", label: "Remove", icon: "trash", kind: "quiet" }) })}
      ${this.#draft && draftNote(this.#draft)}<form class="sheet" data-form="tag" novalidate>${formError()}${section("Tag", html`<div class="fields">${store}
        ${field({ name: "name", label: "Name", value: filled.name, isRequired: true, maxlength: 60 })}
        ${field({ name: "slug", label: "Short name in addresses", value: filled.slug, hint: "Made from the name when left empty." })}
        ${field({ name: "description", label: "Description", value: filled.description, rows: 4, maxlength: 2000, hint: "Stands at the top of the tag’s page." })}</div>`)}
        <footer class="sheet-foot"><button type="submit" class="button" data-kind="primary" data-act="save">${isNew ? "Add the tag" : "Save"}</button></footer></form>`,
    );
    this.#filled = new Filled(/** @type {HTMLFormElement} */ (this.detail.querySelector("form")), this.#draft !== null);
    if (isNew) /** @type {HTMLElement | null} */ (this.detail.querySelector("[name=name]"))?.focus();
  }

  /** @param {Record<string, any>} values */
  async #save({ store, name, slug, description }) {
    const { record } = this;
    const draft = this.#draft;
    const isKnown = this.list.rows.some((row) => row.id === record);
    const { id } = await call("tag.save", { id: isKnown ? record : undefined, store, name, slug, description });
    if (draft) await call("sync.discard", { id: draft.id });
    this.#draft = null;
    toast("Saved.");
    if (this.record !== record) return;
    this.#filled = null;
    settle("tags", id);
    await this.reread();
    if (this.record === id) await this.routed(id);
  }

  async #remove() {
    const tag = this.list.rows.find((row) => row.id === this.record);
    const text = tag?.products ? `${counted(tag.products, "product")} will lose it. The products themselves stay.` : "No product carries it.";
    if (!(await confirmed({ title: `Remove the tag “${tag?.name ?? ""}”?`, text, yes: "Remove the tag", isDangerous: true }))) return;
    await call("tag.remove", { id: this.record });
    this.#filled = null;
    toast("The tag is removed.");
    go("tags");
    await this.reread();
  }
}

customElements.define("manager-tags", ManagerTags);
