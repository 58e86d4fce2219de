// @ts-check
// A product's picture; where there is none, a cover set in type: a tinted ground chosen by the name, the title and the
// line under it. <tp-cover name subtitle [picture] [size="thumb|full"] [alt]>

import { picture, thumb } from "../api/shop.js";
import { html, render } from "../lib/html.js";

const TINTS = 12;
const DRESSES = ["band", "plain", "frame", "rule"];

/** A small hash with good spread (FNV-1a). @param {string} text */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (const sign of text) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Wide scripts fill a line with half the signs. @param {string} text */
function widthOf(text) {
  return [...text].reduce((sum, sign) => sum + (/[\u1100-\u11ff\u2e80-\ud7af\uf900-\ufaff\uff00-\uffef]/.test(sign) ? 2 : 1), 0);
}

/** @param {string} title */
function lengthOf(title) {
  const width = widthOf(title);
  const word = Math.max(...title.split(/\s+/).map(widthOf));
  if (width <= 14 && word <= 9) return "short";
  if (width <= 36 && word <= 12) return "medium";
  if (width <= 70 && word <= 16) return "long";
  return "huge";
}

/** "The Hunger Games (The Hunger Games, #1)": the part in brackets is the series. @param {string} name */
function split(name) {
  const found = /^(.{2,}?)\s*\(([^()]+)\)$/u.exec(name);
  return found ? { title: found[1] ?? name, series: found[2] ?? "" } : { title: name, series: "" };
}

export class Cover extends HTMLElement {
  static observedAttributes = ["picture", "name", "subtitle"];

  connectedCallback() {
    this.#draw();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#draw();
  }

  #draw() {
    const hash = this.getAttribute("picture");
    if (hash) this.#drawPicture(hash);
    else this.#drawType();
  }

  /** @param {string} hash */
  #drawPicture(hash) {
    const address = this.getAttribute("size") === "full" ? picture(hash) : thumb(hash);
    this.dataset.kind = "picture";
    render(this, html`<img src="${address}" alt="${this.getAttribute("alt") ?? ""}" loading="lazy" decoding="async">`);
    this.querySelector("img")?.addEventListener("error", () => this.#drawType(), { once: true });
  }

  #drawType() {
    const name = this.getAttribute("name") ?? "";
    const mark = hashOf(name);
    const { title, series } = split(name);
    this.dataset.kind = "type";
    this.dataset.tint = String(mark % TINTS);
    this.dataset.dress = DRESSES[(mark >>> 8) % DRESSES.length];
    this.dataset.length = lengthOf(title);
    render(
      this,
      html`<span class="cover-face" aria-hidden="true">
        <span class="cover-title" dir="auto">${title}</span>
        ${series && html`<span class="cover-series" dir="auto">${series}</span>`}
        <span class="cover-subtitle" dir="auto">${this.getAttribute("subtitle")}</span>
      </span>`,
    );
  }
}

customElements.define("tp-cover", Cover);

/**
 * @param {{name: string, subtitle?: string, picture?: string | null}} shown
 * @param {"thumb" | "full"} [size]
 */
export function cover(shown, size = "thumb") {
  return html`<tp-cover name="${shown.name}" subtitle="${shown.subtitle}" picture="${shown.picture}" size="${size}"></tp-cover>`;
}
