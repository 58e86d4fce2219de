// @ts-check
// The door: sign in, or register as a vendor. What was typed stays when it is refused.

import { Forgotten } from "../account/forgotten.js";
import { call } from "../api/shop.js";
import { icon } from "../components/icon.js";
import { keptOf } from "../lib/contact.js";
import { checkbox, field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { LOCALE } from "../lib/locale.js";
import { Screen } from "../lib/screen.js";
import { enter, enterByCode, secondStepForm } from "../account/enter.js";

/** @import { LockedSeat } from "../api/types.d.ts" */

const registerForm = () => html`<form class="form" data-form="register" novalidate>
  ${formError()}
  <div class="fields">
  ${field({ name: "email", label: "E-mail", type: "email", autocomplete: "email", isRequired: true, width: "half", hint: "You sign in with it." })}
  ${field({ name: "mobile", label: "Mobile", type: "tel", autocomplete: "tel", width: "half" })}
  ${field({ name: "username", label: "Username", autocomplete: "username", isRequired: true, maxlength: 20, width: "half", hint: "5 to 20 letters, digits or _ + -." })}
  ${field({ name: "display_name", label: "Your name", autocomplete: "name", maxlength: 80, width: "half", hint: "As others see it." })}
  ${field({ name: "password", label: "Password", type: "password", autocomplete: "new-password", isRequired: true, maxlength: 128, width: "half", hint: "At least 8 characters: not only letters, not only digits, not a common one." })}
  ${field({ name: "password_again", label: "Password again", type: "password", autocomplete: "new-password", isRequired: true, maxlength: 128, width: "half" })}
  </div>
  ${checkbox({ name: "accepts_terms", label: "I accept the terms of this marketplace: I sell what I own, describe it truly and keep my books." })}
  <button type="submit" class="button" data-kind="primary" data-size="large" data-width="full" data-act="register">Create my account</button>
</form>`;

/** Why somebody has to sign in again, and that nothing of theirs is lost. @param {LockedSeat} locked */
const lockedNotice = (locked) => html`<div class="notice" data-tone="warn" role="alert" data-locked>${icon("lock")}<div><p><b>Your session has ended.</b> It was ended elsewhere, or has expired.</p>
  <p>${keptOf(locked)}</p></div></div>`;

/** @param {string} name */
const signInForm = (name) => html`<form class="form" data-form="sign-in" novalidate>
  ${formError()}
  ${field({ name: "name", label: "E-mail, username or mobile", value: name, autocomplete: "username", maxlength: 254, isRequired: true })}
  ${field({ name: "password", label: "Password", type: "password", autocomplete: "current-password", isRequired: true, maxlength: 128 })}
  ${checkbox({ name: "is_remembered", label: "Remember me for two weeks", hint: "Otherwise you are signed out when the program closes." })}
  <button type="submit" class="button" data-kind="primary" data-size="large" data-width="full" data-act="submit-sign-in">Sign in</button>
  <p class="door-turn"><button type="button" class="link" data-act="to-forgotten">Forgotten your password?</button></p>
</form>`;

export class ManagerSignIn extends Screen {
  /** @type {"register" | "sign-in" | "second-step" | "forgotten"} */ mode = "sign-in";
  /** @type {import("../account/enter.js").Begun | null} */ #begun = null;
  #email = "";
  /** Whose session has ended here. @type {LockedSeat | null} */ locked = null;

  begin() {
    this.sends("register", async ({ email, username, password, password_again, mobile, display_name, accepts_terms }) =>
      this.#seated(await call("account.register", { email, username, password, password_again, accepts_terms, mobile: mobile || undefined, display_name: display_name || undefined, role: "vendor", language: LOCALE })),
    );
    this.sends("sign-in", async (values, form) => {
      const { seat, begun } = await enter(values, form);
      if (begun) this.#turn("second-step", begun);
      if (seat) this.#seated(seat);
    });
    this.sends("second-step", async (values, form) => {
      const seat = this.#begun && (await enterByCode(this.#begun, values, form));
      if (seat) this.#seated(seat);
    });
    this.act("first-step", () => this.#turn("sign-in"));
    this.act("to-register", () => this.#turn("register"));
    this.act("to-sign-in", () => this.#turn("sign-in"));
    this.act("to-forgotten", () => this.#forgotten());
    this.act("to-welcome", () => this.dispatchEvent(new CustomEvent("leave", { detail: "welcome" })));
    this.#draw();
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
      this.#turn("sign-in");
    });
    this.mode = "forgotten";
    render(
      this,
      html`<main class="door-page"><section class="door-card" data-mode="forgotten">
        <button type="button" class="link" data-act="to-sign-in">${icon("back")} Back</button>
        <h1>A new password</h1><div data-steps></div></section></main>`,
    );
    this.querySelector("[data-steps]")?.replaceWith(steps);
  }

  #draw() {
    const isNew = this.mode === "register";
    render(
      this,
      html`<main class="door-page">
        <section class="door-card" data-mode="${this.mode}">
          <button type="button" class="link" data-act="to-welcome">${icon("back")} Back</button>
          <h1>${isNew ? "Open your own" : this.locked ? "Please sign in again" : "Welcome back"}</h1>
          <p class="lead">${isNew ? "One account for all your stores. It lives on this computer." : "Sign in to your stores."}</p>
          ${!isNew && this.locked && lockedNotice(this.locked)}
          ${isNew ? registerForm() : this.mode === "second-step" ? secondStepForm() : signInForm(this.#email || (this.locked?.email ?? ""))}
          ${isNew
            ? html`<p class="door-turn">Have an account? <button type="button" class="link" data-act="to-sign-in">Sign in</button></p>`
            : this.mode === "sign-in" && html`<p class="door-turn">New here? <button type="button" class="link" data-act="to-register">Register as a vendor</button></p>`}
        </section>
      </main>`,
    );
    /** @type {HTMLElement | null} */ (this.querySelector((this.locked || this.#email) && this.mode === "sign-in" ? "[name=password]" : "input"))?.focus();
  }

  /** @param {"register" | "sign-in" | "second-step"} mode @param {import("../account/enter.js").Begun | null} [begun] */
  #turn(mode, begun = null) {
    this.mode = mode;
    this.#begun = begun;
    this.#draw();
  }

  /** @param {object} seat */
  #seated(seat) {
    this.dispatchEvent(new CustomEvent("seated", { detail: seat }));
  }
}

customElements.define("manager-sign-in", ManagerSignIn);
