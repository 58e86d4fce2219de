// @ts-check
// A form over a record: what it was filled with, whether it was changed, and what to do when somebody else changed it too.

import { html, render } from "../lib/html.js";
import { valuesOf } from "../lib/form.js";

/**
 * The named fields of a record, and no others.
 * @template {object} Whole
 * @template {keyof Whole} Name
 * @param {Whole} record
 * @param {readonly Name[]} names
 */
export const pick = (record, names) => /** @type {Pick<Whole, Name>} */ (Object.fromEntries(names.map((name) => [name, record[name]])));

/** Remembers how a form was filled. */
export class Filled {
  #form;
  #text;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.#form = form;
    this.#text = this.#now();
  }

  #now() {
    return JSON.stringify({ ...valuesOf(this.#form), ...this.#own() });
  }

  /** Values of custom elements inside the form (tags, logo). */
  #own() {
    const parts = [...this.#form.querySelectorAll("[data-value]")];
    return Object.fromEntries(parts.map((part) => [part.getAttribute("data-field-name"), part.getAttribute("data-value")]));
  }

  get isDirty() {
    return this.#form.isConnected && this.#now() !== this.#text;
  }

  /** What stands there now is what is saved. */
  settle() {
    this.#text = this.#now();
  }
}

/**
 * Shows mine and theirs for each field two people changed; the person takes one and saves again.
 * @param {HTMLFormElement} form
 * @param {{name: string, label: string, mine: string, theirs: string}[]} fields
 */
export function showConflict(form, fields) {
  const place = form.querySelector("[data-conflict]");
  if (!(place instanceof HTMLElement)) return;
  const row = (/** @type {typeof fields[number]} */ one) => html`<tr data-id="${one.name}"><th scope="row">${one.label}</th>
    <td dir="auto">${one.mine || "—"}</td><td dir="auto">${one.theirs || "—"}</td>
    <td><button type="button" class="button" data-size="small" data-act="take-theirs" data-name="${one.name}" data-theirs="${one.theirs}">Take theirs</button></td></tr>`;
  place.hidden = false;
  render(
    place,
    html`<div class="notice conflict" data-tone="warn" role="alert"><div><p><b>Somebody changed this meanwhile.</b> Keep yours by saving again, or take theirs.</p>
      <table class="table"><thead><tr><th></th><th>Yours</th><th>Theirs</th><th></th></tr></thead><tbody>${fields.map(row)}</tbody></table></div></div>`,
  );
}

/** The act behind "Take theirs". @param {HTMLElement} button */
export function takeTheirs(button) {
  const form = button.closest("form");
  const input = form?.querySelector(`[name="${CSS.escape(button.dataset.name ?? "")}"]`);
  if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = button.dataset.theirs === "true";
  else if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement || input instanceof HTMLSelectElement) input.value = button.dataset.theirs ?? "";
  button.closest("tr")?.remove();
}
