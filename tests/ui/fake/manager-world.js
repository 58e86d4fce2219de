// @ts-check
// What the played marketplace holds: two stores, 10,000 books, some orders, mails, reviews.

import { unproved } from "./account.js";

/** @param {{name: string, subtitle: string}[]} goods real titles, so that the pictures look like a shop */
export function openWorld(goods) {
  const DAY = 86_400_000_000;
  const NOW = Date.now() * 1000;

  /** @param {number} n */
  const id = (n) => `0198f000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  /** @param {number} n */
  const hash = (n) => (n * 2654435761 % 4294967296).toString(16).padStart(8, "0").repeat(8);

  const TITLES = [...goods.map((one) => [one.name, one.subtitle]), ["ألف ليلة وليلة", "مجهول"], ["Преступление и наказание", "Фёдор Достоевский"], ["ノルウェイの森", "村上春樹"]];
  const TAGS = ["Fiction", "Classics", "Fantasy", "Young adult", "History", "Science fiction", "Translated"];

  const blankStore = {
    name: "", slug: "", description: "", logo: null, email: "", phone: "", legal_name: "", line1: "", line2: "", postcode: "", city: "", region: "", country: "DE",
    tax_number: "", currency: "EUR", invoice_prefix: "", bank_name: "", iban: "", bic: "", payment_days: 14, is_open: true, is_removed: false,
    products: 0, orders: 0, next_invoice: 1, invoices: 0, created_at_us: NOW, updated_at_us: NOW,
  };

  const stores = [
    {
      ...blankStore, id: id(1), name: "Rosa’s Books", slug: "rosas-books", description: "New and well-loved books, sent the same day.", logo: hash(900), email: "hello@rosas-books.example",
      phone: "+49 30 5550101", legal_name: "Rosa Marín Buchhandel e. K.", line1: "Kastanienallee 12", postcode: "10435", city: "Berlin", tax_number: "DE123456788", invoice_prefix: "RM",
      bank_name: "GLS Bank", iban: "DE02120300000000202051", bic: "BYLADEM1001", orders: 42, next_invoice: 43, invoices: 42,
    },
    {
      ...blankStore, id: id(2), name: "Harbour Apparel", slug: "harbour-apparel", description: "Shirts and jackets for wind and rain.", email: "crew@harbour.example",
      legal_name: "Harbour Apparel Ltd", line1: "3 Quay Street", postcode: "BS1 4DJ", city: "Bristol", country: "GB", currency: "GBP", invoice_prefix: "HA", is_open: false, orders: 7, invoices: 7,
    },
  ];

  /** @param {string} store */
  const blankProduct = (store) => ({
    store, store_name: stores.find((one) => one.id === store)?.name ?? "", currency: stores.find((one) => one.id === store)?.currency ?? "EUR", name: "", subtitle: "", sku: "", barcode: "",
    slug: "", description: "", price_minor: 0, tax_bp: 1900, low_stock: 3, is_active: true, tags: /** @type {string[]} */ ([]), stock: 0, is_removed: false, is_sold: false,
    pictures: /** @type {any[]} */ ([]), rating_all: /** @type {number|null} */ (null), rating_verified: null, reviews: 0, created_at_us: NOW, updated_at_us: NOW, is_pending: false,
  });

  const products = Array.from({ length: 10_000 }, (_, n) => {
    const [name, subtitle] = TITLES[n % TITLES.length];
    return {
      ...blankProduct(n % 9 === 8 ? id(2) : id(1)), id: id(1000 + n), name: n < TITLES.length ? name : `Reader’s edition ${Math.floor(n / TITLES.length)}: ${name}`, subtitle,
      sku: `BK-${String(n + 1).padStart(5, "0")}`, barcode: "9780439023481", slug: `book-${n}`, description: "<p>Could you survive on your own, in the wild, with <b>everyone</b> out to make sure you don’t live to see the morning?</p><ul><li>Paperback, 374 pages</li><li>Printed in Germany</li></ul>",
      price_minor: 899 + ((n * 137) % 2400), tax_bp: 700, stock: (n * 7) % 41, low_stock: 3, is_active: n % 11 !== 5, tags: [TAGS[n % 7], TAGS[(n * 3 + 1) % 7]].filter((tag, at, all) => all.indexOf(tag) === at),
      pictures: n % 5 !== 1 ? [] : Array.from({ length: 1 + (n % 3) }, (_, at) => ({ hash: hash(n * 4 + at + 1), alt: `Cover of ${name}`, width: 300, height: 450 })),
      rating_all: 434, reviews: n % 12, is_sold: n % 2 === 0, updated_at_us: NOW - n * 3_000_000_000, is_pending: n === 4,
    };
  });

  const PEOPLE = [["Amélie Laurent", "amelie@post.example"], ["Jonas Weber", "jonas@post.example"], ["سلمى حداد", "salma@post.example"], ["Ngozi Obi", "ngozi@post.example"], ["Yuki Tanaka", "yuki@post.example"]];
  const SALE_STATES = ["new", "paid", "paid", "done", "done", "cancelled", "new", "done"];

  const sales = Array.from({ length: 86 }, (_, n) => {
    const [buyer_name, buyer_email] = PEOPLE[n % PEOPLE.length];
    const state = SALE_STATES[n % SALE_STATES.length];
    const lines = products.slice(n * 9, n * 9 + 1 + (n % 3)).map((one, at) => ({
      id: id(500_000 + n * 10 + at), product: one.id, name: one.name, subtitle: one.subtitle, sku: one.sku, picture: one.pictures[0]?.hash ?? null, quantity: 1 + (at % 2),
      price_minor: one.price_minor, total_minor: one.price_minor * (1 + (at % 2)), tax_bp: 700,
      state: state === "done" ? "sent" : state === "cancelled" ? "cancelled" : state === "paid" && at === 0 ? "processing" : "new", tracking: state === "done" ? "00340434161094042557" : "", can_review: false,
    }));
    const total_minor = lines.reduce((sum, line) => sum + line.total_minor, 0);
    const address = { name: buyer_name, line1: "12 rue des Lilas", line2: n % 2 ? "Étage 3" : "", postcode: "75011", city: "Paris", region: "", country: "FR", phone: "+33 1 55 50 10 20" };
    const invoice_label = `RM-2026-${String(42 - (n % 42)).padStart(4, "0")}`;
    return {
      id: id(400_000 + n), order_number: `T-${2042 - n}`, store: n % 9 === 8 ? id(2) : id(1), store_name: n % 9 === 8 ? "Harbour Apparel" : "Rosa’s Books", placed_at_us: NOW - n * DAY / 3, state, buyer_name,
      buyer_email, items: lines.reduce((sum, line) => sum + line.quantity, 0), currency: "EUR", total_minor, invoice_label, is_pending: n === 0, billing: address,
      shipping: n % 3 ? address : { ...address, name: "Bibliothèque du quartier", line1: "4 place Voltaire" }, note: n % 4 ? "" : "Please wrap it, it is a present.", net_minor: total_minor - Math.round(total_minor * 7 / 107),
      tax_minor: Math.round(total_minor * 7 / 107), paid_at_us: state === "new" ? null : NOW - n * DAY / 3 + 3_600_000_000, paid_by: state === "new" ? null : "transfer", lines,
      invoices: [{ id: id(600_000 + n), label: invoice_label, kind: "invoice", issued_at_us: NOW - n * DAY / 3, currency: "EUR", total_minor },
        ...(state === "cancelled" ? [{ id: id(700_000 + n), label: `RM-2026-${String(90 + n).padStart(4, "0")}`, kind: "credit_note", issued_at_us: NOW, currency: "EUR", total_minor: -total_minor }] : [])],
    };
  });

  const reviews = Array.from({ length: 24 }, (_, n) => ({
    id: id(300_000 + n), store: id(1), product: products[n].id, product_name: products[n].name, store_name: "Rosa’s Books", picture: products[n].pictures[0]?.hash ?? null, author: PEOPLE[n % 5][0], rating: 5 - (n % 4),
    title: ["Could not put it down", "Well printed, slow post", "Not for me", "A present that was loved"][n % 4],
    body: "The paper is lovely and the story carried me through two long train rides. It arrived a day late, but the shop wrote to me before I had to ask.",
    is_verified: n % 3 !== 1, at_us: NOW - n * DAY, edits: n % 5 === 1 ? 2 : 0, reports: n % 7 === 2 ? 3 : 0, is_hidden: n === 9, reply: n % 2 ? "Thank you for the kind words! We have changed the carrier since." : null,
  }));

  const mails = Array.from({ length: 30 }, (_, n) => {
    const state = n === 0 ? "queued" : n === 2 ? "failed" : "sent";
    return {
      id: id(200_000 + n), recipient: PEOPLE[n % 5][1], subject: `Your order T-${2042 - n} and invoice RM-2026-${String(42 - n).padStart(4, "0")}`, state, tries: state === "failed" ? 5 : state === "sent" ? 1 : 0,
      error: state === "failed" ? "550 5.1.1 <salma@post.example>: Recipient address rejected: User unknown" : null, created_at_us: NOW - n * DAY / 3, sent_at_us: state === "sent" ? NOW - n * DAY / 3 + 2_000_000 : null,
      next_try_us: state === "queued" ? NOW + 60_000_000 : null, attachments: [`RM-2026-${String(42 - n).padStart(4, "0")}.pdf`],
    };
  });

  const vendor = {
    account_id: id(10), email: "rosa@example.com", username: "rosa_marin", display_name: "Rosa Marín", mobile: null, roles: ["vendor", "owner"],
    permissions: ["store.add", "store.change", "product.change", "sale.change", "review.moderate", "mail.view", "mail.change", "marketplace.change"], ...unproved, is_held_back: true,
  };

  const MAPPED = { name: "original_title", subtitle: "authors", sku: "book_id", barcode: "isbn13", slug: null, description: null, price_minor: null, tax_bp: null, stock: null, low_stock: null, is_active: null, tags: "language_code" };

  /** @param {number} n @param {string} what @param {string} subject @param {number} made_at_us */
  const refusal = (n, what, subject, made_at_us) => ({ id: id(n), what, subject, target: products[n % 40].id, store: id(1), currency: "EUR", kind: "refused", code: "invalid", message: "", reasons: /** @type {any[]} */ ([]), clashes: /** @type {any[]} */ ([]), wants: {}, made_at_us });

  /** The played marketplace; `world.say` sends events. */
  return {
    hash, blankStore, blankProduct, stores, products, sales, reviews, mails,
    isFresh: false,
    slow: 40,
    pending: 0,
    people: { vendor },
    seat: /** @type {any} */ (vendor),
    prefs: { theme: "system", font_scale: 100 },
    tags: TAGS.map((name, n) => ({ id: id(100 + n), store: id(1), slug: name.toLowerCase().replaceAll(" ", "-"), name, description: n ? "" : "Stories that never happened, and are true all the same.", products: 1432 - n * 97 })),
    moves: /** @type {any[]} */ ([
      { id: id(801), at_us: NOW - DAY, delta: -1, stock_after: 7, reason: "other", note: "Order T-2042", by: "rosa_marin" },
      { id: id(802), at_us: NOW - 3 * DAY, delta: 5, stock_after: 8, reason: "received", note: "Delivery from Ingram", by: "rosa_marin" },
      { id: id(803), at_us: NOW - 9 * DAY, delta: -2, stock_after: 3, reason: "damaged", note: "Water damage", by: "rosa_marin" },
    ]),
    isConnected: true,
    lastContact: NOW,
    locked: /** @type {any} */ (null),
    refused: /** @type {any[]} */ ([
      { ...refusal(901, "Price of “The Hobbit”", "product", NOW - DAY), kind: "conflict", code: "conflict", clashes: [
        { name: "price_minor", label: "Price", kind: "money", mine: 1399, theirs: 1499, before: 1299 }, { name: "tax_bp", label: "Tax", kind: "percent", mine: 700, theirs: 1900, before: 1050 },
        { name: "tags", label: "Tags", kind: "tags", mine: ["Fiction", "Fantasy"], theirs: ["Classics"], before: [] }, { name: "is_active", label: "Buyers can see it", kind: "flag", mine: true, theirs: false, before: true },
        { name: "description", label: "Description", kind: "rich_text", mine: "<p>In a hole in the ground there lived a hobbit. Not a nasty, dirty, wet hole, filled with the ends of worms and an oozy smell.</p><p>It was a hobbit-hole.</p>", theirs: "<p>The new edition, with the author’s own drawings.</p>", before: "" },
      ] },
      { ...refusal(902, "Stock of “Jane Eyre”, -3", "stock", NOW - DAY / 4), code: "invalid", message: "Please correct the marked field.", reasons: [{ label: "Stock", text: "Only 2 are in stock." }], wants: { delta: -3, reason: "damaged", note: "" } },
    ]),
    /** @param {string} target @param {string} mine */
    conflict: (target, mine) => ({ ...refusal(903, "Name of “The Hunger Games”", "product", NOW), target, kind: "conflict", code: "conflict", clashes: [{ name: "name", label: "Name", kind: "text", mine, theirs: "The Hunger Games, 2nd edition", before: "The Hunger Games" }] }),
    mailSettings: { carrier: "smtp", from_name: "Rosa’s Books", from_email: "hello@rosas-books.example", host: "mail.rosas-books.example", port: 587, security: "starttls", username: "hello", has_password: true },
    runs: /** @type {any[]} */ ([
      { batch: id(951), store: id(1), file: "/home/rosa/Documents/books-2025.csv", state: "done", done: 9_997, total: 10_000, added: 9_120, changed: 640, same: 237, bad: 3, error: null, started_at_us: NOW - DAY },
    ]),
    preview: {
      format: "CSV, comma", encoding: "UTF-8", columns: ["book_id", "isbn13", "authors", "original_title", "title", "language_code", "average_rating", "image_url"], mapping: MAPPED, preset: "books",
      rule: "This list has no prices: each book gets 8.99 to 24.99, derived from its number of pages and its rating, and 20 copies in stock.", total: 10_000, new: 9_120, changed: 637, same: 240,
      bad: [{ line: 247, field: "name", reason: "The title is missing." }, { line: 3_120, field: "barcode", reason: "“9.78043902348e+12” is not an EAN-13." }, { line: 8_001, field: null, reason: "The line has 7 columns, the header has 8." }], bad_total: 3,
    },
    /** @type {(event: string, payload: object) => void} */
    say: () => {},
  };
}
