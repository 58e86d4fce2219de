// @ts-check
// Typed amounts become integers by their digits alone; no floating point touches money or tax.

import { plainMoney } from "../lib/money.js";

/**
 * Splits "1.299,50" or "1,299.50" into whole and fraction. With both signs the last one is the decimal sign; a lone sign is
 * always the decimal sign, so "1,299" is never quietly read as a thousand.
 * @param {string} text
 */
function split(text) {
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  if (last < 0) return { whole: text, fraction: "" };
  const group = text[last] === "." ? "," : ".";
  const head = text.slice(0, last);
  const isGrouped = head.includes(group);
  const wellGrouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(head);
  return { whole: isGrouped && wellGrouped ? head.replaceAll(group, "") : head, fraction: text.slice(last + 1) };
}

/**
 * A typed decimal as an integer of its smallest unit, or the sentence that says what is wrong with it.
 * @param {string} typed
 * @param {number} decimals
 * @returns {{value: number, error: null} | {value: null, error: string}}
 */
export function parseDecimal(typed, decimals) {
  const wrong = (/** @type {string} */ error) => ({ value: null, error });
  const text = typed.replace(/[\s\u00a0\u202f]/g, "");
  if (text === "") return wrong("Enter an amount.");
  const { whole, fraction } = split(text);
  if (!/^\d*$/.test(whole) || !/^\d*$/.test(fraction) || whole + fraction === "") return wrong("Use digits only, like 12.50.");
  if (fraction.length > decimals) return wrong(decimals === 0 ? "No decimals here." : `At most ${decimals} decimals.`);
  if (whole.length > 12) return wrong("This is too large.");
  return { value: Number(`${whole}${fraction.padEnd(decimals, "0")}` || "0"), error: null };
}

/** Basis points as typed percent: 1900 is "19", 1050 is "10.5". @param {number} bp */
export const percentText = (bp) => plainMoney(bp, 2).replace(/\.?0+$/, "");

/** A typed percent as basis points. @param {string} typed */
export function parsePercent(typed) {
  const answer = parseDecimal(typed.replace(/%\s*$/, ""), 2);
  if (answer.error !== null || answer.value <= 10_000) return answer;
  return { value: null, error: "At most 100 %." };
}
