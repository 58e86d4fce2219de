// @ts-check
// The manager window as a whole: welcome, the door, or the shell with its screens.

import "../account/second-factor.js";
import { call, Refusal } from "../api/shop.js";
import { html, render } from "../lib/html.js";
import { ManagerInvite } from "./invite.js";
import { ManagerShell } from "./shell.js";
import { ManagerSignIn } from "./sign-in.js";
import { ManagerWelcome } from "./welcome.js";

/** Asked while the look is still being read. */
const firstState = call("app.state");
firstState.catch(() => undefined);

/** Roles that have something to do in this window. */
const AT_WORK = ["vendor", "owner", "office", "dispatch", "support"];

export class ManagerWindow extends HTMLElement {
  async connectedCallback() {
    try {
      const { is_fresh, seat, locked } = await firstState;
      if (seat) this.#shell(seat);
      else if (locked) this.#door("sign-in", locked);
      else if (is_fresh) this.#welcome();
      else this.#door("sign-in");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      render(this, html`<main class="door-page"><section class="door-card"><h1>Tradepost could not start</h1><p class="lead">${error.message}</p></section></main>`);
    }
  }

  #welcome() {
    const welcome = new ManagerWelcome();
    welcome.addEventListener("seated", (event) => this.#shell(/** @type {CustomEvent} */ (event).detail));
    welcome.addEventListener("leave", (event) => this.#door(/** @type {CustomEvent} */ (event).detail));
    this.replaceChildren(welcome);
  }

  /** @param {"register" | "sign-in"} mode @param {import("../api/types.d.ts").LockedSeat | null} [locked] whose session has ended here */
  #door(mode, locked = null) {
    const door = new ManagerSignIn();
    door.mode = mode;
    door.locked = locked;
    door.addEventListener("seated", (event) => this.#shell(/** @type {CustomEvent} */ (event).detail));
    door.addEventListener("leave", () => this.#welcome());
    this.replaceChildren(door);
  }

  /** A buyer's account is at the manager: it may become a vendor's too. */
  #invite() {
    const invite = new ManagerInvite();
    invite.addEventListener("seated", (event) => this.#shell(/** @type {CustomEvent} */ (event).detail));
    invite.addEventListener("leave", () => this.#door("sign-in"));
    this.replaceChildren(invite);
  }

  /** Whoever runs a shared marketplace needs a second factor, and may do nothing before. */
  #factor() {
    render(this, html`<main class="door-page"><section class="door-card"><h1>One more step</h1><div data-place></div><p class="door-turn"><button type="button" class="link" data-act="leave">Sign out</button></p></section></main>`);
    const part = document.createElement("account-second-factor");
    part.addEventListener("done", async () => {
      const { seat } = await call("app.state");
      if (seat) this.#shell(seat);
    });
    this.querySelector("[data-place]")?.replaceChildren(part);
    this.querySelector("[data-act=leave]")?.addEventListener("click", async () => (await call("account.sign_out"), this.#door("sign-in")));
  }

  /** @param {import("./shell.js").Seat} seat */
  async #shell(seat) {
    if (seat.needs_second_factor) return this.#factor();
    const isAtWork = seat.roles.some((role) => AT_WORK.includes(role)) || (await call("store.list")).stores.length > 0;
    if (!isAtWork) return this.#invite();
    const shell = new ManagerShell();
    shell.seat = seat;
    shell.addEventListener("signed-out", (event) => this.#door("sign-in", /** @type {CustomEvent} */ (event).detail));
    this.replaceChildren(shell);
  }
}

customElements.define("manager-window", ManagerWindow);
