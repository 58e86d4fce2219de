// @ts-check
// What stands around the grid: filters, heading, order, and the words for an empty shelf.

import { empty } from "../components/bits.js";
import { icon } from "../components/icon.js";
import { html } from "../lib/html.js";
import { counted, number } from "../lib/money.js";
import { hrefTo } from "../lib/router.js";

/** @import { ShelfStore, ShelfTag } from "../api/types.d.ts" */

/** @type {[string, string][]} */
export const SORTS = [
  ["best", "Best match"],
  ["newest", "Newest first"],
  ["name", "Name"],
  ["price_up", "Price, low to high"],
  ["price_down", "Price, high to low"],
  ["rating", "Rating"],
];

const FEW_TAGS = 16;

/**
 * @typedef {{text: string, store: string, tag: string, sort: string, stores: ShelfStore[], tags: ShelfTag[], tagPage: ShelfTag | null, total: number, corrected: string | null}} Shown
 */

/** The address of the same shelf with one thing changed. @param {Shown} shown @param {Partial<Shown>} change */
function other(shown, change) {
  const { text, store, tag, sort } = { ...shown, ...change };
  return hrefTo(tag ? `/tag/${encodeURIComponent(tag)}` : "/", { text, store, sort: sort === "best" ? "" : sort });
}

/** @param {string} href @param {string} hook @param {string} label @param {number | null} count @param {boolean} isOn */
const choice = (href, hook, label, count, isOn) =>
  html`<li><a class="choice" href="${href}" data-filter="${hook}" ${isOn && html`aria-current="true"`}><span class="clamp-1" dir="auto">${label}</span>${count !== null && html`<span class="choice-count figures">${number(count)}</span>`}</a></li>`;

/** @param {Shown} shown */
export function filters(shown) {
  const { stores, store, tags, tag } = shown;
  const row = (/** @type {ShelfTag} */ each) => choice(other(shown, { tag: each.slug === tag ? "" : each.slug }), `tag:${each.slug}`, each.name, each.products, each.slug === tag);
  const rest = tags.slice(FEW_TAGS);
  return html`<nav aria-label="Stores"><h2 class="side-title">Stores</h2><ul>
      ${choice(other(shown, { store: "" }), "store:all", "All stores", null, !store)}
      ${stores.map((each) => choice(other(shown, { store: each.id }), `store:${each.slug}`, each.name, each.products, each.id === store))}</ul></nav>
    ${
      tags.length > 0 &&
      html`<nav aria-label="Tags"><h2 class="side-title">Tags</h2><ul>${tags.slice(0, FEW_TAGS).map(row)}</ul>
      ${rest.length > 0 && html`<details class="more-tags" ${rest.some((each) => each.slug === tag) && "open"}><summary class="link small" data-act="all-tags">${counted(rest.length, "more tag")}</summary><ul>${rest.map(row)}</ul></details>`}</nav>`
    }`;
}

/** @param {number} total */
const results = (total) => (total >= 100 ? "More than 100 results" : counted(total, "result"));

/** @param {Shown} shown */
function title({ text, store, stores, tagPage, corrected }) {
  const own = stores.find((each) => each.id === store);
  if (text) return { name: html`“${corrected ?? text}”`, words: "" };
  if (tagPage) return { name: tagPage.name, words: tagPage.description };
  if (own) return { name: own.name, words: own.description };
  return { name: "On the shelves", words: stores.length > 1 ? `From ${stores.length} stores. Each one packs and sends its own parcel.` : stores[0]?.description };
}

/** @param {Shown} shown */
export function heading(shown) {
  const { text, store, stores, tagPage, sort, total, corrected } = shown;
  const { name, words } = title(shown);
  const own = stores.find((each) => each.id === store);
  const chips = [
    ...(text ? [["Search: " + text, other(shown, { text: "" }), "text"]] : []),
    ...(tagPage ? [[tagPage.name, other(shown, { tag: "" }), "tag"]] : []),
    ...(own ? [[own.name, other(shown, { store: "" }), "store"]] : []),
  ];
  return html`<div class="shelf-head"><div><h1 dir="auto" data-title>${name}</h1>${words && html`<p class="soft" dir="auto">${words}</p>`}${own && html`<p><button type="button" class="link small" data-act="contact" data-store="${own.id}" data-name="${own.name}">Write to the store</button></p>`}</div>
      <label class="sort"><span class="soft small">Sort by</span> <select class="input" name="sort">${SORTS.map(([value, label]) => html`<option value="${value}" ${value === sort && "selected"}>${label}</option>`)}</select></label></div>
    ${corrected && html`<p class="notice" data-corrected>${icon("info")}<span>Nothing matches “<span dir="auto">${text}</span>”. Showing results for <b dir="auto">${corrected}</b>.</span></p>`}
    <div class="shelf-line"><p class="faint small" data-total>${results(total)}</p>
      ${chips.map(([label, href, kind]) => html`<a class="chip" href="${href}" data-chip="${kind}" aria-label="Remove ${label}"><span class="clamp-1" dir="auto">${label}</span>${icon("close", "small")}</a>`)}</div>`;
}

/** @param {Shown} shown */
export function nothing(shown) {
  if (shown.stores.length === 0)
    return empty({
      icon: "store",
      title: "No store has opened yet",
      text: "Open the Tradepost manager, make a store and put the first product on its shelf. It appears here at once. The manager can also build a demo marketplace with 10,000 books to look around in.",
    });
  if (shown.text || shown.tag)
    return empty({
      icon: "search",
      title: "Nothing fits",
      text: html`Nothing on these shelves matches. Try fewer or other words, or look everywhere.`,
      action: html`<a class="button" href="#/" data-act="clear-filters">Show everything</a>`,
    });
  return empty({ icon: "boxes", title: "These shelves are still empty", text: "The store is open, its products are on their way.", action: html`<a class="button" href="#/" data-act="clear-filters">All stores</a>` });
}
