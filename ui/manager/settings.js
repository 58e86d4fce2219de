// @ts-check
// Settings: how it looks, how mail leaves, where the data lives, who you are, the keys.

import { call, Refusal } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { badge } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { keptWords, readContact } from "../lib/contact.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";
import { currentPrefs, followPrefs, setPrefs } from "../lib/theme.js";
import { once, section } from "./bits.js";
import { Filled } from "./editing.js";
import { keyTable } from "./key-help.js";
import { marketplaceSection, saveMarketplace, showMarketplace, showPlace } from "./marketplace.js";
import { numbersSection, showNumbers } from "./numbers.js";
import { rulesSection, saveRules, showRules } from "./rules.js";
import { pictureRoom, saveRoom, showRoom } from "./picture-room.js";

/** @import { AppState, ShownMailSettings } from "../api/types.d.ts" */

const THEMES = /** @type {const} */ ([["system", "Like the system", "monitor"], ["light", "Light", "sun"], ["dark", "Dark", "moon"]]);
const SIZES = [90, 100, 110, 125, 150];

/** @type {[string, string][]} */
const CARRIERS = [["file", "Into a folder (nothing leaves this computer)"], ["smtp", "Through a mail server (SMTP)"], ["console", "Into the program’s log"]];
/** @type {[string, string][]} */
const SECURITIES = [["starttls", "STARTTLS"], ["tls", "TLS"], ["none", "None (only a server on this computer)"]];

const LOOK = html`<div class="look"><div><h4>Colours</h4><div class="choices">${THEMES.map(([name, label, sign]) => html`<button type="button" class="choice" data-act="theme" data-theme="${name}">${icon(sign)}<span>${label}</span></button>`)}</div></div>
  <div><h4>Text size</h4><div class="choices">${SIZES.map((size) => html`<button type="button" class="choice" data-act="size" data-size="${size}"><span>${size} %</span></button>`)}</div></div></div>`;

/** @param {[string, string][]} options @param {string} chosen */
const optionsOf = (options, chosen) => options.map(([value, label]) => html`<option value="${value}" ${value === chosen && "selected"}>${label}</option>`);

/** @param {ShownMailSettings} mail */
const mailForm = (mail) => html`<form data-form="mail" novalidate>${formError()}<div class="fields">
  ${field({ name: "carrier", label: "How mail leaves", isRequired: true, options: optionsOf(CARRIERS, mail.carrier) })}
  ${field({ name: "from_name", label: "From, name", value: mail.from_name, width: "half", isRequired: true })}
  ${field({ name: "from_email", label: "From, e-mail", value: mail.from_email, type: "email", width: "half", isRequired: true })}</div>
  <div class="fields smtp" data-smtp>
  ${field({ name: "host", label: "Server", value: mail.host, width: "half", isRequired: true, placeholder: "mail.example.com" })}
  ${field({ name: "port", label: "Port", value: mail.port, width: "half", inputmode: "numeric", isRequired: true })}
  ${field({ name: "security", label: "Encryption", isRequired: true, options: optionsOf(SECURITIES, mail.security) })}
  ${field({ name: "username", label: "User", value: mail.username, width: "half" })}
  ${field({ name: "password", label: "Password", type: "password", value: "", width: "half", autocomplete: "new-password", placeholder: mail.has_password ? "Kept" : "", hint: mail.has_password ? "Leave empty to keep it." : "" })}</div>
  <div class="form-acts"><button type="submit" class="button" data-kind="primary" data-act="save">Save mail settings</button></div></form>
  <form data-form="test-mail" class="test-mail" novalidate>${formError()}<div class="with-button">${field({ name: "to", label: "Test mail to", type: "email", value: "", isRequired: true })}<button type="submit" class="button" data-act="test-mail">${icon("mail", "small")} Send a test</button></div></form>`;

class ManagerSettings extends Screen {
  /** @type {import("./shell.js").Seat | undefined} */ seat;
  /** @type {Filled | null} */ #filled = null;

