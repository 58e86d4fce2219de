// @ts-check
// How the played marketplace finds, pages and sorts its rows.

import { refuse } from "./refuse.js";

/** @typedef {any} Input */

/** @param {any[]} rows @param {Input} input @param {number} [size] */
export function page(rows, input, size = 50) {
  const from = Number(input.after ?? 0);
  const limit = input.limit ?? size;
  const next = from + limit < rows.length ? String(from + limit) : null;
  return { rows: rows.slice(from, from + limit), next, total: Math.min(rows.length, 10_000) };
}

/** @param {any[]} list @param {string} id */
export const found = (list, id) => list.find((one) => one.id === id) ?? refuse("not_found", "This is not there any more.");

/** @param {string} text @param {string} [part] */
export const has = (text, part) => !part || text.toLowerCase().includes(part.toLowerCase());

const SORTS = /** @type {Record<string, string>} */ ({
  name: "name", price: "price_minor", stock: "stock", updated: "updated_at_us", placed: "placed_at_us", total: "total_minor", buyer: "buyer_name",
});

/** @param {any[]} rows @param {Input} input @param {string} usual */
export function sorted(rows, input, usual) {
  const key = SORTS[input.sort ?? usual];
  const sign = input.descending ? -1 : 1;
  return [...rows].sort((a, b) => (a[key] < b[key] ? -sign : a[key] > b[key] ? sign : 0));
}
