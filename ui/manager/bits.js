// @ts-check
// Small pieces only the manager shows: filters, detail heads, states of orders, lines and mails.

import { badge } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { html } from "../lib/html.js";
import { keysOf } from "./keys.js";

/** The search field of a list. @param {string} placeholder */
export const searchField = (placeholder) =>
  html`<label class="search">${icon("search", "small")}<input class="input" type="search" name="text" data-filter data-act="search" dir="auto" autocomplete="off" placeholder="${placeholder}" aria-label="${placeholder}"><kbd>/</kbd></label>`;

/**
 * A select that narrows the list. The first option stands for all.
 * @param {string} name @param {string} label @param {[string, string][]} options
 */
export const choiceFilter = (name, label, options) =>
  html`<select class="input" name="${name}" data-filter aria-label="${label}"><option value="">${label}</option>${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select>`;

/** A button with its key in the tooltip. @param {{act: string, label: string, icon?: string, kind?: string, size?: string, type?: string}} made */
export function actButton({ act, label, icon: name, kind, size = "small", type = "button" }) {
  const keys = keysOf(act);
  return html`<button type="${type}" class="button" data-act="${act}" data-kind="${kind}" data-size="${size}" title="${keys ? `${label} (${keys})` : label}">${name && icon(name, "small")}<span>${label}</span></button>`;
}

/**
 * The head of a detail pane.
 * @param {{title: unknown, note?: unknown, marks?: unknown, acts?: unknown, store?: string}} head `store` decides what of the pane may be changed
 */
export const detailHead = ({ title, note, marks, acts, store }) =>
  html`<header class="detail-head" data-store="${store ?? ""}"><h2 dir="auto">${title}</h2>
    <div class="detail-acts">${acts}<button type="button" class="icon-button" data-size="small" data-act="close-detail" aria-label="Close (Esc)" title="Close (Esc)">${icon("close", "small")}</button></div>
    ${note && html`<p class="detail-note" dir="auto">${note}</p>`}${marks && html`<p class="marks">${marks}</p>`}</header>`;

/** Why nothing below can be changed. @param {string} what */
export const removedNote = (what) => html`<p class="notice" data-removed>${icon("info", "small")}<span>This ${what} is removed. Restore it to change it.</span></p>`;

/** A titled part of a form or sheet. @param {string} title @param {unknown} body @param {string} [note] */
export const section = (title, body, note) => html`<section class="part"><header><h3>${title}</h3>${note && html`<p class="faint small">${note}</p>`}</header>${body}</section>`;

/** @type {Record<string, [string, import("../components/bits.js").Tone]>} */
const STATES = {
  new: ["New", "accent"], paid: ["Paid", "good"], done: ["Done", "neutral"], cancelled: ["Cancelled", "danger"], processing: ["Processing", "warn"], sent: ["Sent", "good"], returned: ["Returned", "danger"],
  queued: ["Waiting", "warn"], failed: ["Failed", "danger"],
};

/** An order's, line's or mail's state as a badge. @param {string} state */
export function stateBadge(state) {
  const [word, tone] = STATES[state] ?? [state, "neutral"];
  return badge(word, tone);
}

/**
 * Runs an act once at a time: a second click while it runs does nothing.
 * @param {(button: HTMLElement) => unknown} deed
 * @returns {(button: HTMLElement) => Promise<void>}
 */
export const once = (deed) => async (button) => {
  if (button.hasAttribute("data-running")) return;
  button.setAttribute("data-running", "");
  try {
    await deed(button);
  } finally {
    button.removeAttribute("data-running");
  }
};
