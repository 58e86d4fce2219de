// @ts-check
// What a refused change wanted, on its way into the form it came from.

import { html } from "../lib/html.js";
import { icon } from "../components/icon.js";
import { go } from "./places.js";

/** @import { RefusedChange } from "../api/types.d.ts" */

/** The forms, by what a change is about. @type {Record<string, string>} */
const FORMS = { product: "products", stock: "products", store: "stores", tag: "tags", reply: "reviews" };

/** @type {RefusedChange | null} */
let waiting = null;

/** @param {RefusedChange} change */
const hasForm = (change) => change.subject in FORMS && Object.keys(change.wants).length > 0;

/** The way to the form of a change, or nothing where there is none. @param {RefusedChange} change */
export function editing(change) {
  const place = FORMS[change.subject];
  if (!place || !hasForm(change)) return null;
  return () => {
    waiting = change;
    go(place, change.target ?? "new");
  };
}

/** The change a form is to be filled with, once. @param {string} place @param {string} record */
export function takeDraft(place, record) {
  const change = waiting;
  if (!change || FORMS[change.subject] !== place || (change.target ?? "new") !== record) return null;
  waiting = null;
  return change;
}

/** Why the form holds something else than what is saved. @param {RefusedChange} change */
export const draftNote = (change) => html`<p class="notice draft-note" data-tone="warn" data-draft="${change.id}">${icon("edit", "small")}<span>This is what you wanted: <b dir="auto">${change.what}</b>. ${change.reasons.length ? change.reasons.map((reason) => reason.text).join(" ") : change.message} Mend it and save; the refused change then leaves the list.</span></p>`;
