// @ts-check
// The first thing a person sees: look around in a filled marketplace, or open an own one.

import { call, listen, Refusal } from "../api/shop.js";
import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";
import { number } from "../lib/money.js";
import { Screen } from "../lib/screen.js";
import { keepDemo } from "./demo-note.js";

/** Heights and shades of the books on the drawn shelf. */
const SPINES = [
  [6, 62, "a"], [13, 78, "b"], [9, 70, "c"], [16, 86, "d"], [8, 58, "a"], [12, 74, "e"], [7, 66, "b"], [18, 82, "c"], [10, 72, "d"], [14, 64, "a"], [8, 80, "e"], [11, 68, "b"],
];

function shelf() {
  let x = 8;
  const books = SPINES.map(([width, height, shade]) => {
    const at = x;
    x += Number(width) + 4;
    return html`<rect class="spine is-${shade}" x="${at}" y="${96 - Number(height)}" width="${width}" height="${height}" rx="2"></rect>`;
  });
  return html`<svg class="door-art" viewBox="0 0 200 112" aria-hidden="true">${books}<rect class="board" x="0" y="96" width="200" height="4" rx="2"></rect></svg>`;
}

function awning() {
  const stripes = [0, 1, 2, 3, 4, 5].map(
    (n) => html`<path class="spine is-${n % 2 ? "e" : "a"}" d="M${34 + n * 22} 24h22v22a11 11 0 0 1-22 0z"></path>`,
  );
  return html`<svg class="door-art" viewBox="0 0 200 112" aria-hidden="true">
    <rect class="wall" x="42" y="40" width="116" height="58"></rect>${stripes}
    <rect class="spine is-c" x="56" y="66" width="26" height="32" rx="2"></rect><rect class="pane" x="92" y="66" width="54" height="20" rx="2"></rect>
    <rect class="board" x="0" y="96" width="200" height="4" rx="2"></rect></svg>`;
}

export class ManagerWelcome extends Screen {
  #isBuilding = false;

  begin() {
    this.act("open-demo", () => this.#demo());
    this.act("open-own", () => this.#leave("register"));
    this.act("sign-in", () => this.#leave("sign-in"));
    this.until(listen("progress", (news) => news.task === "demo" && this.#progress(news)));
    this.#draw();
  }

  #draw() {
    render(
      this,
      html`<main class="welcome">
        <header class="welcome-head">
          <p class="welcome-brand">${icon("store")} Tradepost</p>
          <h1>A marketplace of your own,<br>on your own machine.</h1>
          <p class="welcome-lead">Shelves, orders, invoices and mail in one calm place. Nothing leaves this computer unless you say so.</p>
        </header>
        <div class="doors">
          <section class="door">
            ${shelf()}
            <h2>Explore the demo marketplace</h2>
            <p>Two filled stores with thousands of books and clothes, reviews and orders. Try everything; nothing can break.</p>
            <button type="button" class="button" data-kind="primary" data-size="large" data-act="open-demo">Explore the demo</button>
            <div class="door-progress" data-progress hidden>
              <progress max="100" value="0" aria-label="Building the demo"></progress>
              <p role="status" data-note>Building two stores …</p>
            </div>
          </section>
          <section class="door">
            ${awning()}
            <h2>Open my own</h2>
            <p>Make an account, name your store and bring your products, by hand or from a CSV file. You can sell in ten minutes.</p>
            <button type="button" class="button" data-size="large" data-act="open-own">Open my own store</button>
          </section>
        </div>
        <p class="welcome-foot">Been here before? <button type="button" class="link" data-act="sign-in">Sign in</button></p>
      </main>`,
    );
  }

  async #demo() {
    if (this.#isBuilding) return;
    this.#building(true);
    try {
      const demo = await call("demo.open");
      keepDemo(demo);
      this.dispatchEvent(new CustomEvent("seated", { detail: demo.seat }));
    } catch (error) {
      this.#building(false);
      if (!(error instanceof Refusal)) throw error;
      const note = /** @type {HTMLElement} */ (this.querySelector("[data-note]"));
      note.textContent = error.message;
      /** @type {HTMLElement} */ (this.querySelector("[data-progress]")).hidden = false;
    }
  }

  /** @param {boolean} isBuilding */
  #building(isBuilding) {
    this.#isBuilding = isBuilding;
    for (const button of this.querySelectorAll("button")) button.disabled = isBuilding;
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-progress]"));
    place.hidden = !isBuilding;
    this.querySelector(".door")?.toggleAttribute("data-busy", isBuilding);
  }

  /** @param {{done: number, total: number, note: string}} news */
  #progress({ done, total, note }) {
    const bar = this.querySelector("progress");
    const text = this.querySelector("[data-note]");
    if (bar) Object.assign(bar, { max: total || 1, value: done });
    if (text) text.textContent = total ? `${note || "Building"} · ${number(done)} of ${number(total)}` : note;
  }

  /** @param {"register" | "sign-in"} to */
  #leave(to) {
    this.dispatchEvent(new CustomEvent("leave", { detail: to }));
  }
}

customElements.define("manager-welcome", ManagerWelcome);
