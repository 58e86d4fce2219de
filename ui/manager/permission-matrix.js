// @ts-check
// What somebody may do, as a table of ticks: a row for each kind of thing, a column for each way of dealing with it.

import { html } from "../lib/html.js";

/** @typedef {{label: string, note?: string, see?: string, add?: string, change?: string, remove?: string}} Row */

const WAYS = /** @type {const} */ (["see", "add", "change", "remove"]);

/** What an owner gives to the people of a store. @type {Row[]} */
export const STORE_ROWS = [
  { label: "Products", note: "Everybody who works here sees them", add: "product.add", change: "product.change", remove: "product.delete" },
  { label: "Import", note: "Whole files of products", add: "import.add" },
  { label: "Tags", change: "tag.change", remove: "tag.delete" },
  { label: "Stock", see: "stock.view", change: "stock.change" },
  { label: "Orders", note: "With the buyers’ names and addresses", see: "sale.view", change: "sale.change" },
  { label: "Invoices", see: "invoice.view" },
  { label: "Reviews", note: "Change: answer them", see: "review.view", change: "review.reply" },
  { label: "The store", note: "Its name, address and bank account", change: "store.change" },
];

/** What an owner of the marketplace gives to a group of operators. @type {Row[]} */
export const OPERATOR_ROWS = [
  { label: "Mail", note: "Change: send again, and the settings", see: "mail.view", change: "mail.change" },
  { label: "Reviews", note: "Change: hide them", see: "review.view", change: "review.moderate" },
  { label: "Audit", note: "Who did what, and when", see: "audit.view" },
  { label: "Operators", see: "operator.view" },
  { label: "Groups", see: "role.view" },
];

/** @param {Row[]} rows @param {string[]} held @param {boolean} [isFixed] */
export const permissionMatrix = (rows, held, isFixed = false) => {
  const tick = (/** @type {Row} */ row, /** @type {typeof WAYS[number]} */ way) => {
    const name = row[way];
    return html`<td>${name && html`<input type="checkbox" name="may" value="${name}" aria-label="${row.label}: ${way}" ${held.includes(name) && "checked"} ${isFixed && "disabled"}>`}</td>`;
  };
  return html`<table class="table may"><thead><tr><th></th>${WAYS.map((way) => html`<th scope="col">${way}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr><th scope="row">${row.label}${row.note && html`<span class="cell-note">${row.note}</span>`}</th>${WAYS.map((way) => tick(row, way))}</tr>`)}</tbody></table>`;
};

/** What is ticked. @param {Element} place */
export const ticked = (place) => [...place.querySelectorAll("input[name=may]:checked")].map((box) => /** @type {HTMLInputElement} */ (box).value);

/** In a few words what somebody may do. @param {Row[]} rows @param {string[]} held */
export const inWords = (rows, held) => rows.filter((row) => WAYS.some((way) => row[way] && held.includes(row[way]))).map((row) => row.label).join(", ");
