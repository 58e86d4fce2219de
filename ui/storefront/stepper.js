// @ts-check
// A quantity from 1 to 99 with minus and plus.

import { icon } from "../components/icon.js";
import { html } from "../lib/html.js";

export const MOST = 99;

/** @param {string} typed */
export const quantityOf = (typed) => Math.min(MOST, Math.max(1, Math.trunc(Number(typed)) || 1));

/** @param {number} quantity @param {string} what @param {string} hook what the acts are called: "<hook>-minus" and so on */
export function stepper(quantity, what, hook) {
  return html`<div class="stepper" role="group" aria-label="Quantity of ${what}">
    <button type="button" data-act="${hook}-minus" aria-label="One fewer" ${quantity <= 1 && "disabled"}>${icon("minus", "small")}</button>
    <input class="figures" type="number" name="quantity" data-act="${hook}-quantity" value="${quantity}" min="1" max="${MOST}" inputmode="numeric" aria-label="Quantity">
    <button type="button" data-act="${hook}-plus" aria-label="One more" ${quantity >= MOST && "disabled"}>${icon("plus", "small")}</button></div>`;
}
