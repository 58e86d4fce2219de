// @ts-check
// What the import shows: the source, the preview, the run and earlier runs. Handed data; the screen acts.

import { badge } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { moment, time } from "../lib/dates.js";
import { field, formError } from "../lib/form.js";
import { html } from "../lib/html.js";
import { counted, money, number, percent } from "../lib/money.js";

/** @import { ImportPreview, ImportRun, StoreCard } from "../api/types.d.ts" */

/** @type {[string, string][]} */
const PRESETS = [["", "Find out by itself"], ["tradepost", "Tradepost’s own export"], ["shopify", "Shopify export"], ["books", "Plain list of books"]];

/** @type {Record<string, string>} */
const FIELD_NAMES = {
  name: "Name", subtitle: "Line under the name", sku: "SKU", barcode: "Barcode", slug: "Short name", description: "Description", price_minor: "Price", price: "Price", tax_bp: "Tax", tax: "Tax",
  stock: "Stock", low_stock: "Low at", is_active: "Active", active: "Active", tags: "Tags", pictures: "Pictures", currency: "Currency",
};

/** @param {string} name */
export const fieldName = (name) => FIELD_NAMES[name] ?? name.replaceAll("_", " ");

/** @param {string} path */
const fileName = (path) => path.split(/[\\/]/).at(-1) ?? path;

/** @param {StoreCard[]} stores @param {{store: string, path: string, preset: string, pictures: string}} source */
export const sourceForm = (stores, source) => html`<form class="part" data-form="preview" novalidate>${formError()}<div class="fields">
  ${field({ name: "store", label: "Into the store", isRequired: true, options: stores.map((store) => html`<option value="${store.id}" ${store.id === source.store && "selected"}>${store.name} · ${store.currency}</option>`), width: "half" })}
  ${field({ name: "preset", label: "Kind of file", isRequired: true, options: PRESETS.map(([value, label]) => html`<option value="${value}" ${value === source.preset && "selected"}>${label}</option>`), width: "half" })}
  <div class="field" data-field="path" data-width="full"><label for="path">CSV file</label><div class="with-button"><input class="input" id="path" name="path" value="${source.path}" placeholder="The file’s path" autocomplete="off" spellcheck="false" aria-describedby="path-error">
    <button type="button" class="button" data-act="choose-file">${icon("folder", "small")} Choose …</button></div><p class="error" id="path-error" data-error-for="path"></p></div>
  <div class="field" data-field="pictures" data-width="full"><label for="pictures">Folder with pictures <span class="optional">optional</span></label><div class="with-button"><input class="input" id="pictures" name="pictures" value="${source.pictures}" autocomplete="off" spellcheck="false" aria-describedby="pictures-error">
    <button type="button" class="button" data-act="choose-pictures">${icon("folder", "small")} Choose …</button></div><p class="error" id="pictures-error" data-error-for="pictures"></p></div>
  </div><div class="form-acts"><button type="submit" class="button" data-kind="primary" data-act="preview">Look at the file</button></div></form>`;

/** @param {[string, number, string][]} tiles */
const counts = (tiles) => html`<dl class="tiles">${tiles.map(([label, value, tone]) => html`<div class="tile" data-tone="${tone}"><dt>${label}</dt><dd data-count="${label}">${number(value)}</dd></div>`)}</dl>`;

/** @param {ImportPreview} preview */
function mappingTable(preview) {
  const row = (/** @type {[string, string | null]} */ [name, column]) => html`<div class="map-row"><label for="map-${name}">${fieldName(name)}</label>${icon("back", "small")}
    <select class="input" id="map-${name}" name="map-${name}" data-map="${name}"><option value="">— nothing —</option>${preview.columns.map((one) => html`<option value="${one}" ${one === column && "selected"}>${one}</option>`)}</select></div>`;
  return html`<div class="map">${Object.entries(preview.mapping).map(row)}</div>`;
}

/** @param {ImportPreview} preview */
const badTable = (preview) => html`<div class="scroll-box"><table class="table" data-bad><thead><tr><th class="number">Line</th><th>Field</th><th>Why it stays out</th></tr></thead>
  <tbody>${preview.bad.map((one) => html`<tr data-line="${one.line}"><td class="number">${number(one.line)}</td><td>${one.field ? fieldName(one.field) : "—"}</td><td dir="auto">${one.reason}</td></tr>`)}</tbody></table></div>
  ${preview.bad_total > preview.bad.length && html`<p class="faint small">The first ${number(preview.bad.length)} of ${number(preview.bad_total)}.</p>`}`;

/** @param {ImportPreview} preview @param {string} currency */
const sampleTable = (preview, currency) => html`<div class="scroll-box"><table class="table"><thead><tr><th class="number">Line</th><th>Product</th><th>SKU</th><th class="number">Price</th><th class="number">Tax</th><th class="number">Stock</th><th>Tags</th></tr></thead>
  <tbody>${preview.sample.map((one) => html`<tr><td class="number faint">${one.line}</td><td dir="auto"><b>${one.name}</b><span class="cell-note">${one.subtitle}</span></td><td>${one.sku}</td><td class="number">${money(one.price_minor, currency)}</td>
    <td class="number">${percent(one.tax_bp)}</td><td class="number">${number(one.stock)}</td><td dir="auto">${one.tags.join(", ")}</td></tr>`)}</tbody></table></div>`;

