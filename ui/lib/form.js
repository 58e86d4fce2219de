// @ts-check
// Forms: labelled fields, one sending at a time, and refusals shown beside the field they are about.

import { Refusal } from "../api/shop.js";
import { html } from "./html.js";

/**
 * @typedef {{name: string, label: string, value?: string | number | null, type?: string, hint?: unknown, autocomplete?: string,
 *   isRequired?: boolean, maxlength?: number, placeholder?: string, inputmode?: string, rows?: number, options?: unknown,
 *   width?: "full" | "half" | "third" | "two-thirds", suffix?: string}} Field
 * `options` makes a select (give `<option>` markup), `rows` a text area.
 */

/** @param {Field} field */
function control(field) {
  const { name, value, type = "text", autocomplete, isRequired, maxlength, placeholder, inputmode, rows, options } = field;
  const described = `${name}-hint ${name}-error`;
  if (options !== undefined)
    return html`<select id="${name}" name="${name}" class="input" aria-describedby="${described}" autocomplete="${autocomplete ?? "off"}" ${isRequired && "required"}>${options}</select>`;
  if (rows)
    return html`<textarea id="${name}" name="${name}" class="input" rows="${rows}" dir="auto" aria-describedby="${described}" placeholder="${placeholder ?? ""}" maxlength="${maxlength ?? 20_000}" ${isRequired && "required"}>
${value}</textarea>`;
  return html`<input id="${name}" name="${name}" class="input" type="${type}" value="${value}" dir="auto" aria-describedby="${described}"
    autocomplete="${autocomplete ?? "off"}" placeholder="${placeholder ?? ""}" inputmode="${inputmode ?? "text"}" maxlength="${maxlength ?? 500}" ${isRequired && "required"}>`;
}

/** A label, its control, a hint and the place for its error. @param {Field} field */
export function field(field) {
  return html`<div class="field" data-field="${field.name}" data-width="${field.width ?? "full"}">
    <label for="${field.name}">${field.label}${!field.isRequired && html` <span class="optional">optional</span>`}</label>
    ${field.suffix ? html`<div class="affixed">${control(field)}<span class="affix">${field.suffix}</span></div>` : control(field)}
    <p class="hint" id="${field.name}-hint">${field.hint}</p>
    <p class="error" id="${field.name}-error" data-error-for="${field.name}"></p>
  </div>`;
}

/**
 * A checkbox with its label beside it.
 * @param {{name: string, label: unknown, isOn?: boolean, hint?: string}} box
 */
export function checkbox({ name, label, isOn, hint }) {
  return html`<div class="field" data-field="${name}" data-width="full">
    <label class="check"><input type="checkbox" name="${name}" aria-describedby="${name}-hint ${name}-error" ${isOn && "checked"}> <span>${label}</span></label>
    <p class="hint" id="${name}-hint">${hint}</p>
    <p class="error" id="${name}-error" data-error-for="${name}"></p>
  </div>`;
}

/** The place for a refusal about the form as a whole. */
export const formError = () => html`<p class="form-error" role="alert" data-form-error hidden></p>`;

/** What is in the form: text trimmed, checkboxes as booleans. @param {HTMLFormElement} form */
export function valuesOf(form) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") values[name] = isSecret(form, name) ? value : value.trim();
  for (const box of form.querySelectorAll("input[type=checkbox][name]"))
    if (box instanceof HTMLInputElement) values[box.name] = box.checked;
  return values;
}

/** @param {HTMLFormElement} form @param {string} name */
function isSecret(form, name) {
  const input = form.elements.namedItem(name);
  return input instanceof HTMLInputElement && input.type === "password";
}

/** Takes all errors off the form. @param {HTMLFormElement} form */
function clearErrors(form) {
  for (const place of form.querySelectorAll("[data-error-for]")) place.textContent = "";
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const whole = form.querySelector("[data-form-error]");
  if (whole instanceof HTMLElement) whole.hidden = true;
}

/** Shows a refusal where it belongs and puts the focus on the first bad field. @param {HTMLFormElement} form @param {Refusal} refusal */
function showRefusal(form, refusal) {
  const left = new Map(Object.entries(refusal.fields));
  for (const place of form.querySelectorAll("[data-error-for]")) {
    const name = place.getAttribute("data-error-for") ?? "";
    const sentence = left.get(name);
    if (sentence === undefined) continue;
    place.textContent = sentence;
    form.querySelector(`[name="${CSS.escape(name)}"]`)?.setAttribute("aria-invalid", "true");
    left.delete(name);
  }
  const hasFieldErrors = left.size < Object.keys(refusal.fields).length;
  const whole = form.querySelector("[data-form-error]");
  if (whole instanceof HTMLElement && (!hasFieldErrors || left.size > 0)) {
    whole.textContent = [refusal.message, ...left.values()].join(" ");
    whole.hidden = false;
  }
  const bad = form.querySelector("[aria-invalid=true]");
  if (bad instanceof HTMLElement) bad.focus();
}

/** @param {HTMLFormElement} form @param {boolean} isBusy */
function setBusy(form, isBusy) {
  form.toggleAttribute("data-busy", isBusy);
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])"))
    if (button instanceof HTMLButtonElement) button.disabled = isBusy;
}

/**
 * Sends every form `data-form="<name>"` inside `root`, one sending at a time; refusals are shown in the form.
 * @param {HTMLElement} root
 * @param {string} name
 * @param {(values: Record<string, any>, form: HTMLFormElement) => unknown} send
 */
export function submits(root, name, send) {
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.form !== name) return;
    event.preventDefault();
    if (form.hasAttribute("data-busy")) return;
    clearErrors(form);
    const values = valuesOf(form);
    setBusy(form, true);
    try {
      await send(values, form);
      setBusy(form, false);
    } catch (error) {
      setBusy(form, false);
      if (!(error instanceof Refusal)) throw error;
      showRefusal(form, error);
    }
  });
}
