// @ts-check
// The audit log, for operators: who signed in, what was refused, which prices and rights were changed.

import { call } from "../api/shop.js";
import { badge, empty } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { ago, moment, time } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted, number } from "../lib/money.js";
import { KINDS, summary } from "./audit-words.js";
import { choiceFilter, detailHead, once, searchField, section } from "./bits.js";
import { parseDay } from "./date-input.js";
import { ListScreen } from "./list-screen.js";

/** @import { AuditRow } from "../api/types.d.ts" */

/** @param {AuditRow} row */
const kindBadge = ({ kind }) => badge(...(KINDS[kind] ?? /** @type {const} */ ([kind, "neutral"])));

/** @param {AuditRow} row */
const whoOf = (row) => row.name || row.email || "Nobody signed in";

class ManagerAudit extends ListScreen {
  static place = "audit";
  static subjects = ["audit"];

  begin() {
    super.begin();
    this.act("verify-audit", once(() => this.#verify()));
  }

  heading() {
    return html`<h1>Audit</h1><div class="bar-acts"><button type="button" class="button" data-size="small" data-act="verify-audit">${icon("verified", "small")}<span>Verify the log</span></button></div>`;
  }

  filterBar() {
    return html`${searchField("Search in what happened")}<input class="input is-short" type="search" name="who" data-filter dir="auto" autocomplete="off" placeholder="Name or e-mail" aria-label="Who">
      ${choiceFilter("kind", "Everything", Object.entries(KINDS).map(([kind, [label]]) => [kind, label]))}<span class="filter-group"><span class="filter-date"><span>From</span><date-input data-name="from" label="From"></date-input></span><span class="filter-date"><span>to</span><date-input data-name="to" label="To"></date-input></span></span><p class="audit-verdict" role="status" data-verdict></p>`;
  }

  shape() {
    return {
      label: "Audit log",
      columns: [{ label: "What" }, { label: "Facts", kind: /** @type {const} */ ("wide") }, { label: "Who", kind: /** @type {const} */ ("narrow") }, { label: "When", kind: /** @type {const} */ ("narrow") }],
      cells: (/** @type {AuditRow} */ row) => html`<td>${kindBadge(row)}</td><td class="is-wide"><span class="clamp-1" dir="auto">${summary(row)}</span></td>
        <td class="is-narrow"><div class="cell-text"><span class="cell-clip" dir="auto">${whoOf(row)}</span></div></td><td class="is-narrow faint">${ago(row.at_us)}</td>`,
    };
  }

  /** @param {Record<string, any>} ask */
  read({ from, to, ...ask }) {
    const [first, last] = [parseDay(from ?? ""), parseDay(to ?? "")];
    last?.setDate(last.getDate() + 1);
    return call("audit.list", { ...ask, ...(first && { from_us: first.getTime() * 1000 }), ...(last && { to_us: last.getTime() * 1000 }) });
  }

  /** @param {boolean} isNarrowed */
  emptyState(isNarrowed) {
    if (isNarrowed) return empty({ icon: "check", title: "Nothing here", text: "No row of the log fits this search." });
    return empty({ icon: "history", title: "The log is empty", text: "Sign-ins, refusals and changes of prices and rights are kept here." });
  }

  /** @param {string} record */
  async showRecord(record) {
    /** @type {AuditRow | undefined} */
    const row = this.pages.rows.find((one) => one.id === record) ?? (await call("audit.list", { after: String(Number(record) + 1), limit: 1 })).rows.find((one) => one.id === record);
    if (!row || this.record !== record) return;
    const facts = [["When", time(row.at_us, moment)], ["Who", whoOf(row)], ["E-mail", row.email], ["How often", row.times > 1 && number(row.times)], ["Done to", row.object && html`<code>${row.object}</code>`]];
    render(
      this.detail,
      html`${detailHead({ title: `Row ${row.id}`, note: summary(row), marks: kindBadge(row) })}
      ${section("What happened", html`<dl class="facts">${facts.filter(([, value]) => value).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`)}
      ${section("As it was written", html`<pre class="audit-raw" dir="ltr">${JSON.stringify(row.detail, null, 2)}</pre>`, "Chained to the row before it.")}`,
    );
  }

  async #verify() {
    const { rows, hash, broken } = await call("audit.verify");
    const place = this.querySelector("[data-verdict]");
    if (!place) return;
    render(
      place,
      broken
        ? html`<span class="notice" data-tone="danger" data-broken>${icon("warning", "small")}<span>${broken} The ${counted(rows, "row")} before it are as they were written.</span></span>`
        : html`<span class="notice" data-tone="good" data-whole>${icon("verified", "small")}<span>All ${counted(rows, "row")} are as they were written. Last hash <code>${hash.slice(0, 16)}…</code></span></span>`,
    );
    await this.reread();
  }
}

customElements.define("manager-audit", ManagerAudit);
