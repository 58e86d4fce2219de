// @ts-check
// What Ctrl+K offers: the acts of the screen in sight, new things, screens, and products by name.

import { call } from "../api/shop.js";
import { openPalette } from "../components/palette.js";
import { money } from "../lib/money.js";
import { buttonOf, KEYS, keysOf, press } from "./keys.js";
import { offered } from "./may.js";
import { go, PLACES } from "./places.js";

/** @typedef {import("../components/palette.js").Command} Command */

/** What can be begun from anywhere. */
const NEW = [
  { label: "New product", place: "products", needs: "product.add" },
  { label: "New store", place: "stores", needs: "store.add" },
  { label: "New tag", place: "tags", needs: "tag.change" },
];

const QUIET = ["palette", "search", "back", "toast-act", "new"];

/** @returns {Command[]} */
function commands() {
  const acts = KEYS.filter((key) => !key.act.startsWith("go:") && !QUIET.includes(key.act) && buttonOf(key.act));
  return [
    ...acts.map((key) => ({ label: key.label, hint: key.keys, icon: "command", run: () => press(key.act) })),
    ...NEW.filter((one) => offered(one.needs)).map(({ label, place }) => ({ label, hint: "", icon: "plus", run: () => go(place, "new") })),
    ...PLACES.filter((place) => !place.needs || offered(place.needs)).map((place) => ({ label: `Go to ${place.label}`, hint: keysOf(`go:${place.name}`), icon: place.icon, run: () => go(place.name) })),
  ];
}

/** @param {string} text @returns {Promise<Command[]>} */
async function products(text) {
  const { rows } = await call("product.list", { text, limit: 8 });
  return rows.map((row) => ({
    label: row.subtitle ? `${row.name} · ${row.subtitle}` : row.name, hint: `${row.sku} · ${money(row.price_minor, row.currency)}`, icon: "package", run: () => go("products", row.id),
  }));
}

export const showPalette = () => openPalette(commands(), products);
