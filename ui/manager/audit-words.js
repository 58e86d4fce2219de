// @ts-check
// What a row of the audit log says, in words.

import { money, percent } from "../lib/money.js";

/** @import { AuditRow } from "../api/types.d.ts" */
/** @import { Tone } from "../components/bits.js" */

/** @type {Record<string, [string, Tone]>} */
export const KINDS = {
  signed_in: ["Signed in", "neutral"],
  sign_in_failed: ["Sign-in failed", "warn"],
  signed_out: ["Signed out", "neutral"],
  session_ended: ["Session ended", "neutral"],
  password_changed: ["Password changed", "accent"],
  email_changed: ["Address changed", "accent"],
  email_verified: ["Address verified", "good"],
  second_factor_changed: ["Second factor", "accent"],
  denied: ["Denied", "danger"],
  role_changed: ["Role", "accent"],
  permissions_changed: ["Permissions", "accent"],
  staff_changed: ["Staff", "accent"],
  price_changed: ["Price", "warn"],
  order_cancelled: ["Order cancelled", "warn"],
  order_refunded: ["Refund", "warn"],
  account_exported: ["Data exported", "accent"],
  account_erased: ["Account erased", "danger"],
};

/** @param {unknown} value */
const text = (value) => (value === null || value === undefined ? "" : String(value));

/** @param {unknown} pair @param {(value: number) => string} said */
function fromTo(pair, said) {
  if (!Array.isArray(pair) || pair[0] === pair[1]) return "";
  return `${said(Number(pair[0]))} → ${said(Number(pair[1]))}`;
}

/** One line about a row. @param {AuditRow} row */
export function summary({ kind, detail, times }) {
  const often = times > 1 ? `${times} times` : "";
  /** @type {unknown[]} */
  let words = Object.values(detail).flat();
  if (kind === "price_changed") words = [detail.name, fromTo(detail.price_minor, (minor) => money(minor, text(detail.currency))), fromTo(detail.tax_bp, (bp) => `tax ${percent(bp)}`)];
  if (kind === "order_cancelled" || kind === "order_refunded") words = [`Order ${text(detail.order)}`, money(Number(detail.total_minor), text(detail.currency)), detail.reason];
  return [often, ...words.map(text)].filter((word) => word !== "").join(" · ");
}
