// @ts-check
// A form over a record: what it was filled with, whether it was changed, and what to do when somebody else changed it too.

import { Refusals } from "../components/refusals.js";
import { contact, readContact } from "../lib/contact.js";
import { valuesOf } from "../lib/form.js";

/**
 * The named fields of a record, and no others.
 * @template {object} Whole
 * @template {keyof Whole} Name
 * @param {Whole} record
 * @param {readonly Name[]} names
 */
export const pick = (record, names) => /** @type {Pick<Whole, Name>} */ (Object.fromEntries(names.map((name) => [name, record[name]])));

/** Remembers how a form was filled. */
export class Filled {
  #form;
  #text;

  /** @param {HTMLFormElement} form @param {boolean} [isDraft] it holds something else than what is saved */
  constructor(form, isDraft = false) {
    this.#form = form;
    this.#text = isDraft ? "" : this.#now();
  }

  #now() {
    return JSON.stringify({ ...valuesOf(this.#form), ...this.#own() });
  }

  /** Values of custom elements inside the form (tags, logo). */
  #own() {
    const parts = [...this.#form.querySelectorAll("[data-value]")];
    return Object.fromEntries(parts.map((part) => [part.getAttribute("data-field-name"), part.getAttribute("data-value")]));
  }

  get isDirty() {
    return this.#form.isConnected && this.#now() !== this.#text;
  }

  /** What stands there now is what is saved. */
  settle() {
    this.#text = this.#now();
  }
}

/**
 * Shows above a form which fields of its record two people changed, with a choice for each. While there is one to make, the
 * form waits: what is chosen is sent at once, with whatever else was changed, and the record is read again.
 * @param {HTMLElement} place where it stands
 * @param {HTMLElement} form what waits
 * @param {{subjects: string[], target: string}} about
 * @param {() => unknown} reread
 */
export async function showClashes(place, form, { subjects, target }, reread) {
  const list = new Refusals();
  list.shows = (change) => change.kind === "conflict" && subjects.includes(change.subject) && change.target === target;
  list.addEventListener("listed", (event) => {
    const isWaiting = /** @type {CustomEvent} */ (event).detail > 0;
    place.hidden = !isWaiting;
    form.toggleAttribute("data-waits", isWaiting);
    form.inert = isWaiting || form.hasAttribute("data-fixed");
  });
  list.addEventListener("settled", () => reread());
  place.replaceChildren(list);
  await readContact();
}

/** Whether two people changed this record and nobody has chosen yet. @param {string} target */
export const isClashing = (target) => contact.refused.some((change) => change.kind === "conflict" && change.target === target);
