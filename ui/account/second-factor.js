// @ts-check
// The second factor: an authenticator app, set up with a picture or by typing, and the codes for the day it is lost.

import { call } from "../api/shop.js";
import { badge, skeletonLines } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { day, time } from "../lib/dates.js";
import { field, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";

/** @import { SecondFactor, StartedSecondFactor } from "../api/types.d.ts" */

const password = () => field({ name: "password", label: "Your password", type: "password", value: "", autocomplete: "current-password", maxlength: 200, isRequired: true });
/** @param {string} label @param {string} [hint] */
const code = (label, hint) => field({ name: "code", label, value: "", autocomplete: "one-time-code", maxlength: 40, isRequired: true, hint });
/** @param {string} act @param {string} label @param {string} [kind] */
const send = (act, label, kind = "primary") => html`<div class="field">${formError()}<div class="form-acts"><button type="submit" class="button" data-kind="${kind}" data-act="${act}">${label}</button></div></div>`;

/** Dark places as one path: a bar for each run of them. @param {string[]} rows */
function picture(rows) {
  const bars = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`));
  const size = rows.length;
  return html`<svg class="second-factor-picture" role="img" aria-label="The secret as a picture" viewBox="-4 -4 ${size + 8} ${size + 8}" shape-rendering="crispEdges"><path d="M-4 -4h${size + 8}v${size + 8}h-${size + 8}z" class="light"/><path d="${bars.join("")}" class="dark"/></svg>`;
}

const offForm = () => html`<form class="fields account-narrow" data-form="factor-off" novalidate>${password()}${code("Code", "From your app, or a recovery code.")}${send("factor-off", "Turn off", "danger")}</form>`;
const startForm = () => html`<form class="fields account-narrow" data-form="factor-start" novalidate>${password()}${send("factor-start", "Set up")}</form>`;

/** @param {StartedSecondFactor} started */
const confirmForm = (started) => html`<ol class="second-factor-steps"><li><p>Open your authenticator app, add an account, and take this picture.</p>${picture(started.picture)}
    <p class="soft small">Or type the secret: <code class="second-factor-secret">${started.secret.replace(/(.{4})/g, "$1 ")}</code></p></li>
  <li><p>Enter the code it shows.</p><form class="fields account-narrow" data-form="factor-confirm" novalidate>${code("Code")}${send("factor-confirm", "Turn on")}</form></li></ol>`;

class SecondFactorPart extends Screen {
  begin() {
    render(this, skeletonLines(4));
    this.sends("factor-start", async (values) => this.#show(confirmForm(await call("account.second_factor.start", { password: values.password }))));
    this.sends("factor-confirm", async (values) => this.#codes((await call("account.second_factor.confirm", { code: values.code })).codes));
    this.sends("factor-off", async (values) => {
      await call("account.second_factor.off", { password: values.password, code: values.code });
      toast("Your second factor is off.");
      await this.#read();
    });
    this.act("codes-kept", () => (this.dispatchEvent(new CustomEvent("done")), this.#read()));
    this.act("codes-copy", async () => {
      await navigator.clipboard.writeText([...this.querySelectorAll("[data-code]")].map((one) => one.textContent).join("\n"));
      toast("Copied.");
    });
    this.#read().catch(told);
  }

  async #read() {
    this.#show(this.#state(await call("account.second_factor")));
  }

  /** @param {SecondFactor} state */
  #state(state) {
    if (state.is_on)
      return html`<p class="account-who">${badge("On", "good", "check")} <span class="soft">since ${time(state.since_us ?? 0, day)}, with ${state.codes_left} recovery codes left</span></p>
        ${state.is_required ? html`<p class="soft">Operators of this marketplace need it. To move to another device, turn it off and set it up again.</p>` : ""}${offForm()}`;
    if (!state.is_offered) return html`<p class="soft">This marketplace has no key to keep second factors under. Its operator can give it one.</p>`;
    return html`${state.is_required && html`<p class="notice" data-tone="warn">${icon("lock", "small")}<span>Operators of this marketplace need a second factor. Set it up to go on.</span></p>`}
      <p class="soft">With a second factor your password alone opens nothing: a new sign-in also asks for a code from an app on your phone. Good for everybody who sells.</p>${startForm()}`;
  }

  /** @param {string[]} codes */
  #codes(codes) {
    toast("Your second factor is on.");
    this.#show(html`<p><b>Keep these recovery codes.</b> Each signs you in once when your app is lost. They are shown this one time.</p>
      <ul class="second-factor-codes">${codes.map((one) => html`<li><code data-code>${one}</code></li>`)}</ul>
      <div class="form-acts"><button type="button" class="button" data-act="codes-copy">Copy all</button><button type="button" class="button" data-kind="primary" data-act="codes-kept">I have kept them</button></div>`);
  }

  /** @param {import("../lib/html.js").Markup} markup */
  #show(markup) {
    render(this, markup);
    const first = this.querySelector("form input");
    if (first instanceof HTMLElement && first.closest("[data-form=factor-confirm]")) first.focus();
  }
}

customElements.define("account-second-factor", SecondFactorPart);
