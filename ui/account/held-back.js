// @ts-check
// A calm word to whoever may not sell or review yet, and the way to what is missing.

import { icon } from "../components/icon.js";
import { html } from "../lib/html.js";

/** @typedef {{is_held_back: boolean, pending_email: string | null, email: string}} Held */

/** @param {Held | null | undefined} seat */
export const heldBackNote = (seat) =>
  seat?.is_held_back &&
  html`<p class="notice" data-held-back>${icon("mail", "small")}<span>Before you open a store or add products, please verify <b dir="auto">${seat.pending_email ?? seat.email}</b>: a letter with a code is on its way there.
    <a class="link" data-act="verify-address" href="#/account/email">Verify the address</a></span></p>`;

/** @param {Held | null | undefined} seat */
export const heldBackStrip = (seat) =>
  seat?.is_held_back &&
  html`<div class="head-strip" role="status" data-held-back>${icon("mail", "small")}<span>You can order once. To order again and to review, please verify your e-mail address.</span><a class="button" data-size="small" data-act="verify-address" href="#/account/email">Verify the address</a></div>`;
