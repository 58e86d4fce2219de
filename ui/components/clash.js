// @ts-check
// Fields two people changed, side by side: yours, theirs, and what it was before. One of the three is taken for each.

import { thumb } from "../api/shop.js";
import { countryName } from "../lib/countries.js";
import { html } from "../lib/html.js";
import { money, number, percent } from "../lib/money.js";

/** @import { Choice, ClashingField, RefusedChange } from "../api/types.d.ts" */

/** @type {[Choice, string][]} */
const SIDES = [["mine", "Yours"], ["theirs", "Theirs"], ["before", "Before"]];

const nothing = html`<span class="faint">Empty</span>`;

/** The words of a description, without its markup. @param {string} text */
const wordsOf = (text) => [...new DOMParser().parseFromString(text, "text/html").body.children].map((each) => each.textContent).join("\n") || text;

/** @param {string} hash */
const picture = (hash) => html`<img class="clash-picture" src="${thumb(hash)}" alt="">`;

/** A value as people read it, never as it is kept. @param {ClashingField} field @param {any} value @param {string | null} currency */
function shown({ kind }, value, currency) {
  if (kind === "flag") return value ? "Yes" : "No";
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return nothing;
  if (kind === "money") return html`<span class="money">${currency ? money(value, currency) : number(value)}</span>`;
  if (kind === "percent") return html`<span class="figures">${percent(value)}</span>`;
  if (kind === "number") return html`<span class="figures">${number(value)}</span>`;
  if (kind === "tags") return html`<span class="clash-tags">${value.map((/** @type {string} */ tag) => html`<span class="badge" dir="auto">${tag}</span>`)}</span>`;
  if (kind === "country") return countryName(value);
  if (kind === "picture") return picture(value);
  if (kind === "pictures") return html`<span class="clash-pictures">${value.map((/** @type {{hash: string}} */ one) => picture(one.hash))}</span>`;
  return html`<span class="clash-text" dir="auto">${kind === "rich_text" ? wordsOf(value) : value}</span>`;
}

/** @param {RefusedChange} change @param {ClashingField} field @param {Choice} chosen */
const row = (change, field, chosen) => html`<tr><th scope="row">${field.label}</th>${SIDES.map(
  ([side, label]) => html`<td data-side="${side}"><label class="clash-side"><input type="radio" id="${change.id}-${field.name}-${side}" name="${field.name}" value="${side}" aria-label="${field.label}: ${label}" ${side === chosen && "checked"}><span>${shown(field, field[side], change.currency)}</span></label></td>`,
)}</tr>`;

/**
 * The form behind "Keep my choice". `chosen` is what was chosen so far, by field; what was not stays the person's own.
 * @param {RefusedChange} change @param {Record<string, Choice>} chosen @param {unknown} [acts] further buttons
 */
export const clashForm = (change, chosen, acts) => html`<form class="clash" data-form="choose" data-id="${change.id}" novalidate>
  <table class="table clash-table"><thead><tr><th></th>${SIDES.map(([side, label]) => html`<th scope="col"><button type="button" class="clash-all" data-act="choose-all" data-side="${side}" title="Take this side everywhere">${label}</button></th>`)}</tr></thead>
    <tbody>${change.clashes.map((field) => row(change, field, chosen[field.name] ?? "mine"))}</tbody></table>
  <p class="form-error" role="alert" data-form-error hidden></p>
  <div class="clash-acts">${acts}<button type="submit" class="button" data-kind="primary" data-size="small" data-act="keep-choice">Keep my choice</button></div></form>`;

/** Takes one side for every field of the form a button stands in. @param {HTMLElement} button */
export function chooseAll(button) {
  const inputs = button.closest("form")?.querySelectorAll(`input[value="${button.dataset.side}"]`) ?? [];
  for (const input of inputs) if (input instanceof HTMLInputElement) input.checked = true;
}

/** What is chosen in a form, by field. @param {HTMLFormElement} form */
export const choicesIn = (form) => /** @type {Record<string, Choice>} */ (Object.fromEntries([...new FormData(form)].map(([name, side]) => [name, String(side)])));
