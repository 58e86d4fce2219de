// @ts-check
// The frame around every screen: rail, status bar, keys, palette. It also brings the screen of the address.

import { call } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { openContact } from "../components/contact-form.js";
import { icon } from "../components/icon.js";
import { contact, followContact, startContact } from "../lib/contact.js";
import { clock } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted } from "../lib/money.js";
import { Screen } from "../lib/screen.js";
import { openHelp } from "./key-help.js";
import { press, watchKeys } from "./keys.js";
import { showPalette } from "./palette.js";
import { offerOnly, readMay, sweep } from "./may.js";
import { go, here, PLACES } from "./places.js";
import "./screens.js";

/** @typedef {import("../api/types.d.ts").Seat} Seat */

/** A screen of the shell: it is told which record the address names. @typedef {Screen & {routed?: (record: string) => unknown, isDirty?: boolean, seat?: Seat}} ShellScreen */

export class ManagerShell extends Screen {
  /** @type {Seat} */ seat = { account_id: "", email: "", username: "", display_name: "", mobile: null, roles: [], permissions: [], is_verified: false, pending_email: null, is_held_back: false, needs_second_factor: false };
  /** @type {ShellScreen | null} */ #screen = null;
  #address = "";
  #isAsking = false;

  begin() {
    this.until(watchKeys((act) => this.#own(act)));
    this.act("palette", () => showPalette());
    this.act("help", () => openHelp());
    this.act("contact-operator", () => openContact(this.seat));
    this.act("open-storefront", () => call("window.storefront"));
    this.until(startContact(["sale", "product", "store", "review"]));
    this.until(followContact(() => this.#drawContact()));
    this.hears(["seat"], () => this.#readSeat());
    this.hears(["store"], () => this.#readMay());
    const follow = () => void this.#follow();
    window.addEventListener("hashchange", follow);
    this.until(() => window.removeEventListener("hashchange", follow));
    const settled = () => void (this.#address = location.hash);
    window.addEventListener("settled", settled);
    this.until(() => window.removeEventListener("settled", settled));
    this.#draw();
    this.until(offerOnly(this));
    void this.#readMay();
    void this.#follow();
    this.#drawContact();
  }

  async #readMay() {
    await readMay(this.seat);
    sweep(this);
  }

  /** What the window itself does for a key. @param {string} act */
  #own(act) {
    if (act !== "back" || document.querySelector("dialog[open]")) return false;
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused.matches("input, textarea, select")) return focused.blur(), true;
    return press("close-detail");
  }

  #draw() {
    const link = (/** @type {import("./places.js").Place} */ place) =>
      html`<li><a class="rail-link" data-act="go-${place.name}" href="#/${place.name}" data-place="${place.name}">${icon(place.icon)}<span>${place.label}</span><output class="rail-count" data-count="${place.name}"></output></a></li>`;
    const top = PLACES.filter((place) => !place.under && place.name !== "settings");
    const settings = PLACES.filter((place) => place.name === "settings");
    render(
      this,
      html`<nav class="rail" aria-label="Screens">
          <p class="rail-brand">${icon("store")}<span>Tradepost</span></p>
          <button type="button" class="rail-find" data-act="palette">${icon("search")}<span>Find anything</span><kbd>Ctrl K</kbd></button>
          <ul class="rail-list">${top.map(link)}</ul>
          <ul class="rail-list is-bottom">
            <li><button type="button" class="rail-link" data-act="open-storefront">${icon("open")}<span>Open storefront</span></button></li>
            ${settings.map(link)}
          </ul>
        </nav>
        <main class="stage" id="stage" tabindex="-1"></main>
        <footer class="status">
          <a class="status-sync" data-act="status" href="#/sync" data-sync="saved"><i class="status-dot"></i><output data-sync-text>embedded</output></a>
          <span class="status-who" dir="auto" data-who></span>
          <button type="button" class="status-button" data-act="contact-operator">Write to the operator</button>
          <button type="button" class="status-button" data-act="help">Keys <kbd>?</kbd></button>
        </footer>`,
    );
    this.#drawWho();
  }

  #drawWho() {
    const who = this.querySelector("[data-who]");
    if (who) who.textContent = this.seat.display_name || this.seat.username;
  }

  /** Brings the screen of the address; unsaved work is asked about once. */
  async #follow() {
    if (location.hash === this.#address && this.#screen) return;
    if (this.#isAsking) return;
    if (this.#screen?.isDirty && !(await this.#mayLeave())) return void history.replaceState(null, "", this.#address);
    const { place, record } = here();
    this.#address = location.hash;
    for (const link of this.querySelectorAll("[data-place]")) {
      const isHere = link.getAttribute("data-place") === (place.under ?? place.name);
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (this.#screen?.localName !== place.tag) this.#bring(place.tag);
    this.#screen?.routed?.(record);
  }

  /** @param {string} tag */
  #bring(tag) {
    const screen = /** @type {ShellScreen} */ (document.createElement(tag));
    screen.seat = this.seat;
    this.#screen = screen;
    this.querySelector("#stage")?.replaceChildren(screen);
  }

  async #mayLeave() {
    const wanted = location.hash;
    this.#isAsking = true;
    history.replaceState(null, "", this.#address);
    const isSure = await confirmed({ title: "Leave without saving?", text: "What you changed in this form is not saved yet.", yes: "Leave", no: "Stay", isDangerous: true });
    this.#isAsking = false;
    if (isSure) history.replaceState(null, "", wanted);
    return isSure;
  }

  async #readSeat() {
    const { seat, locked } = await call("account.me");
    if (!seat) {
      this.#screen = null;
      go("home");
      return this.dispatchEvent(new CustomEvent("signed-out", { detail: locked }));
    }
    this.seat = seat;
    if (this.#screen) this.#screen.seat = seat;
    this.#drawWho();
    await this.#readMay();
  }

  #drawContact() {
    const { place, is_connected, pending, refused, last_contact_us } = contact;
    const refusals = refused.length;
    const state = refusals ? "refused" : !is_connected ? "offline" : pending ? "pending" : "saved";
    const words = [place === "embedded" ? "embedded" : is_connected ? "connected" : "offline"];
    if (refusals) words.push(`${counted(refusals, "change")} refused`);
    if (pending) words.push(`${counted(pending, "change")} waiting`);
    if (!refusals && !pending) words.push(is_connected ? "all saved" : "nothing is lost");
    if (!is_connected && last_contact_us !== null) words.push(`last contact ${clock(last_contact_us)}`);
    const link = this.querySelector("[data-sync]");
    if (link instanceof HTMLElement) link.dataset.sync = state;
    const text = this.querySelector("[data-sync-text]");
    if (text) text.textContent = words.join(" · ");
    const count = this.querySelector("[data-count=sync]");
    if (count) count.textContent = refusals ? String(refusals) : "";
  }
}

customElements.define("manager-shell", ManagerShell);
