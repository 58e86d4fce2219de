// The manager window's screens: {name, at, act?}.

const at = (place, as = "vendor") => `/manager.html?as=${as}#/${place}`;
const first = (page) => page.locator("manager-list tr[data-id]").first().click();

export const scenes = [
  { name: "manager-welcome", at: at("home", "fresh") },
  {
    name: "manager-welcome-demo",
    at: at("home", "fresh"),
    act: async (page) => {
      await page.click("[data-act=open-demo]");
      await page.waitForTimeout(300);
    },
  },
  {
    name: "manager-register",
    at: at("home", "fresh"),
    act: async (page) => {
      await page.click("[data-act=open-own]");
      await page.fill("[name=email]", "rosa");
      await page.click("[data-act=register]");
    },
  },
  { name: "manager-sign-in", at: at("home", "visitor") },
  {
    name: "manager-forgotten",
    at: at("home", "visitor"),
    act: async (page) => {
      await page.fill("[name=name]", "rosa@example.com");
      await page.click("[data-act=to-forgotten]");
    },
  },
  {
    name: "manager-forgotten-code",
    at: at("home", "visitor"),
    act: async (page) => {
      await page.fill("[name=name]", "rosa@example.com");
      await page.click("[data-act=to-forgotten]");
      await page.click("[data-act=send-forgot]");
      await page.fill("[name=code]", "2222-2222");
      await page.fill("[name=new_password]", "bright water 8");
      await page.fill("[name=new_password_again]", "bright water 8");
      await page.click("[data-act=send-reset]");
    },
  },
  { name: "manager-account-email", at: at("account/email") },
  { name: "manager-home", at: at("home") },
  { name: "manager-home-empty", at: at("home", "empty") },
  { name: "manager-stores", at: at("stores"), act: first },
  { name: "manager-stores-new", at: at("stores/new") },
  { name: "manager-products", at: at("products") },
  { name: "manager-products-empty", at: at("products", "empty") },
  { name: "manager-product", at: at("products"), act: (page) => page.locator("manager-list tr[data-id]").nth(1).click() },
  {
    name: "manager-product-down",
    at: at("products"),
    act: async (page) => {
      await page.locator("manager-list tr[data-id]").nth(1).click();
      await page.locator("[data-stock]").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "manager-product-errors",
    at: at("products/new"),
    act: async (page) => {
      await page.fill("[name=price_minor]", "12.999");
      await page.click("[data-act=save]");
    },
  },
  {
    name: "manager-products-many",
    at: at("products"),
    act: async (page) => {
      for (const n of [0, 2, 3]) await page.locator("[data-act=choose]").nth(n).click();
    },
  },
  { name: "manager-tags", at: at("tags"), act: first },
  { name: "manager-import", at: at("import") },
  {
    name: "manager-import-preview",
    at: at("import"),
    act: async (page) => {
      await page.fill("[name=path]", "/home/rosa/Documents/books-10k.csv");
      await page.click("[data-act=preview]");
      await page.waitForSelector("[data-act=run-import]");
    },
  },
  {
    name: "manager-import-run",
    at: at("import"),
    act: async (page) => {
      await page.fill("[name=path]", "/home/rosa/Documents/books-10k.csv");
      await page.click("[data-act=preview]");
      await page.click("[data-act=run-import]");
      await page.waitForTimeout(400);
    },
  },
  { name: "manager-orders", at: at("orders") },
  { name: "manager-order", at: at("orders"), act: first },
  { name: "manager-reviews", at: at("reviews"), act: first },
  { name: "manager-mail", at: at("mail"), act: (page) => page.locator("manager-list tr[data-id]").nth(2).click() },
  { name: "manager-sync", at: at("sync") },
  { name: "manager-settings", at: at("settings") },
  { name: "manager-invite", at: at("home", "buyer") },
  {
    name: "manager-large-type",
    at: at("settings"),
    act: async (page) => {
      await page.click("[data-act=size][data-size='150']");
      await page.click("[data-act=go-products]");
      await page.locator("manager-list tr[data-id]").nth(1).click();
    },
  },
  { name: "manager-palette", at: at("home"), act: (page) => page.keyboard.press("Control+k") },
  { name: "manager-keys", at: at("home"), act: (page) => page.keyboard.press("?") },
];
