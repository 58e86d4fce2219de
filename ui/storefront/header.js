// @ts-check
// The head of the window: the name, the search, the account and the cart.

import { heldBackStrip } from "../account/held-back.js";
import { openContact } from "../components/contact-form.js";
import { icon } from "../components/icon.js";
import { contact, followContact } from "../lib/contact.js";
import { clock } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { settled } from "../lib/latest.js";
import { number } from "../lib/money.js";
import { go, goInstead, here } from "../lib/router.js";
import { Screen } from "../lib/screen.js";
import { currentPrefs, followPrefs, setPrefs } from "../lib/theme.js";
import { lockedWords, openDoor, signOut } from "./door.js";
import { followSession, session } from "./session.js";

const THEMES = /** @type {const} */ ([
  ["system", "System", "monitor"],
  ["light", "Light", "sun"],
  ["dark", "Dark", "moon"],
]);

const themeChoice = () => html`<div class="theme-choice" role="group" aria-label="Theme">${THEMES.map(
  ([name, label, mark]) => html`<button type="button" role="menuitem" data-act="theme" data-theme-name="${name}" aria-pressed="${currentPrefs().theme === name}" title="${label}">${icon(mark, "small")}<span>${label}</span></button>`,
)}</div>`;

function menu() {
  const { seat } = session;
  return html`<details data-menu><summary class="head-button" data-act="account" aria-label="Account">${icon("user")}<span class="head-label" dir="auto">${seat ? seat.display_name || seat.username : "Sign in"}</span></summary>
    <div class="menu">${
      seat
        ? html`<p class="menu-head">Signed in as <b dir="auto">${seat.email}</b></p>
          <a href="#/account" data-act="my-account">${icon("user")}My account</a>
          <a href="#/orders" data-act="orders">${icon("receipt")}Your orders</a><a href="#/addresses" data-act="addresses">${icon("map")}Your addresses</a>`
        : html`<button type="button" data-act="sign-in">${icon("in")}Sign in</button><button type="button" data-act="register">${icon("user")}Create an account</button>`
    }<button type="button" data-act="contact-operator">${icon("mail")}Write to the operator</button><hr>${themeChoice()}${seat && html`<hr><button type="button" data-act="sign-out">${icon("out")}Sign out</button>`}</div></details>`;
}

/** Calm words about the marketplace, only where there is something to say. */
function standing() {
  const { is_connected, pending, refused, last_contact_us } = contact;
  if (is_connected && refused.length === 0) return "";
  const words = refused.length ? `${number(refused.length)} refused` : pending ? `Offline · ${number(pending)} waiting` : "Offline";
  const title = !is_connected && last_contact_us !== null ? `Prices and stock are as of ${clock(last_contact_us)}` : "What was refused, and why";
  return html`<a class="head-state" href="#/waiting" data-act="waiting" data-contact="${is_connected ? "refused" : "offline"}" title="${title}">${icon(refused.length ? "warning" : "cloud", "small")}<span class="head-label">${words}</span></a>`;
}

class Header extends Screen {
  begin() {
    render(
      this,
      html`<header class="head"><a class="wordmark" href="#/" data-act="home">Tradepost</a>
        <form class="search" role="search" data-form="search">${icon("search")}
          <input type="search" name="search" data-search aria-label="Search the shelves" placeholder="Search by title, author or brand" autocomplete="off" spellcheck="false" dir="auto" maxlength="200">
          <kbd aria-hidden="true">/</kbd></form>
        <nav class="head-acts" aria-label="Account and cart" data-head></nav></header><div data-strip></div>`,
    );
    const input = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    const search = settled(() => this.#search(input.value), 110);
    input.addEventListener("input", search);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      if (input.value === "") input.blur();
      input.value = "";
      this.#search("");
    });
    this.sends("search", () => this.#search(input.value));
    this.act("sign-in", () => openDoor("sign-in"));
    this.act("register", () => openDoor("register"));
    this.act("contact-operator", () => openContact(session.seat));
    this.act("sign-out", signOut);
    this.act("theme", (button) => setPrefs({ theme: /** @type {any} */ (button.dataset.themeName) }));
    this.until(followPrefs(() => this.#draw()));
    this.act("cart", () => /** @type {any} */ (document.querySelector("sf-cart")).toggle());
    this.until(followSession(() => this.#draw()));
    this.until(followContact(() => this.#draw()));
    const follow = () => {
      if (document.activeElement === input) return;
      // A product keeps the search that led to it; elsewhere the words would say nothing.
      if (!here().path.startsWith("/product/")) input.value = here().query.get("text") ?? "";
    };
    window.addEventListener("hashchange", follow);
    follow();
    this.#draw();
  }

  /** Typing on the shelves changes them where they are; from another screen it goes there. @param {string} typed */
  #search(typed) {
    const { path, query } = here();
    const isShelf = path === "/" || path.startsWith("/tag/");
    const text = typed.trim();
    if (!isShelf && !text) return;
    const next = { text, store: isShelf ? query.get("store") : null, sort: isShelf ? query.get("sort") : null };
    if (isShelf) goInstead(path, next);
    else go("/", next);
  }

  #draw() {
    const { locked } = session;
    render(/** @type {Element} */ (this.querySelector("[data-strip]")), html`${locked && html`<div class="head-strip" role="status" data-locked>${icon("lock", "small")}<span>${lockedWords(locked)}</span><button type="button" class="button" data-size="small" data-act="sign-in">Sign in again</button></div>`}${!locked && heldBackStrip(session.seat)}`);
    const { count, has_problems } = session.cart;
    render(
      /** @type {Element} */ (this.querySelector("[data-head]")),
      html`${standing()}${menu()}<button type="button" class="head-button" data-act="cart" aria-label="Cart, ${count} ${count === 1 ? "piece" : "pieces"}">
        ${icon("cart")}<span class="head-label">Cart</span>${count > 0 && html`<span class="count figures" data-cart-count data-tone="${has_problems && "warn"}">${count}</span>`}</button>`,
    );
  }
}

customElements.define("sf-header", Header);
