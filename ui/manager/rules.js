// @ts-check
// What whoever runs the marketplace decides for everybody in it.

import { call } from "../api/shop.js";
import { toast } from "../components/toast.js";
import { checkbox, formError } from "../lib/form.js";
import { html, render } from "../lib/html.js";
import { section } from "./bits.js";

/** @param {import("../api/types.d.ts").Seat | null} seat */
const mayDecide = (seat) => seat?.permissions.includes("marketplace.change") ?? false;

/** Where it stands in a page; nothing for those who do not decide. @param {import("../api/types.d.ts").Seat | null} seat */
export const rulesSection = (seat) => mayDecide(seat) && section("Rules", html`<div data-rules></div>`, "They hold for everybody in this marketplace.");

/** @param {Element} page @param {import("../api/types.d.ts").Seat | null} seat */
export async function showRules(page, seat) {
  const place = page.querySelector("[data-rules]");
  if (!place || !mayDecide(seat)) return;
  const { needs_verified } = await call("marketplace.rules");
  render(
    place,
    html`<form data-form="rules" novalidate>${formError()}${checkbox({ name: "needs_verified", label: "Selling and reviewing need a verified e-mail address", isOn: needs_verified, hint: "Whoever has not verified theirs can order once. It needs mail that leaves this marketplace." })}
      <div class="form-acts"><button type="submit" class="button" data-act="save-rules">Save</button></div></form>`,
  );
}

/** @param {Record<string, any>} values */
export async function saveRules({ needs_verified }) {
  await call("marketplace.set_rules", { needs_verified });
  toast("Saved.");
}
