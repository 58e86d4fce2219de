// @ts-check
// The end of a paged list: asks for more when it comes into view, and has a button for the keyboard.
// <tp-more> sends `more`; set `.hasMore` after each page.

import { html, render } from "../lib/html.js";

export class More extends HTMLElement {
  #hasMore = false;
  /** @type {IntersectionObserver | null} */
  #watch = null;

  connectedCallback() {
    this.addEventListener("click", () => this.#ask());
    this.#watch = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && this.#ask(), { rootMargin: "800px" });
    this.#draw();
  }

  disconnectedCallback() {
    this.#watch?.disconnect();
  }

  /** @param {boolean} value */
  set hasMore(value) {
    this.#hasMore = value;
    this.#draw();
  }

  #ask() {
    if (this.#hasMore) this.dispatchEvent(new CustomEvent("more", { bubbles: true }));
  }

  #draw() {
    this.hidden = !this.#hasMore;
    render(this, this.#hasMore ? html`<button type="button" class="button" data-act="more">Show more</button>` : html``);
    this.#watch?.unobserve(this);
    if (this.#hasMore) this.#watch?.observe(this);
  }
}

customElements.define("tp-more", More);
