// @ts-check
// One product beside the list: pictures, form, stock. It tells the list: `saved`, and `remove` with the id.

import { call, Refusal } from "../api/shop.js";
import { badge } from "../components/bits.js";
import { stars } from "../components/stars.js";
import { toast } from "../components/toast.js";
import { showAge } from "../lib/contact.js";
import { html, render } from "../lib/html.js";
import { Screen } from "../lib/screen.js";
import { actButton, detailHead, once, removedNote } from "./bits.js";
import { draftNote, takeDraft } from "./drafts.js";
import { Filled, isClashing, pick, showClashes } from "./editing.js";
import { go, settle } from "./places.js";
import { blankProduct, fillParts, PRODUCT_FIELDS, productFields, productForm } from "./product-form.js";
import { ProductPictures } from "./product-pictures.js";
import { fillStock, movesOf, parseDelta, stepDelta, stockPanel } from "./stock-panel.js";

/** @import { MovementPage, OfficeTag, ProductFields, RefusedChange, StoreCard } from "../api/types.d.ts" */

export class ManagerProduct extends Screen {
  /** @type {{stores: StoreCard[], tags: OfficeTag[]}} */ choices = { stores: [], tags: [] };
  /** @type {any} */ #product = null;
  /** @type {ProductFields | undefined} */ #before = undefined;
  /** @type {MovementPage} */ #moves = { rows: [], next: null };
  /** @type {Filled | null} */ #filled = null;
  /** The refused change the form is filled with. @type {RefusedChange | null} */ #draft = null;
  #record = "";
  #pictures = new ProductPictures((id) => this.#saved(id));

