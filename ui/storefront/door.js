// @ts-check
// Sign in, or become a buyer, without leaving the place: <sf-door> inside a page or in a dialog. Sends `seated`.

import { Forgotten } from "../account/forgotten.js";
import { call } from "../api/shop.js";
import { enter, enterByCode, secondStepForm } from "../account/enter.js";
import { confirmed } from "../components/ask.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { checkbox, field, formError } from "../lib/form.js";
import { keptOf, keptWords, readContact } from "../lib/contact.js";
import { html, render } from "../lib/html.js";
import { LOCALE } from "../lib/locale.js";
import { Screen } from "../lib/screen.js";
import { isBuyer, readCart, readSeat, session } from "./session.js";

/** @typedef {"sign-in" | "register" | "forgotten"} Side */

/** Why somebody has to sign in again, and that nothing of theirs is lost. @param {import("./session.js").LockedSeat} locked */
export const lockedWords = (locked) => html`<b>Your session has ended.</b> ${keptOf(locked)}`;

/** @param {string} email */
const signInForm = (email) => html`<form class="fields" data-form="sign-in" novalidate>
  ${session.locked && html`<p class="notice" data-tone="warn" data-locked>${icon("lock", "small")}<span>${lockedWords(session.locked)}</span></p>`}
  ${field({ name: "name", label: "E-mail, username or mobile", value: email || session.locked?.email, autocomplete: "username", maxlength: 254, isRequired: true })}
  ${field({ name: "password", label: "Password", type: "password", autocomplete: "current-password", isRequired: true })}
  ${checkbox({ name: "is_remembered", label: "Remember me for two weeks", hint: "Otherwise you are signed out when the program closes." })}
  <div class="field">${formError()}<button type="submit" class="button" data-kind="primary" data-size="large" data-width="full" data-act="send-sign-in">Sign in</button></div>
  <p class="field"><button type="button" class="link" data-act="forgotten">Forgotten your password?</button></p></form>`;

const registerForm = () => html`<form class="fields" data-form="register" novalidate>
  ${field({ name: "email", label: "E-mail", type: "email", autocomplete: "email", inputmode: "email", isRequired: true, hint: "Order confirmations and invoices go here." })}
  ${field({ name: "username", label: "Username", autocomplete: "username", isRequired: true, width: "half" })}
  ${field({ name: "display_name", label: "Your name", autocomplete: "name", width: "half" })}
  ${field({ name: "password", label: "Password", type: "password", autocomplete: "new-password", isRequired: true, width: "half" })}
  ${field({ name: "password_again", label: "Password again", type: "password", autocomplete: "new-password", isRequired: true, width: "half" })}
  ${checkbox({ name: "accepts_terms", label: "I accept the terms of this marketplace." })}
  <div class="field">${formError()}<button type="submit" class="button" data-kind="primary" data-size="large" data-width="full" data-act="send-register">Create account</button></div></form>`;

export class Door extends Screen {
  /** @type {Side} */
  side = "sign-in";
  /** @type {import("../account/enter.js").Begun | null} */ #begun = null;
  #email = "";

  begin() {
    this.className = "door";
    this.act("side", (button) => {
      this.side = /** @type {Side} */ (button.dataset.side);
      this.#begun = null;
      this.#draw();
      this.querySelector("input")?.focus();
    });
    this.act("forgotten", () => this.#forgotten());
    this.act("add-role", async () => {
      await call("account.add_role", { role: "buyer" });
      await this.#seated();
    });
    this.sends("sign-in", async (values, form) => {
      const { seat, begun } = await enter(values, form);
      this.#begun = begun ?? null;
      if (seat) await this.#seated();
      else if (begun) this.#draw(), this.querySelector("input")?.focus();
    });
    this.sends("second-step", async (values, form) => {
      if (this.#begun && (await enterByCode(this.#begun, values, form))) await this.#seated();
    });
    this.act("first-step", () => ((this.#begun = null), this.#draw()));
    this.sends("register", async ({ email, username, display_name, password, password_again, accepts_terms }) => {
      await call("account.register", { email, username, display_name, password, password_again, accepts_terms, role: "buyer", language: LOCALE });
      await this.#seated();
    });
    this.#draw();
  }

  async #seated() {
    await readSeat();
    await readCart();
    if (isBuyer()) this.dispatchEvent(new CustomEvent("seated", { bubbles: true }));
    else this.#draw();
  }

  /** Two steps in place of the form; afterwards one signs in anew. */
  #forgotten() {
    const typed = this.querySelector("[name=name]");
    const name = typed instanceof HTMLInputElement ? typed.value.trim() : "";
    const steps = new Forgotten();
    // Letters go to addresses only, whatever else one signs in by.
    steps.email = name.includes("@") ? name : "";
    steps.addEventListener("done", (event) => {
      this.#email = /** @type {CustomEvent<string>} */ (event).detail;
      this.side = "sign-in";
      this.#draw();
      /** @type {HTMLElement | null} */ (this.querySelector("[name=password]"))?.focus();
    });
    this.side = "forgotten";
    this.#draw();
    this.querySelector("[data-steps]")?.replaceWith(steps);
  }

  #draw() {
    if (session.seat && !isBuyer()) {
      render(
        this,
        html`<p>You are signed in as <b dir="auto">${session.seat.email}</b>. This account has only sold so far.</p>
          <button type="button" class="button" data-kind="primary" data-act="add-role">Shop with this account too</button>`,
      );
      return;
    }
    const tab = (/** @type {Side} */ side, /** @type {string} */ label) => html`<button type="button" data-act="side" data-side="${side}" aria-pressed="${this.side === side}">${label}</button>`;
    render(this, html`<div class="segments" role="group" aria-label="Account">${tab("sign-in", "Sign in")}${tab("register", "Create account")}</div>${this.side === "register" ? registerForm() : this.side === "forgotten" ? html`<div data-steps></div>` : this.#begun ? secondStepForm() : signInForm(this.#email)}`);
  }
}

customElements.define("sf-door", Door);

/**
 * Opens the door in a dialog; true when a buyer sits at the window afterwards.
 * @param {Side} side
 * @param {string} [reason]
 * @returns {Promise<boolean>}
 */
export function openDoor(side, reason) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.dataset.dialog = "door";
  dialog.setAttribute("aria-labelledby", "door-title");
  render(
    dialog,
    html`<div class="dialog-body"><header class="dialog-head"><h2 id="door-title">Welcome</h2><button type="button" class="icon-button" data-act="close-door" aria-label="Close">${icon("close")}</button></header>
      <p class="soft">${reason ?? "Your cart stays as it is."}</p><div data-door></div></div>`,
  );
  const door = /** @type {Door} */ (document.createElement("sf-door"));
  door.side = side;
  dialog.querySelector("[data-door]")?.replaceWith(door);
  dialog.querySelector("[data-act=close-door]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("seated", () => dialog.close("seated"));
  document.body.append(dialog);
  dialog.showModal();
  /** @type {HTMLElement | null} */ (dialog.querySelector(session.locked && side === "sign-in" ? "[name=password]" : "input"))?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "seated" && session.seat) toast(`Welcome, ${session.seat.display_name || session.seat.username}.`);
      resolve(dialog.returnValue === "seated");
    });
  });
}

/** The cart of the account leaves with it; what is not sent yet stays, and is said before. */
export async function signOut() {
  await readContact();
  const kept = keptWords();
  if (kept && !(await confirmed({ title: "Sign out?", text: kept, yes: "Sign out" }))) return;
  await call("account.sign_out");
  await readSeat();
  await readCart();
  location.hash = "#/";
  toast("You are signed out.");
}
