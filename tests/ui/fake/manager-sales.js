// @ts-check
// What the manager asks about orders, invoices, reviews and mails, played from memory.

import { refuse } from "./refuse.js";
import { found, has, page, sorted } from "./rows.js";

/** @param {any} world @returns {Record<string, (input: any) => any>} */
export const salesOps = (world) => ({
  "sale.list": (input) => {
    const rows = world.sales.filter(
      (/** @type {any} */ one) =>
        (!input.store || one.store === input.store) &&
        (!input.state || one.state === input.state) &&
        has(one.buyer_email, input.email) &&
        has(`${one.order_number} ${one.buyer_name} ${one.invoice_label}`, input.text) &&
        (!input.from_us || one.placed_at_us >= input.from_us) &&
        (!input.to_us || one.placed_at_us < input.to_us),
    );
    return page(sorted(rows, { descending: true, ...input }, "placed"), input);
  },
  "sale.get": ({ id }) => structuredClone(found(world.sales, id)),
  "sale.mark_paid": ({ id, method }) => (Object.assign(found(world.sales, id), { state: "paid", paid_at_us: Date.now() * 1000, paid_by: method }), {}),
  "sale.set_lines": ({ id, lines, state, tracking }) => {
    const sale = found(world.sales, id);
    for (const line of sale.lines) if (lines.includes(line.id)) Object.assign(line, { state, tracking: tracking ?? line.tracking });
    if (sale.lines.every((/** @type {any} */ line) => line.state === "sent" || line.state === "cancelled")) sale.state = "done";
    return {};
  },
  "sale.cancel": ({ id }) => (Object.assign(found(world.sales, id), { state: "cancelled" }), {}),
  "invoice.list": (input) => page([], input),
  "invoice.save": ({ path }) => ({ path, bytes: 48_213 }),
  "invoice.open": () => ({ path: "/tmp/RM-2026-0042.pdf" }),
  "invoice.print": () => ({ printer: "Office", path: "/tmp/RM-2026-0042.pdf" }),

  "review.list": (input) =>
    page(
      world.reviews.filter(
        (/** @type {any} */ one) => (!input.state || input.state === "all" || (input.state === "unanswered" ? !one.reply : one.reports > 0)) && (!input.store || one.store === input.store),
      ),
      input,
    ),
  "review.reply": ({ id, reply }) => (Object.assign(found(world.reviews, id), { reply: reply || null }), {}),
  "review.hide": ({ id, is_hidden }) => (Object.assign(found(world.reviews, id), { is_hidden }), {}),

  "mail.list": (input) => ({
    ...page(world.mails.filter((/** @type {any} */ one) => !input.state || one.state === input.state), input),
    counts: Object.fromEntries(["queued", "sent", "failed"].map((state) => [state, world.mails.filter((/** @type {any} */ one) => one.state === state).length])),
  }),
  "mail.resend": ({ id }) => (Object.assign(found(world.mails, id), { state: "queued", error: null }), {}),
  "mail.settings": () => ({ ...world.mailSettings }),
  "mail.set": (input) => (Object.assign(world.mailSettings, input), {}),
  "mail.test": ({ to }) => (has(to, "@") ? {} : refuse("invalid", "550 5.1.1 No such user here", { to: "Enter a valid email address." })),
});
