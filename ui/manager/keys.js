// @ts-check
// The one table of keys. A key presses the button that carries its `data-act`, so whatever a key does, a click does too;
// the help and the palette print this table.

import { offered } from "./may.js";
import { PLACES, go } from "./places.js";

/** @typedef {{keys: string, act: string, label: string, group: string}} Key */

/** @type {Key[]} */
export const KEYS = [
  ...PLACES.map((place) => ({ keys: `g ${place.key}`, act: `go:${place.name}`, label: `Go to ${place.label}`, group: "Go" })),
  ...PLACES.filter((place) => place.alt).map((place) => ({ keys: `Alt+${place.alt}`, act: `go:${place.name}`, label: `Go to ${place.label}`, group: "Go" })),
  { keys: "g f", act: "open-storefront", label: "Open the storefront", group: "Go" },
  { keys: "Ctrl+K", act: "palette", label: "Find anything", group: "Everywhere" },
  { keys: "/", act: "search", label: "Search in this list", group: "Everywhere" },
  { keys: "Ctrl+Z", act: "toast-act", label: "Undo what the notice says", group: "Everywhere" },
  { keys: "Escape", act: "back", label: "Close, or back to the list", group: "Everywhere" },
  { keys: "?", act: "help", label: "Show the keys", group: "Everywhere" },
  { keys: "n", act: "new", label: "New", group: "Lists and records" },
  { keys: "Ctrl+S", act: "save", label: "Save", group: "Lists and records" },
  { keys: "Delete", act: "remove", label: "Remove", group: "Lists and records" },
  { keys: "e", act: "export", label: "Export products", group: "Products" },
  { keys: "i", act: "import", label: "Import products", group: "Products" },
  { keys: "a", act: "adjust-stock", label: "Adjust the stock", group: "Products" },
  { keys: "v", act: "activate", label: "Activate the chosen ones", group: "Products" },
  { keys: "b", act: "deactivate", label: "Deactivate the chosen ones", group: "Products" },
  { keys: "u", act: "add-picture", label: "Add a picture", group: "Products" },
  { keys: "p", act: "mark-paid", label: "Mark as paid", group: "Orders" },
  { keys: "w", act: "mark-processing", label: "Set lines to processing", group: "Orders" },
  { keys: "s", act: "mark-sent", label: "Set lines to sent", group: "Orders" },
  { keys: "c", act: "cancel-sale", label: "Cancel the order", group: "Orders" },
  { keys: "o", act: "open-invoice", label: "Open the invoice", group: "Orders" },
  { keys: "Ctrl+P", act: "print-invoice", label: "Print the invoice", group: "Orders" },
  { keys: "r", act: "reply", label: "Write a reply", group: "Reviews" },
  { keys: "x", act: "resend", label: "Send the mail again", group: "Mail" },
  { keys: "k", act: "keep-choice", label: "Keep my choice", group: "Sync" },
  { keys: "m", act: "edit-refused", label: "Mend the first refused change", group: "Sync" },
  { keys: "d", act: "discard", label: "Discard the first refused change", group: "Sync" },
];

/** Keys the lists know themselves; here only for the help. @type {Key[]} */
export const LIST_KEYS = [
  { keys: "↑ ↓", act: "", label: "Move through the list", group: "Lists and records" },
  { keys: "Enter", act: "", label: "Open the row", group: "Lists and records" },
  { keys: "Space", act: "", label: "Choose the row", group: "Lists and records" },
  { keys: "Ctrl+A", act: "", label: "Choose all rows shown", group: "Lists and records" },
];

/** @param {KeyboardEvent} event */
function nameOf(event) {
  const key = event.key.length === 1 && (event.ctrlKey || event.metaKey) ? event.key.toUpperCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `Ctrl+${key}`;
  return event.altKey ? `Alt+${key}` : key;
}

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLElement && target.matches("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

/** The button of an act that can be pressed now: a dialog on top comes first. @param {string} act */
export function buttonOf(act) {
  const dialogs = document.querySelectorAll("dialog[open]");
  const within = dialogs[dialogs.length - 1] ?? document;
  const all = /** @type {NodeListOf<HTMLButtonElement>} */ (within.querySelectorAll(`[data-act="${act}"]`));
  const usable = [...all].filter((one) => !one.disabled && one.checkVisibility());
  return (act === "toast-act" ? usable.at(-1) : usable[0]) ?? null;
}

/** Does what an act stands for; says whether there was anything to do. @param {string} act */
export function press(act) {
  if (act.startsWith("go:")) {
    const needs = PLACES.find((place) => place.name === act.slice(3))?.needs;
    return !needs || offered(needs) ? (go(act.slice(3)), true) : false;
  }
  const button = buttonOf(act);
  const isField = button instanceof HTMLElement && button.matches("input, textarea");
  if (isField) button.focus();
  else button?.click();
  return button !== null;
}

/**
 * Listens to the keyboard for the whole window; answers with the function that stops.
 * @param {(act: string) => boolean} first what the window itself does before a button is looked for
 */
export function watchKeys(first) {
  let started = "";
  let timer = 0;
  const heard = (/** @type {KeyboardEvent} */ event) => {
    const name = nameOf(event);
    if (event.defaultPrevented || event.isComposing) return;
    if (isTyping(event.target) && !name.startsWith("Ctrl+") && !name.startsWith("Alt+") && name !== "Escape") return;
    if (isTyping(event.target) && name === "Ctrl+Z") return;
    const key = KEYS.find((one) => one.keys === (started ? `${started} ${name}` : name));
    clearTimeout(timer);
    started = !started && name === "g" ? "g" : "";
    timer = setTimeout(() => (started = ""), 1200);
    if (key && (first(key.act) || press(key.act))) event.preventDefault();
    else if (name === "Ctrl+S" || name === "Ctrl+P") event.preventDefault();
  };
  window.addEventListener("keydown", heard);
  return () => window.removeEventListener("keydown", heard);
}

/** The keys of an act, for a hint beside its name. @param {string} act */
export const keysOf = (act) => KEYS.find((one) => one.act === act)?.keys ?? "";
