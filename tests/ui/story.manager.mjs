// Walks a vendor through the manager window by its hooks, as the real window is walked by WebDriver: node story.manager.mjs

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const { address, stop } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const faults = [];

/** A window of its own for each story. @param {string} place @param {string} as */
async function open(place, as = "vendor") {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB", reducedMotion: "reduce" });
  // Beside other work a page takes its time.
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => faults.push(error.message));
  await page.addInitScript(() => {
    window.asked = [];
    const timer = setInterval(() => {
      const core = window.__TAURI__?.core;
      if (!core) return;
      clearInterval(timer);
      const { invoke } = core;
      core.invoke = (name, ask) => (window.asked.push(ask), invoke(name, ask));
    }, 0);
  });
  await page.goto(`${address}/manager.html?as=${as}#/${place}`, { waitUntil: "networkidle" });
  return page;
}

const asked = (page, op) => page.evaluate((wanted) => window.asked.filter((one) => one.op === wanted).map((one) => one.input), op);
const rows = (page) => page.locator("manager-list tr[data-id]");
const toast = (page, text) => page.locator("[data-toast]", { hasText: text }).waitFor();

const stories = {
  async the_demo_opens_the_shell() {
    const page = await open("home", "fresh");
    await page.click("[data-act=open-demo]");
    await page.waitForSelector("manager-shell manager-home");
    return page;
  },

  async a_vendor_registers_after_mending_the_form() {
    const page = await open("home", "fresh");
    await page.click("[data-act=open-own]");
    await page.fill("[name=email]", "rosa");
    await page.click("[data-act=register]");
    await page.getByText("Enter a valid email address.").waitFor();
    assert.equal(await page.inputValue("[name=email]"), "rosa", "what was typed stays");
    for (const [name, value] of Object.entries({ email: "rosa@example.com", username: "rosa_m", password: "correct-horse-1", password_again: "correct-horse-1" })) await page.fill(`[name=${name}]`, value);
    await page.check("[name=accepts_terms]");
    await page.dblclick("[data-act=register]");
    await page.waitForSelector("manager-shell");
    assert.equal((await asked(page, "account.register")).length, 2, "a double click registers once");
    return page;
  },

  async a_store_is_opened_and_closed_and_the_closing_undone() {
    const page = await open("stores/new");
    for (const [name, value] of Object.entries({ name: "Corner Shop", email: "a@b.example", legal_name: "Corner", line1: "Street 1", city: "Berlin" })) await page.fill(`manager-stores [name=${name}]`, value);
    await page.keyboard.press("Control+s");
    await toast(page, "The store is open.");
    await page.click("[data-act=set-open]");
    await toast(page, "closed");
    await page.locator("h1").click();
    await page.keyboard.press("Control+z");
    await page.locator(".detail [data-act=set-open]", { hasText: "Close the store" }).waitFor();
    assert.deepEqual((await asked(page, "store.set_open")).map((one) => one.is_open), [false, true], "undo opens it again");
    return page;
  },

  async a_price_is_read_by_its_digits_and_three_decimals_are_refused() {
    const page = await open("products/new");
    await page.fill("[name=name]", "A book");
    await page.fill("[name=sku]", "X-1");
    await page.fill("[name=price_minor]", "12.999");
    await page.click("[data-act=save]");
    assert.equal(await page.textContent("[data-error-for=price_minor]"), "At most 2 decimals.");
    await page.fill("[name=price_minor]", "1.299,50");
    await page.fill("[name=tax_bp]", "10,5");
    await page.fill("[name=tags]", "fict");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.fill("[name=tags]", "Brand new");
    await page.dblclick("[data-act=save]");
    await toast(page, "on the shelf");
    const saves = await asked(page, "product.save");
    assert.equal(saves.length, 1, "a double click saves once");
    const { after } = saves[0];
    assert.deepEqual([after.price_minor, after.tax_bp, after.tags], [129_950, 1050, ["Fiction", "Brand new"]]);
    return page;
  },

  async a_new_product_removed_at_once_leaves_the_pane() {
    const page = await open("products/new");
    for (const [name, value] of Object.entries({ name: "A book", sku: "X-2", price_minor: "5" })) await page.fill(`[name=${name}]`, value);
    await page.click("[data-act=save]");
    await page.click(".detail [data-act=remove]");
    await page.waitForSelector(".detail", { state: "hidden" });
    assert.equal(new URL(page.url()).hash, "#/products", "nothing stands beside the list");
    return page;
  },

  async what_is_typed_while_a_product_is_read_again_stays() {
    const page = await open("products");
    await rows(page).nth(1).click();
    await page.waitForSelector("manager-product [name=name]");
    await page.evaluate(() => {
      const { core, event } = window.__TAURI__;
      const { invoke } = core;
      const hold = new Promise((release) => (window.release = release));
      core.invoke = async (name, ask) => (ask.op === "product.get" && (await hold), invoke(name, ask));
      event.emit("changed", { subjects: ["product"] });
    });
    await page.waitForTimeout(100);
    await page.fill("manager-product [name=name]", "Typed meanwhile");
    await page.evaluate(() => window.release());
    await page.waitForTimeout(100);
    assert.equal(await page.inputValue("manager-product [name=name]"), "Typed meanwhile", "an answer on its way does not overwrite it");
    return page;
  },

  async a_conflict_shows_mine_and_theirs() {
    const page = await open("products");
    await rows(page).nth(1).click();
    await page.fill("manager-product [name=name]", "Conflict");
    await page.click("[data-act=save]");
    await page.locator("[data-conflict]", { hasText: "Theirs" }).waitFor();
    await page.locator("manager-product tp-refusals tr", { hasText: "Name" }).locator("input[value=theirs]").check();
    assert.equal(await page.locator("manager-product [data-form-place]").getAttribute("inert"), "", "the form waits for the choice");
    await page.click("manager-product [data-act=keep-choice]");
    await page.waitForFunction(() => document.querySelector("manager-product [name=name]")?.value === "The Hunger Games, 2nd edition");
    assert.equal(await page.locator("manager-product [data-form-place]").getAttribute("inert"), null, "and goes on with it");
    return page;
  },

  async each_field_is_chosen_by_keys_alone_and_stays_chosen_while_the_list_is_drawn_anew() {
    const page = await open("sync");
    await page.locator("[data-kind=conflict] [data-form=choose]").waitFor();
    await page.locator("input[name=price_minor][value=mine]").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.evaluate(() => document.querySelector("[data-kind=refused]").scrollIntoView());
    await page.click("[data-kind=refused] [data-act=discard]");
    await page.click("[data-act=confirm-yes]");
    await page.locator("[data-kind=refused]").waitFor({ state: "detached" });
    const chosen = await page.evaluate(() => [...document.querySelectorAll("[data-form=choose] input:checked")].map((one) => one.value));
    assert.deepEqual(chosen.slice(0, 2), ["theirs", "before"], "arrows choose, and a list drawn anew keeps it");
    await page.locator("[data-act=keep-choice]").focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-kind=conflict]").waitFor({ state: "detached" });
    return page;
  },

  async a_refused_stock_change_fills_its_form_again() {
    const page = await open("sync");
    await page.click("[data-kind=refused] [data-act=edit-refused]");
    await page.waitForFunction(() => document.querySelector("manager-product [name=delta]")?.value === "-3");
    assert.equal(await page.inputValue("manager-product [name=reason]"), "damaged", "as it was typed");
    await page.fill("manager-product [name=delta]", "-1");
    await page.click("[data-act=save-stock]");
    await page.waitForFunction(() => document.querySelector("[data-count=sync]")?.textContent === "1");
    return page;
  },

  async a_day_is_typed_or_chosen_from_a_month() {
    const page = await open("orders");
    await page.fill("[name=from]", "20.11.2026");
    await page.keyboard.press("Tab");
    assert.equal(await page.inputValue("[name=from]"), "2026-11-20", "days are written one way");
    await page.focus("[name=to]");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    assert.match(await page.inputValue("[name=to]"), /^\d{4}-\d{2}-\d{2}$/, "a day is chosen by keys alone");
    await page.click("date-input:has([name=to]) [data-act=open-month]");
    await page.click("date-input:has([name=to]) [data-act=no-day]");
    assert.equal(await page.inputValue("[name=to]"), "", "and by the mouse given up again");
    return page;
  },

  async unsaved_work_is_asked_about_once() {
    const page = await open("products");
    await rows(page).nth(1).click();
    await page.fill("manager-product [name=name]", "Another name");
    await rows(page).nth(2).click();
    await page.click("[data-act=confirm-no]");
    assert.equal(await page.inputValue("manager-product [name=name]"), "Another name", "staying keeps what was typed");
    await page.locator("h1").click();
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.click("[data-act=confirm-yes]");
    await page.waitForSelector("manager-orders");
    return page;
  },

  async the_list_pages_filters_and_changes_many_at_once() {
    const page = await open("products");
    await page.locator("manager-list").evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await page.waitForFunction(() => document.querySelectorAll("manager-list tr[data-id]").length >= 200);
    await page.keyboard.press("/");
    await page.keyboard.type("hobbit");
    await page.waitForFunction(() => [...document.querySelectorAll("manager-list tr[data-id] b")].every((name) => /hobbit/i.test(name.textContent)));
    await page.locator("[data-act=choose]").nth(0).click();
    await page.locator("[data-act=choose]").nth(1).click();
    await page.click("[data-act=remove-chosen]");
    await toast(page, "2 products removed");
    await page.locator("[data-toast]", { hasText: "2 products removed" }).locator("[data-act=toast-act]").click();
    await toast(page, "2 products restored");
    return page;
  },

  async the_list_works_by_keys_alone() {
    const page = await open("orders");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".detail-head h2");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".detail", { state: "hidden" });
    await page.keyboard.press("Alt+2");
    await page.waitForSelector("manager-stores");
    await page.keyboard.press("n");
    await page.waitForSelector("manager-stores form[data-form=store]");
    return page;
  },

  async stock_changes_with_a_reason() {
    const page = await open("products");
    await rows(page).nth(1).click();
    const before = Number(await page.textContent("[data-stock-count]"));
    await page.click("[data-act=stock-more]");
    await page.click("[data-act=stock-more]");
    await page.click("[data-act=save-stock]");
    await page.waitForFunction((wanted) => document.querySelector("[data-stock-count]")?.textContent === String(wanted), before + 2);
    return page;
  },

  async pictures_are_added_described_reordered_and_brought_back() {
    const page = await open("products");
    await rows(page).nth(1).click();
    await page.click("[data-act=add-picture]");
    await page.waitForSelector(".shot");
    const count = await page.locator(".shot").count();
    await page.click("[data-act=add-picture]");
    await page.waitForFunction((wanted) => document.querySelectorAll(".shot").length === wanted, count + 1);
    await page.locator("[name=alt]").last().fill("A blue cover");
    await page.keyboard.press("Tab");
    await page.locator(".shot").last().hover();
    await page.locator("[data-act=picture-left]").last().click();
    await page.locator(".shot").first().hover();
    await page.locator("[data-act=picture-remove]").first().click();
    await toast(page, "Picture removed");
    await page.click("[data-act=toast-act]");
    await page.waitForFunction((wanted) => document.querySelectorAll(".shot").length === wanted, count + 1);
    return page;
  },

  async an_import_is_looked_at_run_and_stopped() {
    const page = await open("import");
    await page.fill("[name=path]", "/nowhere/missing.csv");
    await page.click("[data-act=preview]");
    await page.getByText("There is no file with this name.").first().waitFor();
    await page.click("[data-act=choose-file]");
    await page.click("[data-act=preview]");
    await page.waitForSelector("[data-bad] [data-line='247']");
    await page.selectOption("[name=map-name]", "title");
    await page.waitForFunction(() => window.asked.filter((one) => one.op === "import.preview").at(-1).input.mapping?.name === "title");
    await page.click("[data-act=run-import]");
    await page.click("[data-act=stop-import]");
    await page.waitForSelector("[data-run][data-state=stopped]");
    await page.click("[data-act=resume-import]");
    await page.waitForSelector("[data-run][data-state=done]");
    return page;
  },

  async an_order_is_paid_sent_and_another_cancelled() {
    const page = await open("orders");
    await rows(page).first().click();
    await page.click("[data-act=mark-paid]");
    await page.click("[data-act=paid-transfer]");
    await toast(page, "Marked as paid");
    await page.click("[data-act=mark-sent]");
    await page.fill("[name=answer]", "0034");
    await page.click("[data-act=ask-yes]");
    await page.locator(".lines tr[data-state=sent]").first().waitFor();
    await rows(page).nth(6).click();
    await page.locator("[data-act=cancel-sale]").click();
    await page.fill("[name=answer]", "The buyer asked");
    await page.click("[data-act=ask-yes]");
    await toast(page, "cancelled");
    return page;
  },

  async mail_is_sent_again_and_reviews_answered() {
    const page = await open("mail");
    await page.click("[data-act=mail-state][data-state=failed]");
    await page.waitForFunction(() => document.querySelectorAll("manager-list tr[data-id]").length === 1);
    await rows(page).first().click();
    await page.waitForSelector("[data-mail-error]");
    await page.click("[data-act=resend]");
    await toast(page, "sent again");
    await page.goto(`${address}/manager.html?as=vendor#/reviews`, { waitUntil: "networkidle" });
    await rows(page).first().click();
    await page.fill("[name=reply]", "Thank you!");
    await page.click("[data-act=save]");
    await toast(page, "published");
    return page;
  },

  async settings_are_kept_and_a_refusal_is_shown_in_the_servers_words() {
    const page = await open("settings");
    await page.click("[data-act=theme][data-theme=dark]");
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    await page.fill("[name=to]", "nobody");
    await page.click("[data-act=test-mail]");
    await page.locator("[data-form=test-mail] .error", { hasText: "Enter a valid email address." }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("hobbit");
    await page.locator("[role=option]", { hasText: "Hobbit" }).first().click();
    await page.waitForSelector("manager-product [name=name]");
    return page;
  },
};

let failed = 0;
for (const [name, story] of Object.entries(stories)) {
  if (process.argv[2] && !name.includes(process.argv[2])) continue;
  try {
    const page = await story();
    await page.close();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n      ${error.message.split("\n").slice(0, 6).join("\n      ")}`);
  }
}
for (const fault of faults) console.log(`page error: ${fault}`);
await browser.close();
stop();
process.exitCode = failed || faults.length ? 1 : 0;
