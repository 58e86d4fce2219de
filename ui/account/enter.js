// @ts-check
// Signing in, the same at both doors: by a password, then by a code where the account has a second factor, and not faster than
// the marketplace lets one try.

import { call, Refusal } from "../api/shop.js";
import { icon } from "../components/icon.js";
import { field, formError } from "../lib/form.js";
import { html } from "../lib/html.js";

/** @import { Seat } from "../api/types.d.ts" */

/** A sign-in whose code is missing. @typedef {{ticket: string, is_remembered: boolean}} Begun */

/** Shown after the password, where there is a second factor. */
export const secondStepForm = () => html`<form class="form fields" data-form="second-step" novalidate>
  <p class="notice" data-full>${icon("lock", "small")}<span>This account has a second factor. Enter the code your app shows, or one of your recovery codes.</span></p>
  ${field({ name: "code", label: "Code", autocomplete: "one-time-code", maxlength: 40, isRequired: true })}
  <div class="field">${formError()}<button type="submit" class="button" data-kind="primary" data-size="large" data-width="full" data-act="send-code">Go on</button></div>
  <p><button type="button" class="link" data-act="first-step">Sign in as somebody else</button></p></form>`;

/**
 * Asks with the password. Answers with whoever sits down, or with the ticket of the second step.
 * @param {Record<string, any>} values
 * @param {HTMLFormElement} form
 * @returns {Promise<{seat?: Seat, begun?: Begun}>}
 */
export async function enter({ name, password, is_remembered }, form) {
  const answer = await patiently(form, () => call("account.sign_in", { name, password, is_remembered }));
  if (!answer) return {};
  return "second_factor" in answer ? { begun: { ticket: answer.second_factor, is_remembered } } : { seat: answer };
}

/**
 * Asks with the code. Answers with whoever sits down.
 * @param {Begun} begun
 * @param {Record<string, any>} values
 * @param {HTMLFormElement} form
 */
export const enterByCode = ({ ticket, is_remembered }, { code }, form) => patiently(form, () => call("account.sign_in_second", { ticket, is_remembered, code }));

/**
 * Where one has to wait before the next try, the form says so and counts down.
 * @template T
 * @param {HTMLFormElement} form
 * @param {() => Promise<T>} ask
 * @returns {Promise<T | null>}
 */
async function patiently(form, ask) {
  try {
    return await ask();
  } catch (error) {
    const seconds = error instanceof Refusal ? Number(error.fields.wait_seconds) : NaN;
    if (!(seconds > 0)) throw error;
    hold(form, Date.now() + seconds * 1000);
    return null;
  }
}

/** @param {HTMLFormElement} form @param {number} until */
function hold(form, until) {
  const said = form.querySelector("[data-form-error]");
  const button = form.querySelector("button[type=submit]");
  if (!(said instanceof HTMLElement) || !(button instanceof HTMLButtonElement)) return;
  const label = button.textContent;
  // Said once; only the button counts, so that nobody is told each second.
  said.textContent = "That was not right a few times. Please wait a moment before the next try.";
  said.dataset.tone = "warn";
  said.hidden = false;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    const isOver = left <= 0 || !form.isConnected;
    button.disabled = !isOver;
    button.textContent = isOver ? label : `Again in ${left} ${left === 1 ? "second" : "seconds"}`;
    if (!isOver) return void setTimeout(tick, 500);
    said.hidden = true;
    delete said.dataset.tone;
  };
  // Behind the form's own end of sending, which lets the button go.
  setTimeout(tick, 0);
}
