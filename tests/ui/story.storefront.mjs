// One buyer's way through the storefront by the hooks alone: node story.storefront.mjs

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const { address, stop } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" })).newPage();
page.setDefaultTimeout(5000);
const faults = [];
page.on("pageerror", (error) => faults.push(error.message));
const act = (name) => page.click(`[data-act="${name}"]:visible`);
const text = (selector) => page.textContent(selector);

await page.goto(`${address}/storefront.html?as=visitor`);
await page.waitForSelector("[data-card]");

await page.evaluate(() => window.scrollTo(0, 900));
await page.click("[data-card] >> nth=12 >> [data-act=open-product]");
await page.waitForSelector("[data-price]");
await page.goBack();
await page.waitForFunction(() => Math.abs(window.scrollY - 900) < 200 && document.querySelector("[data-card]")?.checkVisibility());

await page.keyboard.press("/");
await page.keyboard.type("gatsby");
await page.waitForFunction(() => document.querySelectorAll("[data-card]").length === 1);
await act("open-product");
await act("buy-plus");
await act("add-to-cart");
await page.waitForSelector("[data-drawer=cart][open] [data-line]");
assert.equal(await page.inputValue("[data-line] [name=quantity]"), "2", "the chosen quantity lies in the cart");
await Promise.all([act("line-plus"), act("line-plus")]);
await page.waitForTimeout(200);
assert.equal(await page.inputValue("[data-line] [name=quantity]"), "4", "two quick presses count twice");
await act("remove-line");
await act("toast-act");
await page.waitForSelector("[data-line]");
await page.keyboard.press("Escape");
await page.keyboard.press("c");
await act("checkout");

await page.click("[data-side=register]");
for (const [name, value] of Object.entries({ email: "ben@example.com", username: "ben", password: "a long enough one", password_again: "another" })) await page.fill(`[data-form=register] [name=${name}]`, value);
await act("send-register");
await page.waitForSelector("[data-error-for=password_again]:not(:empty)");
assert.equal(await page.inputValue("[name=username]"), "ben", "a refused form keeps what was typed");
await page.fill("[name=password_again]", "a long enough one");
await page.check("[name=accepts_terms]");
await act("send-register");

for (const [name, value] of Object.entries({ name: "Ben Okri", line1: "1 High Street", postcode: "N1 9GU", city: "London" })) await page.fill(`[data-form=address] [name=${name}]`, value);
await page.selectOption("[name=country]", "GB");
await act("save-address");
await page.waitForSelector("[name=billing]:checked");
await act("to-review");
await page.fill("[name=note]", "Please ring twice.");
await page.dblclick("[data-act=place-order]");
await page.waitForSelector("[data-order-number]");
assert.equal(await text("[data-order-number]"), "T-1042");
await page.waitForSelector("[data-invoice]");
await act("print-invoice");
await page.waitForSelector("[data-toast]");

await act("see-order");
await page.waitForSelector("[data-order-line]");
await page.keyboard.press("o");
await page.waitForSelector("[data-order]");
assert.equal(await page.locator("[data-order]").count(), 1, "a double click is one order");
await page.click("[data-order]");
await act("review-line");
await page.click("#rating-4");
await page.fill("[name=title]", "Splendid");
await page.fill("[name=body]", "Parties, and then none.");
await act("save-review");
await page.waitForSelector("[data-review]");
assert.match(await text("[data-review]"), /Splendid/);
await page.goto(`${address}/storefront.html?as=buyer&cart=full&place=changed#/checkout`);
await act("to-review");
await page.fill("[name=note]", "Wrap it, please.");
await act("place-order");
await page.waitForSelector("[data-refused]");
assert.match(await text("[data-problem-text]"), /is now/, "the changed line says the old and the new price");
assert.equal(await page.inputValue("[name=note]"), "Wrap it, please.", "a refused order loses nothing");
await act("accept-changes");
await page.waitForSelector("[data-refused]", { state: "detached" });
await act("place-order");
await page.waitForSelector("[data-order-number]");

assert.deepEqual(faults, [], "nothing went wrong unseen");

await browser.close();
stop();
console.log("One buyer came, bought, and said what they thought.");
