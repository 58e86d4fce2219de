// @ts-check
// Those who run the marketplace, and what each group of them may do.

import { call } from "../api/shop.js";
import { asked } from "../components/ask.js";
import { badge, empty } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { actButton, detailHead, section } from "./bits.js";
import { Filled } from "./editing.js";
import { ListScreen } from "./list-screen.js";
import { offered } from "./may.js";
import { inWords, OPERATOR_ROWS, permissionMatrix, ticked } from "./permission-matrix.js";
import { go } from "./places.js";

/** @import { Group, Operator, OperatorKind } from "../api/types.d.ts" */

/** @type {Record<string, [string, string]>} */
const KINDS = {
  owner: ["Owner", "May do everything, and says who else may what."],
  office: ["Office", "Runs the daily business."],
  dispatch: ["Dispatch", "Sees that what is sent arrives."],
  support: ["Support", "Answers people."],
};

class ManagerOperators extends ListScreen {
  static place = "operators";
  static subjects = ["operator", "role"];
  /** @type {Filled | null} */ #filled = null;
  /** @type {Group[]} */ #groups = [];

  begin() {
    super.begin();
    this.act("new", () => go("operators", "new"));
    this.act("groups", () => go("operators", "groups"));
    this.act("end-sessions", () => this.#endSessions());
    this.sends("operator", ({ email, kind }) => this.#save(email, kind));
    this.sends("groups", (_, form) => this.#saveGroup(form));
  }

  get isDirty() {
    return this.#filled?.isDirty ?? false;
  }

  heading() {
    return html`<h1>Operators</h1><div class="bar-acts">${offered("role.view") && actButton({ act: "groups", label: "Groups and permissions", icon: "lock", kind: "quiet" })}${actButton({ act: "end-sessions", label: "Sign somebody out", icon: "out", kind: "quiet" })}${actButton({ act: "new", label: "New operator", icon: "plus", kind: "primary" })}</div>`;
  }

  shape() {
    return {
      label: "Operators",
      columns: [{ label: "Name", kind: /** @type {const} */ ("wide") }, { label: "Group", kind: /** @type {const} */ ("narrow") }],
      cells: (/** @type {Operator & {id: string}} */ row) => html`<td class="is-wide"><div class="cell-text"><b dir="auto">${row.display_name}</b><span class="cell-note"><span>${row.email}</span></span></div></td>
        <td class="is-narrow"><span class="marks is-line">${badge(KINDS[row.kind]?.[0] ?? row.kind, row.kind === "owner" ? "accent" : "neutral")}${row.is_self && badge("You")}</span></td>`,
    };
  }

  async read() {
    const { operators } = await call("operator.list");
    return { rows: operators.map((one) => ({ ...one, id: one.account })), next: null };
  }

  emptyState() {
    return empty({ icon: "user", title: "Nobody", text: "Somebody must own the marketplace." });
  }

  /** @param {string} record */
  async showRecord(record) {
    if (record === "groups") return this.#showGroups();
    const rows = /** @type {(Operator & {id: string})[]} */ (this.pages.rows.length ? this.pages.rows : (await this.read()).rows);
    const person = rows.find((row) => row.id === record);
    if (!person && record !== "new") return go("operators");
    if (this.record !== record) return;
    const kinds = [...Object.entries(KINDS).map(([kind, [label]]) => [kind, label]), ...(person ? [["", "No operator any more"]] : [])];
    render(
      this.detail,
      html`${detailHead({ title: person?.display_name ?? "New operator", note: person?.email ?? "Somebody who has an account here already." })}
      <form class="sheet" data-form="operator" novalidate>${formError()}${section("Group", html`<div class="fields">
        ${person ? html`<input type="hidden" name="email" value="${person.email}">` : field({ name: "email", label: "E-mail address of the account", type: "email", isRequired: true })}
        ${field({ name: "kind", label: "What they do here", isRequired: true, hint: html`${Object.values(KINDS).map(([label, text]) => html`<span class="hint-line"><b>${label}</b> ${text}</span> `)}`, options: kinds.map(([kind, label]) => html`<option value="${kind}" ${kind === (person?.kind ?? "office") && "selected"}>${label}</option>`) })}</div>`)}
        <footer class="sheet-foot"><button type="submit" class="button" data-kind="primary" data-act="save">Save</button></footer></form>`,
    );
    this.#filled = new Filled(/** @type {HTMLFormElement} */ (this.detail.querySelector("form")));
  }

  async #showGroups() {
    const { groups } = await call("role.list");
    this.#groups = groups.filter((group) => group.name in KINDS);
    if (this.record !== "groups") return;
    const sheet = (/** @type {Group} */ group) => {
      const [label, note] = KINDS[group.name] ?? [group.name, ""];
      if (!group.is_adjustable) return section(label, html`<p class="soft">Everything, always.</p>`, note);
      return html`<form class="sheet" data-form="groups" data-id="${group.name}" novalidate>${formError()}${section(label, permissionMatrix(OPERATOR_ROWS, group.permissions), note)}
        <footer class="sheet-foot"><button type="submit" class="button" data-act="save-group">Save ${label}</button></footer></form>`;
    };
    render(this.detail, html`${detailHead({ title: "Groups and permissions", note: "What each kind of operator may do." })}<div class="groups">${this.#groups.map(sheet)}</div>`);
    this.#filled = null;
  }

  /** @param {string} email @param {string} kind */
  async #save(email, kind) {
    await call("operator.set", { email, kind: kind ? /** @type {OperatorKind} */ (kind) : undefined });
    this.#filled = null;
    toast(kind ? "Saved. It holds at once." : "No operator any more.");
    go("operators");
    await this.reread();
  }

  async #endSessions() {
    const text = "For whoever has lost a desktop, or must not go on. They can sign in again with their password.";
    const email = await asked({ title: "Sign somebody out everywhere?", text, label: "E-mail address of the account", yes: "Sign them out" });
    if (email === null) return;
    await call("operator.end_sessions", { email });
    toast(`${email} is signed out everywhere.`);
  }

  /** @param {HTMLFormElement} form */
  async #saveGroup(form) {
    const name = /** @type {OperatorKind} */ (form.dataset.id);
    const permissions = ticked(form);
    await call("role.set", { name, permissions });
    toast(`${KINDS[name]?.[0]}: ${inWords(OPERATOR_ROWS, permissions) || "nothing"}.`);
    await this.#showGroups();
  }
}

customElements.define("manager-operators", ManagerOperators);
