// @ts-check
// How the shared list is written: its head from the columns, a row from the cells a screen gives.

import { html } from "../lib/html.js";

/** @typedef {{label: string, sort?: string, kind?: "number" | "narrow" | "wide", isExtra?: boolean}} Column */
/** @typedef {{label: string, columns: Column[], cells: (row: any) => unknown, canChoose?: boolean, traits?: (row: any) => string}} Shape */

/** @param {Shape} shape */
export function tableMarkup({ label, columns, canChoose }) {
  const head = columns.map((column) => {
    const name = column.sort ? html`<button type="button" class="list-sort" data-act="sort-${column.sort}">${column.label}</button>` : column.label;
    return html`<th scope="col" class="is-${column.kind ?? "text"} ${column.isExtra && "is-narrow"}" ${column.sort ? html`data-sort="${column.sort}" aria-sort="none"` : ""}>${name}</th>`;
  });
  const tick = html`<th scope="col" class="is-tick"><input type="checkbox" data-act="choose-all" aria-label="Choose all rows shown"></th>`;
  return html`<table class="list" aria-label="${label}"><thead><tr>${canChoose ? tick : ""}${head}</tr></thead></table>`;
}

/** @param {Shape} shape @param {any} row @param {boolean} isCurrent @param {boolean} isChosen */
export function rowMarkup(shape, row, isCurrent, isChosen) {
  const tick = html`<td class="is-tick"><input type="checkbox" tabindex="-1" data-act="choose" aria-label="Choose" ${isChosen && "checked"}></td>`;
  return html`<tr data-id="${row.id}" data-traits="${shape.traits?.(row) ?? ""}" tabindex="0" aria-current="${isCurrent}">${shape.canChoose ? tick : ""}${shape.cells(row)}</tr>`;
}
