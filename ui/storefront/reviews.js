// @ts-check
// The reviews of a product: two averages, the list, and the form to write or change one's own.

import { call } from "../api/shop.js";
import { badge } from "../components/bits.js";
import { asked, confirmed } from "../components/ask.js";
import { icon } from "../components/icon.js";
import { ratingText, starInput, stars } from "../components/stars.js";
import { toast } from "../components/toast.js";
import { time } from "../lib/dates.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { counted } from "../lib/money.js";
import { Screen } from "../lib/screen.js";
import { openDoor } from "./door.js";
import { isBuyer, session } from "./session.js";

/** @import { ShelfProduct, ShelfReview } from "../api/types.d.ts" */

/** @param {string} label @param {number | null} rating @param {number} count @param {string} hook */
const average = (label, rating, count, hook) => html`<div class="average" data-average="${hook}"><p class="average-figure figures">${rating === null ? "–" : ratingText(rating)}</p>
  <div><p>${rating === null ? html`<span class="faint small">No rating yet</span>` : stars(rating)}</p><p class="small soft">${label}, ${counted(count, "review")}</p></div></div>`;

/** @param {ShelfReview} review */
function entry(review) {
  return html`<li class="review" data-review="${review.id}"><header><p>${stars(review.rating * 100)}</p><h3 dir="auto">${review.title}</h3></header>
    <p class="review-body" dir="auto">${review.body}</p>
    <footer class="small faint"><span dir="auto">${review.author}</span>${time(review.at_us)}${review.is_verified && badge("Bought here", "good", "verified")}${
      review.is_mine
        ? html`<button type="button" class="link" data-act="write-review">Edit</button><button type="button" class="link" data-act="remove-review">Remove</button>`
        : session.seat && html`<button type="button" class="link" data-act="report-review" data-review-id="${review.id}">Report</button>`
    }</footer>
    ${review.reply && html`<blockquote class="reply"><p class="small"><b>The store answers</b></p><p dir="auto">${review.reply}</p></blockquote>`}</li>`;
}

/** @param {ShelfReview | null} mine */
const form = (mine) => html`<form class="review-form panel" data-form="review" novalidate><h3>${mine ? "Change your review" : "Write a review"}</h3>
  ${starInput(mine?.rating ?? 0)}
  ${field({ name: "title", label: "In a few words", value: mine?.title, maxlength: 120 })}
  ${field({ name: "body", label: "What should others know?", value: mine?.body, rows: 5, maxlength: 5000 })}
  ${formError()}<div class="form-acts"><button type="button" class="button" data-kind="quiet" data-act="cancel-review">Cancel</button>
  <button type="submit" class="button" data-kind="primary" data-act="save-review">Save review</button></div></form>`;

class Reviews extends Screen {
  /** @type {any} */
  #product = null;
  #isWriting = false;

  begin() {
    this.className = "reviews";
    this.id = "reviews";
    this.act("write-review", () => this.write());
    this.act("cancel-review", () => this.#stop());
    this.act("remove-review", async () => {
      const mine = this.#product.my_review;
      if (!(await confirmed({ title: "Remove your review?", yes: "Remove", isDangerous: true }))) return;
      await call("review.remove", { product: this.#product.id });
      toast("Your review is gone.", { undo: () => call("review.save", { product: this.#product.id, rating: mine.rating, title: mine.title, body: mine.body }) });
    });
    this.act("report-review", async (button) => {
      const reason = await asked({ title: "Report this review", text: "The marketplace looks at it.", label: "What is wrong with it?", yes: "Report" });
      if (reason === null) return;
      await call("review.report", { id: button.dataset.reviewId ?? "", reason });
      toast("Thank you. The marketplace will look at it.");
    });
    this.sends("review", async ({ rating, title, body }) => {
      await call("review.save", { product: this.#product.id, rating: Number(rating ?? 0), title, body });
      this.#stop();
      this.dispatchEvent(new CustomEvent("reviewed", { bubbles: true }));
    });
  }

  /** @param {ShelfProduct} product */
  set product(product) {
    this.#product = product;
    if (!this.#isWriting) this.#draw();
  }

  /** Opens the form; a visitor signs in first. */
  async write() {
    if (!isBuyer() && !(await openDoor("sign-in", "Sign in to write a review."))) return;
    this.#isWriting = true;
    this.#draw();
    this.querySelector("form")?.scrollIntoView({ block: "center" });
    /** @type {HTMLElement | null} */ (this.querySelector("input[name=rating]:checked") ?? this.querySelector("input[name=rating]"))?.focus();
  }

  #stop() {
    this.#isWriting = false;
    this.#draw();
  }

  #draw() {
    const { review_list, rating_all, rating_verified, reviews, reviews_verified, my_review } = this.#product;
    render(
      this,
      html`<header class="reviews-head"><h2>Reviews</h2>${!this.#isWriting && html`<button type="button" class="button" data-act="write-review">${icon("edit", "small")}${my_review ? "Change your review" : "Write a review"}</button>`}</header>
        ${reviews > 0 && html`<div class="averages">${average("Verified buyers", rating_verified, reviews_verified, "verified")}${average("Everyone", rating_all, reviews, "all")}</div>`}
        ${this.#isWriting && form(my_review)}
        ${review_list.length > 0 ? html`<ol class="review-list">${review_list.map(entry)}</ol>` : !this.#isWriting && html`<p class="soft">Nobody has written about this yet. Be the first.</p>`}`,
    );
  }
}

customElements.define("sf-reviews", Reviews);
