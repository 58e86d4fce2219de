// @ts-check
// Money arrives as whole numbers of a currency's smallest unit; here it only becomes text.

import { LOCALE } from "./locale.js";

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {string} currency */
function formatOf(currency) {
  const known = formats.get(currency);
  if (known) return known;
  const made = new Intl.NumberFormat(LOCALE, { style: "currency", currency });
  formats.set(currency, made);
  return made;
}

/** How many digits the currency has after the point. @param {string} currency */
export function digitsOf(currency) {
  return formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * 1250, "EUR" becomes "€12.50", as people at this machine write it.
 * @param {number} minor
 * @param {string} currency
 */
export function money(minor, currency) {
  const digits = digitsOf(currency);
  return formatOf(currency).format(/** @type {any} */ (plainMoney(minor, digits)));
}

/**
 * The digits alone, with a point: what a price field is filled with.
 * @param {number} minor
 * @param {number} digits
 */
export function plainMoney(minor, digits) {
  const sign = minor < 0 ? "-" : "";
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Several totals, one per currency, as one line.
 * @param {{currency: string, total_minor: number}[]} totals
 */
export function totalsText(totals) {
  return totals.map((total) => money(total.total_minor, total.currency)).join(" + ");
}

/** 1900 becomes "19%". @param {number} basisPoints */
export function percent(basisPoints) {
  return new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

/** 12345 becomes "12,345". @param {number} count */
export function number(count) {
  return new Intl.NumberFormat(LOCALE).format(count);
}

/**
 * "1 review", "12 reviews".
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function counted(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}
