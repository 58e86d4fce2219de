// @ts-check
// Who sits at the window and what lies in the cart: read once, followed by everything that shows it.

import { call } from "../api/shop.js";
import { latestOnly } from "../lib/latest.js";
import { hears } from "../lib/screen.js";

/**
 * @typedef {import("../api/types.d.ts").CartLine} CartLine
 * @typedef {import("../api/types.d.ts").Cart} Cart
 * @typedef {import("../api/types.d.ts").Seat} Seat
 * @typedef {import("../api/types.d.ts").LockedSeat} LockedSeat
 */

const news = new EventTarget();
const latest = latestOnly();

/** @type {{seat: Seat | null, locked: LockedSeat | null, cart: Cart}} */
export const session = { seat: null, locked: null, cart: { lines: [], totals: [], count: 0, has_problems: false } };

/** @param {Partial<typeof session>} change */
function set(change) {
  Object.assign(session, change);
  news.dispatchEvent(new Event("change"));
}

/** @param {() => Promise<Cart>} ask */
async function cartFrom(ask) {
  const cart = await latest(ask);
  // News of a cart that is shown already must not draw anew what is being pressed.
  if (cart && JSON.stringify(cart) !== JSON.stringify(session.cart)) set({ cart });
}

/** Calls back after every change of the seat or the cart; answers with the function that stops it. @param {() => void} heard */
export function followSession(heard) {
  news.addEventListener("change", heard);
  return () => news.removeEventListener("change", heard);
}

export const isBuyer = () => session.seat?.roles.includes("buyer") ?? false;

export async function readSeat() {
  const { seat, locked } = await call("account.me");
  set({ seat, locked });
}

export const readCart = () => cartFrom(() => call("cart.get"));

export async function startSession() {
  hears(["seat"], async () => {
    await readSeat();
    await readCart();
  });
  hears(["cart", "product"], readCart);
  await Promise.all([readSeat(), readCart()]);
}

/** @param {string} product @param {number} quantity */
export const addToCart = (product, quantity) => cartFrom(() => call("cart.put", { product, quantity, mode: "add" }));

/**
 * Shows the new quantity at once, so that the next press counts on from it; a refusal brings the true cart back.
 * @param {string} product
 * @param {number} quantity
 */
export async function setQuantity(product, quantity) {
  const lines = session.cart.lines.map((line) => (line.product === product ? { ...line, quantity, line_total_minor: line.price_minor * quantity } : line));
  set({ cart: { ...session.cart, lines } });
  try {
    await cartFrom(() => call("cart.put", { product, quantity, mode: "set" }));
  } catch (error) {
    await readCart();
    throw error;
  }
}

/** @param {string} product */
export const removeFromCart = (product) => cartFrom(() => call("cart.remove", { product }));

export const acceptChanges = () => cartFrom(() => call("cart.accept"));

/** @param {Cart} cart a cart that came with another answer */
export const takeCart = (cart) => set({ cart });
