// @ts-check
// The lines of a cart by store: shown in the drawer to be changed and in the checkout to be read.

import { cover } from "../components/cover.js";
import { icon } from "../components/icon.js";
import { html } from "../lib/html.js";
import { money } from "../lib/money.js";
import { stepper } from "./stepper.js";

/** @typedef {import("./session.js").CartLine} CartLine @typedef {import("./session.js").Cart} Cart */

/** @param {CartLine} line */
function trouble(line) {
  if (line.problem === "repriced") return html`The price was <s class="money">${money(line.seen_price_minor, line.currency)}</s> and is now <b class="money">${money(line.price_minor, line.currency)}</b>.`;
  if (line.problem === "too_few") return line.stock === 1 ? "Only one is left." : `Only ${line.stock} are left.`;
  if (line.problem === "sold_out") return "Sold out since you put it here.";
  if (line.problem === "gone") return "No longer on the shelves.";
  return null;
}

/** @param {CartLine} line @param {boolean} isFixed */
function row(line, isFixed) {
  const sentence = trouble(line);
  const isLost = line.problem === "sold_out" || line.problem === "gone";
  return html`<li class="line" data-line data-id="${line.product}" data-problem="${line.problem}">
    <a class="line-cover" href="#/product/${line.product}" tabindex="-1" aria-hidden="true">${cover(line)}</a>
    <div class="line-text"><a class="line-name clamp-2" href="#/product/${line.product}" dir="auto" title="${line.name}">${line.name}</a>
      ${line.subtitle && html`<p class="small soft clamp-1" dir="auto">${line.subtitle}</p>`}
      ${isFixed ? html`<p class="small soft figures">${line.quantity} × ${money(line.price_minor, line.currency)}</p>` : html`<p class="small soft money">${money(line.price_minor, line.currency)}</p>`}
      ${sentence && html`<p class="line-problem small" data-problem-text>${icon("warning", "small")}<span>${sentence}</span></p>`}
      ${!isFixed && html`<div class="line-acts">${!isLost && stepper(line.quantity, line.name, "line")}<button type="button" class="icon-button" data-size="small" data-act="remove-line" aria-label="Remove ${line.name}" title="Remove">${icon("trash", "small")}</button></div>`}</div>
    <p class="line-total money" data-line-total>${!isLost && money(line.line_total_minor, line.currency)}</p></li>`;
}

/** @param {Cart} cart @param {boolean} isFixed without buttons */
export function linesByStore(cart, isFixed) {
  const stores = [...new Map(cart.lines.map((line) => [line.store, line.store_name]))];
  return html`${stores.map(
    ([store, name]) => html`<section class="store-lines" data-store="${store}"><h3 dir="auto">${icon("store", "small")}${name}</h3>
      <ul>${cart.lines.filter((line) => line.store === store).map((line) => row(line, isFixed))}</ul></section>`,
  )}`;
}

/** @param {Cart["totals"]} totals */
export function totalRows(totals) {
  return html`<dl class="totals">${totals.map((total, at) => html`<div><dt>${at === 0 ? (totals.length > 1 ? "Totals" : "Total") : ""}</dt><dd class="money" data-total-currency="${total.currency}">${money(total.total_minor, total.currency)}</dd></div>`)}</dl>`;
}

/** Says that something changed and offers to go on with it. */
export const changesNotice = () => html`<div class="notice changes" data-tone="warn" role="alert" data-changes>${icon("warning")}<div><p><b>Something changed since you chose.</b> Look at the marked lines.</p>
  <button type="button" class="button" data-size="small" data-act="accept-changes">Accept changes</button></div></div>`;
