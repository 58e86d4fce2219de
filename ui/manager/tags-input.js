// @ts-check
// Tags as chips: typed names become chips on Enter or comma, known tags are offered while typing.

import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";

export class TagsInput extends HTMLElement {
  /** @type {string[]} */ #tags = [];
  /** @type {string[]} */ #known = [];
  #at = -1;

  connectedCallback() {
    render(
      this,
      html`<div class="input tags-box"><span class="tags-chips" data-chips></span><input name="tags" id="tags" class="tags-text" dir="auto" autocomplete="off" role="combobox" aria-expanded="false"
        aria-controls="tags-offers" aria-describedby="tags-error" aria-label="Add a tag" placeholder="Add a tag"></div><ul class="tags-offers" id="tags-offers" role="listbox" hidden></ul>`,
    );
    this.#input.addEventListener("input", () => this.#offer());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => setTimeout(() => this.take(), 120));
    this.addEventListener("click", (event) => this.#clicked(/** @type {HTMLElement} */ (event.target)));
    this.#draw();
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #offers() {
    return /** @type {HTMLElement} */ (this.querySelector("ul"));
  }

  /** @param {string[]} tags */
  set value(tags) {
    this.#tags = [...tags];
    this.#draw();
  }

  get value() {
    return [...this.#tags];
  }

  /** @param {string[]} names */
  set known(names) {
    this.#known = [...new Set(names)];
  }

  /** What still stands in the field becomes a tag too. */
  take() {
    if (!this.isConnected) return;
    for (const name of this.#input.value.split(",")) this.#add(name);
    this.#input.value = "";
    this.#offer();
  }

  #draw() {
    this.dataset.value = this.#tags.join("\n");
    this.dataset.fieldName = "tags";
    const place = this.querySelector("[data-chips]");
    if (place)
      render(
        place,
        html`${this.#tags.map((tag) => html`<span class="chip"><span dir="auto">${tag}</span><button type="button" data-act="remove-chip" data-tag="${tag}" aria-label="Remove ${tag}">${icon("close", "small")}</button></span>`)}`,
      );
  }

  /** @param {string} name */
  #add(name) {
    const tag = name.trim().replace(/\s+/g, " ");
    if (!tag || this.#tags.some((one) => one.toLowerCase() === tag.toLowerCase())) return;
    this.#tags.push(this.#known.find((one) => one.toLowerCase() === tag.toLowerCase()) ?? tag);
    this.#draw();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #offered() {
    const typed = this.#input.value.trim().toLowerCase();
    if (!typed) return [];
    return this.#known.filter((name) => name.toLowerCase().includes(typed) && !this.#tags.includes(name)).slice(0, 7);
  }

  #offer() {
    const names = this.#offered();
    this.#at = Math.min(this.#at, names.length - 1);
    this.#offers.hidden = names.length === 0;
    this.#input.setAttribute("aria-expanded", String(names.length > 0));
    render(this.#offers, html`${names.map((name, at) => html`<li role="option" data-tag="${name}" aria-selected="${at === this.#at}" dir="auto">${name}</li>`)}`);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const names = this.#offered();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && names.length) this.#at = (this.#at + step + names.length) % names.length;
    else if (event.key === "Enter" || event.key === ",") {
      if (this.#at >= 0 && names[this.#at]) this.#input.value = names[this.#at] ?? "";
      this.#at = -1;
      this.take();
    } else if (event.key === "Backspace" && this.#input.value === "") this.#drop(this.#tags.at(-1) ?? "");
    else return;
    if (event.key !== "Backspace") event.preventDefault();
    this.#offer();
  }

  /** @param {string} tag */
  #drop(tag) {
    this.#tags = this.#tags.filter((one) => one !== tag);
    this.#draw();
  }

  /** @param {HTMLElement} target */
  #clicked(target) {
    const chip = /** @type {HTMLElement | null} */ (target.closest("[data-act=remove-chip]"));
    const offer = /** @type {HTMLElement | null} */ (target.closest("[role=option]"));
    if (chip) this.#drop(chip.dataset.tag ?? "");
    if (offer) this.#add(offer.dataset.tag ?? "");
    if (offer) this.#input.value = "";
    this.#offer();
    this.#input.focus();
  }
}

customElements.define("tags-input", TagsInput);
