// @ts-check
// The shelves: what the search, the store, the tag and the order let through, in a grid without an end.

import "../components/more.js";
import { call } from "../api/shop.js";
import { announce } from "../components/announce.js";
import { skeletonCards } from "../components/bits.js";
import { openContact } from "../components/contact-form.js";
import { toast } from "../components/toast.js";
import { append, html, render } from "../lib/html.js";
import { latestOnly } from "../lib/latest.js";
import { goInstead, here } from "../lib/router.js";
import { Screen } from "../lib/screen.js";
import { Pages } from "../lib/pages.js";
import { card } from "./card.js";
import { addToCart, session } from "./session.js";
import { filters, heading, nothing, SORTS } from "./shelf-parts.js";

/** @import { ShelfRow, ShelfSort, ShelfStore, ShelfTag } from "../api/types.d.ts" */

const PAGE = 48;

class Shelf extends Screen {
  /** @type {ShelfStore[]} */
  #stores = [];
  /** @type {ShelfTag[]} */
  #tags = [];
  /** @type {ShelfTag | null} */
  #tag = null;
  #wanted = { text: "", store: "", tag: "", sort: "best" };
  #shown = "";
  #facets = latestOnly();
  /** @type {Pages<ShelfRow>} */
  #pages = new Pages((after) => call("shelf.list", { ...this.#asked(), after, limit: PAGE }));

  begin() {
    render(
      this,
      html`<div class="shelf"><aside class="shelf-side" aria-label="Filters" data-filters></aside>
        <section class="shelf-body" aria-busy="true"><div data-heading></div><div class="grid" data-grid>${skeletonCards(12)}</div><tp-more></tp-more></section></div>`,
    );
    this.act("quick-add", async (button) => {
      await addToCart(button.dataset.product ?? "", 1);
      toast("In your cart.", { act: { label: "Open cart", run: () => /** @type {any} */ (document.querySelector("sf-cart")).open() } });
    });
    this.act("contact", ({ dataset }) => openContact(session.seat, { id: dataset.store ?? "", name: dataset.name ?? "" }));
    this.addEventListener("more", () => this.#more());
    this.addEventListener("change", (event) => {
      const input = event.target;
      if (input instanceof HTMLSelectElement && input.name === "sort") goInstead(here().path, { ...Object.fromEntries(here().query), sort: input.value === "best" ? "" : input.value });
    });
    this.hears(["store", "tag", "product", "review"], () => this.#again());
    this.routed(this.params, this.query);
  }

  /** @param {Record<string, string>} params @param {URLSearchParams} query */
  async routed(params, query) {
    this.#wanted = {
      text: query.get("text") ?? "",
      store: query.get("store") ?? "",
      tag: params.slug ?? "",
      sort: SORTS.some(([name]) => name === query.get("sort")) ? (query.get("sort") ?? "best") : "best",
    };
    const now = JSON.stringify(this.#wanted);
    if (now === this.#shown) return;
    const isFirst = this.#shown === "";
    this.#shown = now;
    await this.#read();
    if (!isFirst) window.scrollTo(0, 0);
  }

  #asked() {
    const { text, store, tag, sort } = this.#wanted;
    return { text, store: store || undefined, tag: tag || undefined, sort: /** @type {ShelfSort} */ (sort) };
  }

  async #read() {
    const { store, tag } = this.#wanted;
    const facets = this.#facets(() =>
      Promise.all([
        call("shelf.stores"),
        call("shelf.tags", { store: store || undefined }),
        tag ? call("shelf.tag", { slug: tag }).catch(() => ({ slug: tag, name: tag, description: "", products: 0 })) : null,
      ]),
    );
    const isNewest = await this.#pages.first();
    const answers = await facets;
    if (answers) [this.#stores, this.#tags, this.#tag] = [answers[0].stores, answers[1].tags, answers[2]];
    if (!isNewest) return;
    this.#draw();
    announce(`${this.#pages.answer.total} results`);
  }

  /** Goods have changed: what fits on the first pages is read again, a long walk is not disturbed. */
  async #again() {
    if (this.#pages.rows.length <= PAGE) await this.#read();
  }

  async #more() {
    const rows = await this.#pages.more();
    append(/** @type {Element} */ (this.querySelector("[data-grid]")), html`${rows.map(card)}`);
    this.#end();
  }

  #end() {
    /** @type {any} */ (this.querySelector("tp-more")).hasMore = this.#pages.next !== null;
  }

  #draw() {
    const shown = { ...this.#wanted, stores: this.#stores, tags: this.#tags, tagPage: this.#tag, total: this.#pages.answer.total, corrected: this.#pages.answer.corrected };
    const place = (/** @type {string} */ name) => /** @type {Element} */ (this.querySelector(`[data-${name}]`));
    const isFresh = this.#stores.length === 0;
    render(place("filters"), isFresh ? html`` : filters(shown));
    render(place("heading"), isFresh ? html`` : heading(shown));
    render(place("grid"), this.#pages.rows.length > 0 ? html`${this.#pages.rows.map(card)}` : nothing(shown));
    this.querySelector(".shelf")?.toggleAttribute("data-fresh", isFresh);
    this.querySelector(".shelf-body")?.setAttribute("aria-busy", "false");
    this.#end();
  }
}

customElements.define("sf-shelf", Shelf);
