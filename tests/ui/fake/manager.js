// @ts-check
// The manager's operations, played from memory: enough truth for pictures and screen tests, no rules beyond what screens show.

import { salesOps } from "./manager-sales.js";
import { syncOps } from "./manager-sync.js";
import { openAccount } from "./account.js";
import { openWorld } from "./manager-world.js";
import { refuse } from "./refuse.js";
import { found, has, page, sorted } from "./rows.js";

/** @typedef {any} Input */

/** @type {any} */
let world;

let made = 0;
const freshId = () => `00000000-0000-7000-8000-${String(++made).padStart(12, "0")}`;

/** What an owner may do in a store. */
const MAY_ALL = [
  "store.change", "store.delete", "product.view", "product.add", "product.change", "product.delete", "picture.add", "tag.view", "tag.change", "tag.delete", "stock.view", "stock.change",
  "import.add", "sale.view", "sale.change", "invoice.view", "review.view", "review.reply", "staff.view", "staff.change",
];

/** @param {any} store */
function card(store) {
  const own = world.products.filter((one) => one.store === store.id && !one.is_removed);
  const sales = world.sales.filter((one) => one.store === store.id);
  return {
    ...store,
    products: own.length,
    low_stock: own.filter((one) => one.stock <= one.low_stock).length,
    open_orders: sales.filter((one) => one.state === "new" || one.state === "paid").length,
    is_own: true, may: MAY_ALL,
    revenue_minor: sales.filter((one) => one.state !== "cancelled").reduce((sum, one) => sum + one.total_minor, 0),
  };
}

/** @param {any} one */
const productRow = (one) => ({ ...one, picture: one.pictures[0]?.hash ?? null });

const STATES = {
  all: (/** @type {any} */ one) => !one.is_removed,
  active: (/** @type {any} */ one) => !one.is_removed && one.is_active,
  inactive: (/** @type {any} */ one) => !one.is_removed && !one.is_active,
  low: (/** @type {any} */ one) => !one.is_removed && one.stock <= one.low_stock,
  removed: (/** @type {any} */ one) => one.is_removed,
};

/** @param {string[]} ids @param {object} change */
function changeProducts(ids, change) {
  for (const id of ids) Object.assign(found(world.products, id), change);
  return { changed: ids.length };
}

/** @param {any} fields */
function checkProduct(fields) {
  const wrong = /** @type {Record<string, string>} */ ({});
  if (!fields.name) wrong.name = "A product needs a name.";
  if (fields.sku === "DUPLICATE") wrong.sku = "Another product of this store has this SKU.";
  if (Object.keys(wrong).length) refuse("invalid", "Some fields need another look.", wrong);
}

const PREVIEW_SAMPLE = () =>
  world.products.slice(0, 4).map((one, at) => ({ ...one, line: at + 2 }));

