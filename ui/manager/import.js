// @ts-check
// Bring products from a CSV file: choose it, look at what would happen, run, see the result.

import { call, listen, Refusal } from "../api/shop.js";
import { empty } from "../components/bits.js";
import { html, render } from "../lib/html.js";
import { latestOnly } from "../lib/latest.js";
import { Screen } from "../lib/screen.js";
import { once } from "./bits.js";
import { previewView, runsTable, runView, sourceForm, updateRun } from "./import-parts.js";

/** @import { ImportPreview, ImportRun, Preset, StoreCard } from "../api/types.d.ts" */

class ManagerImport extends Screen {
  /** @type {StoreCard[]} */ #stores = [];
  /** @type {ImportRun[]} */ #runs = [];
  /** @type {ImportPreview | null} */ #preview = null;
  #batch = "";
  #source = { store: "", path: "", preset: "", pictures: "" };
  /** @type {Record<string, string | null> | undefined} */ #mapping = undefined;
  #latest = latestOnly();

  begin() {
    this.classList.add("screen");
    this.act("choose-file", once(() => this.#choose("csv", "path")));
    this.act("choose-pictures", once(() => this.#choose("pictures_folder", "pictures")));
    this.act("back-to-file", () => this.#show(null, ""));
    this.act("run-import", once(() => this.#run()));
    this.act("stop-import", once(() => call("import.stop", { batch: this.#batch })));
    this.act("resume-import", once(() => this.#resume()));
    this.act("show-run", (row) => this.#show(null, row.dataset.id ?? ""));
    this.sends("preview", (values) => this.#look(values));
    this.hears(["import"], () => this.#readRuns());
    this.until(listen("progress", (news) => news.task === this.#batch && this.#progress(news)));
    this.addEventListener("change", (event) => this.#mapped(/** @type {HTMLElement} */ (event.target)));
    void this.#open();
  }

  async #open() {
    this.#stores = (await call("store.list")).stores.filter((one) => !one.is_removed);
    this.#source.store = this.#stores[0]?.id ?? "";
    this.#runs = (await call("import.state")).runs;
    this.#batch = this.#runs.find((run) => run.state === "running")?.batch ?? "";
    this.#draw();
  }

  get #current() {
    return this.#runs.find((run) => run.batch === this.#batch) ?? null;
  }

  #draw() {
    const run = this.#current;
    const currency = this.#stores.find((one) => one.id === this.#source.store)?.currency ?? "EUR";
    const step = run ? 3 : this.#preview ? 2 : 1;
    const steps = ["Choose the file", "Look at it", "Import"].map((label, at) => html`<li aria-current="${at + 1 === step ? "step" : "false"}" data-past="${at + 1 < step}"><b>${at + 1}</b>${label}</li>`);
    const body = run ? runView(run) : this.#preview ? previewView(this.#preview, this.#source.path, currency) : sourceForm(this.#stores, this.#source);
    const others = this.#runs.filter((one) => one.batch !== this.#batch);
    render(
      this,
      html`<header class="bar"><h1><a class="crumb" data-act="to-products" href="#/products">Products</a> Import</h1><ol class="steps">${steps}</ol></header>
      <div class="page"><div class="page-inner">${this.#stores.length
        ? html`${body}${this.#preview && !run ? "" : runsTable(others, this.#stores)}`
        : empty({ icon: "store", title: "First a store", text: "Products are imported into a store.", action: html`<a class="button" data-kind="primary" data-act="first-store" href="#/stores/new">Open a store</a>` })}</div></div>`,
    );
  }

  /** @param {ImportPreview | null} preview @param {string} batch */
  #show(preview, batch) {
    this.#preview = preview;
    this.#batch = batch;
    if (!preview) this.#mapping = undefined;
    this.#draw();
    this.querySelector(".page")?.scrollTo(0, 0);
  }

  /** @param {"csv" | "pictures_folder"} kind @param {"path" | "pictures"} name */
  async #choose(kind, name) {
    const { path } = await call("file.choose", { kind });
    const input = this.querySelector(`[name=${name}]`);
    if (path && input instanceof HTMLInputElement) input.value = path;
  }

  /** @param {Record<string, any>} values */
  async #look({ store, path, preset, pictures }) {
    if (!path) throw new Refusal({ code: "invalid", message: "", fields: { path: "Choose a file or write its path." } });
    this.#source = { store, path, preset, pictures };
    await this.#read();
  }

  get #input() {
    const { store, path, preset } = this.#source;
    return { store, path, preset: /** @type {Preset} */ (preset) || undefined, mapping: this.#mapping };
  }

  async #read() {
    const preview = await this.#latest(() => call("import.preview", this.#input));
    if (preview) this.#show(preview, "");
  }

  /** @param {HTMLElement} select */
  async #mapped(select) {
    const name = select.dataset.map;
    if (!name || !(select instanceof HTMLSelectElement)) return;
    this.#mapping = { ...this.#preview?.mapping, [name]: select.value || null };
    const scrolled = this.querySelector(".page")?.scrollTop ?? 0;
    await this.#read();
    this.querySelector(".page")?.scrollTo(0, scrolled);
  }

  async #run() {
    const { batch } = await call("import.run", { ...this.#input, pictures: this.#source.pictures || undefined });
    this.#runs = (await call("import.state")).runs;
    this.#show(null, batch);
  }

  async #resume() {
    const run = this.#current;
    if (!run) return;
    this.#source = { ...this.#source, store: run.store, path: run.file };
    await this.#run();
  }

  /** @param {{done: number, total: number}} news */
  #progress({ done, total }) {
    const run = this.#current;
    const place = this.querySelector("[data-run]");
    if (run && place) updateRun(place, Object.assign(run, { done, total }));
    if (done >= total) void this.#readRuns();
  }

  async #readRuns() {
    this.#runs = (await call("import.state")).runs;
    if (!this.#preview) this.#drawRuns();
  }

  /** Runs change while somebody may be typing the next path: the form stays as it is. */
  #drawRuns() {
    const run = this.#current;
    const place = this.querySelector("[data-run]");
    if (run && place instanceof HTMLElement && place.dataset.run === run.batch && place.dataset.state === run.state) updateRun(place, run);
    else if (run || !this.querySelector("form[data-form=preview]")) this.#draw();
  }
}

customElements.define("manager-import", ManagerImport);
