// @ts-check
// "?": the table of keys, printed.

import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";
import { KEYS, LIST_KEYS } from "./keys.js";

/** @param {string} keys */
const caps = (keys) => keys.split(/[ +]/).map((part) => html`<kbd>${part === "Escape" ? "Esc" : part.length === 1 ? part.toUpperCase() : part}</kbd>`);

/** The table as sections, for the help and for the settings. */
export function keyTable() {
  const table = [...KEYS, ...LIST_KEYS];
  const groups = [...new Set(table.map((key) => key.group))];
  return html`<div class="keys">${groups.map((group) => {
    const acts = [...new Set(table.filter((key) => key.group === group).map((key) => key.label))];
    const row = (/** @type {string} */ label) => {
      const ways = table.filter((key) => key.group === group && key.label === label);
      return html`<div class="keys-row"><dt>${label}</dt><dd>${ways.map((way, at) => html`${at ? html`<span class="keys-or">or</span>` : ""}${caps(way.keys)}`)}</dd></div>`;
    };
    return html`<section class="keys-group"><h3>${group}</h3><dl>${acts.map(row)}</dl></section>`;
  })}</div>`;
}

/** Opens the help. */
export function openHelp() {
  if (document.querySelector("[data-dialog=keys]")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog keys-dialog";
  dialog.dataset.dialog = "keys";
  dialog.setAttribute("aria-labelledby", "keys-title");
  render(
    dialog,
    html`<form method="dialog" class="dialog-body">
      <header class="dialog-head"><h2 id="keys-title">Keys</h2><button class="icon-button" aria-label="Close" data-act="back">${icon("close")}</button></header>
      ${keyTable()}
    </form>`,
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
