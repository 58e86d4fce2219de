// @ts-check
// The outbox: what waits, what was sent, what failed and why.

import { call } from "../api/shop.js";
import { badge, empty } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { ago, moment, time } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted, number } from "../lib/money.js";
import { actButton, choiceFilter, detailHead, once, section, stateBadge } from "./bits.js";
import { ListScreen } from "./list-screen.js";

/** @import { Mail, MailPage, MailState } from "../api/types.d.ts" */

const FILTERS = /** @type {const} */ ([["", "All"], ["queued", "Waiting"], ["sent", "Sent"], ["failed", "Failed"]]);

/** "order_placed" reads "Order placed". @param {string} kind */
const wordOf = (kind) => `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll(/[_.]/g, " ")}`;

class ManagerMail extends ListScreen {
  static place = "mail";
  static subjects = ["mail"];

  begin() {
    super.begin();
    this.act("resend", once(() => this.#resend()));
    this.act("resend-failed", once(() => this.#resendFailed()));
    this.act("mail-state", (button) => this.narrow({ state: button.dataset.state ?? "", kind: "" }));
  }

  heading() {
    return html`<h1>Mail</h1><div class="bar-acts"><a class="button" data-kind="quiet" data-size="small" data-act="mail-settings" href="#/settings">${icon("settings", "small")}<span>Mail settings</span></a></div>`;
  }

  filterBar() {
    return html`<div class="tabs" data-tabs></div><span class="filter-group" data-failed></span>`;
  }

  shape() {
    return {
      label: "Mails",
      columns: [{ label: "Subject", kind: /** @type {const} */ ("wide") }, { label: "State" }, { label: "When", kind: /** @type {const} */ ("narrow") }],
      cells: (/** @type {Mail} */ row) => html`<td class="is-wide"><div class="cell-text"><b dir="auto">${row.subject}</b><span class="cell-note"><span>${row.recipient}</span>${row.error && html`<span class="is-bad">${row.error}</span>`}</span></div></td>
        <td>${stateBadge(row.state)}</td><td class="is-narrow faint">${ago(row.sent_at_us ?? row.created_at_us)}</td>`,
    };
  }

  /** @param {Record<string, any>} ask */
  read(ask) {
    return call("mail.list", ask);
  }

  /** @param {MailPage} answer */
  wasRead({ counts, failed_kinds }) {
    const all = counts.queued + counts.sent + counts.failed;
    const tab = (/** @type {readonly ["" | MailState, string]} */ [state, label]) => html`<button type="button" class="tab" data-act="mail-state" data-state="${state}" aria-pressed="${(this.filters.state ?? "") === state}">${label} <output data-count="mail-${state || "all"}">${number(state ? counts[state] : all)}</output></button>`;
    const place = this.querySelector("[data-tabs]");
    if (place) render(place, html`${FILTERS.map((one) => tab(one))}`);
    this.#drawFailed(failed_kinds);
    if (this.record) void this.showRecord(this.record);
  }

  /** Only beside the failed ones: which kind, and all of it again. @param {MailPage["failed_kinds"]} kinds */
  #drawFailed(kinds) {
    const place = this.querySelector("[data-failed]");
    if (!place) return;
    const isShown = this.filters.state === "failed" && kinds.length > 0;
    const options = /** @type {[string, string][]} */ (kinds.map(({ kind, count }) => [kind, `${wordOf(kind)} (${number(count)})`]));
    render(place, isShown ? html`${choiceFilter("kind", "Every kind", options)}${actButton({ act: "resend-failed", label: this.filters.kind ? "Send these again" : "Send all again", icon: "refresh" })}` : html``);
    const select = place.querySelector("select");
    if (select) select.value = this.filters.kind ?? "";
  }

  /** @param {boolean} isNarrowed */
  emptyState(isNarrowed) {
    if (isNarrowed) return empty({ icon: "check", title: "Nothing here", text: "No mail is in this state." });
    return empty({ icon: "mail", title: "The outbox is empty", text: "Confirmations and invoices leave from here when somebody buys." });
  }

  /** @param {string} record */
  async showRecord(record) {
    /** @type {Mail | undefined} */
    const mail = this.pages.rows.find((row) => row.id === record) ?? (await call("mail.list", { limit: 500 })).rows.find((row) => row.id === record);
    if (!mail || this.record !== record) return;
    const facts = [["Kind", wordOf(mail.kind)], ["Written", time(mail.created_at_us, moment)], ["Sent", mail.sent_at_us !== null && time(mail.sent_at_us, moment)], ["Next try", mail.next_try_us !== null && time(mail.next_try_us, moment)], ["Tries", number(mail.tries)]];
    render(
      this.detail,
      html`${detailHead({ title: mail.subject, note: `To ${mail.recipient}`, marks: stateBadge(mail.state), acts: mail.state !== "queued" && actButton({ act: "resend", label: "Send again", icon: "refresh" }) })}
      ${mail.error && html`<p class="notice" data-tone="danger" data-mail-error>${icon("warning", "small")}<span>${mail.error}</span></p>`}
      ${section("What happened", html`<dl class="facts">${facts.filter(([, value]) => value).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`)}
      ${mail.attachments.length > 0 && section(counted(mail.attachments.length, "attachment"), html`<p class="marks">${mail.attachments.map((name) => badge(name, "neutral", "receipt"))}</p>`)}`,
    );
  }

  async #resendFailed() {
    const { count } = await call("mail.resend_failed", { kind: this.filters.kind });
    toast(`${counted(count, "mail")} will be sent again.`);
    await this.reread();
  }

  async #resend() {
    await call("mail.resend", { id: this.record });
    toast("It will be sent again.");
    await this.reread();
  }
}

customElements.define("manager-mail", ManagerMail);
