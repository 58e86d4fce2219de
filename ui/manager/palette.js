// @ts-check
// Ctrl+K: every act and screen by name, and every product.

import { call, thumb } from "../api/shop.js";
import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";
import { latestOnly } from "../lib/latest.js";
import { money } from "../lib/money.js";
import { buttonOf, KEYS, keysOf, press } from "./keys.js";
import { go, PLACES } from "./places.js";

/** @typedef {{id: string, label: string, note: string, icon: string, picture?: string | null, keys?: string, run: () => unknown}} Entry */

/** What can be opened new from anywhere. @type {Entry[]} */
const NEW = [
  { id: "new-product", label: "New product", note: "Products", icon: "plus", run: () => go("products", "new") },
  { id: "new-store", label: "Open a new store", note: "Stores", icon: "plus", run: () => go("stores", "new") },
  { id: "new-tag", label: "New tag", note: "Tags", icon: "plus", run: () => go("tags", "new") },
];

/** Acts of the screen in sight, then screens. @returns {Entry[]} */
function entries() {
  const quiet = ["palette", "search", "back", "undo", "new"];
  const acts = KEYS.filter((key) => !key.act.startsWith("go:") && !quiet.includes(key.act) && buttonOf(key.act));
  return [
    ...acts.map((key) => ({ id: key.act, label: key.label, note: "Act", icon: "command", keys: key.keys, run: () => press(key.act) })),
    ...NEW,
    ...PLACES.map((place) => ({ id: `go-${place.name}`, label: place.label, note: "Screen", icon: place.icon, keys: keysOf(`go:${place.name}`), run: () => go(place.name) })),
  ];
}

/** @param {any} row @returns {Entry} */
const productEntry = (row) => ({
  id: row.id, label: row.name, note: [row.subtitle, row.sku, money(row.price_minor, row.currency)].filter(Boolean).join(" · "), icon: "package", picture: row.picture, run: () => go("products", row.id),
});

class Palette {
  #dialog = document.createElement("dialog");
  #latest = latestOnly();
  #acts = entries();
  /** @type {Entry[]} */ #shown = [];
  #at = 0;

  open() {
    this.#dialog.className = "palette";
    this.#dialog.dataset.dialog = "palette";
    this.#dialog.setAttribute("aria-label", "Find anything");
    render(
      this.#dialog,
      html`<div class="palette-head">${icon("search")}<input type="search" name="palette" class="palette-input" placeholder="Find a product, a screen, an act …" aria-label="Find anything"
          role="combobox" aria-expanded="true" aria-controls="palette-list" autocomplete="off" dir="auto"><kbd>Esc</kbd></div>
        <ul class="palette-list" id="palette-list" role="listbox" aria-label="Found"></ul>`,
    );
    const input = /** @type {HTMLInputElement} */ (this.#dialog.querySelector("input"));
    input.addEventListener("input", () => this.#find(input.value.trim()));
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("click", (event) => this.#clicked(event));
    this.#dialog.addEventListener("close", () => this.#dialog.remove());
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    void this.#find("");
  }

  /** @param {string} text */
  async #find(text) {
    const words = text.toLowerCase().split(/\s+/);
    const acts = this.#acts.filter((one) => words.every((word) => `${one.label} ${one.note}`.toLowerCase().includes(word)));
    this.#show(acts);
    const found = await this.#latest(async () => (text ? call("product.list", { text, limit: 8 }) : { rows: [] }));
    if (found && found.rows.length) this.#show([...acts.slice(0, 6), ...found.rows.map(productEntry)]);
  }

  /** @param {Entry[]} shown */
  #show(shown) {
    this.#shown = shown;
    this.#at = 0;
    this.#draw();
  }

  #draw() {
    const list = /** @type {HTMLElement} */ (this.#dialog.querySelector("ul"));
    const row = (/** @type {Entry} */ one, /** @type {number} */ at) =>
      html`<li class="palette-row" id="palette-${at}" role="option" data-id="${one.id}" data-at="${at}" aria-selected="${at === this.#at}">
        ${one.picture ? html`<img src="${thumb(one.picture)}" alt="">` : icon(one.icon)}<span class="palette-label" dir="auto">${one.label}</span><span class="palette-note" dir="auto">${one.note}</span>${one.keys ? html`<kbd>${one.keys}</kbd>` : ""}</li>`;
    render(list, this.#shown.length ? html`${this.#shown.map(row)}` : html`<li class="palette-none">Nothing of that name.</li>`);
    this.#dialog.querySelector("input")?.setAttribute("aria-activedescendant", `palette-${this.#at}`);
    list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#shown.length) {
      event.preventDefault();
      this.#at = (this.#at + step + this.#shown.length) % this.#shown.length;
      this.#draw();
    }
    if (event.key === "Enter") {
      event.preventDefault();
      this.#run(this.#shown[this.#at]);
    }
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target === this.#dialog) return this.#dialog.close();
    const row = /** @type {HTMLElement | null} */ (target.closest("[data-at]"));
    if (row) this.#run(this.#shown[Number(row.dataset.at)]);
  }

  /** @param {Entry | undefined} entry */
  #run(entry) {
    if (!entry) return;
    this.#dialog.close();
    this.#dialog.remove();
    entry.run();
  }
}

/** Opens the palette, once. */
export function openPalette() {
  if (!document.querySelector("[data-dialog=palette]")) new Palette().open();
}
