// @ts-check
// Moments arrive as microseconds UTC and are shown in the zone of the person at the window.

import { html } from "./html.js";
import { LOCALE } from "./locale.js";

const DAY = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });
const MOMENT = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const CLOCK = new Intl.DateTimeFormat(LOCALE, { timeStyle: "short" });
const AGO = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** @param {number} us */
const dateOf = (us) => new Date(us / 1000);

/** "20 Nov 2026". @param {number} us */
export const day = (us) => DAY.format(dateOf(us));

/** "20 Nov 2026, 18:40". @param {number} us */
export const moment = (us) => MOMENT.format(dateOf(us));

/** "18:40" today, else with the day. @param {number} us */
export const clock = (us) => (day(us) === day(Date.now() * 1000) ? CLOCK : MOMENT).format(dateOf(us));

/**
 * "5 minutes ago"; older than a week it is the day.
 * @param {number} us
 * @param {number} [now] milliseconds
 */
export function ago(us, now = Date.now()) {
  const seconds = Math.round((us / 1000 - now) / 1000);
  if (Math.abs(seconds) > 7 * 86_400) return day(us);
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? AGO.format(Math.trunc(seconds / step[1]), step[0]) : "just now";
}

/**
 * A `<time>` that reads well and carries the exact moment.
 * @param {number} us
 * @param {(us: number) => string} [wording]
 */
export function time(us, wording = day) {
  return html`<time datetime="${dateOf(us).toISOString()}" title="${moment(us)}">${wording(us)}</time>`;
}
