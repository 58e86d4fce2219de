// @ts-check
// The people of own stores: who works there, what each may do, and letting somebody go.

import { call } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { badge, empty } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { actButton, detailHead, once, section } from "./bits.js";
import { Filled } from "./editing.js";
import { ListScreen } from "./list-screen.js";
import { readMay, storesWhere } from "./may.js";
import { inWords, permissionMatrix, STORE_ROWS, ticked } from "./permission-matrix.js";
import { go } from "./places.js";

/** @import { StoreCard } from "../api/types.d.ts" */

/** @typedef {{id: string, store: StoreCard, account: string, invitation: string, email: string, display_name: string, is_owner: boolean, permissions: string[]}} Person somebody who works there, or is invited to */

class ManagerPeople extends ListScreen {
  static place = "people";
  static subjects = ["staff", "store"];
  /** @type {Filled | null} */ #filled = null;
  /** @type {Person | null} */ #person = null;

  begin() {
    super.begin();
    this.act("new", () => go("people", "new"));
    this.act("remove", once(() => this.#remove()));
    this.act("withdraw", once(() => this.#withdraw()));
    this.sends("invite", (values, form) => this.#invite(values, form));
    this.sends("member", (_, form) => this.#save(form));
  }

  get isDirty() {
    return this.#filled?.isDirty ?? false;
  }

  heading() {
    return html`<h1>People</h1><div class="bar-acts">${actButton({ act: "new", label: "Invite somebody", icon: "plus", kind: "primary" })}</div>`;
  }

  shape() {
    return {
      label: "People",
      columns: [{ label: "Name", kind: /** @type {const} */ ("wide") }, { label: "Store", kind: /** @type {const} */ ("narrow") }, { label: "May deal with", kind: /** @type {const} */ ("narrow") }],
      cells: (/** @type {Person} */ row) => html`<td class="is-wide"><div class="cell-text"><b dir="auto">${row.display_name}</b><span class="cell-note"><span>${row.email}</span></span></div></td>
        <td class="is-narrow"><span class="cell-clip" dir="auto">${row.store.name}</span></td><td class="is-narrow">${this.#may(row)}</td>`,
    };
  }

  /** @param {Person} row */
  #may(row) {
    if (row.is_owner) return badge("Owner", "accent");
    if (row.invitation) return badge("Invited", "warn", "mail");
    return html`<span class="cell-clip">${inWords(STORE_ROWS, row.permissions) || "Products, to see"}</span>`;
  }

  async read() {
    await readMay(this.seat);
    const of = async (/** @type {StoreCard} */ store) => {
      const { people, invitations } = await call("staff.list", { store: store.id });
      const invited = invitations.map(({ id, email, permissions }) => ({ id, store, account: "", invitation: id, email, display_name: email, is_owner: false, permissions }));
      return [...people.map((one) => ({ ...one, store, id: `${store.id}:${one.account}`, invitation: "" })), ...invited];
    };
    return { rows: (await Promise.all(storesWhere("staff.view").map(of))).flat(), next: null };
  }

  emptyState() {
    return empty({ icon: "user", title: "Nobody yet", text: "Open a store first; then others can work in it." });
  }

  /** @param {string} record */
  async showRecord(record) {
    if (record === "new") return this.#drawInvite();
    const rows = /** @type {Person[]} */ (this.pages.rows.length ? this.pages.rows : (await this.read()).rows);
    const person = rows.find((row) => row.id === record);
    if (!person) return go("people");
    if (this.record !== record) return;
    this.#person = person;
    const may = person.is_owner
      ? section("May do", html`<p class="soft">Who opened the store may do everything in it.</p>`)
      : person.invitation
      ? section("Invited", html`<p class="soft">${inWords(STORE_ROWS, person.permissions) || "To see the products"}. The invitation waits for its answer.</p>`)
      : html`<form class="sheet" data-form="member" novalidate>${formError()}${section("May do", permissionMatrix(STORE_ROWS, person.permissions), "In this store only.")}
        <footer class="sheet-foot"><button type="submit" class="button" data-kind="primary" data-act="save">Save</button></footer></form>`;
    render(this.detail, html`${detailHead({ title: person.display_name, store: person.store.id, note: html`${person.email} · ${person.store.name}`, marks: person.is_owner && badge("Owner", "accent"), acts: !person.is_owner && (person.invitation ? actButton({ act: "withdraw", label: "Take back", icon: "undo", kind: "quiet" }) : actButton({ act: "remove", label: "Let go", icon: "out", kind: "quiet" })) })}${may}`);
    const form = this.detail.querySelector("form");
    this.#filled = form ? new Filled(form) : null;
  }

  #drawInvite() {
    const stores = storesWhere("staff.change");
    render(
      this.detail,
      html`${detailHead({ title: "Invite somebody", note: "They get a mail, and accept with an account of this address." })}
      <form class="sheet" data-form="invite" novalidate>${formError()}${section("Who", html`<div class="fields">
        ${field({ name: "email", label: "E-mail address", type: "email", isRequired: true })}
        ${field({ name: "store", label: "Works at", isRequired: true, options: stores.map((one) => html`<option value="${one.id}">${one.name}</option>`) })}</div>`)}
        ${section("May do", permissionMatrix(STORE_ROWS, []), "In this store only.")}
        <footer class="sheet-foot"><button type="submit" class="button" data-kind="primary" data-act="save">Send the invitation</button></footer></form>`,
    );
    this.#filled = new Filled(/** @type {HTMLFormElement} */ (this.detail.querySelector("form")));
    /** @type {HTMLElement | null} */ (this.detail.querySelector("[name=email]"))?.focus();
  }

  /** @param {Record<string, any>} values @param {HTMLFormElement} form */
  async #invite({ email, store }, form) {
    await call("staff.invite", { email, store, permissions: ticked(form) });
    this.#filled = null;
    toast(`The invitation is on its way to ${email}.`);
    go("people");
    await this.reread();
  }

  async #withdraw() {
    const person = this.#person;
    if (!person) return;
    await call("staff.withdraw", { store: person.store.id, invitation: person.invitation });
    toast("The invitation is worth nothing any more.");
    go("people");
    await this.reread();
  }

  /** @param {HTMLFormElement} form */
  async #save(form) {
    const person = this.#person;
    if (!person) return;
    await call("staff.set", { store: person.store.id, account: person.account, permissions: ticked(form) });
    this.#filled = null;
    toast("Saved. It holds at once.");
    await this.reread();
    if (this.record === person.id) await this.showRecord(person.id);
  }

  async #remove() {
    const person = this.#person;
    if (!person) return;
    const text = `The store leaves ${person.display_name}’s desktop at its next contact. What they did stays.`;
    if (!(await confirmed({ title: `Let ${person.display_name} go?`, text, yes: "Let go", isDangerous: true }))) return;
    await call("staff.remove", { store: person.store.id, account: person.account });
    this.#filled = null;
    toast(`${person.display_name} does not work here any more.`);
    go("people");
    await this.reread();
  }
}

customElements.define("manager-people", ManagerPeople);
