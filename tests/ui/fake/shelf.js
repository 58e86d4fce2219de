// The shelves: search, filters, tags, one product, reviews.

import { STORES } from "./goods.js";
import { refuse } from "./refuse.js";

const SORTS = {
  name: (a, b) => a.name.localeCompare(b.name),
  newest: (a, b) => b.updated_at_us - a.updated_at_us,
  price_up: (a, b) => a.price_minor - b.price_minor,
  price_down: (a, b) => b.price_minor - a.price_minor,
  rating: (a, b) => (b.rating_all ?? 0) - (a.rating_all ?? 0),
};
const SLIPS = { poter: "potter", hungr: "hunger", gatsbi: "gatsby" };

const stateOf = (stock) => (stock === 0 ? "none" : stock < 5 ? "few" : "plenty");

export function rowOf(each) {
  const { id, store, store_name, name, subtitle, price_minor, currency, stock, rating_all, reviews } = each;
  return { id, store, store_name, name, subtitle, price_minor, currency, stock, stock_state: stateOf(stock), picture: each.pictures[0]?.hash ?? null, rating_all: reviews ? rating_all : null, reviews };
}

export function openShelf(market) {
  const fits = (each, { text, store, tag }) =>
    (!store || each.store === store) && (!tag || each.tags.some((has) => has.slug === tag)) &&
    (text ?? "").toLowerCase().split(/\s+/).every((word) => `${each.name} ${each.subtitle}`.toLowerCase().includes(word));
  const tags = (store) => {
    const found = new Map();
    for (const each of market.goods.filter((good) => !store || good.store === store))
      for (const { slug, name } of each.tags) found.set(slug, { slug, name, description: slug === "staff-picks" ? "What we press into friends' hands." : "", products: (found.get(slug)?.products ?? 0) + 1 });
    return [...found.values()].sort((a, b) => b.products - a.products);
  };
  const find = (id) => market.goods.find((each) => each.id === id) ?? refuse("not_found", "There is no such product.");
  return {
    "shelf.stores": () => ({ stores: market.goods.length ? STORES.map((store) => ({ ...store, products: market.goods.filter((each) => each.store === store.id).length })) : [] }),
    "shelf.tags": ({ store }) => ({ tags: tags(store) }),
    "shelf.tag": ({ slug }) => tags().find((tag) => tag.slug === slug) ?? refuse("not_found", "There is no such tag."),
    "shelf.list": (input) => {
      const limit = input.limit ?? 48;
      let found = market.goods.filter((each) => fits(each, input));
      const corrected = found.length === 0 ? (SLIPS[input.text?.toLowerCase()] ?? null) : null;
      if (corrected) found = market.goods.filter((each) => fits(each, { ...input, text: corrected }));
      if (SORTS[input.sort]) found = found.toSorted(SORTS[input.sort]);
      const from = Number(input.after ?? 0);
      return { rows: found.slice(from, from + limit).map(rowOf), next: from + limit < found.length ? String(from + limit) : null, total: Math.min(found.length, 1000), corrected };
    },
    "shelf.product": ({ id }) => {
      const each = find(id);
      const { sku, barcode, description, tax_bp, tags, pictures, rating_verified, review_list, updated_at_us } = each;
      const mine = review_list.find((review) => review.is_mine) ?? null;
      return { ...rowOf(each), sku, barcode, description, tax_bp, tags, pictures, rating_verified, reviews_verified: review_list.filter((review) => review.is_verified).length, review_list, in_cart: market.cart.get(id)?.quantity ?? 0, my_review: mine, is_store_open: true, updated_at_us };
    },
    "review.save": ({ product, rating, title, body }) => {
      if (!rating) refuse("invalid", "Please choose a number of stars.", { rating: "Choose one to five stars." });
      if (!market.seat) refuse("signed_out", "Sign in to write a review.");
      const each = find(product);
      const id = crypto.randomUUID();
      each.review_list = [{ id, author: market.seat.display_name, rating, title, body, is_verified: true, is_mine: true, at_us: Date.now() * 1000, reply: null, reply_at_us: null }, ...each.review_list.filter((review) => !review.is_mine)];
      each.reviews = each.review_list.length;
      each.rating_all ??= rating * 100;
      each.rating_verified ??= rating * 100;
      market.changed("review");
      return { id };
    },
    "review.remove": ({ product }) => {
      const each = find(product);
      each.review_list = each.review_list.filter((review) => !review.is_mine);
      each.reviews = each.review_list.length;
      market.changed("review");
      return {};
    },
    "review.report": () => ({}),
  };
}
