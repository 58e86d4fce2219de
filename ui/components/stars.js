// @ts-check
// Ratings: five stars filled to a hundredth, and the five buttons to give one.

import { LOCALE } from "../lib/locale.js";
import { counted } from "../lib/money.js";
import { html } from "../lib/html.js";
import { icon } from "./icon.js";

/** 450 is "4.5". @param {number} hundredths */
export const ratingText = (hundredths) =>
  new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(hundredths / 100);

const five = () => [1, 2, 3, 4, 5].map(() => icon("star"));

/**
 * @param {number | null} hundredths
 * @param {number} [reviews] how many reviews stand behind it; left out where the number is shown elsewhere
 */
export function stars(hundredths, reviews) {
  if (hundredths === null) return html`<span class="stars-none">No reviews yet</span>`;
  const tenth = Math.round(hundredths / 10);
  const spoken = `${ratingText(hundredths)} of 5 stars${reviews === undefined ? "" : `, ${counted(reviews, "review")}`}`;
  return html`<span class="stars" role="img" aria-label="${spoken}">
    <span class="stars-back">${five()}</span><span class="stars-front" data-tenths="${tenth}">${five()}</span>
    ${reviews !== undefined && html`<span class="stars-count">${reviews}</span>`}
  </span>`;
}

/**
 * Radio buttons drawn as stars: keys and screen readers work as with any radio group.
 * @param {number} chosen 0 for none yet
 */
export function starInput(chosen) {
  const words = ["Poor", "Fair", "Good", "Very good", "Excellent"];
  return html`<fieldset class="star-input" data-field="rating"><legend>Your rating</legend>
    <div class="star-choices">${[1, 2, 3, 4, 5].map(
      (rating) => html`<label title="${words[rating - 1]}"><input type="radio" id="rating-${rating}" name="rating" value="${rating}" aria-describedby="rating-error" ${rating === chosen && "checked"}>
      ${icon("star")}<span class="unseen">${rating} of 5: ${words[rating - 1]}</span></label>`,
    )}</div>
    <p class="error" id="rating-error" data-error-for="rating"></p></fieldset>`;
}
