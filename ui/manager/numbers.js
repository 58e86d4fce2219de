// @ts-check
// The report that proves the invoice numbers of one's own stores: no gap, no double.

import { call } from "../api/shop.js";
import { badge } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";

/** @import { NumberReport, Series } from "../api/types.d.ts" */

const KINDS = /** @type {Record<string, string>} */ ({ invoice: "Invoices", credit_note: "Credit notes" });

/** @param {Series} series */
const verdict = ({ is_whole, missing, doubled }) => (is_whole ? badge("No gap, no double", "good") : badge(`${missing} missing, ${doubled} double`, "danger"));

/** @param {Series} series */
const row = (series) => html`<tr data-series="${series.store}"><td dir="auto">${series.store_name}</td><td>${KINDS[series.kind] ?? series.kind}</td>
  <td class="number">${series.first_number}–${series.last_number}</td><td class="number">${series.papers}</td><td>${verdict(series)}</td></tr>`;

/** @param {NumberReport} report */
const table = (report) => html`<table class="table"><thead><tr><th scope="col">Store</th><th scope="col">Series</th><th scope="col" class="number">Numbers</th><th scope="col" class="number">Issued</th><th scope="col">Found</th></tr></thead>
  <tbody>${report.series.map(row)}</tbody></table>`;

/** Where the report stands in a page. */
export const numbersSection = () => html`<div class="form-acts"><button type="button" class="button" data-act="check-numbers">${icon("receipt", "small")} Check the numbers</button></div><div data-numbers aria-live="polite"></div>`;

/**
 * Counts the numbers and shows the report.
 * @param {Element} page
 */
export async function showNumbers(page) {
  const report = await call("invoice.numbers");
  const place = page.querySelector("[data-numbers]");
  if (!place) return;
  render(place, report.series.length ? table(report) : html`<p class="soft small">No invoice has been issued yet.</p>`);
}
