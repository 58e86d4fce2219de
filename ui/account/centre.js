// @ts-check
// The user centre, the same in both windows: the parts on the left, one of them at a time on the right.
//
// A part is a custom element that extends Screen, in a module of its own in this folder: it reads and draws itself in begin(), asks by
// call(), keeps its forms with sends(), and finds who sits here in `seat`. To add one: import its module here, give it a row in
// PARTS, and name the module in both pages (ui/manager.html, ui/storefront.html).

import "./data.js";
import "./email.js";
import "./password.js";
import "./profile.js";
import "./second-factor.js";
import "./sessions.js";
import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";
import { Screen } from "../lib/screen.js";

/** @import { Seat } from "../api/types.d.ts" */

/** @typedef {{name: string, tag: string, label: string, icon: string, note?: string}} PartRow */

/** @type {PartRow[]} */
const PARTS = [
  { name: "profile", tag: "account-profile", label: "Profile", icon: "user", note: "What others see of you, and how you can be reached." },
  { name: "email", tag: "account-email", label: "E-mail", icon: "mail", note: "Where your letters go, and what you sign in with." },
  { name: "password", tag: "account-password", label: "Password", icon: "lock", note: "A new one ends your sessions everywhere else." },
  { name: "second-factor", tag: "account-second-factor", label: "Second factor", icon: "verified", note: "A code from your phone besides the password." },
  { name: "sessions", tag: "account-sessions", label: "Devices", icon: "monitor", note: "Where you are signed in." },
  { name: "data", tag: "account-data", label: "Your data", icon: "archive", note: "What the marketplace knows about you is yours." },
];

export class AccountCentre extends Screen {
  /** Where the parts are: `#/account/profile`. */
  base = "#/account";
  /** @type {Seat | null} */ seat = null;
  /** Other pages of the window that belong to the account. @type {{label: string, icon: string, href: string}[]} */
  links = [];

  begin() {
    const entry = (/** @type {{label: string, icon: string}} */ { label, icon: name }, /** @type {string} */ href, /** @type {string} */ part) =>
      html`<li><a class="account-link" href="${href}" data-part="${part}">${icon(name, "small")}<span>${label}</span></a></li>`;
    render(
      this,
      html`<nav class="account-nav" aria-label="Account"><ul>${PARTS.map((part) => entry(part, `${this.base}/${part.name}`, part.name))}</ul>
        ${this.links.length > 0 && html`<ul>${this.links.map((link) => entry(link, link.href, ""))}</ul>`}</nav>
      <section class="account-part panel" aria-labelledby="account-part-title"><header><h2 id="account-part-title" data-title></h2><p class="soft small" data-note></p></header><div data-place></div></section>`,
    );
  }

  /** Shows a part; the first one for a name nobody knows. @param {string} name @param {Seat} seat */
  show(name, seat) {
    const part = PARTS.find((one) => one.name === name) ?? PARTS[0];
    this.seat = seat;
    if (!part) return;
    for (const link of this.querySelectorAll("[data-part]")) {
      if (link.getAttribute("data-part") === part.name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.#place("title").textContent = part.label;
    this.#place("note").textContent = part.note ?? "";
    const element = /** @type {Screen & {seat?: Seat}} */ (document.createElement(part.tag));
    element.seat = seat;
    this.#place("place").replaceChildren(element);
  }

  /** @param {string} name */
  #place(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`));
  }
}

customElements.define("account-centre", AccountCentre);
