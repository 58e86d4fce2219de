// @ts-check
// What was changed here and not taken by the marketplace: why, and what to do about it.

import { call } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { badge, empty } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { ago, moment, time } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted, number } from "../lib/money.js";
import { Screen, told } from "../lib/screen.js";
import { actButton, once } from "./bits.js";
import { go } from "./places.js";

/** @import { RefusedChange, SyncState } from "../api/types.d.ts" */

/** Where the record of a refused operation is shown. */
const SCREENS = /** @type {Record<string, string>} */ ({ product: "products", stock: "products", store: "stores", tag: "tags", sale: "orders", review: "reviews" });

const PLACES = /** @type {Record<string, string>} */ ({ embedded: "This computer is the marketplace: every change is saved the moment it is made.", hub: "Changes are kept here at once and sent to the marketplace as soon as it can be reached." });

/** @param {RefusedChange} one */
const screenOf = (one) => SCREENS[one.op.split(".")[0] ?? ""];

/** A field's name as a person says it. @param {string} name */
const label = (name) => name.replace(/_minor$/, " (smallest unit)").replace(/_bp$/, " (hundredths of a percent)").replaceAll("_", " ");

/** @param {unknown} value */
const shown = (value) => (Array.isArray(value) ? value.join(", ") : String(value ?? "")) || "—";

/** What is wrong with a field: a sentence, or for a conflict both values. @param {string} name @param {RefusedChange["fields"][string]} told */
function fieldRow(name, told) {
  if (typeof told === "string") return html`<div><dt>${label(name)}</dt><dd dir="auto">${told}</dd></div>`;
  return html`<div><dt>${label(name)}</dt><dd class="both"><span><small>Yours</small> <b dir="auto">${shown(told.mine)}</b></span><span><small>Theirs</small> <b dir="auto">${shown(told.theirs)}</b></span></dd></div>`;
}

class ManagerSync extends Screen {
  /** @type {RefusedChange[]} */ #refused = [];

  begin() {
    this.classList.add("screen");
    this.act("retry", once((button) => this.#at(button, (one) => this.#retry(one))));
    this.act("discard", once((button) => this.#at(button, (one) => this.#discard(one))));
    this.act("edit-refused", (button) => this.#at(button, (one) => this.#edit(one)));
    this.hears(["sync"], () => this.#read());
    this.#read().catch(told);
  }

  async #read() {
    const state = await call("sync.state");
    this.#refused = state.refused;
    this.#draw(state);
  }

  /** @param {SyncState} state */
  #draw({ place, is_connected, pending, last_contact_us, refused }) {
    const tiles = html`<dl class="tiles"><div class="tile" data-tone="${is_connected ? "good" : "warn"}"><dt>Marketplace</dt><dd>${place === "embedded" ? "Embedded" : is_connected ? "Connected" : "Offline"}</dd></div>
      <div class="tile" data-tone="${pending ? "accent" : ""}"><dt>Waiting</dt><dd data-pending>${number(pending)}</dd></div><div class="tile" data-tone="${refused.length ? "danger" : ""}"><dt>Refused</dt><dd data-refused>${number(refused.length)}</dd></div>
      <div class="tile"><dt>Last contact</dt><dd>${last_contact_us === null ? "—" : ago(last_contact_us)}</dd></div></dl>`;
    render(
      this,
      html`<header class="bar"><h1>Sync</h1></header><div class="page"><div class="page-inner">
        <section class="part"><p class="soft">${PLACES[place] ?? PLACES.hub}</p>${tiles}</section>
        ${refused.length
          ? html`<section class="part"><header><h3>${counted(refused.length, "change")} not taken</h3><p class="faint small">Nothing is lost: each stands here until you decide.</p></header><ul class="refusals">${refused.map((one) => this.#refusal(one))}</ul></section>`
          : empty({ icon: "check", title: pending ? "On its way" : "Everything is saved", text: pending ? "The marketplace has not answered yet." : "Nothing was refused." })}
      </div></div>`,
    );
  }

  /** @param {RefusedChange} one */
  #refusal(one) {
    const fields = Object.entries(one.fields);
    return html`<li class="refusal" data-id="${one.id}"><span class="refusal-mark">${icon(one.kind === "conflict" ? "copy" : "warning")}</span><div class="cell-text"><b dir="auto">${one.what}</b><p dir="auto">${one.message}</p>
      ${fields.length > 0 && html`<dl class="facts">${fields.map(([name, told]) => fieldRow(name, told))}</dl>`}
      <p class="cell-note">${badge(one.kind === "conflict" ? "Conflict" : "Refused", one.kind === "conflict" ? "warn" : "danger")}<span>${time(one.made_at_us, moment)}</span></p></div>
      <div class="refusal-acts">${screenOf(one) && actButton({ act: "edit-refused", label: "Look", icon: "eye", kind: "quiet" })}${actButton({ act: "discard", label: "Discard", icon: "trash", kind: "quiet" })}${actButton({ act: "retry", label: "Try again", icon: "refresh" })}</div></li>`;
  }

  /** Acts on the refusal a button belongs to. @param {HTMLElement} button @param {(one: RefusedChange) => unknown} act */
  #at(button, act) {
    const id = button.closest("[data-id]")?.getAttribute("data-id");
    const one = this.#refused.find((each) => each.id === id);
    return one && act(one);
  }

  /** @param {RefusedChange} one */
  async #retry(one) {
    await call("sync.retry", { id: one.id });
    toast("Sent again.");
    await this.#read();
  }

  /** @param {RefusedChange} one */
  async #discard(one) {
    if (!(await confirmed({ title: "Discard this change?", text: one.what, yes: "Discard", isDangerous: true }))) return;
    await call("sync.discard", { id: one.id });
    toast("Discarded. The marketplace’s state stands.");
    await this.#read();
  }

  /** @param {RefusedChange} one */
  #edit(one) {
    go(screenOf(one) ?? "home");
  }
}

customElements.define("manager-sync", ManagerSync);
