// @ts-check
// One table of shortcuts per window. The same table answers the keyboard and prints the help on "?".

import { html, render } from "./html.js";
import { icon } from "../components/icon.js";

/**
 * @typedef {{key: string, label: string, group: string, run: (event: KeyboardEvent) => unknown, inFields?: boolean, inDialogs?: boolean}} Shortcut
 * `key` is "c", "/", "mod+k", "alt+ArrowLeft"; `mod` is Ctrl, or Command on a Mac.
 */

const isMac = navigator.platform.startsWith("Mac");

/** @param {KeyboardEvent} event */
function spelled(event) {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return [mod && "mod", event.altKey && "alt", event.shiftKey && event.key.length > 1 && "shift", name].filter(Boolean).join("+");
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])");
}

/** How a key is printed: "mod+k" is "Ctrl K". @param {string} key */
function keyName(key) {
  const names = { mod: isMac ? "⌘" : "Ctrl", alt: "Alt", shift: "Shift", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };
  return key.split("+").map((part) => names[/** @type {keyof typeof names} */ (part)] ?? part.toUpperCase());
}

/** @param {Shortcut[]} table */
function showHelp(table) {
  const groups = [...new Set(table.map((each) => each.group))];
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.dataset.dialog = "keys";
  dialog.setAttribute("aria-labelledby", "keys-title");
  render(
    dialog,
    html`<form method="dialog" class="dialog-body">
      <header class="dialog-head"><h2 id="keys-title">Keyboard</h2><button class="icon-button" aria-label="Close" data-act="close-dialog">${icon("close")}</button></header>
      ${groups.map(
        (group) => html`<section class="keys-group"><h3>${group}</h3><dl>
          ${table
            .filter((each) => each.group === group)
            .map((each) => html`<div><dt>${each.label}</dt><dd>${keyName(each.key).map((part) => html`<kbd>${part}</kbd>`)}</dd></div>`)}
        </dl></section>`,
      )}
    </form>`,
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * Answers the keyboard; "?" prints the table.
 * @param {Shortcut[]} shortcuts
 */
export function startKeys(shortcuts) {
  /** @type {Shortcut[]} */
  const table = [...shortcuts, { key: "?", label: "Show the keyboard shortcuts", group: "Everywhere", run: () => showHelp(table) }];
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const pressed = spelled(event);
    const found = table.find((each) => each.key === pressed);
    if (!found) return;
    if (isTyping(event.target) && !found.inFields) return;
    if (document.querySelector("dialog:modal") && !found.inDialogs) return;
    event.preventDefault();
    found.run(event);
  });
}
