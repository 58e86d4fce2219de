// @ts-check
// Short messages at the foot, with Undo where the act can be undone. The newest takes the place of the one before, only a
// refusal waits beside it; all stay while the pointer or focus is on them.

import { html, render } from "../lib/html.js";
import { icon } from "./icon.js";

/** A plain word is read at a glance; an offer needs time to be taken. */
const STAYS_MS = { word: 4000, offer: 8000 };

/** @returns {HTMLElement} */
function place() {
  const old = document.querySelector(".toasts");
  const made = old instanceof HTMLElement ? old : document.createElement("div");
  if (!old) {
    made.className = "toasts";
    made.setAttribute("role", "status");
  }
  const modals = document.querySelectorAll("dialog:modal");
  (modals[modals.length - 1] ?? document.body).append(made);
  return made;
}

document.addEventListener(
  "close",
  (event) => {
    const held = event.target instanceof Element ? event.target.querySelector(".toasts") : null;
    if (held) document.body.append(held);
  },
  true,
);

/**
 * @param {string} message
 * @param {{undo?: () => unknown, act?: {label: string, run: () => unknown}, tone?: "neutral" | "danger"}} [more]
 */
export function toast(message, { undo, act, tone = "neutral" } = {}) {
  const follow = undo ? { label: "Undo", run: undo } : act;
  const shown = document.createElement("div");
  shown.className = "toast";
  shown.dataset.tone = tone;
  shown.dataset.toast = "";
  render(
    shown,
    html`<span class="toast-text" dir="auto">${message}</span>
      ${follow && html`<button type="button" class="toast-act" data-act="toast-act">${follow.label}</button>`}
      <button type="button" class="icon-button" data-act="toast-close" aria-label="Dismiss">${icon("close", "small")}</button>`,
  );
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => shown.remove(), follow || tone === "danger" ? STAYS_MS.offer : STAYS_MS.word);
  };
  const stay = () => clearTimeout(timer);
  for (const [name, heard] of /** @type {[string, () => void][]} */ ([["pointerenter", stay], ["focusin", stay], ["pointerleave", wait], ["focusout", wait]]))
    shown.addEventListener(name, heard);
  shown.querySelector("[data-act=toast-close]")?.addEventListener("click", () => shown.remove());
  shown.querySelector("[data-act=toast-act]")?.addEventListener("click", async () => {
    shown.remove();
    try {
      await follow?.run();
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), { tone: "danger" });
    }
  });
  const all = place();
  for (const old of all.querySelectorAll("[data-tone=neutral]")) old.remove();
  all.append(shown);
  wait();
}
