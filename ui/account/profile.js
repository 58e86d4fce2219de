// @ts-check
// The profile: the name others see, the username, the mobile number, the language mails are written in.

import { call } from "../api/shop.js";
import { badge, skeletonLines } from "../components/bits.js";
import { toast } from "../components/toast.js";
import { day, time } from "../lib/dates.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";

/** @import { AccountProfile } from "../api/types.d.ts" */

/** @type {[string, string][]} */
const LANGUAGES = [["en", "English"], ["de", "Deutsch"]];

class Profile extends Screen {
  begin() {
    render(this, skeletonLines(5));
    this.sends("profile", async ({ display_name, username, mobile, language, password }) => {
      this.#draw(await call("account.set_profile", { display_name, username, mobile, language, password }));
      toast("Profile saved.");
    });
    this.#read().catch(told);
  }

  async #read() {
    this.#draw(await call("account.profile"));
  }

  /** @param {AccountProfile} profile */
  #draw(profile) {
    const languages = LANGUAGES.map(([code, name]) => html`<option value="${code}" ${code === profile.language && "selected"}>${name}</option>`);
    render(
      this,
      html`<p class="account-who"><b dir="auto">${profile.email}</b> ${profile.is_email_verified ? badge("Verified", "good", "check") : badge("Not verified", "warn")} <span class="faint">since ${time(profile.created_at_us, day)}</span></p>
        <form class="fields" data-form="profile" novalidate>
          ${field({ name: "display_name", label: "Your name", value: profile.display_name, autocomplete: "name", maxlength: 80, width: "half", hint: "Beside your reviews and in your mails." })}
          ${field({ name: "username", label: "Username", value: profile.username, autocomplete: "username", maxlength: 20, isRequired: true, width: "half", hint: "5 to 20 letters, digits or _ + -" })}
          ${field({ name: "mobile", label: "Mobile number", value: profile.mobile, type: "tel", autocomplete: "tel", inputmode: "tel", maxlength: 30, width: "half" })}
          ${field({ name: "language", label: "Language of your mails", isRequired: true, width: "half", options: languages })}
          ${field({ name: "password", label: "Your password", type: "password", autocomplete: "current-password", maxlength: 128, width: "half", hint: "Only to sign in by another username or mobile number." })}
          <div class="field">${formError()}<div class="form-acts"><button type="submit" class="button" data-kind="primary" data-act="save">Save profile</button></div></div></form>`,
    );
  }
}

customElements.define("account-profile", Profile);
