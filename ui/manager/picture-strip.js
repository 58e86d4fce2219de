// @ts-check
// A product's pictures in their order. Speaks by events: `add` (a file dialog is wanted), `files` (pasted or dropped), `arrange` (a new list).

import { thumb } from "../api/shop.js";
import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";

/** @typedef {{hash: string, alt: string}} Picture */

export class PictureStrip extends HTMLElement {
  /** @type {Picture[]} */ #pictures = [];
  #dragged = "";

  connectedCallback() {
    this.addEventListener("click", this.#clicked);
    this.addEventListener("change", this.#altChanged);
    this.addEventListener("dragstart", (event) => (this.#dragged = this.#idAt(event.target)));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", this.#dropped);
    document.addEventListener("paste", this.#pasted);
    this.#draw();
  }

  disconnectedCallback() {
    document.removeEventListener("paste", this.#pasted);
  }

  /** @param {Picture[]} pictures */
  set pictures(pictures) {
    this.#pictures = pictures.map(({ hash, alt }) => ({ hash, alt }));
    this.#draw();
  }

  get pictures() {
    return this.#pictures;
  }

  #draw() {
    const last = this.#pictures.length - 1;
    const one = (/** @type {Picture} */ picture, /** @type {number} */ at) => html`<li class="shot" data-id="${picture.hash}" draggable="true">
      <img src="${thumb(picture.hash)}" alt="${picture.alt}">${at === 0 && html`<span class="shot-first">Cover</span>`}
      <div class="shot-acts"><button type="button" data-act="picture-left" aria-label="Move before" title="Move before" ${at === 0 && "disabled"}>${icon("left", "small")}</button>
        <button type="button" data-act="picture-right" aria-label="Move after" title="Move after" ${at === last && "disabled"}>${icon("right", "small")}</button>
        <button type="button" data-act="picture-remove" aria-label="Remove the picture" title="Remove">${icon("trash", "small")}</button></div>
      <input class="input shot-alt" name="alt" value="${picture.alt}" dir="auto" maxlength="200" placeholder="What it shows" aria-label="What the picture shows"></li>`;
    render(
      this,
      html`<ul class="shots">${this.#pictures.map(one)}<li><button type="button" class="shot-add" data-act="add-picture" title="Add a picture (u)">${icon("image")}<span>Add a picture</span><small>or paste, or drop it here</small></button></li></ul>`,
    );
  }

  #clicked = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-act]"));
    const act = button?.dataset.act;
    const at = this.#pictures.findIndex((one) => one.hash === this.#idAt(button));
    if (act === "add-picture") this.#tell("add");
    if (act === "picture-left") this.#move(at, at - 1);
    if (act === "picture-right") this.#move(at, at + 1);
    if (act === "picture-remove") this.#arrange(this.#pictures.filter((_, n) => n !== at));
  };

  #altChanged = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const hash = this.#idAt(input);
    event.stopPropagation();
    this.#arrange(this.#pictures.map((one) => (one.hash === hash ? { hash, alt: input.value.trim() } : one)));
  };

  #dropped = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) return this.#tell("files", files);
    const from = this.#pictures.findIndex((one) => one.hash === this.#dragged);
    const to = this.#pictures.findIndex((one) => one.hash === this.#idAt(event.target));
    if (from >= 0 && to >= 0) this.#move(from, to);
  };

  #pasted = (/** @type {ClipboardEvent} */ event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length || !this.checkVisibility() || this.closest("[inert]")) return;
    event.preventDefault();
    this.#tell("files", files);
  };

  /** @param {unknown} target */
  #idAt(target) {
    return (target instanceof Element ? target.closest("[data-id]")?.getAttribute("data-id") : "") ?? "";
  }

  /** @param {number} from @param {number} to */
  #move(from, to) {
    const next = [...this.#pictures];
    next.splice(to, 0, ...next.splice(from, 1));
    this.#arrange(next);
  }

  /** @param {Picture[]} pictures */
  #arrange(pictures) {
    const before = this.#pictures;
    this.pictures = pictures;
    this.#tell("arrange", { pictures, before });
  }

  /** @param {"add" | "files" | "arrange"} name @param {unknown} [detail] */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("picture-strip", PictureStrip);
