// @ts-check
// The cart, at the side of the window and a key away.

import { empty } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { html, render } from "../lib/html.js";
import { go, goInstead } from "../lib/router.js";
import { Screen, told } from "../lib/screen.js";
import { changesNotice, linesByStore, totalRows } from "./lines.js";
import { acceptChanges, addToCart, followSession, readCart, removeFromCart, session, setQuantity } from "./session.js";
import { MOST, quantityOf } from "./stepper.js";

const isCheckout = () => location.hash.startsWith("#/checkout");

export class CartDrawer extends Screen {
  begin() {
    // The head stays while the rest is drawn anew, so that a press on Close is never lost.
    render(
      this,
      html`<dialog class="drawer" data-drawer="cart" aria-labelledby="cart-title"><header class="drawer-head"><h2 id="cart-title" tabindex="-1">Your cart <span class="faint figures" data-drawer-count></span></h2>
        <button type="button" class="icon-button" data-act="close-cart" aria-label="Close the cart">${icon("close")}</button></header><div class="drawer-rest" data-drawer-rest></div></dialog>`,
    );
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog || /** @type {Element} */ (event.target).closest("a[href]")) this.#dialog.close();
    });
    this.act("close-cart", () => this.#dialog.close());
    this.act("line-minus", (button) => this.#step(button, -1));
    this.act("line-plus", (button) => this.#step(button, 1));
    this.addEventListener("change", async (event) => {
      const input = event.target;
      if (!(input instanceof HTMLInputElement) || input.name !== "quantity") return;
      try {
        await setQuantity(this.#lineOf(input).product, quantityOf(input.value));
      } catch (error) {
        told(error);
      }
    });
    this.act("remove-line", async (button) => {
      const { product, quantity, name } = this.#lineOf(button);
      await removeFromCart(product);
      this.#dialog.querySelector("h2")?.focus();
      toast(`Removed ${name}.`, { undo: () => addToCart(product, quantity) });
    });
    this.act("accept-changes", acceptChanges);
    this.act("checkout", () => {
      this.#dialog.close();
      if (isCheckout()) goInstead("/checkout");
      else go("/checkout");
    });
    this.until(followSession(() => this.#draw()));
    this.#draw();
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  open() {
    if (this.#dialog.open) return;
    this.#draw();
    readCart().catch(told);
    this.#dialog.showModal();
    this.#dialog.querySelector("h2")?.focus();
  }

  toggle() {
    if (this.#dialog.open) this.#dialog.close();
    else if (!document.querySelector("dialog:modal")) this.open();
  }

  /** @param {HTMLElement} element */
  #lineOf(element) {
    const id = element.closest("[data-line]")?.getAttribute("data-id");
    const line = session.cart.lines.find((each) => each.product === id);
    if (!line) throw new Error(`no cart line ${id}`);
    return line;
  }

  /** @param {HTMLElement} button @param {number} step */
  #step(button, step) {
    const line = this.#lineOf(button);
    const wanted = line.quantity + step;
    return wanted >= 1 && wanted <= MOST ? setQuantity(line.product, wanted) : undefined;
  }

  #draw() {
    const { cart } = session;
    const scroll = this.querySelector(".drawer-body")?.scrollTop ?? 0;
    /** @type {Element} */ (this.querySelector("[data-drawer-count]")).textContent = cart.count > 0 ? String(cart.count) : "";
    render(
      /** @type {Element} */ (this.querySelector("[data-drawer-rest]")),
      cart.lines.length === 0
        ? empty({ icon: "cart", title: "Nothing in here yet", text: "What you add from the shelves waits here, even after you close the window.", action: html`<button type="button" class="button" data-act="close-cart">Back to the shelves</button>` })
        : html`<div class="drawer-body">${cart.has_problems && changesNotice()}${linesByStore(cart, false)}</div>
              <footer class="drawer-foot">${totalRows(cart.totals)}<p class="faint small">Prices include tax. Each store sends its own parcel and invoice.</p>
              <button type="button" class="button" data-kind="primary" data-size="large" data-width="full" data-act="checkout">${isCheckout() ? "Back to checkout" : "Check out"}</button></footer>`,
    );
    const body = this.querySelector(".drawer-body");
    if (body) body.scrollTop = scroll;
  }
}

customElements.define("sf-cart", CartDrawer);
