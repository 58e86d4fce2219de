// The goods of two stores, made from real rows.

export const BOOKS = "50000000-0000-4000-8000-000000000001";
export const CLOTHES = "50000000-0000-4000-8000-000000000002";
const id = (kind, number) => `${kind}0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const slug = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
const read = async (name) => (await fetch(`/bench/fake/${name}.json`)).json();

const VOICES = [
  ["Mira K.", 5, "Could not put it down", "I read it in two sittings and have lent my copy to three people since. The second half is even better than the first."],
  ["Jonas", 4, "Very good, small print", "Well made and quickly delivered. I would have liked slightly larger type, but that is my only complaint."],
  ["ليلى", 5, "رائع", "من أجمل ما قرأت هذا العام، أنصح به بشدة."],
  ["P. Okafor", 3, "Good, with reservations", "The beginning is slow. Stay with it."],
];

function reviewsFor(number) {
  return VOICES.slice(0, number % 5).map(([author, rating, title, body], at) => ({
    id: id("7", number * 10 + at), author, rating, title, body, is_verified: at % 2 === 0, is_mine: false,
    at_us: Date.UTC(2026, 9, 3 + at) * 1000, reply: at === 1 ? "Thank you for telling us. A large-print edition is on its way." : null, reply_at_us: at === 1 ? Date.UTC(2026, 9, 6) * 1000 : null,
  }));
}

function book(row, at) {
  const tags = [row.language?.startsWith("en") || !row.language ? "English" : row.language, Number(row.year) < 1950 ? "Classics" : "Fiction", ...(at % 7 === 0 ? ["Staff picks"] : [])];
  return {
    id: id("b", row.id), store: BOOKS, store_name: "Harbour Books", name: row.title, subtitle: row.authors, sku: `BK-${row.id}`, barcode: row.isbn,
    price_minor: 799 + ((row.id * 137) % 24) * 100, currency: "EUR", tax_bp: 700, stock: at % 11 === 3 ? 0 : at % 9 === 4 ? 2 : 12 + (at % 30), pictures: [],
    rating_all: row.rating, rating_verified: Math.min(500, row.rating + 12), reviews: reviewsFor(row.id).length, tags,
    description: `<p>First published ${row.year ? `in ${row.year}` : "long ago"}. ${row.ratings.toLocaleString()} readers have rated it.</p><p>A clean paperback edition on cream paper, sewn where the publisher still sews, wrapped by hand in our shop by the harbour.</p><ul><li>Paperback</li><li>Posted within two days</li></ul>`,
    review_list: reviewsFor(row.id), updated_at_us: 1_790_000_000_000_000 + row.id,
  };
}

function garment(row, at) {
  const pictures = Array.from({ length: 1 + (at % 4) }, (_, n) => ({ hash: `p${at}x${n}`, alt: `${row.title}, view ${n + 1}`, width: 925, height: 925 }));
  return {
    id: id("c", at + 1), store: CLOTHES, store_name: "Linden & Loom", name: row.title, subtitle: "Linden & Loom", sku: `LL-${at + 1}`, barcode: "", price_minor: row.price, currency: "USD", tax_bp: 1900,
    stock: at % 6 === 5 ? 3 : 40, pictures: at % 9 === 8 ? [] : pictures, rating_all: at % 3 ? 430 : null, rating_verified: at % 3 ? 450 : null, reviews: at % 3 ? reviewsFor(at % 5).length : 0,
    tags: row.tags.map((tag) => tag[0].toUpperCase() + tag.slice(1)), description: `<p>${row.body || row.title}</p>`, review_list: at % 3 ? reviewsFor(at % 5) : [], updated_at_us: 1_791_000_000_000_000 + at,
  };
}

export async function readGoods() {
  const [books, apparel] = await Promise.all([read("books"), read("apparel")]);
  const goods = [];
  const garments = apparel.map(garment);
  for (const [at, each] of books.map(book).entries()) {
    goods.push(each);
    if (at % 5 === 1 && garments.length) goods.push(garments.shift());
  }
  return goods.concat(garments).map((each) => ({ ...each, tags: each.tags.map((name) => ({ slug: slug(name), name })) }));
}

export const STORES = [
  { id: BOOKS, slug: "harbour-books", name: "Harbour Books", description: "Fiction, classics and translations, chosen one by one.", logo: null, currency: "EUR", is_open: true },
  { id: CLOTHES, slug: "linden-loom", name: "Linden & Loom", description: "Everyday clothes made to last.", logo: null, currency: "USD", is_open: true },
];
