// What both windows ask about accounts.

import { refuse } from "./refuse.js";

const ONE_ANSWER = "This link or code does not work any more. Please ask for a new one.";

/** What every seat has while its address is not proved. */
export const unproved = { is_verified: false, pending_email: null, is_held_back: false };

/** @param {() => any} seat who sits at the window @param {() => void} changed */
export const openAccount = (seat, changed) => ({
  "account.profile": () => ({ email: seat().email, is_email_verified: seat().is_verified, display_name: seat().display_name, username: seat().username, mobile: "", language: "en", created_at_us: 1_795_000_000_000_000 }),
  "account.forgot": ({ email }) => (/.+@.+\..+/.test(email) ? {} : refuse("invalid", "", { email: "Enter a valid email address." })),
  "account.reset": ({ code, token, new_password }) => {
    if ((new_password ?? "").length < 8) refuse("invalid", "", { new_password: "Use at least 8 characters." });
    if (!token && code?.replace("-", "") !== "ABCDEFGH") refuse("invalid", ONE_ANSWER, { code: ONE_ANSWER });
    return {};
  },
  "account.verify": ({ code, token }) => {
    if (!token && code?.replace("-", "") !== "ABCDEFGH") refuse("invalid", ONE_ANSWER, { code: ONE_ANSWER });
    Object.assign(seat(), { is_verified: true, is_held_back: false, email: seat().pending_email ?? seat().email, pending_email: null });
    changed();
    return {};
  },
  "account.resend": () => ({}),
  "account.change_email": ({ email }) => {
    Object.assign(seat(), { is_verified: false, pending_email: email });
    changed();
    return {};
  },
  "marketplace.rules": () => ({ needs_verified: true }),
  "marketplace.set_rules": (rules) => rules,
});
