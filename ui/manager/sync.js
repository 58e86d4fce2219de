// @ts-check
// How far the marketplace knows what was done here, and what it has not taken.

import { empty } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { Refusals } from "../components/refusals.js";
import { contact, followContact, readContact } from "../lib/contact.js";
import { ago, clock, moment, time } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted, number } from "../lib/money.js";
import { Screen, told } from "../lib/screen.js";
import { editing } from "./drafts.js";

const PLACES = /** @type {Record<string, string>} */ ({ embedded: "This computer is the marketplace: every change is saved the moment it is made.", hub: "Changes are kept here at once and sent as soon as the marketplace can be reached." });

/** What stands in the first tile. */
function standing() {
  if (contact.place === "embedded") return "Embedded";
  return contact.is_connected ? "Connected" : "Offline";
}

/** @param {string} tone @param {string} name @param {unknown} figure */
const tile = (tone, name, figure) => html`<div class="tile" data-tone="${tone}"><dt>${name}</dt><dd>${figure}</dd></div>`;

function tiles() {
  const { is_connected, pending, last_contact_us, refused } = contact;
  return html`<dl class="tiles">${tile(is_connected ? "good" : "warn", "Marketplace", standing())}
    ${tile(pending ? "accent" : "", "Waiting", html`<span data-pending>${number(pending)}</span>`)}${tile(refused.length ? "danger" : "", "Not taken", html`<span data-refused>${number(refused.length)}</span>`)}
    ${tile("", "Last contact", last_contact_us === null ? "—" : is_connected ? ago(last_contact_us) : time(last_contact_us, clock))}</dl>`;
}

/** What there is to say where nothing was refused. */
function calm() {
  const { is_connected, pending, place } = contact;
  if (!is_connected) return empty({ icon: "cloud", title: "Working offline", text: pending ? `${counted(pending, "change")} ${pending === 1 ? "waits" : "wait"} on this computer and will be sent by ${pending === 1 ? "itself" : "themselves"}, in order and once.` : "Go on as usual: what you change is kept on this computer and sent later." });
  if (pending) return empty({ icon: "cloud", title: "On its way", text: "The marketplace has not answered yet." });
  return empty({ icon: "check", title: "Everything is saved", text: place === "embedded" ? "Nothing was refused." : "The marketplace has taken everything." });
}

/** What only an update helps against. */
const trouble = () => html`${contact.trouble !== null && html`<p class="notice">${icon("warning", "small")}<span>${contact.trouble}</span></p>`}`;

/** What was healed or read anew without being asked. */
function noticed() {
  const rows = contact.noticed.map((one) => html`<li class="notice">${icon("refresh", "small")}<span dir="auto">${one.message} <small class="faint">${time(one.at_us, moment)}</small></span></li>`);
  return html`${rows.length > 0 && html`<section class="part"><header><h3>What sync noticed</h3></header><ul class="refusals">${rows}</ul></section>`}`;
}

class ManagerSync extends Screen {
  #list = new Refusals();

  begin() {
    this.classList.add("screen");
    render(
      this,
      html`<header class="bar"><h1>Sync</h1></header><div class="page"><div class="page-inner"><section class="part"><p class="soft" data-place-words></p><div data-trouble role="status"></div><div data-tiles></div></section>
        <section class="part" data-not-taken><header><h3 data-count-words></h3><p class="faint small">Nothing is lost: each stands here until you decide.</p></header></section><div data-calm></div><div data-noticed></div></div></div>`,
    );
    this.#list.editing = editing;
    this.querySelector("[data-not-taken]")?.append(this.#list);
    this.until(followContact(() => this.#draw()));
    this.#draw();
    readContact().catch(told);
  }

  #draw() {
    const place = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`));
    const { refused } = contact;
    place("place-words").textContent = PLACES[contact.place] ?? PLACES.hub ?? "";
    render(place("tiles"), tiles());
    render(place("trouble"), trouble());
    render(place("noticed"), noticed());
    place("not-taken").hidden = refused.length === 0;
    place("count-words").textContent = `${counted(refused.length, "change")} not taken`;
    render(place("calm"), refused.length === 0 ? calm() : html``);
  }
}

customElements.define("manager-sync", ManagerSync);