  begin() {
    this.act("remove", once(() => this.dispatchEvent(new CustomEvent("remove", { detail: this.#record }))));
    this.act("restore", once(() => this.#restore()));
    this.act("stock-less", () => stepDelta(this, -1));
    this.act("stock-more", () => stepDelta(this, 1));
    this.act("more-moves", once(() => this.#moreMoves()));
    this.sends("product", (values, form) => this.#save(values, form));
    this.sends("adjust", (values) => this.#adjust(values));
    this.hears(["product"], () => this.#isKept && !this.isDirty && this.#reload());
    showAge(this);
    this.addEventListener("change", (event) => /** @type {Element} */ (event.target).matches("select[name=store]") && this.#setCurrency(/** @type {HTMLSelectElement} */ (event.target).value));
  }

  get #isKept() {
    return this.#record !== "" && this.#record !== "new";
  }

  get isDirty() {
    return this.#filled?.isDirty ?? false;
  }

  /** The record is gone; nothing of it needs saving. */
  forget() {
    this.#filled = null;
    this.#record = "";
  }

  /** @param {string} record @param {string} [storeWanted] */
  async show(record, storeWanted) {
    this.#record = record;
    this.#filled = null;
    this.#draft = takeDraft("products", record);
    if (record !== "new") return this.#reload();
    if (!this.choices.stores.length) this.choices.stores = (await call("store.list")).stores.filter((one) => !one.is_removed);
    const wanted = this.#draft?.store ?? storeWanted;
    const store = this.choices.stores.find((one) => one.id === wanted) ?? this.choices.stores[0];
    if (!store) {
      toast("First open a store.");
      return go("stores", "new");
    }
    this.#before = undefined;
    this.#take(blankProduct(store.id, store.currency));
    /** @type {HTMLElement | null} */ (this.querySelector("[name=name]"))?.focus();
  }

  async #reload() {
    const id = this.#record;
    const product = await call("product.get", { id });
    this.#moves = await movesOf(product);
    if (this.#record !== id || this.isDirty) return;
    this.#before = pick(product, PRODUCT_FIELDS);
    this.#take(product);
  }

  /** Shows a product; where a refused change is to be mended, filled with what it wanted. @param {any} saved */
  #take(saved) {
    const draft = this.#draft;
    const isNew = this.#record === "new";
    const isStock = draft?.subject === "stock";
    const product = draft && !isStock ? { ...saved, ...draft.wants } : saved;
    this.#product = saved;
    render(this, html`${this.#head()}${saved.is_removed && removedNote("product")}${draft && !isStock && draftNote(draft)}<div class="clash-place" data-conflict hidden></div><div class="part strip-place" ${saved.is_removed && "inert"}></div><div data-form-place ${saved.is_removed && html`data-fixed inert`}>${productForm(product, this.choices.stores, isNew)}</div>${draft && isStock && draftNote(draft)}<div data-stock-place></div>`);
    this.#pictures.record = this.#record;
    this.#pictures.strip.pictures = saved.pictures;
    this.querySelector(".strip-place")?.append(this.#pictures.strip);
    fillParts(this, product, this.choices.tags.filter((tag) => tag.store === product.store).map((tag) => tag.name));
    this.#drawStock();
    if (draft && isStock) fillStock(this, draft.wants);
    this.#filled = new Filled(this.#place("form[data-form=product]"), product !== saved);
    if (!isNew) void this.#showClashes();
  }

  /** @template {HTMLElement} E @param {string} css */
  #place(css) {
    return /** @type {E} */ (this.querySelector(css));
  }

  #showClashes() {
    const reread = () => {
      this.#filled = null;
      return this.#saved(this.#record), this.#reload();
    };
    return showClashes(this.#place("[data-conflict]"), this.#place("[data-form-place]"), { subjects: ["product", "pictures"], target: this.#record }, reread);
  }

  #head() {
    const product = this.#product;
    if (this.#record === "new") return detailHead({ title: "New product" });
    const marks = html`${product.is_removed ? badge("Removed", "danger") : product.is_active ? badge("Active", "good") : badge("Not active")}${product.is_pending && badge("Waiting for the marketplace", "warn", "cloud")}${stars(product.rating_all, product.reviews)}`;
    const acts = product.is_removed ? actButton({ act: "restore", label: "Restore", icon: "undo" }) : actButton({ act: "remove", label: "Remove", icon: "trash", kind: "quiet" });
    return detailHead({ title: product.name, store: product.store, note: `${product.store_name} · ${product.sku}`, marks, acts });
  }

  #drawStock() {
    const place = this.querySelector("[data-stock-place]");
    if (place && this.#record !== "new") render(place, stockPanel(this.#product, this.#moves.rows, this.#moves.next !== null));
  }

  /** @param {string} id */
  #saved(id) {
    this.dispatchEvent(new CustomEvent("saved", { detail: id }));
  }

  /** The refused change has been mended: it leaves the list. */
  async #mended() {
    const draft = this.#draft;
    this.#draft = null;
    if (draft) await call("sync.discard", { id: draft.id });
  }

  /** @param {Record<string, any>} values @param {HTMLFormElement} form */
  async #save(values, form) {
    const after = productFields(form, values, this.#product.currency);
    const record = this.#record;
    const isNew = record === "new";
    try {
      const { id } = await call("product.save", { id: isNew ? undefined : record, store: values.store, before: this.#before, after });
      if (this.#draft?.subject !== "stock") await this.#mended();
      if (isNew && this.#pictures.strip.pictures.length) await call("product.set_pictures", { id, pictures: this.#pictures.strip.pictures });
      toast(isNew ? "The product is on the shelf." : "Saved.");
      if (this.#record !== record) return; // whoever went on meanwhile stays there
      this.#filled = null;
      this.#record = id;
      settle("products", id);
      this.#saved(id);
      await this.#reload();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "conflict") throw error;
      await this.#mended();
      if (this.#record === record) await this.#showClashes();
      if (!isClashing(record)) throw error;
      if (this.#record !== record) toast("Somebody else changed this product meanwhile. Both are kept.", { act: { label: "Choose", run: () => go("sync") } });
    }
  }

  /** @param {Record<string, any>} values */
  async #adjust(values) {
    const delta = parseDelta(values.delta);
    if (delta === null) throw new Refusal({ code: "invalid", message: "", fields: { delta: "A whole number, like +5 or -2." } });
    await call("stock.adjust", { product: this.#record, delta, reason: values.reason, note: values.note || undefined });
    if (this.#draft?.subject === "stock") await this.#mended();
    const product = await call("product.get", { id: this.#record });
    this.#product.stock = product.stock;
    this.#moves = await movesOf(product);
    this.#drawStock();
    this.#saved(this.#record);
  }

  async #moreMoves() {
    const page = await call("stock.list", { product: this.#record, after: this.#moves.next ?? undefined, limit: 30 });
    this.#moves = { rows: [...this.#moves.rows, ...page.rows], next: page.next };
    this.#drawStock();
  }

  async #restore() {
    await call("product.restore", { ids: [this.#record] });
    this.#saved(this.#record);
    await this.#reload();
  }

  /** The currency follows the store of a new product. @param {string} store */
  #setCurrency(store) {
    const { currency } = this.choices.stores.find((one) => one.id === store) ?? this.#product;
    this.#product.currency = currency;
    const affix = this.querySelector("[data-field=price_minor] .affix");
    if (affix) affix.textContent = currency;
  }
}

customElements.define("manager-product", ManagerProduct);
