// @ts-check
// One's own data: take it along, or leave for good. Says plainly what stays then, and why.

import { call } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen } from "../lib/screen.js";

const GOES = ["Your name, username, mobile number, e-mail address and password are overwritten.", "Your addresses and your cart are deleted.", "You are signed out everywhere, and this desktop forgets what it kept of you."];
const STAYS = ["Orders, invoices and credit notes stay as they are: the law wants the stores to keep them for years.", "Reviews stay under “A former buyer”, since others decided by them.", "The audit log stays, without your name."];

class Data extends Screen {
  /** @type {import("../api/types.d.ts").Seat | undefined} */ seat;

  begin() {
    this.act("export-data", () => this.#export());
    this.sends("erase", (values) => this.#erase(values.password));
    const list = (/** @type {string[]} */ lines, /** @type {string} */ sign) => html`<ul class="account-list">${lines.map((line) => html`<li>${icon(sign, "small")}<span>${line}</span></li>`)}</ul>`;
    render(
      this,
      html`<section class="account-block"><h3>Take it along</h3><p class="soft">Profile, addresses, orders, invoices, reviews, sessions and mails, in one file for programs (JSON) and one to read (text).</p>
        <div class="form-acts"><button type="button" class="button" data-act="export-data">${icon("save", "small")} Save my data</button></div></section>
      <section class="account-block"><h3>Erase this account</h3><p class="soft">This cannot be undone.</p>
        <h4>What goes</h4>${list(GOES, "trash")}<h4>What stays, and why</h4>${list(STAYS, "lock")}
        <form class="fields account-narrow" data-form="erase" novalidate>
          ${field({ name: "password", label: "Your password", type: "password", value: "", autocomplete: "current-password", maxlength: 200, isRequired: true })}
          <div class="field">${formError()}<div class="form-acts"><button type="submit" class="button" data-kind="danger" data-act="erase">Erase my account</button></div></div></form></section>`,
    );
  }

  async #export() {
    const { path } = await call("file.choose", { kind: "save_json", name: `${this.seat?.username ?? "my"}-data.json` });
    if (!path) return;
    const saved = await call("account.export", { path });
    toast(`Saved as ${saved.path}, with a text beside it.`);
  }

  /** @param {string} password */
  async #erase(password) {
    const isSure = await confirmed({ title: "Erase this account for good?", text: "Nobody can bring it back, not even the operator.", yes: "Erase it", isDangerous: true });
    if (!isSure) return;
    await call("account.erase", { password });
    location.hash = "";
    location.reload();
  }
}

customElements.define("account-data", Data);