/** @type {Record<string, (input: Input) => any>} */
const managerOps = {
  "app.state": () => ({
    version: "0.1.0", place: "embedded", data_dir: "/home/rosa/.local/share/tradepost", is_fresh: world.isFresh, has_demo: !world.isFresh, window: "manager", seat: world.seat, locked: world.locked,
  }),
  "demo.open": async () => {
    for (let done = 0; done <= 100; done += 4) {
      world.say("progress", { task: "demo", done: done * 100, total: 10_000, note: "Putting books on the shelves" });
      await new Promise((wake) => setTimeout(wake, world.slow));
    }
    world.seat = world.people.vendor;
    return { seat: world.seat, buyer_email: world.people.buyer?.email ?? "buyer@demo.example", password: "tradepost-demo" };
  },
  "account.register": (input) => {
    const wrong = /** @type {Record<string, string>} */ ({});
    if (!String(input.email).includes("@")) wrong.email = "Enter a valid email address.";
    if (String(input.password).length < 8) wrong.password = "A password has at least 8 characters.";
    if (input.password !== input.password_again) wrong.password_again = "The passwords do not match.";
    if (!input.accepts_terms) wrong.accepts_terms = "Please accept the terms.";
    if (Object.keys(wrong).length) refuse("invalid", "Some fields need another look.", wrong);
    return (world.seat = { ...world.people.vendor, email: input.email, username: input.username });
  },
  "account.sign_in": (input) =>
    input.password === "wrong" ? refuse("forbidden", "E-mail or password is not right.") : (world.seat = world.people.vendor),
  "account.sign_out": () => ((world.seat = null), {}),
  ...openAccount(() => world.seat, () => world.say("changed", { subjects: ["seat"] })),
  "account.me": () => ({ seat: world.seat, locked: world.seat ? null : world.locked }),
  "account.add_role": (input) => (world.seat = { ...world.seat, roles: [...world.seat.roles, input.role] }),

  "staff.invitations": () => ({ invitations: [], needs_proof: false }),
  "store.list": () => ({ stores: world.stores.map(card) }),
  "store.get": ({ id }) => card(found(world.stores, id)),
  "store.save": ({ id, after }) => {
    if (!after.name) refuse("invalid", "Some fields need another look.", { name: "A store needs a name." });
    if (id) Object.assign(found(world.stores, id), after);
    else world.stores.push({ ...world.blankStore, ...after, id: (id = freshId()) });
    world.say("changed", { subjects: ["store"] });
    return { id };
  },
  "store.set_open": ({ id, is_open }) => (Object.assign(found(world.stores, id), { is_open }), {}),
  "store.remove": ({ id }) => (Object.assign(found(world.stores, id), { is_open: false }), { outcome: "closed" }),
  "store.restore": ({ id }) => (Object.assign(found(world.stores, id), { is_removed: false }), {}),

  "product.list": (input) => {
    const rows = world.products.filter(
      (one) =>
        STATES[/** @type {keyof typeof STATES} */ (input.state ?? "all")](one) &&
        (!input.store || one.store === input.store) &&
        (!input.tag || one.tags.includes(input.tag) || one.tags.some((/** @type {string} */ tag) => tag.toLowerCase().replaceAll(" ", "-") === input.tag)) &&
        has(`${one.name} ${one.subtitle} ${one.sku}`, input.text),
    );
    return page(sorted(rows, input, "name").map(productRow), input);
  },
  "product.get": ({ id }) => structuredClone(found(world.products, id)),
  "product.save": ({ id, store, before, after }) => {
    checkProduct(after);
    if (after.name === "Conflict") {
      world.refused.push(world.conflict(id, after.name));
      refuse("conflict", "Somebody else changed the same fields meanwhile.", { name: "Somebody else changed this meanwhile." });
    }
    if (id) Object.assign(found(world.products, id), after);
    else world.products.push({ ...world.blankProduct(store), ...after, id: (id = freshId()) });
    world.say("changed", { subjects: ["product"] });
    return { id };
  },
  "product.set_active": ({ ids, is_active }) => changeProducts(ids, { is_active }),
  "product.remove": ({ ids }) => changeProducts(ids, { is_removed: true }),
  "product.restore": ({ ids }) => changeProducts(ids, { is_removed: false }),
  "product.set_pictures": ({ id, pictures }) =>
    (Object.assign(found(world.products, id), { pictures: pictures.map((/** @type {any} */ one) => ({ ...one, width: 600, height: 800 })) }), {}),
  "stock.adjust": ({ product, delta, reason, note }) => {
    const one = found(world.products, product);
    if (one.stock + delta < 0) refuse("invalid", "Stock cannot go below nothing.", { delta: "There are not that many." });
    one.stock += delta;
    world.moves.unshift({ id: freshId(), at_us: Date.now() * 1000, delta, stock_after: one.stock, reason, note: note ?? "", by: "rosa" });
    return { stock: one.stock };
  },
  "stock.list": (input) => page(world.moves, input, 20),
  "picture.add": () => ({ hash: world.hash(++made), width: 600, height: 800 }),
  "tag.list": ({ store }) => ({ tags: world.tags.filter((one) => !store || one.store === store) }),
  "tag.save": (input) => {
    const id = input.id ?? freshId();
    if (input.id) Object.assign(found(world.tags, id), input);
    else world.tags.push({ slug: input.name.toLowerCase(), description: "", products: 0, ...input, id });
    return { id };
  },
  "tag.remove": ({ id }) => (world.tags.splice(world.tags.findIndex((one) => one.id === id), 1), {}),

  "import.preview": (input) =>
    has(input.path, "missing")
      ? refuse("not_found", "There is no file with this name.", { path: "There is no file with this name." })
      : {
          ...world.preview, sample: PREVIEW_SAMPLE(), preset: input.preset ?? world.preview.preset, mapping: input.mapping ?? world.preview.mapping,
        },
  "import.run": ({ store, path }) => {
    const run = { batch: freshId(), store, file: path, state: "running", done: 0, total: 10_000, added: 0, changed: 0, same: 0, bad: 3, error: null, started_at_us: Date.now() * 1000 };
    world.runs.unshift(run);
    const tick = () => {
      if (run.state !== "running") return;
      run.done = Math.min(run.total, run.done + 400);
      run.added = run.done - 3 * Number(run.done > 3000);
      if (run.done === run.total) run.state = "done";
      else setTimeout(tick, world.slow);
      world.say("progress", { task: run.batch, done: run.done, total: run.total, note: "" });
      world.say("changed", { subjects: ["import"] });
    };
    setTimeout(tick, world.slow);
    return { batch: run.batch };
  },
  "import.stop": ({ batch }) => (Object.assign(world.runs.find((one) => one.batch === batch) ?? {}, { state: "stopped" }), {}),
  "import.state": ({ batch }) => ({ runs: world.runs.filter((one) => !batch || one.batch === batch) }),
  "export.products": ({ path }) => ({ rows: world.products.length, path }),

  ...syncOps(() => world),
  "window.link": () => ({ purpose: null, token: null }),
  "prefs.get": () => world.prefs,
  "prefs.set": (input) => Object.assign(world.prefs, input),
  "window.storefront": () => ({}),
  "file.choose": ({ kind, name }) => ({ path: kind.startsWith("save") ? `/home/rosa/Documents/${name ?? "export.csv"}` : `/home/rosa/Documents/${kind === "csv" ? "books-10k.csv" : "picture.png"}` }),
  "file.reveal": () => ({}),
};

/** @param {any} market */
export function openManager(market) {
  if (market.window !== "manager") return {};
  world = openWorld(market.goods);
  Object.assign(world, { isFresh: market.as === "fresh", locked: market.as === "locked" ? { email: world.people.vendor.email, display_name: world.people.vendor.display_name, pending: 3, refused: 1 } : null, isConnected: new URLSearchParams(location.search).get("net") !== "offline", seat: { vendor: world.people.vendor, empty: world.people.vendor, buyer: { ...world.people.vendor, roles: ["buyer"] } }[market.as] ?? null, say: market.emit });
  if (market.as === "empty") for (const all of [world.stores, world.products, world.sales, world.reviews, world.mails, world.refused, world.tags, world.runs]) all.length = 0;
  return { ...managerOps, ...salesOps(world) };
}
