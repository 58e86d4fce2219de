// @ts-check
// The storefront window: header, one screen, and the cart drawer behind the key C.

import "./account.js";
import "./addresses.js";
import "./cart-drawer.js";
import "./checkout.js";
import "./header.js";
import "./order.js";
import "./orders.js";
import "./product.js";
import "./shelf.js";
import "./waiting.js";
import { startLinks } from "../account/link.js";
import { call } from "../api/shop.js";
import { openContact } from "../components/contact-form.js";
import { startMenus } from "../components/menu.js";
import { openPalette } from "../components/palette.js";
import { toast } from "../components/toast.js";
import { startKeys } from "../lib/keys.js";
import { money } from "../lib/money.js";
import { startContact } from "../lib/contact.js";
import { go, startRouter } from "../lib/router.js";
import { setPrefs, startTheme } from "../lib/theme.js";
import { openDoor, signOut } from "./door.js";
import { session, startSession } from "./session.js";

/** @type {import("../lib/router.js").Route[]} */
const ROUTES = [
  { path: "/", screen: "sf-shelf", title: "Shelves", keep: true },
  { path: "/tag/:slug", screen: "sf-shelf", title: "Shelves", keep: true },
  { path: "/product/:id", screen: "sf-product", title: "Product" },
  { path: "/checkout", screen: "sf-checkout", title: "Checkout", keep: true },
  { path: "/orders", screen: "sf-orders", title: "Your orders" },
  { path: "/orders/:id", screen: "sf-order", title: "Order" },
  { path: "/addresses", screen: "sf-addresses", title: "Your addresses" },
  { path: "/account", screen: "sf-account", title: "My account", isOne: true },
  { path: "/account/:part", screen: "sf-account", title: "My account", isOne: true },
  { path: "/waiting", screen: "sf-waiting", title: "Waiting and refused" },
];

const toggleCart = () => /** @type {import("./cart-drawer.js").CartDrawer} */ (document.querySelector("sf-cart")).toggle();
const focusSearch = () => /** @type {HTMLInputElement} */ (document.querySelector("input[name=search]")).select();

/** @param {string} selector */
const press = (selector) => () => /** @type {HTMLElement | null} */ (document.querySelector(`main > :not([hidden]) ${selector}`))?.click();

/** @returns {import("../components/palette.js").Command[]} */
const commands = () => [
  { label: "Browse the shelves", icon: "grid", run: () => go("/") },
  { label: "Open the cart", icon: "cart", hint: "C", run: toggleCart },
  { label: "Check out", icon: "package", run: () => go("/checkout") },
  ...(session.seat
    ? [
        { label: "My account", icon: "user", run: () => go("/account") },
        { label: "Your orders", icon: "receipt", run: () => go("/orders") },
        { label: "Your addresses", icon: "map", run: () => go("/addresses") },
        { label: "Waiting and refused", icon: "cloud", run: () => go("/waiting") },
        { label: "Sign out", icon: "out", run: signOut },
      ]
    : [
        { label: "Sign in", icon: "in", run: () => openDoor("sign-in") },
        { label: "Create an account", icon: "user", run: () => openDoor("register") },
      ]),
  { label: "Write to the operator", icon: "mail", run: () => openContact(session.seat) },
  { label: "Light theme", icon: "sun", run: () => setPrefs({ theme: "light" }) },
  { label: "Dark theme", icon: "moon", run: () => setPrefs({ theme: "dark" }) },
  { label: "Theme of the system", icon: "monitor", run: () => setPrefs({ theme: "system" }) },
];

/** @param {string} text */
async function findProducts(text) {
  const { rows } = await call("shelf.list", { text, limit: 8 });
  return rows.map((row) => ({
    label: row.name,
    hint: money(row.price_minor, row.currency),
    icon: "book",
    run: () => go(`/product/${row.id}`),
  }));
}

startKeys([
  { key: "/", label: "Search", group: "Shop", run: focusSearch },
  { key: "mod+f", label: "Search, also while typing", group: "Shop", inFields: true, run: focusSearch },
  { key: "c", label: "Open or close the cart", group: "Shop", inDialogs: true, run: toggleCart },
  { key: "h", label: "Back to the shelves", group: "Shop", run: () => go("/") },
  { key: "o", label: "Your orders", group: "Shop", run: () => go("/orders") },
  { key: "ArrowLeft", label: "Picture before", group: "Product", run: press("[data-act=picture-before]") },
  { key: "ArrowRight", label: "Next picture", group: "Product", run: press("[data-act=picture-next]") },
  { key: "a", label: "Add to the cart", group: "Product", run: press("[data-add]") },
  { key: "r", label: "Write a review", group: "Product", run: press("[data-act=write-review]") },
  { key: "mod+k", label: "Find a command or a product", group: "Everywhere", inFields: true, run: () => openPalette(commands(), findProducts) },
  { key: "alt+ArrowLeft", label: "Go back", group: "Everywhere", run: () => history.back() },
]);

window.addEventListener("unhandledrejection", (event) => toast(event.reason?.message ?? "Something went wrong.", { tone: "danger" }));
document.querySelector("[data-act=skip]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("main")?.focus();
});

startMenus();
startContact(["cart", "order"]);
await Promise.all([startTheme(), startSession()]);
startRouter(/** @type {HTMLElement} */ (document.querySelector("main")), ROUTES);
await startLinks();