/** @param {ImportPreview} preview @param {string} path @param {string} currency */
export const previewView = (preview, path, currency) => html`<section class="part" data-preview>
    <header><h3 dir="auto">${fileName(path)}</h3><p class="faint small">${preview.format} · ${preview.encoding} · ${counted(preview.total, "row")}</p></header>
    ${counts([["New", preview.new, "good"], ["Changed", preview.changed, "accent"], ["The same", preview.same, ""], ["Left out", preview.bad_total, preview.bad_total ? "danger" : ""]])}
    ${preview.rule && html`<p class="notice" data-rule>${icon("info", "small")}<span>${preview.rule}</span></p>`}
    <div class="form-acts"><button type="button" class="button" data-act="back-to-file">Another file</button>
      <button type="button" class="button" data-kind="primary" data-act="run-import" ${preview.new + preview.changed === 0 && "disabled"}>${preview.new + preview.changed === 0 ? "Nothing to import" : `Import ${counted(preview.new + preview.changed, "product")}`}</button></div></section>
  ${preview.bad.length > 0 && html`<section class="part"><header><h3>Rows that stay out</h3><p class="faint small">The others come in. Repair the file and import it again: nothing is doubled.</p></header>${badTable(preview)}</section>`}
  <section class="part"><header><h3>Columns</h3><p class="faint small">Which column fills which field. Change one and the file is looked at again.</p></header>${mappingTable(preview)}</section>
  <section class="part"><header><h3>The first rows</h3></header>${sampleTable(preview, currency)}</section>`;

/** @type {Record<string, string>} */
const RUN_WORDS = { running: "Importing", done: "All in", stopped: "Stopped", failed: "Failed" };

/** @param {ImportRun} run */
export const runView = (run) => html`<section class="part" data-run="${run.batch}" data-state="${run.state}">
  <header><h3>${RUN_WORDS[run.state]}</h3><p class="faint small" dir="auto">${fileName(run.file)}</p></header>
  <progress class="run-bar" max="${run.total || 1}" value="${run.done}" aria-label="Rows read"></progress>
  <p class="soft" role="status"><span data-run-done>${number(run.done)} of ${counted(run.total, "row")}</span></p>
  ${counts([["New", run.added, "good"], ["Changed", run.changed, "accent"], ["The same", run.same, ""], ["Left out", run.bad, run.bad ? "danger" : ""]])}
  ${run.error && html`<p class="notice" data-tone="danger">${run.error}</p>`}
  ${run.state === "stopped" && html`<p class="soft">What came in stays in. Import the file again to go on; nothing is doubled.</p>`}
  <div class="form-acts">${run.state === "running"
    ? html`<button type="button" class="button" data-act="stop-import">${icon("stop", "small")} Stop</button>`
    : html`<button type="button" class="button" data-act="back-to-file">Import another file</button>${run.state === "stopped" && html`<button type="button" class="button" data-act="resume-import">Go on</button>`}<a class="button" data-kind="primary" data-act="see-products" href="#/products">See the products</a>`}</div></section>`;

/** Brings the numbers of a run up to date without touching its buttons, so that Stop can be pressed. @param {Element} place @param {ImportRun} run */
export function updateRun(place, run) {
  const bar = place.querySelector("progress");
  if (bar) Object.assign(bar, { max: run.total || 1, value: run.done });
  const texts = { "[data-run-done]": `${number(run.done)} of ${counted(run.total, "row")}`, "[data-count=New]": number(run.added), "[data-count=Changed]": number(run.changed), "[data-count='The same']": number(run.same), "[data-count='Left out']": number(run.bad) };
  for (const [selector, text] of Object.entries(texts)) {
    const shown = place.querySelector(selector);
    if (shown) shown.textContent = text;
  }
}

/** @param {ImportRun[]} runs @param {StoreCard[]} stores */
export function runsTable(runs, stores) {
  if (runs.length === 0) return "";
  const tones = /** @type {Record<string, import("../components/bits.js").Tone>} */ ({ running: "accent", done: "good", stopped: "warn", failed: "danger" });
  const row = (/** @type {ImportRun} */ run) => html`<tr data-id="${run.batch}" data-act="show-run" tabindex="0"><td dir="auto"><b>${fileName(run.file)}</b><span class="cell-note">${stores.find((one) => one.id === run.store)?.name}</span></td><td>${badge(RUN_WORDS[run.state], tones[run.state])}</td>
    <td class="number">${number(run.added)} new</td><td class="number">${number(run.changed)} changed</td><td class="number">${number(run.bad)} left out</td><td class="soft">${time(run.started_at_us, moment)}</td></tr>`;
  return html`<section class="part"><header><h3>Earlier imports</h3></header><table class="table" data-runs><tbody>${runs.map(row)}</tbody></table></section>`;
}
