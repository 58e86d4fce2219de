// @ts-check
// Where the window can be: the screens, their addresses and the way between them.

/**
 * @typedef {{name: string, tag: string, label: string, icon: string, key: string, alt?: number, under?: string, needs?: string}} Place
 * `under` names the rail entry that stays lit for a sub view; `needs` are the permissions without any of which the rail hides it.
 */

/** @type {Place} */
const HOME = { name: "home", tag: "manager-home", label: "Home", icon: "home", key: "h", alt: 1 };

/** @type {Place[]} */
export const PLACES = [
  HOME,
  { name: "stores", tag: "manager-stores", label: "Stores", icon: "store", key: "s", alt: 2, needs: "product.view" },
  { name: "products", tag: "manager-products", label: "Products", icon: "package", key: "p", alt: 3, needs: "product.view" },
  { name: "orders", tag: "manager-orders", label: "Orders", icon: "receipt", key: "o", alt: 4, needs: "sale.view" },
  { name: "reviews", tag: "manager-reviews", label: "Reviews", icon: "star", key: "r", alt: 5, needs: "review.view" },
  { name: "mail", tag: "manager-mail", label: "Mail", icon: "mail", key: "m", alt: 6, needs: "mail.view" },
  { name: "messages", tag: "manager-messages", label: "Messages", icon: "messages", key: "w", needs: "sale.view mail.view" },
  { name: "audit", tag: "manager-audit", label: "Audit", icon: "history", key: "d", needs: "audit.view" },
  { name: "people", tag: "manager-people", label: "People", icon: "people", key: "l", alt: 9, needs: "staff.view" },
  { name: "operators", tag: "manager-operators", label: "Operators", icon: "lock", key: "a", needs: "operator.view" },
  { name: "sync", tag: "manager-sync", label: "Sync", icon: "cloud", key: "y", alt: 7 },
  { name: "settings", tag: "manager-settings", label: "Settings", icon: "settings", key: "e", alt: 8 },
  { name: "account", tag: "manager-account", label: "Account", icon: "user", key: "u", under: "settings" },
  { name: "tags", tag: "manager-tags", label: "Tags", icon: "tag", key: "t", under: "products", needs: "tag.view" },
  { name: "import", tag: "manager-import", label: "Import", icon: "upload", key: "i", under: "products", needs: "import.add" },
];

/** Where the address points: `#/products/<id>` is the place products with the record. @returns {{place: Place, record: string}} */
export function here() {
  const [, name = "home", record = ""] = location.hash.split("/");
  return { place: PLACES.find((one) => one.name === name) ?? HOME, record: decodeURIComponent(record) };
}

/** Goes to a place, and to a record there. @param {string} name @param {string} [record] */
export function go(name, record = "") {
  location.hash = record ? `#/${name}/${encodeURIComponent(record)}` : `#/${name}`;
}

/** Changes the record in the address without a new step in the history. @param {string} name @param {string} [record] */
export function settle(name, record = "") {
  history.replaceState(null, "", record ? `#/${name}/${encodeURIComponent(record)}` : `#/${name}`);
  window.dispatchEvent(new Event("settled"));
}
