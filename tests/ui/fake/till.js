// Cart, addresses, checkout, orders. `?net=offline|refused` says how the marketplace stands. `?cart=full|problems|empty` says what lies in the cart at the start; with
// `?place=changed` a price rises just before the first order is placed.

import { refuse } from "./refuse.js";

const HOME = { id: "d0000000-0000-4000-8000-000000000001", name: "Ada Byron", line1: "Lindenstraße 14", line2: "", postcode: "10969", city: "Berlin", region: "", country: "DE", phone: "", last_used_us: 1 };
const WORK = { ...HOME, id: "d0000000-0000-4000-8000-000000000002", name: "Ada Byron, Analytical Engines Ltd", line1: "12 St James's Square", postcode: "SW1Y 4JH", city: "London", country: "GB" };
const PROBLEMS = { 0: "repriced", 1: "too_few", 2: "sold_out" };

function sumBy(lines) {
  const totals = new Map();
  for (const line of lines) totals.set(line.currency, (totals.get(line.currency) ?? 0) + line.line_total_minor);
  return [...totals].map(([currency, total_minor]) => ({ currency, total_minor }));
}

export function openTill(market) {
  const asked = new URLSearchParams(location.search).get("cart") ?? "empty";
  let hasSurprise = new URLSearchParams(location.search).get("place") === "changed";
  const net = new URLSearchParams(location.search).get("net") ?? "connected";
  market.cart = new Map();
  market.orders = [];
  let addresses = market.as === "buyer" ? [HOME, WORK] : [];
  const goods = (id) => market.goods.find((each) => each.id === id) ?? refuse("not_found", "There is no such product.");
  if (asked !== "empty")
    for (const [at, each] of [0, 2, 12, 4].map((at) => market.goods[at]).entries())
      market.cart.set(each.id, { quantity: at === 1 ? 3 : 1, seen: asked === "problems" && at === 0 ? each.price_minor + 250 : each.price_minor, problem: asked === "problems" ? (PROBLEMS[at] ?? null) : null });

  const cart = () => {
    const lines = [...market.cart].map(([id, { quantity, seen, problem }]) => {
      const each = goods(id);
      return { product: id, store: each.store, store_name: each.store_name, name: each.name, subtitle: each.subtitle, picture: each.pictures[0]?.hash ?? null, quantity, price_minor: each.price_minor, seen_price_minor: seen, currency: each.currency, stock: problem === "sold_out" ? 0 : problem === "too_few" ? 2 : each.stock, line_total_minor: each.price_minor * quantity, problem };
    }).sort((a, b) => a.store.localeCompare(b.store));
    return { lines, totals: sumBy(lines.filter((line) => !["sold_out", "gone"].includes(line.problem))), count: lines.reduce((sum, line) => sum + line.quantity, 0), has_problems: lines.some((line) => line.problem) };
  };
  const say = (...subjects) => (market.changed(...subjects), cart());
  const addressOf = (id) => addresses.find((each) => each.id === id) ?? refuse("not_found", "There is no such address.");

  const place = ({ order, billing, shipping, note }) => {
    const known = market.orders.find((each) => each.id === order);
    if (known) return { order, number: known.number, state: known.sync };
    if (hasSurprise) {
      hasSurprise = false;
      const [id, line] = [...market.cart][0];
      goods(id).price_minor += 100;
      line.problem = "repriced";
      say("cart");
      refuse("changed", "A price has changed since you looked.");
    }
    const { lines, totals } = cart();
    if (!lines.length) refuse("invalid", "The cart is empty.");
    const number = `T-${1042 + market.orders.length}`;
    const stores = [...new Set(lines.map((line) => line.store))];
    const parts = stores.map((store, at) => {
      const own = lines.filter((line) => line.store === store);
      const total_minor = own.reduce((sum, line) => sum + line.line_total_minor, 0);
      const tax_minor = Math.round(total_minor * 0.07);
      return {
        id: crypto.randomUUID(), store, store_name: own[0].store_name, state: "new", currency: own[0].currency, net_minor: total_minor - tax_minor, tax_minor, total_minor,
        lines: own.map((line, place) => ({ id: crypto.randomUUID(), product: line.product, name: line.name, subtitle: line.subtitle, sku: "SKU-1", picture: line.picture, quantity: line.quantity, price_minor: line.price_minor, total_minor: line.line_total_minor, tax_bp: 700, state: at === 0 && place === 0 ? "sent" : "new", tracking: at === 0 && place === 0 ? "00340434161094042557" : "", can_review: true })),
        invoice: { id: crypto.randomUUID(), label: `${at ? "LL" : "HB"}-2026-00${17 + market.orders.length}`, kind: "invoice", issued_at_us: Date.now() * 1000, currency: own[0].currency, total_minor },
        credit_notes: [],
      };
    });
    market.orders.unshift({ id: order, number, placed_at_us: Date.now() * 1000, state: "new", sync: net === "offline" ? "queued" : "confirmed", summary: lines.map((line) => `${line.quantity} x ${line.name}`).join(", "), picture: lines[0].picture, totals, refused: null, billing: addressOf(billing), shipping: addressOf(shipping), note: note ?? "", parts, mail: { state: "queued", error: null, at_us: Date.now() * 1000 } });
    market.cart.clear();
    say("cart", "order", "invoice");
    return { order, number, state: net === "offline" ? "queued" : "confirmed" };
  };
  market.place = place;

  return {
    "sync.state": () => ({ place: "hub", is_connected: net !== "offline", pending: net === "offline" ? 2 : 0, last_contact_us: Date.now() * 1000 - 3_600_000_000, refused: [], trouble: null, noticed: [] }),
    "cart.get": cart,
    "cart.put": ({ product, quantity, mode }) => {
      const old = market.cart.get(product)?.quantity ?? 0;
      const wanted = mode === "add" ? old + quantity : quantity;
      if (wanted < 1 || wanted > 99) refuse("invalid", "A line holds 1 to 99 pieces.", { quantity: "1 to 99" });
      market.cart.set(product, { quantity: wanted, seen: goods(product).price_minor, problem: null });
      return say("cart");
    },
    "cart.remove": ({ product }) => (market.cart.delete(product), say("cart")),
    "cart.clear": () => (market.cart.clear(), say("cart")),
    "cart.accept": () => {
      for (const [id, line] of market.cart) {
        if (["sold_out", "gone"].includes(line.problem)) market.cart.delete(id);
        else Object.assign(line, { seen: goods(id).price_minor, quantity: line.problem === "too_few" ? 2 : line.quantity, problem: null });
      }
      return say("cart");
    },
    "address.list": () => ({ addresses }),
    "address.save": ({ id, after }) => {
      const fields = Object.fromEntries(["name", "line1", "city", "country"].filter((name) => !after[name]).map((name) => [name, "Please fill this in."]));
      if (Object.keys(fields).length) refuse("invalid", "Some fields need another look.", fields);
      const saved = { ...after, id: id ?? crypto.randomUUID(), last_used_us: null };
      addresses = [...addresses.filter((each) => each.id !== id), saved];
      market.changed("address");
      return { id: saved.id };
    },
    "address.remove": ({ id }) => ((addresses = addresses.filter((each) => each.id !== id)), market.changed("address"), {}),
    "checkout.review": ({ billing, shipping }) => ({ cart: cart(), billing: addressOf(billing), shipping: addressOf(shipping), is_ready: !cart().has_problems }),
    "checkout.place": place,
    "order.list": ({ after }) => ({ rows: after ? [] : market.orders, next: null }),
    "order.get": ({ id }) => market.orders.find((each) => each.id === id) ?? refuse("not_found", "There is no such order."),
    "order.reorder": ({ id }) => {
      for (const part of market.orders.find((each) => each.id === id).parts)
        for (const line of part.lines) market.cart.set(line.product, { quantity: line.quantity, seen: line.price_minor, problem: null });
      return { cart: say("cart"), left_out: [] };
    },
    "invoice.save": ({ path }) => ({ path, bytes: 18_204 }),
    "invoice.open": () => ({ path: "/tmp/invoice.pdf" }),
    "invoice.print": () => ({ printer: "Office", path: "/tmp/invoice.pdf" }),
  };
}
