// Who can sit at the window.

import { openAccount, unproved } from "./account.js";
import { refuse } from "./refuse.js";

const ADA = { account_id: "a0000000-0000-4000-8000-000000000001", email: "ada@example.com", username: "ada", display_name: "Ada Byron", mobile: null, roles: ["buyer"], permissions: ["cart.change", "order.place"], ...unproved, is_held_back: true };
const VIC = { account_id: "a0000000-0000-4000-8000-000000000002", email: "vic@example.com", username: "vic", display_name: "Vic Meyer", mobile: null, roles: ["vendor"], permissions: ["product.change", "store.change"], ...unproved };

export function openPeople(market) {
  const seats = { buyer: ADA, vendor: VIC, visitor: null, fresh: null };
  market.seat = seats[market.as] ?? null;
  market.locked = market.as === "locked" ? { email: ADA.email, display_name: ADA.display_name, pending: 2, refused: 0 } : null;
  const sit = (seat) => {
    market.seat = seat;
    market.changed("seat", "cart");
    return seat;
  };
  return {
    "app.state": () => ({ version: "0.1.0", place: "embedded", data_dir: "~/.local/share/tradepost", is_fresh: market.as === "fresh", has_demo: market.as !== "fresh", window: market.window, seat: market.seat, locked: market.seat ? null : market.locked }),
    ...openAccount(() => market.seat, () => market.changed("seat")),
    "account.me": () => ({ seat: market.seat, locked: market.seat ? null : market.locked }),
    "account.sign_out": () => (sit(null), {}),
    "account.sign_in": ({ email, password }) => {
      if (!password || password.length < 8) refuse("invalid", "E-mail or password is not right.");
      return sit({ ...(market.window === "manager" ? VIC : ADA), email });
    },
    "account.register": ({ email, username, password, password_again, display_name, role, accepts_terms }) => {
      const fields = {};
      if (!/.+@.+\..+/.test(email)) fields.email = "Write an e-mail address such as name@example.com.";
      if (!username) fields.username = "Choose a user name.";
      if ((password ?? "").length < 10) fields.password = "At least 10 characters.";
      if (password !== password_again) fields.password_again = "The two passwords differ.";
      if (!accepts_terms) fields.accepts_terms = "Please accept the terms.";
      if (Object.keys(fields).length) refuse("invalid", "Some fields need another look.", fields);
      return sit({ ...ADA, email, username, display_name: display_name || username, roles: [role] });
    },
    "account.add_role": ({ role }) => {
      market.seat.roles.push(role);
      return sit(market.seat);
    },
    "window.link": () => ({ purpose: null, token: null }),
    "prefs.get": () => market.prefs,
    "prefs.set": (change) => (Object.assign(market.prefs, change), market.changed("prefs"), market.prefs),
    "file.choose": ({ kind, name }) => ({ path: `/home/ada/Documents/${name ?? kind}` }),
    "file.reveal": () => ({}),
  };
}
