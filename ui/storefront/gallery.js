// @ts-check
// A product's pictures: one large, the others below to choose from.

import { cover } from "../components/cover.js";
import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";

/** @import { ShelfProduct } from "../api/types.d.ts" */

class Gallery extends HTMLElement {
  /** @type {ShelfProduct | undefined} */
  #product;
  #at = 0;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("[data-picture], [data-step]");
      if (!(button instanceof HTMLElement)) return;
      const count = this.#product?.pictures.length ?? 0;
      const next = button.dataset.picture === undefined ? this.#at + Number(button.dataset.step) : Number(button.dataset.picture);
      this.#at = (next + count) % count;
      this.#draw();
    });
  }

  /** @param {ShelfProduct} product */
  set product(product) {
    this.#product = product;
    this.#at = Math.min(this.#at, Math.max(0, product.pictures.length - 1));
    this.#draw();
  }

  #draw() {
    if (!this.#product) return;
    const { pictures, name, subtitle } = this.#product;
    const shown = pictures[this.#at];
    const isMany = pictures.length > 1;
    render(
      this,
      html`<div class="gallery-stage" data-kind="${shown ? "picture" : "type"}">
        <tp-cover name="${name}" subtitle="${subtitle}" picture="${shown?.hash}" size="full" alt="${shown?.alt || name}"></tp-cover>
        ${
          isMany &&
          html`<button type="button" class="gallery-step" data-act="picture-before" data-step="-1" aria-label="Picture before">${icon("left")}</button>
          <button type="button" class="gallery-step" data-act="picture-next" data-step="1" aria-label="Next picture">${icon("right")}</button>
          <p class="gallery-count figures" role="status">${this.#at + 1} / ${pictures.length}</p>`
        }</div>
        ${isMany && html`<div class="gallery-strip">${pictures.map((each, at) => html`<button type="button" data-id="${each.hash}" data-act="picture" data-picture="${at}" aria-label="Picture ${at + 1}" aria-pressed="${at === this.#at}">${cover({ name, subtitle, picture: each.hash })}</button>`)}</div>`}`,
    );
  }
}

customElements.define("sf-gallery", Gallery);
