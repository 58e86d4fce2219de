// @ts-check
// The list every screen shares: a table that is handed rows page by page, with the same keys everywhere. It speaks by
// events: `pick` (a row was opened), `choose` (the ticked rows changed), `order` (a column was pressed), `more` (its end is near).

import { html, render } from "../lib/html.js";
import { pressOnRow } from "./list-keys.js";
import { rowMarkup, tableMarkup } from "./list-markup.js";

/** @typedef {import("./list-markup.js").Shape} Shape */

export class ManagerList extends HTMLElement {
  /** @type {Shape} */ #shape = { label: "", columns: [], cells: () => "" };
  /** @type {any[]} */ #rows = [];
  /** @type {Set<string>} */ #chosen = new Set();
  /** @type {IntersectionObserver | null} */ #watch = null;
  #current = "";
  #order = { sort: "", descending: false };

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    window.addEventListener("keydown", this.#fromOutside);
  }

  disconnectedCallback() {
    window.removeEventListener("keydown", this.#fromOutside);
    this.#watch?.disconnect();
  }

  /** What the list is made of. @param {Shape} shape */
  set shape(shape) {
    this.#shape = shape;
    this.#draw();
  }

  /** The ids of the ticked rows. */
  get chosen() {
    return [...this.#chosen];
  }

  get rows() {
    return this.#rows;
  }

  /** Marks the column the rows are sorted by. @param {{sort: string, descending: boolean}} order */
  set order(order) {
    this.#order = order;
    for (const head of this.querySelectorAll("th[data-sort]")) {
      const isThis = /** @type {HTMLElement} */ (head).dataset.sort === order.sort;
      head.setAttribute("aria-sort", isThis ? (order.descending ? "descending" : "ascending") : "none");
    }
  }

  /** The row whose record stands beside the list. @param {string} id */
  set current(id) {
    this.#current = id;
    for (const row of this.querySelectorAll("tr[data-id]")) row.setAttribute("aria-current", String(/** @type {HTMLElement} */ (row).dataset.id === id));
  }

  /** Shows these rows instead of all before. @param {any[]} rows @param {boolean} hasMore */
  show(rows, hasMore) {
    const focused = this.#focusedId();
    for (const body of this.querySelectorAll("tbody")) body.remove();
    this.#rows = [];
    const there = new Set(rows.map((row) => row.id));
    this.#chosen = new Set(this.chosen.filter((id) => there.has(id)));
    this.add(rows, hasMore);
    if (focused) this.#row(focused)?.focus({ preventScroll: true });
    this.#tell("choose");
  }

  /** Appends a page. @param {any[]} rows @param {boolean} hasMore */
  add(rows, hasMore) {
    this.#rows.push(...rows);
    const body = document.createElement("tbody");
    render(body, html`${rows.map((row) => rowMarkup(this.#shape, row, row.id === this.#current, this.#chosen.has(row.id)))}`);
    this.querySelector("table")?.append(body);
    this.#watch?.disconnect();
    if (hasMore) this.#watchEnd(body);
  }

  clearChoice() {
    this.#chosen.clear();
    this.#markChoice();
  }

  focusCurrent() {
    (this.#row(this.#current) ?? this.#all()[0])?.focus();
  }

  #draw() {
    render(this, tableMarkup(this.#shape));
    this.order = this.#order;
  }

  /** @param {HTMLElement} body */
  #watchEnd(body) {
    const last = body.lastElementChild;
    if (!last) return;
    this.#watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        this.#watch?.disconnect();
        this.#tell("more");
      },
      { root: this, rootMargin: "600px" },
    );
    this.#watch.observe(last);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const sort = /** @type {HTMLElement | null} */ (target.closest("[data-sort]"))?.dataset.sort;
    if (sort && target.closest("button")) return this.#sortBy(sort);
    if (target.matches("[data-act=choose-all]")) return this.#chooseAll(/** @type {HTMLInputElement} */ (target).checked);
    const row = /** @type {HTMLElement | null} */ (target.closest("tr[data-id]"));
    const id = row?.dataset.id;
    if (!id) return;
    if (this.#shape.canChoose && (target.closest(".is-tick") || event.ctrlKey)) return this.#toggle(id);
    if (this.#shape.canChoose && event.shiftKey) return this.#chooseUpTo(id);
    this.#tell("pick", id);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const choosing = { toggle: (/** @type {string} */ id) => this.#toggle(id), chooseAll: () => this.#chooseAll(true) };
    pressOnRow(event, { rows: this.#all(), pick: (id) => this.#tell("pick", id), ...(this.#shape.canChoose ? choosing : {}) });
  }

  #fromOutside = (/** @type {KeyboardEvent} */ event) => {
    if (event.target !== document.body || (event.key !== "ArrowDown" && event.key !== "ArrowUp") || !this.checkVisibility()) return;
    event.preventDefault();
    this.focusCurrent();
  };

  /** @param {string} sort */
  #sortBy(sort) {
    const descending = this.#order.sort === sort ? !this.#order.descending : false;
    this.order = { sort, descending };
    this.#tell("order", this.#order);
  }

  /** @param {string} id */
  #toggle(id) {
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
    this.#markChoice();
  }

  /** @param {string} id */
  #chooseUpTo(id) {
    const ids = this.#rows.map((row) => row.id);
    const from = Math.max(0, ids.indexOf(this.chosen.at(-1) ?? this.#current));
    const to = ids.indexOf(id);
    for (const one of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#chosen.add(one);
    this.#markChoice();
  }

  /** @param {boolean} isAll */
  #chooseAll(isAll) {
    this.#chosen = new Set(isAll ? this.#rows.map((row) => row.id) : []);
    this.#markChoice();
  }

  #markChoice() {
    for (const row of this.#all()) {
      const tick = /** @type {HTMLInputElement | null} */ (row.querySelector(".is-tick input"));
      if (tick) tick.checked = this.#chosen.has(row.dataset.id ?? "");
    }
    const all = /** @type {HTMLInputElement | null} */ (this.querySelector("[data-act=choose-all]"));
    if (all) all.checked = this.#chosen.size > 0 && this.#chosen.size === this.#rows.length;
    if (all) all.indeterminate = this.#chosen.size > 0 && !all.checked;
    this.#tell("choose");
  }

  /** @returns {HTMLElement[]} */
  #all() {
    return [...this.querySelectorAll("tr[data-id]")].map((row) => /** @type {HTMLElement} */ (row));
  }

  /** @param {string} id */
  #row(id) {
    return this.#all().find((row) => row.dataset.id === id) ?? null;
  }

  #focusedId() {
    const row = /** @type {HTMLElement | null} */ (document.activeElement?.closest("tr[data-id]") ?? null);
    return row && this.contains(row) ? row.dataset.id : "";
  }

  /** @param {"pick" | "choose" | "order" | "more"} name @param {unknown} [detail] */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("manager-list", ManagerList);
