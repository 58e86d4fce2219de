// @ts-check
// Only what somebody may do is offered. Screens draw everything; what the person may not do in the store that stands
// there is hidden again before it is seen, and forms can only be read. The authority refuses all the same.

import { call } from "../api/shop.js";
import { PLACES } from "./places.js";

/** @import { Seat, StoreCard } from "../api/types.d.ts" */

/** What the pieces of the window need: permission, and where they are. @type {[string, string][]} */
const NEEDS = [
  ["store.add", "manager-stores [data-act=new], [href='#/stores/new'], [data-act=first-store]"],
  ["store.change", "manager-stores [data-act=set-open], manager-stores [data-act=restore], form[data-form=store]"],
  ["store.delete", "manager-stores [data-act=remove]"],
  ["product.add", "manager-products .bar-acts [data-act=new], manager-products .list-empty [data-act=new]"],
  ["product.change", "[data-act=activate], [data-act=deactivate], form[data-form=product], manager-product .strip-place"],
  ["product.delete", "[data-act=remove-chosen], [data-act=restore-chosen], manager-product [data-act=remove], manager-product [data-act=restore]"],
  ["tag.view", "[data-act=tags]"],
  ["import.add", "[data-act=export], [data-act=import], [data-act=first-import], [href='#/import']"],
  ["stock.change", "form[data-form=adjust]"],
  ["stock.view", "[data-stock-place]"],
  ["tag.change", "manager-tags [data-act=new], form[data-form=tag]"],
  ["tag.delete", "manager-tags [data-act=remove]"],
  ["sale.view", "[data-card=open-orders], [data-act=figure-receipt], [data-act=figure-chart]"],
  ["sale.change", "manager-orders .pay, [data-act=cancel-sale], .line-acts, manager-orders input[name=line]"],
  ["invoice.view", ".invoice-acts, [data-act=check-numbers]"],
  ["review.reply", "form[data-form=reply]"],
  ["mail.change", "[data-act=resend], form[data-form=mail], form[data-form=test-mail]"],
  ["staff.change", "manager-people [data-act=new], form[data-form=member], manager-people [data-act=remove], manager-people [data-act=withdraw]"],
  ["operator.change", "manager-operators [data-act=new], [data-act=end-sessions], form[data-form=operator]"],
  ["role.change", "form[data-form=groups]"],
];

/** Permissions that hold in one store at a time. */
const OF_STORES = /^(store\.(change|delete)|product|stock|tag|import|sale|invoice|review\.(view|reply)|staff)/;

/** @type {Set<string>} */
let held = new Set();
/** @type {Map<string, StoreCard>} */
let stores = new Map();

/** Whether something may be done, or one of several things: in a store, or in any of them. @param {string} permission @param {string} [store] */
export const offered = (permission, store) => permission.split(" ").some((one) => isOffered(one, store));

/** @param {string} permission @param {string} [store] */
function isOffered(permission, store) {
  if (!OF_STORES.test(permission)) return held.has(permission);
  const one = store ? stores.get(store) : undefined;
  if (one) return one.may.includes(permission);
  return held.has("store.add") || [...stores.values()].some((one) => one.may.includes(permission));
}

/** Whether the figures of a store's orders are known here: who may not see orders has none of them. @param {StoreCard} store */
export const seesSales = (store) => store.may.includes("sale.view");

/** The own stores in which something may be done. @param {string} permission */
export const storesWhere = (permission) => [...stores.values()].filter((one) => !one.is_removed && one.may.includes(permission));

/** Reads what the person may do; answers with their stores. @param {Seat | undefined} seat */
export async function readMay(seat) {
  held = new Set(seat?.permissions);
  const all = (await call("store.list")).stores;
  stores = new Map(all.map((store) => [store.id, store]));
  return all;
}

/** @param {HTMLElement} element @param {boolean} isWithheld */
function withhold(element, isWithheld) {
  if (isWithheld === element.hasAttribute("data-withheld")) return;
  element.toggleAttribute("data-withheld", isWithheld);
  if (!(element instanceof HTMLFormElement) && !element.matches(".strip-place")) return void (element.hidden = isWithheld);
  element.toggleAttribute("data-fixed", isWithheld);
  element.inert = isWithheld;
  for (const foot of element.querySelectorAll(".sheet-foot, .form-acts")) /** @type {HTMLElement} */ (foot).hidden = isWithheld;
}

/** Hides in a window what may not be done, now. @param {HTMLElement} root */
export function sweep(root) {
  const places = PLACES.filter((place) => place.needs).map((place) => /** @type {[string, string]} */ ([place.needs, `[data-place=${place.name}]`]));
  for (const [permission, css] of [...NEEDS, ...places])
    for (const element of root.querySelectorAll(css)) {
      const store = element.closest(".detail")?.querySelector("[data-store]")?.getAttribute("data-store");
      withhold(/** @type {HTMLElement} */ (element), !offered(permission, store || undefined));
    }
}

/** Keeps doing so; answers with the function that stops it. @param {HTMLElement} root */
export function offerOnly(root) {
  const watch = new MutationObserver(() => sweep(root));
  watch.observe(root, { childList: true, subtree: true });
  sweep(root);
  return () => watch.disconnect();
}
