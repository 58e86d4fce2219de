// @ts-check
// One product beside the list: pictures, form, stock. It tells the list: `saved`, and `remove` with the id.

import { call, Refusal } from "../api/shop.js";
import { badge } from "../components/bits.js";
import { stars } from "../components/stars.js";
import { toast } from "../components/toast.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import { actButton, detailHead, once, removedNote } from "./bits.js";
import { Filled, pick, showConflict, takeTheirs } from "./editing.js";
import { chosenPicture, readPictures } from "./picture-reading.js";
import { PictureStrip } from "./picture-strip.js";
import { go, settle } from "./places.js";
import { blankProduct, fillParts, PRODUCT_FIELDS, productFields, productForm, shownValue } from "./product-form.js";
import { parseDelta, stepDelta, stockPanel } from "./stock-panel.js";

/** @import { MovementPage, OfficeTag, ProductFields, StoreCard } from "../api/types.d.ts" */

export class ManagerProduct extends Screen {
  /** @type {{stores: StoreCard[], tags: OfficeTag[]}} */ choices = { stores: [], tags: [] };
  /** @type {any} */ #product = null;
  /** @type {ProductFields | undefined} */ #before = undefined;
  /** @type {MovementPage} */ #moves = { rows: [], next: null };
  /** @type {Filled | null} */ #filled = null;
  #record = "";
  #strip = new PictureStrip();

