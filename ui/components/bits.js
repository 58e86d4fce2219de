// @ts-check
// Small pieces both windows show: badge, empty state, skeletons, the end of a paged list.

import { html } from "../lib/html.js";
import { icon } from "./icon.js";

/** @typedef {"neutral" | "good" | "warn" | "danger" | "accent"} Tone */

/** @param {unknown} text @param {Tone} [tone] @param {string} [iconName] */
export function badge(text, tone = "neutral", iconName) {
  return html`<span class="badge" data-tone="${tone}">${iconName && icon(iconName, "small")}${text}</span>`;
}

/**
 * What stands where a list would be; `action` is markup of a button or link.
 * @param {{icon: string, title: string, text?: unknown, action?: unknown}} empty
 */
export function empty({ icon: name, title, text, action }) {
  return html`<div class="empty"><span class="empty-mark">${icon(name, "large")}</span><h2>${title}</h2>
    ${text && html`<p>${text}</p>`}${action && html`<div class="empty-acts">${action}</div>`}</div>`;
}

/** Grey shapes while cards are read. @param {number} count */
export function skeletonCards(count) {
  return Array.from({ length: count }, () => html`<div class="skeleton-card" aria-hidden="true"><div class="skeleton cover-shape"></div><div class="skeleton line"></div><div class="skeleton line short"></div></div>`);
}

/** Grey lines while a page or table is read. @param {number} count */
export function skeletonLines(count) {
  return html`<div class="skeleton-lines" aria-hidden="true">${Array.from({ length: count }, () => html`<div class="skeleton line"></div>`)}</div>`;
}

/** A page's heading while its content is read, for those who listen. */
export const reading = () => html`<p class="unseen" role="status">Reading…</p>`;
