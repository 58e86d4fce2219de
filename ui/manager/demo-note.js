// @ts-check
// Who lives in the demo and how they sign in. Said on the first screen after the demo has opened, until it is closed.

import { icon } from "../components/icon.js";
import { html } from "../lib/html.js";

/** @typedef {import("../api/types.d.ts").Demo} Demo */

/** @type {Demo | null} */
let demo = null;

/** @param {Demo} opened the answer of `demo.open` */
export const keepDemo = (opened) => void (demo = opened);

export const forgetDemo = () => void (demo = null);

export const demoNote = () =>
  demo &&
  html`<p class="notice demo-note" data-demo-note>${icon("info", "small")}<span>You are <b>${demo.seat.email}</b>. In the storefront, shop as <b>${demo.buyer_email}</b>. The password of both is <b data-demo-password>${demo.password}</b></span>
    <button type="button" class="icon-button" data-size="small" data-act="close-demo-note" aria-label="Close this note">${icon("close", "small")}</button></p>`;
