// @ts-check
// A screen with a list, filters above it and the chosen record beside it. Screens say what to read and how to show it.

import { Refusal } from "../api/shop.js";
import { empty, skeletonLines } from "../components/bits.js";
import { html, render } from "../lib/html.js";
import { settled } from "../lib/latest.js";
import { Pages } from "../lib/pages.js";
import { Screen, told } from "../lib/screen.js";
import { ManagerList } from "./list.js";
import { go, here } from "./places.js";

const PAGE = 100;
const MOST_AT_ONCE = 500;

/** Filters and order of each screen, kept while the window lives. @type {Map<string, Record<string, any>>} */
const remembered = new Map();

export class ListScreen extends Screen {
  /** The name of the screen in the address. */
  static place = "";
  /** How the list is sorted before anybody sorts it. @type {{sort?: string, descending?: boolean}} */
  static usual = {};
  /** Subjects after which the list is read again. @type {string[]} */
  static subjects = [];

  /** @type {import("./shell.js").Seat | undefined} */ seat;
  record = "";
  list = new ManagerList();
  detail = document.createElement("section");
  #limit = PAGE;
  #pages = new Pages((after) => this.read({ ...this.filters, after, limit: this.#limit }));

  get #kind() {
    return /** @type {typeof ListScreen} */ (this.constructor);
  }

  /** What the list is narrowed and sorted by. @returns {Record<string, any>} */
  get filters() {
    return { ...this.#kind.usual, ...remembered.get(this.#kind.place) };
  }

  get isDirty() {
    return false;
  }

  /** The rows read so far, with the whole last answer beside them. */
  get pages() {
    return this.#pages;
  }

  begin() {
    this.classList.add("screen");
    this.detail.className = "detail";
    this.detail.hidden = true;
    render(this, html`<header class="bar">${this.heading()}</header><div class="filters" role="search">${this.filterBar()}</div><div class="split"></div>`);
    const empty = document.createElement("div");
    empty.className = "list-empty";
    empty.hidden = true;
    this.querySelector(".split")?.append(this.list, empty, this.detail);
    this.list.shape = this.shape();
    this.list.order = { sort: this.filters.sort ?? "", descending: this.filters.descending ?? false };
    this.#listen();
    this.#fillFilters();
    void this.reread();
  }

  #listen() {
    const kind = this.#kind;
    this.act("close-detail", () => go(kind.place));
    this.act("try-again", () => this.reread());
    this.hears(kind.subjects, () => this.reread());
    this.list.addEventListener("pick", (event) => go(kind.place, /** @type {CustomEvent} */ (event).detail));
    this.list.addEventListener("more", () => this.#more());
    this.list.addEventListener("order", (event) => this.narrow(/** @type {CustomEvent} */ (event).detail));
    // A record that was new has got its address; it stands there already.
    const follow = () => here().place.name === kind.place && (this.record = this.list.current = here().record);
    window.addEventListener("settled", follow);
    this.until(() => window.removeEventListener("settled", follow));
    const typed = settled(() => this.#readFilters(), 140);
    this.addEventListener("input", (event) => /** @type {Element} */ (event.target).matches("[data-filter]") && typed());
  }

  /** Shows the record of the address. @param {string} record */
  async routed(record) {
    this.record = record;
    this.list.current = record;
    this.detail.hidden = record === "";
    this.toggleAttribute("data-has-detail", record !== "");
    if (record === "") return this.closeRecord();
    try {
      await this.showRecord(record);
    } catch (error) {
      told(error);
      go(this.#kind.place);
    }
  }

  /** No record stands beside the list any more. */
  closeRecord() {
    this.detail.replaceChildren();
  }

  /** Narrows or sorts the list. @param {Record<string, any>} change */
  narrow(change) {
    remembered.set(this.#kind.place, Object.fromEntries(Object.entries({ ...this.filters, ...change }).filter(([, value]) => value !== "" && value !== undefined)));
    this.#limit = PAGE;
    this.list.scrollTop = 0;
    return this.reread();
  }

  /** Reads again as many rows as stand there. */
  async reread() {
    const wanted = this.#pages.rows.length;
    this.#limit = Math.min(MOST_AT_ONCE, Math.max(PAGE, wanted));
    const waiting = setTimeout(() => this.#showEmpty(skeletonLines(9)), 150);
    try {
      if (!(await this.#pages.first())) return;
      while (this.#pages.rows.length < wanted && (await this.#pages.more()).length);
      this.#show();
    } catch (error) {
      if (!(error instanceof Refusal) || this.list.rows.length) return told(error);
      this.#showEmpty(empty({ icon: "warning", title: "This could not be read", text: error.message, action: html`<button type="button" class="button" data-act="try-again">Try again</button>` }));
    } finally {
      clearTimeout(waiting);
      this.#limit = PAGE;
    }
  }

  #show() {
    const { rows, next, answer } = this.#pages;
    this.list.show(rows, next !== null);
    this.#showEmpty(rows.length === 0 ? this.emptyState(Object.keys(this.filters).some((name) => name !== "sort" && name !== "descending")) : null);
    this.wasRead(answer);
  }

  async #more() {
    try {
      const rows = await this.#pages.more();
      if (rows.length) this.list.add(rows, this.#pages.next !== null);
    } catch (error) {
      told(error);
    }
  }

  /** @param {unknown} markup */
  #showEmpty(markup) {
    const place = /** @type {HTMLElement} */ (this.querySelector(".list-empty"));
    if (markup && this.list.rows.length && this.#pages.isBusy) return;
    place.hidden = markup === null;
    this.list.hidden = markup !== null;
    if (markup) render(place, html`${markup}`);
  }

  #readFilters() {
    const change = /** @type {Record<string, any>} */ ({});
    for (const control of this.querySelectorAll("[data-filter]"))
      if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) change[control.name] = control.value.trim();
    return this.narrow(change);
  }

  #fillFilters() {
    for (const control of this.querySelectorAll("[data-filter]"))
      if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = this.filters[control.name] ?? "";
  }

  /** @returns {unknown} */
  heading() {
    return "";
  }

  /** @returns {unknown} */
  filterBar() {
    return "";
  }

  /** @returns {import("./list-markup.js").Shape} */
  shape() {
    return { label: "", columns: [], cells: () => "" };
  }

  /** @param {Record<string, any>} _ask @returns {Promise<any>} */
  async read(_ask) {
    return { rows: [], next: null };
  }

  /** What stands where the list would be. @param {boolean} _isNarrowed @returns {unknown} */
  emptyState(_isNarrowed) {
    return "";
  }

  /** @param {any} _answer */
  wasRead(_answer) {}

  /** @param {string} _record @returns {Promise<unknown>} */
  async showRecord(_record) {
    return undefined;
  }
}
