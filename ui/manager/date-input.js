// @ts-check
// A day, typed or chosen from a month: <date-input data-name label>. Systems draw a date field of their own each in another way,
// and one of ours not at all, so this one brings its own. Its value is "2026-11-20", or nothing while it is no day.

import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";
import { LOCALE } from "../lib/locale.js";

const MONTH = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric" });
const WEEKDAY = new Intl.DateTimeFormat(LOCALE, { weekday: "short" });
const WHOLE = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full" });

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/** @param {Date} date */
const iso = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** "2026-11-20", and as people also type it: "20.11.2026", "20/11/2026", "20.11.". @param {string} typed @returns {Date | null} */
export function parseDay(typed) {
  const text = typed.trim();
  const found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{1,2})[./ ](\d{1,2})(?:[./ ](\d{4})?)?$/.exec(text);
  if (!found) return null;
  const [, first = "", second = "", third] = found;
  const [year, month, day] = first.length === 4 ? [first, second, third] : [third ?? String(new Date().getFullYear()), second, first];
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  return date.getDate() === Number(day) && date.getMonth() === Number(month) - 1 ? date : null;
}

/** How far a key goes, in days. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export class DateInput extends HTMLElement {
  #day = new Date();

  connectedCallback() {
    const label = this.getAttribute("label") ?? "";
    render(
      this,
      html`<span class="date-field"><input class="input" name="${this.dataset.name}" data-filter type="text" inputmode="numeric" autocomplete="off" maxlength="10" placeholder="yyyy-mm-dd" aria-label="${label}">
        <button type="button" class="icon-button" data-size="small" data-act="open-month" aria-label="${label}: choose a day" aria-haspopup="dialog">${icon("calendar", "small")}</button></span><div class="month" popover role="dialog" aria-label="${label}"></div>`,
    );
    this.#input.addEventListener("change", () => this.#normalise());
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      this.#open();
    });
    this.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)));
    this.#month.addEventListener("keydown", (event) => this.#pressed(event));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #month() {
    return /** @type {HTMLElement} */ (this.querySelector(".month"));
  }

  /** A day typed another way is written as all of them are. */
  #normalise() {
    const day = parseDay(this.#input.value);
    this.#input.setAttribute("aria-invalid", String(this.#input.value !== "" && !day));
    if (day && iso(day) !== this.#input.value) this.#set(iso(day));
  }

  /** @param {string} value */
  #set(value) {
    this.#input.value = value;
    this.#input.setAttribute("aria-invalid", "false");
    this.#input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #open() {
    this.#day = parseDay(this.#input.value) ?? new Date();
    this.#draw();
    this.#month.showPopover();
    const at = this.#input.getBoundingClientRect();
    this.#month.style.insetBlockStart = `${at.bottom + 6}px`;
    this.#month.style.insetInlineStart = `${Math.min(at.left, innerWidth - this.#month.offsetWidth - 12)}px`;
    this.#focusDay();
  }

  #focusDay() {
    /** @type {HTMLElement | null} */ (this.querySelector(`[data-day="${iso(this.#day)}"]`))?.focus();
  }

  #draw() {
    const first = new Date(this.#day.getFullYear(), this.#day.getMonth(), 1);
    const start = new Date(first.getFullYear(), first.getMonth(), 1 - ((first.getDay() + 6) % 7));
    const days = Array.from({ length: 42 }, (_, n) => new Date(start.getFullYear(), start.getMonth(), start.getDate() + n));
    const [chosen, today] = [this.#input.value, iso(new Date())];
    const cell = (/** @type {Date} */ day) => html`<button type="button" class="day" data-day="${iso(day)}" aria-label="${WHOLE.format(day)}" tabindex="${iso(day) === iso(this.#day) ? 0 : -1}" ${iso(day) === chosen && html`aria-current="date"`} ${iso(day) === today && "data-today"} ${day.getMonth() !== first.getMonth() && "data-other"}>${day.getDate()}</button>`;
    render(
      this.#month,
      html`<header><button type="button" class="icon-button" data-size="small" data-act="month-before" aria-label="Month before">${icon("left", "small")}</button><b aria-live="polite">${MONTH.format(first)}</b><button type="button" class="icon-button" data-size="small" data-act="month-after" aria-label="Next month">${icon("right", "small")}</button></header>
        <div class="weekdays" aria-hidden="true">${days.slice(0, 7).map((day) => html`<span>${WEEKDAY.format(day)}</span>`)}</div><div class="days">${days.map(cell)}</div>
        <footer><button type="button" class="link small" data-act="no-day">Clear</button><button type="button" class="link small" data-act="today">Today</button></footer>`,
    );
  }

  /** @param {Element} target */
  #clicked(target) {
    const button = target.closest("button");
    const act = button?.dataset.act;
    if (act === "open-month") this.#open();
    if (act === "month-before") this.#turn(-1);
    if (act === "month-after") this.#turn(1);
    if (act === "no-day") this.#choose("");
    if (act === "today") this.#choose(iso(new Date()));
    if (button?.dataset.day) this.#choose(button.dataset.day);
  }

  /** @param {string} value */
  #choose(value) {
    this.#set(value);
    this.#month.hidePopover();
    this.#input.focus();
  }

  /** The same day of another month, or its last. @param {number} by */
  #turn(by) {
    const last = new Date(this.#day.getFullYear(), this.#day.getMonth() + by + 1, 0).getDate();
    this.#day = new Date(this.#day.getFullYear(), this.#day.getMonth() + by, Math.min(this.#day.getDate(), last));
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const step = /** @type {Element} */ (event.target).matches(".day") ? STEPS[event.key] : undefined;
    if (step !== undefined) this.#day = new Date(this.#day.getFullYear(), this.#day.getMonth(), this.#day.getDate() + step);
    else if (event.key === "PageUp" || event.key === "PageDown") this.#turn(event.key === "PageUp" ? -1 : 1);
    else {
      if (event.key === "Escape") this.#input.focus();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.#draw();
    this.#focusDay();
  }
}

customElements.define("date-input", DateInput);
