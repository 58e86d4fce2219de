// @ts-check
// Messages from the contact form to one's stores; operators also see those to the marketplace.

import { call } from "../api/shop.js";
import { badge, empty } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { ago, moment } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { actButton, detailHead, once, section } from "./bits.js";
import { ListScreen } from "./list-screen.js";

/** @import { ContactMessage } from "../api/types.d.ts" */

/** @param {ContactMessage} row */
const target = (row) => (row.store_name === null ? badge("To the operator", "accent") : badge(row.store_name, "neutral", "store"));

class ManagerMessages extends ListScreen {
  static place = "messages";
  static subjects = ["message"];
  #reply = "";

  begin() {
    super.begin();
    this.act("copy-address", once(() => this.#copy()));
  }

  heading() {
    return html`<h1>Messages</h1>`;
  }

  shape() {
    return {
      label: "Messages",
      columns: [{ label: "Message", kind: /** @type {const} */ ("wide") }, { label: "To", kind: /** @type {const} */ ("narrow") }, { label: "When", kind: /** @type {const} */ ("narrow") }],
      cells: (/** @type {ContactMessage} */ row) => html`<td class="is-wide"><div class="cell-text"><b dir="auto">${row.name}</b><span class="cell-note"><span class="clamp-1" dir="auto">${row.message}</span></span></div></td>
        <td class="is-narrow">${target(row)}</td><td class="is-narrow faint">${ago(row.at_us)}</td>`,
    };
  }

  /** @param {Record<string, any>} ask */
  read(ask) {
    return call("contact.list", ask);
  }

  emptyState() {
    return empty({ icon: "messages", title: "No messages yet", text: "What buyers write to your stores stands here, and comes to you as mail." });
  }

  /** @param {string} record */
  async showRecord(record) {
    /** @type {ContactMessage | undefined} */
    const row = this.pages.rows.find((one) => one.id === record) ?? (await call("contact.list", { limit: 500 })).rows.find((one) => one.id === record);
    if (!row || this.record !== record) return;
    this.#reply = row.reply_to;
    render(
      this.detail,
      html`${detailHead({ title: row.name, note: row.reply_to, marks: target(row), acts: actButton({ act: "copy-address", label: "Copy the address", icon: "copy" }) })}
      ${section(`Written ${moment(row.at_us)}`, html`<p class="review-body" dir="auto">${row.message}</p>`)}
      <p class="part soft small">Answer from your mail program: the mail about this message is answered to ${row.reply_to}.</p>`,
    );
  }

  async #copy() {
    await navigator.clipboard.writeText(this.#reply);
    toast("Copied.");
  }
}

customElements.define("manager-messages", ManagerMessages);