  begin() {
    this.classList.add("screen");
    this.act("theme", (button) => setPrefs({ theme: /** @type {"system"} */ (button.dataset.theme) }));
    this.act("size", (button) => setPrefs({ font_scale: Number(button.dataset.size) }));
    this.until(followPrefs(() => this.#markLook()));
    this.act("sign-out", once(() => this.#signOut()));
    this.act("add-buyer", once(() => this.#addBuyer()));
    this.act("check-numbers", once(() => showNumbers(this)));
    this.act("reveal", (button) => call("file.reveal", { path: button.dataset.path ?? "" }));
    this.sends("marketplace", (values) => saveMarketplace(this, values));
    this.sends("picture-room", (values) => saveRoom(this, values));
    this.sends("rules", saveRules);
    this.sends("mail", (values) => this.#saveMail(values));
    this.sends("test-mail", async ({ to }) => (await call("mail.test", { to }), toast(`The server took the mail to ${to}.`)));
    this.addEventListener("change", () => (this.#showSmtp(), showPlace(this)));
    this.hears(["seat"], () => !this.isDirty && this.#read());
    this.#read().catch(told);
  }

  get isDirty() {
    return this.#filled?.isDirty ?? false;
  }

  async #read() {
    const state = await call("app.state");
    this.seat = state.seat ?? this.seat;
    const mail = this.seat?.permissions.includes("mail.view") ? await call("mail.settings") : null;
    this.#draw(state, mail);
    this.#showSmtp();
    await Promise.all([showMarketplace(this), showRoom(this), showRules(this, this.seat ?? null)]);
    const form = this.querySelector("form[data-form=mail]");
    this.#filled = form instanceof HTMLFormElement ? new Filled(form) : null;
  }

  /** @param {AppState} state @param {ShownMailSettings | null} mail */
  #draw(state, mail) {
    render(
      this,
      html`<header class="bar"><h1>Settings</h1></header><div class="page"><div class="page-inner">
        ${section("Look", LOOK)}
        ${mail && section("Mail", mailForm(mail), "Confirmations and invoices leave this way.")}
        ${section("Invoice numbers", numbersSection(), "Each store counts its own, from 1 on. This counts them again.")}
        ${section("Marketplace", marketplaceSection())}
        ${rulesSection(this.seat ?? null)}
        ${section("Where the data lives", html`<p class="where"><code>${state.data_dir}</code> <button type="button" class="button" data-size="small" data-act="reveal" data-path="${state.data_dir}">${icon("folder", "small")} Show</button></p>
          <p class="soft small">${state.place === "embedded" ? "Everything is in this one folder: products, orders, pictures, mails. Copy it and you have a backup." : "In this folder are copies of what you see, and what is not sent yet. The marketplace itself lies elsewhere, and its operator keeps the backups."} Tradepost ${state.version}, ${state.place}.</p>${pictureRoom()}`)}
        ${section("Account", this.#account())}
        ${section("Keys", keyTable())}
      </div></div>`,
    );
    this.#markLook();
  }

  #account() {
    const { seat } = this;
    if (!seat) return "";
    return html`<div class="account"><div class="cell-text"><b dir="auto">${seat.display_name || seat.username}</b><span class="cell-note"><span>${seat.email}</span><span>${seat.username}</span></span><span class="marks">${seat.roles.map((role) => badge(role))}</span></div>
      <div class="form-acts"><a class="button" data-act="account" href="#/account">${icon("user", "small")} Open your account</a>${!seat.roles.includes("buyer") && html`<button type="button" class="button" data-act="add-buyer">Buy with this account too</button>`}<button type="button" class="button" data-act="sign-out">${icon("out", "small")} Sign out</button></div></div>`;
  }

  #markLook() {
    const { theme, font_scale } = currentPrefs();
    for (const button of this.querySelectorAll(".look button")) {
      const { dataset } = /** @type {HTMLElement} */ (button);
      button.setAttribute("aria-pressed", String(dataset.theme === theme || Number(dataset.size) === font_scale));
    }
  }

  #showSmtp() {
    const carrier = this.querySelector("[name=carrier]");
    const smtp = this.querySelector("[data-smtp]");
    if (carrier instanceof HTMLSelectElement && smtp instanceof HTMLElement) smtp.hidden = carrier.value !== "smtp";
  }

  /** @param {Record<string, any>} values */
  async #saveMail(values) {
    const { carrier, from_name, from_email, host, security, username, password } = values;
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : 0;
    if (carrier === "smtp" && (port < 1 || port > 65_535)) throw new Refusal({ code: "invalid", message: "", fields: { port: "A number from 1 to 65535." } });
    await call("mail.set", { carrier, from_name, from_email, host, port, security, username, ...(password ? { password } : {}) });
    toast("Mail settings saved.");
    await this.#read();
  }

  async #addBuyer() {
    this.seat = await call("account.add_role", { role: "buyer" });
    toast("This account can buy now.");
    await this.#read();
  }

  async #signOut() {
    await readContact();
    if (!(await confirmed({ title: "Sign out?", text: html`${keptWords()}Your stores stay open for buyers.`, yes: "Sign out" }))) return;
    await call("account.sign_out");
    this.#filled = null;
    location.hash = "#/home";
    location.reload();
  }
}

customElements.define("manager-settings", ManagerSettings);
