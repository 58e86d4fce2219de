// @ts-check
// The command palette (Ctrl+K): type a few letters, choose with the arrow keys, go with Enter.

import { html, render } from "../lib/html.js";
import { latestOnly, settled } from "../lib/latest.js";
import { icon } from "./icon.js";

/** @typedef {{label: string, hint?: string, icon?: string, run: () => unknown}} Command */

/** All typed words appear in the label. @param {Command[]} commands @param {string} typed */
function fitting(commands, typed) {
  const words = typed.toLocaleLowerCase().split(/\s+/);
  return commands.filter(({ label }) => words.every((word) => label.toLocaleLowerCase().includes(word)));
}

/**
 * @param {Command[]} commands
 * @param {(typed: string) => Promise<Command[]>} [find] more commands for what was typed, such as products
 */
export function openPalette(commands, find) {
  if (document.querySelector("[data-dialog=palette]")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "dialog palette";
  dialog.dataset.dialog = "palette";
  dialog.setAttribute("aria-label", "Commands");
  render(
    dialog,
    html`<div class="palette-head">${icon("search")}<input name="command" type="text" role="combobox" aria-expanded="true" aria-controls="palette-list"
      aria-label="What do you want to do?" placeholder="What do you want to do?" autocomplete="off" dir="auto" autofocus></div>
      <ul id="palette-list" role="listbox" class="palette-list"></ul>`,
  );
  const input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
  const list = /** @type {HTMLElement} */ (dialog.querySelector("ul"));
  const latest = latestOnly();
  /** @type {Command[]} */
  let shown = [];
  let at = 0;

  const draw = () => {
    render(
      list,
      shown.length === 0
        ? html`<li class="palette-none">Nothing fits.</li>`
        : html`${shown.map(
            (command, index) => html`<li role="option" id="command-${index}" data-index="${index}" aria-selected="${index === at}">
              ${icon(command.icon ?? "forward")}<span class="palette-label" dir="auto">${command.label}</span><span class="palette-hint" dir="auto">${command.hint}</span></li>`,
          )}`,
    );
    input.setAttribute("aria-activedescendant", `command-${at}`);
    list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  };
  const lookFurther = settled(async () => {
    const typed = input.value.trim();
    const found = typed && find ? await latest(() => find(typed)) : [];
    if (!found || !dialog.isConnected) return;
    shown = [...fitting(commands, typed), ...found];
    draw();
  }, 120);
  const look = () => {
    shown = fitting(commands, input.value.trim());
    at = 0;
    draw();
    lookFurther();
  };
  const choose = (/** @type {number} */ index) => {
    const command = shown[index];
    dialog.close();
    void command?.run();
  };

  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length > 0) {
      event.preventDefault();
      at = (at + step + shown.length) % shown.length;
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(at);
    }
  });
  list.addEventListener("click", (event) => {
    const row = /** @type {Element} */ (event.target).closest("[data-index]");
    if (row instanceof HTMLElement) choose(Number(row.dataset.index));
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  look();
}
