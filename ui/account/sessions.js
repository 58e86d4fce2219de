// @ts-check
// Where one is signed in: each window of each desktop, and signing out from afar.

import { call } from "../api/shop.js";
import { confirmed } from "../components/ask.js";
import { badge, skeletonLines } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { toast } from "../components/toast.js";
import { ago, day, moment } from "../lib/dates.js";
import { html, render } from "../lib/html.js";
import { Screen, told } from "../lib/screen.js";

/** @import { OpenSession } from "../api/types.d.ts" */

/** @param {OpenSession} session */
const nameOf = (session) => session.device || "An unnamed computer";

/** @param {OpenSession} session */
const until = (session) => {
  if (!session.is_remembered) return "until the program closes";
  return session.expires_at_us === null ? "until signed out" : `until ${day(session.expires_at_us)}`;
};

/** @param {OpenSession} session */
const row = (session) => html`<li class="account-session" data-id="${session.id}">
  ${icon("monitor")}
  <div><p><b dir="auto">${nameOf(session)}</b> ${session.is_this && badge("This window", "good", "check")}</p>
    <p class="soft small">${session.window === "manager" ? "Manager" : "Storefront"} · signed in ${moment(session.created_at_us)}, ${until(session)}</p>
    <p class="soft small">Last used ${ago(session.seen_at_us)}</p></div>
  ${!session.is_this && html`<button type="button" class="button" data-size="small" data-act="end" aria-label="Sign out on ${nameOf(session)}">${icon("out", "small")} Sign out there</button>`}
</li>`;

class Sessions extends Screen {
  begin() {
    render(this, skeletonLines(4));
    this.act("end", (button) => this.#end(button.closest("[data-id]")?.getAttribute("data-id") ?? ""));
    this.act("end-others", () => this.#endOthers());
    this.hears(["session"], () => this.#read());
    this.#read().catch(told);
  }

  async #read() {
    const { sessions } = await call("account.sessions");
    const others = sessions.length - 1;
    render(
      this,
      html`<ul class="account-sessions">${sessions.map(row)}</ul>
        ${others > 0 && html`<div class="form-acts"><button type="button" class="button" data-act="end-others">${icon("out", "small")} Sign out everywhere else</button></div>`}
        <p class="soft small">A computer that is signed out from afar locks itself the next time it reaches the marketplace. What was not sent there stays, and is sent after signing in again.</p>`,
    );
  }

  /** @param {string} session */
  async #end(session) {
    await call("account.end_session", { session });
    toast("Signed out there.");
    await this.#read();
  }

  async #endOthers() {
    const text = "This window stays signed in. Everywhere else the password is asked for again.";
    if (!(await confirmed({ title: "Sign out everywhere else?", text, yes: "Sign out everywhere else" }))) return;
    await call("account.end_other_sessions");
    toast("You are signed out everywhere else.");
    await this.#read();
  }
}

customElements.define("account-sessions", Sessions);
