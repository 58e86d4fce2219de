// @ts-check
// Whether the marketplace is reached, what waits for it, and how old the figures are that are shown meanwhile.

import { call } from "../api/shop.js";
import { clock, time } from "./dates.js";
import { html, render } from "./html.js";
import { latestOnly } from "./latest.js";
import { counted } from "./money.js";
import { hears } from "./screen.js";

/** @import { SyncState } from "../api/types.d.ts" */

const news = new EventTarget();
const latest = latestOnly();

/** @type {SyncState} */
export const contact = { place: "embedded", is_connected: true, pending: 0, last_contact_us: null, refused: [], trouble: null, noticed: [] };

export async function readContact() {
  const state = await latest(() => call("sync.state"));
  if (!state) return;
  const said = (/** @type {SyncState} */ one) => JSON.stringify({ ...one, last_contact_us: one.is_connected ? 0 : one.last_contact_us });
  const isNews = said(state) !== said(contact);
  Object.assign(contact, state);
  if (isNews) news.dispatchEvent(new Event("change"));
}

/** Reads it now and after whatever may change it; answers with the function that stops. @param {string[]} [subjects] */
export function startContact(subjects = []) {
  void readContact();
  return hears(["sync", "seat", ...subjects], readContact);
}

/** Calls back when it changed; answers with the function that stops it. @param {() => void} heard */
export function followContact(heard) {
  news.addEventListener("change", heard);
  return () => news.removeEventListener("change", heard);
}

/** How old a figure is: nothing while it is live. */
export const asOf = () => !contact.is_connected && contact.last_contact_us !== null && html`<span class="as-of" data-as-of>as of ${time(contact.last_contact_us, clock)}</span>`;

/** Keeps the `[data-age]` of a screen saying how old its figures are. @param {import("./screen.js").Screen} screen */
export function showAge(screen) {
  const draw = () => {
    const place = screen.querySelector("[data-age]");
    if (place) render(place, html`${asOf()}`);
  };
  screen.until(followContact(draw));
  draw();
}

/** What is kept of somebody whose session has ended, and when it is sent. @param {import("../api/types.d.ts").LockedSeat} locked */
export function keptOf({ email, pending, refused }) {
  const [are, them] = pending === 1 ? ["is", "it"] : ["are", "them"];
  return html`${pending > 0 && html`${counted(pending, "change")} of <span dir="auto">${email}</span> ${are} kept on this computer, where nobody else can see ${them}, and sent when you sign in again. `}${refused > 0 && html`${counted(refused, "refused change")} of <span dir="auto">${email}</span> ${refused === 1 ? "waits" : "wait"} for your decision. `}${pending + refused === 0 && "Sign in again to go on."}`;
}

/** What becomes of unsent work when somebody signs out: said before they do. */
export function keptWords() {
  const { pending, refused } = contact;
  const kept = pending + refused.length;
  if (kept === 0) return "";
  const [are, them] = kept === 1 ? ["is", "it"] : ["are", "them"];
  return html`<b data-kept>${counted(kept, "change")} ${are} not with the marketplace yet.</b> Nobody else can see ${them}; ${kept === 1 ? "it stays" : "they stay"} on this computer and ${are} sent when you sign in here again. `;
}
