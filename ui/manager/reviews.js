// @ts-check
// What buyers wrote: read, answer, and for operators hide.

import { call } from "../api/shop.js";
import { badge, empty } from "../components/bits.js";
import { cover } from "../components/cover.js";
import { stars } from "../components/stars.js";
import { toast } from "../components/toast.js";
import { ago, moment, time } from "../lib/dates.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { counted } from "../lib/money.js";
import { actButton, choiceFilter, detailHead, once, section } from "./bits.js";
import { draftNote, takeDraft } from "./drafts.js";
import { Filled } from "./editing.js";
import { ListScreen } from "./list-screen.js";

/** @import { RefusedChange, ReviewPage, ReviewRow } from "../api/types.d.ts" */

class ManagerReviews extends ListScreen {
  static place = "reviews";
  static subjects = ["review"];
  /** @type {Filled | null} */ #filled = null;
  /** @type {ReviewRow | null} */ #review = null;
  /** The refused reply the form is filled with. @type {RefusedChange | null} */ #draft = null;

  begin() {
    super.begin();
    this.act("take-back", once(() => this.#reply("")));
    this.act("hide", once(() => this.#hide(!this.#review?.is_hidden)));
    this.sends("reply", ({ reply }) => this.#reply(reply));
    void this.#readStores();
  }

  get isDirty() {
    return this.#filled?.isDirty ?? false;
  }

  heading() {
    return html`<h1>Reviews</h1>`;
  }

  filterBar() {
    return html`${choiceFilter("state", "All reviews", [["unanswered", "Unanswered"], ["reported", "Reported"]])}<span class="filter-group" data-stores></span>`;
  }

  shape() {
    return {
      label: "Reviews",
      columns: [{ label: "Review", kind: /** @type {const} */ ("wide") }, { label: "Product", kind: /** @type {const} */ ("narrow") }, { label: "State" }, { label: "When", kind: /** @type {const} */ ("narrow") }],
      traits: (/** @type {ReviewRow} */ row) => (row.is_hidden ? "faded" : ""),
      cells: (/** @type {ReviewRow} */ row) => html`<td class="is-wide"><div class="cell-lead"><span class="thumb">${cover({ name: row.product_name, picture: row.picture })}</span><div class="cell-text"><b dir="auto">${row.title || row.product_name}</b><span class="cell-note">${stars(row.rating * 100)}<span dir="auto">${row.author}</span></span></div></div></td>
        <td class="is-narrow"><span class="cell-clip" dir="auto">${row.product_name}</span></td><td><span class="marks is-line">${this.#marks(row)}</span></td><td class="is-narrow faint">${ago(row.at_us)}</td>`,
    };
  }

  /** @param {ReviewRow} row */
  #marks(row) {
    return html`${row.reports > 0 && badge(counted(row.reports, "report"), "danger", "flag")}${row.is_hidden && badge("Hidden", "warn", "hidden")}${!row.is_hidden && (row.reply ? badge("Answered", "neutral", "reply") : badge("Unanswered", "accent"))}`;
  }

  /** @param {Record<string, any>} ask */
  read(ask) {
    return call("review.list", ask);
  }

  /** @param {boolean} isNarrowed */
  emptyState(isNarrowed) {
    if (isNarrowed) return empty({ icon: "check", title: "Nothing here", text: "No review fits this filter." });
    return empty({ icon: "star", title: "No reviews yet", text: "Buyers can write one as soon as they have bought something." });
  }

  async #readStores() {
    const { stores } = await call("store.list");
    const place = this.querySelector("[data-stores]");
    if (!place || stores.length < 2) return;
    render(place, choiceFilter("store", "All stores", stores.map((store) => [store.id, store.name])));
    const select = place.querySelector("select");
    if (select) select.value = this.filters.store ?? "";
  }

  /** @param {ReviewPage} answer */
  wasRead(answer) {
    if (!this.record || this.isDirty || !answer.rows.some((row) => row.id === this.record)) return;
    void this.showRecord(this.record);
  }

  /** @param {string} record */
  async showRecord(record) {
    /** @type {ReviewRow | undefined} */
    const review = this.pages.rows.find((row) => row.id === record) ?? (await call("review.list", { limit: 500 })).rows.find((row) => row.id === record);
    if (!review || this.record !== record) return;
    this.#review = review;
    this.#draft = takeDraft("reviews", record);
    const reply = this.#draft?.wants.reply ?? review.reply ?? "";
    const acts = this.seat?.permissions.includes("review.moderate") && actButton({ act: "hide", label: review.is_hidden ? "Show again" : "Hide", icon: review.is_hidden ? "eye" : "hidden", kind: "quiet" });
    render(
      this.detail,
      html`${detailHead({ title: review.product_name, store: review.store, note: review.store_name, marks: this.#marks(review), acts })}
      <article class="part review"><header class="review-head">${stars(review.rating * 100)}<span class="soft"><span dir="auto">${review.author}</span> · ${time(review.at_us, moment)}</span></header>
        ${review.is_verified ? badge("Verified purchase", "good", "verified") : badge("Not verified")}${review.edits > 0 && badge(`Edited ${counted(review.edits, "time")}`)}
        <h3 dir="auto">${review.title}</h3><p class="review-body" dir="auto">${review.body}</p></article>
      ${this.#draft && draftNote(this.#draft)}<form class="sheet" data-form="reply" novalidate>${formError()}${section("Your reply", html`<div class="fields">${field({ name: "reply", label: "Everybody can read it", value: reply, rows: 5, maxlength: 4000, isRequired: true })}</div>`)}
        <footer class="sheet-foot">${review.reply && actButton({ act: "take-back", label: "Take the reply back", kind: "quiet", size: "" })}<button type="submit" class="button" data-kind="primary" data-act="save">${review.reply ? "Change the reply" : "Reply"}</button></footer></form>`,
    );
    this.detail.querySelector("textarea")?.setAttribute("data-act", "reply");
    this.#filled = new Filled(/** @type {HTMLFormElement} */ (this.detail.querySelector("form")), this.#draft !== null);
  }

  /** @param {string} reply */
  async #reply(reply) {
    const id = this.record;
    const before = this.#review?.reply ?? "";
    await call("review.reply", { id, reply });
    if (this.#draft) await call("sync.discard", { id: this.#draft.id });
    this.#draft = null;
    this.#filled = null;
    toast(reply ? "The reply is published." : "The reply is taken back.", reply ? {} : { undo: async () => (await call("review.reply", { id, reply: before }), this.reread()) });
    await this.reread();
  }

  /** @param {boolean} isHidden */
  async #hide(isHidden) {
    const id = this.record;
    const turn = async (/** @type {boolean} */ to) => (await call("review.hide", { id, is_hidden: to }), this.reread());
    await turn(isHidden);
    toast(isHidden ? "The review is hidden from buyers." : "The review is shown again.", { undo: () => turn(!isHidden) });
  }
}

customElements.define("manager-reviews", ManagerReviews);
