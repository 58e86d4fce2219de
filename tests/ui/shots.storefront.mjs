// The storefront window's screens: where to go and what to do before the picture.

const shop = (query, hash = "") => `/storefront.html?${query}#${hash}`;
const act = (name) => `[data-act="${name}"]:visible`;
const ROW = (number) => `[data-card] >> nth=${number}`;

const openProduct = async (page, text, number = 0) => {
  await page.fill("[data-search]", text);
  await page.waitForTimeout(400);
  await page.click(`${ROW(number)} >> [data-act=open-product]`);
  await page.waitForSelector("sf-product [data-buying]");
};

const order = async (page) => {
  await page.click(act("to-review"));
  await page.click(act("place-order"));
  await page.waitForSelector("[data-order-number]");
  await page.waitForSelector("[data-invoice]");
};

const toBottom = (page) => page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));

export const scenes = [
  { name: "storefront-shelf", at: shop("as=visitor") },
  { name: "storefront-shelf-scrolled", at: shop("as=buyer"), act: (page) => page.evaluate(() => window.scrollTo(0, 2400)) },
  { name: "storefront-fresh", at: shop("as=fresh") },
  { name: "storefront-search", at: shop("as=buyer"), act: (page) => page.fill("[data-search]", "harry") },
  { name: "storefront-corrected", at: shop("as=buyer"), act: (page) => page.fill("[data-search]", "poter") },
  { name: "storefront-nothing", at: shop("as=buyer", "/?text=zzz") },
  { name: "storefront-tag", at: shop("as=buyer", "/tag/staff-picks") },
  { name: "storefront-scripts", at: shop("as=buyer", "/tag/ara") },
  { name: "storefront-product", at: shop("as=buyer"), act: (page) => openProduct(page, "gatsby") },
  {
    name: "storefront-product-long", at: shop("as=buyer"),
    act: async (page) => {
      const { rows } = await page.evaluate(() => window.__TAURI__.core.invoke("call", { op: "shelf.list", input: { limit: 300 } }));
      const longest = rows.toSorted((a, b) => b.name.length - a.name.length)[0];
      await page.evaluate((id) => (location.hash = `#/product/${id}`), longest.id);
      await page.waitForSelector("sf-product [data-buying]");
    },
  },
  {
    name: "storefront-pictures", at: shop("as=buyer"),
    act: async (page) => {
      await openProduct(page, "linden", 3);
      await page.keyboard.press("ArrowRight");
    },
  },
  {
    name: "storefront-reviews", at: shop("as=buyer"),
    act: async (page) => {
      await openProduct(page, "fault in our");
      await page.click(act("write-review"));
      await page.click("#rating-4");
      await toBottom(page);
    },
  },
  { name: "storefront-cart", at: shop("as=buyer&cart=full"), act: (page) => page.keyboard.press("c") },
  { name: "storefront-cart-problems", at: shop("as=buyer&cart=problems"), act: (page) => page.keyboard.press("c") },
  { name: "storefront-cart-empty", at: shop("as=visitor"), act: (page) => page.keyboard.press("c") },
  { name: "storefront-door", at: shop("as=visitor&cart=full", "/checkout") },
  {
    name: "storefront-forgotten", at: shop("as=visitor&cart=full", "/checkout"),
    act: async (page) => {
      await page.click(act("forgotten"));
      await page.fill("sf-door [name=email]", "ada@example.com");
      await page.click(act("send-forgot"));
    },
  },
  { name: "storefront-account-email", at: shop("as=buyer", "/account/email") },
  {
    name: "storefront-register", at: shop("as=visitor"),
    act: async (page) => {
      await page.click(act("account"));
      await page.click(act("register"));
      await page.fill("dialog [name=email]", "new@example");
      await page.click(act("send-register"));
    },
  },
  { name: "storefront-account", at: shop("as=buyer"), act: (page) => page.click(act("account")) },
  { name: "storefront-checkout", at: shop("as=buyer&cart=full", "/checkout") },
  {
    name: "storefront-checkout-address", at: shop("as=buyer&cart=full", "/checkout"),
    act: async (page) => {
      await page.uncheck("[name=is_same]");
      await page.click(`[data-use=shipping] ${act("add-address")}`);
    },
  },
  { name: "storefront-review", at: shop("as=buyer&cart=full", "/checkout"), act: (page) => page.click(act("to-review")) },
  { name: "storefront-review-problems", at: shop("as=buyer&cart=problems", "/checkout"), act: (page) => page.click(act("to-review")) },
  { name: "storefront-done", at: shop("as=buyer&cart=full", "/checkout"), act: order },
  {
    name: "storefront-orders", at: shop("as=buyer&cart=full", "/checkout"),
    act: async (page) => {
      await order(page);
      await page.keyboard.press("o");
      await page.waitForSelector("[data-order]");
    },
  },
  {
    name: "storefront-order", at: shop("as=buyer&cart=full", "/checkout"),
    act: async (page) => {
      await order(page);
      await page.click(act("see-order"));
      await page.waitForSelector("[data-part]");
    },
  },
  { name: "storefront-orders-visitor", at: shop("as=visitor", "/orders") },
  { name: "storefront-addresses", at: shop("as=buyer", "/addresses") },
  { name: "storefront-keys", at: shop("as=buyer"), act: (page) => page.keyboard.press("?") },
  {
    name: "storefront-palette", at: shop("as=buyer"),
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("the");
    },
  },
];
