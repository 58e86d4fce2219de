// @ts-check
// What the marketplace has not taken: why, and what to do about it. Both windows list it; each says which forms it can fill.

import { call, Refusal } from "../api/shop.js";
import { moment, time } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted } from "../lib/money.js";
import { Screen, told } from "../lib/screen.js";
import { contact, followContact, readContact } from "../lib/contact.js";
import { confirmed } from "./ask.js";
import { badge } from "./bits.js";
import { chooseAll, choicesIn, clashForm } from "./clash.js";
import { icon } from "./icon.js";
import { toast } from "./toast.js";

/** @import { Choice, RefusedChange } from "../api/types.d.ts" */

/** @param {string} act @param {string} label @param {string} mark @param {string} kind */
const button = (act, label, mark, kind = "") => html`<button type="button" class="button" data-size="small" data-kind="${kind}" data-act="${act}">${icon(mark, "small")}<span>${label}</span></button>`;

export class Refusals extends Screen {
  /** Opens the form of a change with what it wanted; nothing where there is no form for it. @type {(change: RefusedChange) => (() => unknown) | null} */
  editing = () => null;
  /** @type {(change: RefusedChange) => boolean} */
  shows = () => true;
  /** @type {Map<string, Record<string, Choice>>} */
  #chosen = new Map();

  begin() {
    this.act("retry", (at) => this.#retry(this.#of(at), undefined));
    this.act("discard", (at) => this.#discard(this.#of(at)));
    this.act("edit-refused", (at) => this.editing(this.#of(at))?.());
    this.act("choose-all", (at) => {
      chooseAll(at);
      this.#remember(at);
    });
    this.sends("choose", (_, form) => this.#retry(this.#of(form), choicesIn(form)));
    this.addEventListener("change", (event) => event.target instanceof HTMLElement && this.#remember(event.target));
    this.until(followContact(() => this.#draw()));
    this.#draw();
  }

  /** @param {HTMLElement} element */
  #of(element) {
    const id = element.closest("[data-change]")?.getAttribute("data-change");
    return /** @type {RefusedChange} */ (contact.refused.find((one) => one.id === id));
  }

  /** What is chosen stays chosen when the list is drawn anew. @param {HTMLElement} within */
  #remember(within) {
    const form = within.closest("form");
    if (form) this.#chosen.set(form.dataset.id ?? "", choicesIn(form));
  }

  /** @param {RefusedChange} change @param {Record<string, Choice> | undefined} choices */
  async #retry(change, choices) {
    try {
      await call("sync.retry", { id: change.id, choices });
      this.#chosen.delete(change.id);
      toast(choices ? "Your choice is kept." : "Sent again.");
      this.dispatchEvent(new CustomEvent("settled", { detail: change, bubbles: true }));
    } catch (error) {
      // The list is drawn anew with what is there now, so the sentence stands beside it and not in a form that is gone.
      if (error instanceof Refusal && error.code === "conflict") toast("It was changed once more meanwhile. Look at it again.", { tone: "danger" });
      else told(error);
    }
    await readContact();
  }

  /** @param {RefusedChange} change */
  async #discard(change) {
    const text = change.kind === "conflict" ? "Theirs stands; yours is gone." : "The marketplace’s state stands.";
    if (!(await confirmed({ title: "Discard this change?", text: html`<b dir="auto">${change.what}</b><br>${text}`, yes: "Discard", isDangerous: true }))) return;
    await call("sync.discard", { id: change.id });
    toast("Discarded.");
    this.dispatchEvent(new CustomEvent("settled", { detail: change, bubbles: true }));
    await readContact();
  }

  #draw() {
    const changes = contact.refused.filter((one) => this.shows(one));
    this.hidden = changes.length === 0;
    render(this, changes.length === 0 ? html`` : html`<ul class="refusals" aria-label="${counted(changes.length, "change")} not taken">${changes.map((one) => this.#entry(one))}</ul>`);
    this.dispatchEvent(new CustomEvent("listed", { detail: changes.length }));
  }

  /** @param {RefusedChange} change */
  #entry(change) {
    const isConflict = change.kind === "conflict";
    const canEdit = this.editing(change) !== null;
    const acts = html`${button("discard", "Discard", "trash", "quiet")}${!isConflict && change.subject !== "order" && button("retry", "Try again", "refresh", canEdit ? "quiet" : "primary")}${canEdit && button("edit-refused", "Edit and retry", "edit", isConflict ? "quiet" : "primary")}`;
    return html`<li class="refusal" data-change="${change.id}" data-id="${change.id}" data-kind="${change.kind}"><span class="refusal-mark">${icon(isConflict ? "copy" : "warning")}</span><div class="refusal-text">
      <header><p class="refusal-what" role="heading" aria-level="4" dir="auto">${change.what}</p>${badge(isConflict ? "Conflict" : "Refused", isConflict ? "warn" : "danger")}<span class="faint small">${time(change.made_at_us, moment)}</span></header>
      ${isConflict ? html`<p class="soft">Somebody else changed the same meanwhile. Choose for each what is to stand.</p>` : change.reasons.length === 0 && html`<p class="soft" dir="auto">${change.message}</p>`}
      ${change.reasons.length > 0 && html`<ul class="reasons">${change.reasons.map(({ label, text }) => html`<li dir="auto">${label && html`<b>${label}:</b> `}${text}</li>`)}</ul>`}
      ${isConflict ? clashForm(change, this.#chosen.get(change.id) ?? {}, acts) : html`<div class="clash-acts">${acts}</div>`}</div></li>`;
  }
}

customElements.define("tp-refusals", Refusals);