  begin() {
    this.act("remove", once(() => this.dispatchEvent(new CustomEvent("remove", { detail: this.#record }))));
    this.act("restore", once(() => this.#restore()));
    this.act("take-theirs", takeTheirs);
    this.act("stock-less", () => stepDelta(this, -1));
    this.act("stock-more", () => stepDelta(this, 1));
    this.act("more-moves", once(() => this.#moreMoves()));
    this.sends("product", (values, form) => this.#save(values, form));
    this.sends("adjust", (values) => this.#adjust(values));
    this.#strip.addEventListener("add", () => this.#add(chosenPicture));
    this.#strip.addEventListener("files", (event) => this.#add(() => readPictures(/** @type {CustomEvent} */ (event).detail)));
    this.#strip.addEventListener("arrange", (event) => this.#arrange(/** @type {CustomEvent} */ (event).detail));
    this.hears(["product"], () => this.#record && this.#record !== "new" && !this.isDirty && this.#reload());
    this.addEventListener("change", (event) => /** @type {Element} */ (event.target).matches("select[name=store]") && this.#setCurrency(/** @type {HTMLSelectElement} */ (event.target).value));
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
    if (record !== "new") return this.#reload();
    if (!this.choices.stores.length) this.choices.stores = (await call("store.list")).stores.filter((one) => !one.is_removed);
    const store = this.choices.stores.find((one) => one.id === storeWanted) ?? this.choices.stores[0];
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
    const [product, moves] = await Promise.all([call("product.get", { id }), call("stock.list", { product: id, limit: 8 })]);
    if (this.#record !== id || this.isDirty) return;
    this.#moves = moves;
    this.#before = pick(product, PRODUCT_FIELDS);
    this.#take(product);
  }

  /** @param {any} product */
  #take(product) {
    this.#product = product;
    const isNew = this.#record === "new";
    const isFixed = product.is_removed && "inert";
    render(this, html`${this.#head()}${product.is_removed && removedNote("product")}<div class="part strip-place" ${isFixed}></div><div data-form-place ${isFixed}>${productForm(product, this.choices.stores, isNew)}</div><div data-stock-place></div>`);
    this.#strip.pictures = product.pictures;
    this.querySelector(".strip-place")?.append(this.#strip);
    fillParts(this, product, this.choices.tags.filter((tag) => tag.store === product.store).map((tag) => tag.name));
    this.#drawStock();
    this.#filled = new Filled(/** @type {HTMLFormElement} */ (this.querySelector("form[data-form=product]")));
  }

  #head() {
    const product = this.#product;
    if (this.#record === "new") return detailHead({ title: "New product" });
    const marks = html`${product.is_removed ? badge("Removed", "danger") : product.is_active ? badge("Active", "good") : badge("Not active")}${product.is_pending && badge("Waiting for the marketplace", "warn", "cloud")}${stars(product.rating_all, product.reviews)}`;
    const acts = product.is_removed ? actButton({ act: "restore", label: "Restore", icon: "undo" }) : actButton({ act: "remove", label: "Remove", icon: "trash", kind: "quiet" });
    return detailHead({ title: product.name, note: `${product.store_name} · ${product.sku}`, marks, acts });
  }

  #drawStock() {
    const place = this.querySelector("[data-stock-place]");
    if (place && this.#record !== "new") render(place, stockPanel(this.#product, this.#moves.rows, this.#moves.next !== null));
  }

  /** @param {Record<string, any>} values @param {HTMLFormElement} form */
  async #save(values, form) {
    const after = productFields(form, values, this.#product.currency);
    const record = this.#record;
    const isNew = record === "new";
    try {
      const { id } = await call("product.save", { id: isNew ? undefined : record, store: values.store, before: this.#before, after });
      if (isNew && this.#strip.pictures.length) await call("product.set_pictures", { id, pictures: this.#strip.pictures });
      toast(isNew ? "The product is on the shelf." : "Saved.");
      if (this.#record !== record) return; // whoever went on meanwhile stays there
      this.#filled = null;
      this.#record = id;
      settle("products", id);
      this.dispatchEvent(new CustomEvent("saved", { detail: id }));
      await this.#reload();
    } catch (error) {
      if (error instanceof Refusal && error.code === "conflict") await this.#conflict(form, error, after);
      throw error;
    }
  }

  /** @param {HTMLFormElement} form @param {Refusal} refusal @param {any} mine */
  async #conflict(form, refusal, mine) {
    const theirs = await call("product.get", { id: this.#record });
    this.#before = pick(theirs, PRODUCT_FIELDS);
    const { currency } = this.#product;
    showConflict(form, Object.keys(refusal.fields).map((name) => ({ name, label: name.replace(/_(minor|bp)$/, "").replaceAll("_", " "), mine: shownValue(name, mine, currency), theirs: shownValue(name, theirs, currency) })));
  }

  /** @param {Record<string, any>} values */
  async #adjust(values) {
    const delta = parseDelta(values.delta);
    if (delta === null) throw new Refusal({ code: "invalid", message: "", fields: { delta: "A whole number, like +5 or -2." } });
    await call("stock.adjust", { product: this.#record, delta, reason: values.reason, note: values.note || undefined });
    const [product, moves] = await Promise.all([call("product.get", { id: this.#record }), call("stock.list", { product: this.#record, limit: 8 })]);
    this.#product.stock = product.stock;
    this.#moves = moves;
    this.#drawStock();
    this.dispatchEvent(new CustomEvent("saved", { detail: this.#record }));
  }

  async #moreMoves() {
    const page = await call("stock.list", { product: this.#record, after: this.#moves.next ?? undefined, limit: 30 });
    this.#moves = { rows: [...this.#moves.rows, ...page.rows], next: page.next };
    this.#drawStock();
  }

  async #restore() {
    await call("product.restore", { ids: [this.#record] });
    this.dispatchEvent(new CustomEvent("saved", { detail: this.#record }));
    await this.#reload();
  }

  /** The currency follows the store of a new product. @param {string} store */
  #setCurrency(store) {
    const { currency } = this.choices.stores.find((one) => one.id === store) ?? this.#product;
    this.#product.currency = currency;
    const affix = this.querySelector("[data-field=price_minor] .affix");
    if (affix) affix.textContent = currency;
  }

  /** @param {() => Promise<{hash: string}[]>} read */
  async #add(read) {
    try {
      const added = await read();
      const known = new Set(this.#strip.pictures.map((one) => one.hash));
      const fresh = added.filter((one) => !known.has(one.hash)).map(({ hash }) => ({ hash, alt: "" }));
      if (added.length && !fresh.length) return toast("This picture is here already.");
      if (fresh.length) await this.#keepPictures([...this.#strip.pictures, ...fresh]);
    } catch (error) {
      told(error);
    }
  }

  /** @param {{pictures: import("./picture-strip.js").Picture[], before: import("./picture-strip.js").Picture[]}} change */
  async #arrange({ pictures, before }) {
    const id = this.#record;
    try {
      await this.#keepPictures(pictures);
      if (pictures.length < before.length) toast("Picture removed.", { undo: () => this.#keepPictures(before, id) });
    } catch (error) {
      this.#strip.pictures = before;
      told(error);
    }
  }

  /** @param {import("./picture-strip.js").Picture[]} pictures @param {string} [id] */
  async #keepPictures(pictures, id = this.#record) {
    if (id === this.#record) this.#strip.pictures = pictures;
    if (id === "new") return;
    await call("product.set_pictures", { id, pictures });
    this.dispatchEvent(new CustomEvent("saved", { detail: id }));
  }
}

customElements.define("manager-product", ManagerProduct);
