// @ts-check
// What waits to be sent from here, and what the marketplace has not taken.

import { empty } from "../components/bits.js";
import { Refusals } from "../components/refusals.js";
import { contact, followContact, readContact } from "../lib/contact.js";
import { clock } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { counted } from "../lib/money.js";
import { go } from "../lib/router.js";
import { Screen, told } from "../lib/screen.js";

/** @import { RefusedChange } from "../api/types.d.ts" */

/** Where a refused change is made anew: the page with its form, and for an order the cart it gave back. @param {RefusedChange} change */
function editing({ subject, target }) {
  if (subject === "order") return () => go(`/orders/${target}`);
  if (subject === "review") return () => go(`/product/${target}`, { review: "1" });
  if (subject === "address") return () => go("/addresses");
  return null;
}

function offlineWords() {
  const { pending, last_contact_us } = contact;
  const since = last_contact_us === null ? "" : ` Prices and stock are as of ${clock(last_contact_us)}.`;
  return `The marketplace cannot be reached.${since} What you do is kept on this computer${pending ? `, ${counted(pending, "change")} so far,` : ""} and sent as soon as it is back.`;
}

class Waiting extends Screen {
  #list = new Refusals();

  begin() {
    this.className = "page narrow";
    render(this, html`<header class="page-head"><h1>Waiting and refused</h1></header><p class="soft waiting-words" data-words></p><div data-list></div><div data-calm></div>`);
    this.#list.editing = editing;
    this.querySelector("[data-list]")?.append(this.#list);
    this.until(followContact(() => this.#draw()));
    this.#draw();
    readContact().catch(told);
  }

  #draw() {
    const place = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.querySelector(`[data-${name}]`));
    const { is_connected, pending, refused } = contact;
    place("words").textContent = refused.length && !is_connected ? offlineWords() : "";
    const action = html`<a class="button" href="#/">To the shelves</a>`;
    const calm = is_connected
      ? empty(pending ? { icon: "cloud", title: "On the way", text: `${counted(pending, "change")} ${pending === 1 ? "is" : "are"} being sent.`, action } : { icon: "check", title: "Nothing waits", text: "Everything you did here has reached the marketplace.", action })
      : empty({ icon: "cloud", title: "Working offline", text: offlineWords(), action });
    render(place("calm"), refused.length === 0 ? calm : html``);
  }
}

customElements.define("sf-waiting", Waiting);
