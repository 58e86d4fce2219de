//! A vendor and a buyer on two desktops, with the network, without it and with it again: every state both windows show.

use desk::{Desk, Options, Window};
use market::db::Db;
use serde_json::{Value, json};
use stories::{
    Fallible, fail,
    places::repository,
    shop::{PASSWORD, id_of, product_fields, registration, sign_in, store_fields},
    town::{Town, manager, storefront, until, until_sent},
    window::{App, Desktop},
};

use crate::album::Album;

/// What is sold, by the name of its drawing.
const GOODS: [(&str, &str, i64, i64); 8] = [
    ("Blue Silk Tuxedo", "blue-silk-tuxedo", 12_900, 6),
    ("Classic Leather Jacket", "classic-leather-jacket", 18_900, 5),
    ("Olive Green Jacket", "olive-green-jacket", 9_900, 12),
    ("Yellow Wool Jumper", "yellow-wool-jumper", 5_900, 20),
    ("Chequered Red Shirt", "chequered-red-shirt", 4_900, 9),
    ("Black Leather Bag", "black-leather-bag", 14_900, 7),
    ("White Cotton Shirt", "white-cotton-shirt", 3_900, 30),
    ("Dark Denim Top", "dark-denim-top", 6_900, 11),
];

/// Everybody and everything of the story.
pub(crate) struct Scene {
    town: Town,
    /// A colleague of the vendor's, in the house of the marketplace: no line between them can be down.
    colleague: Desk,
    _house: tempfile::TempDir,
    products: Vec<String>,
}

fn drawing(name: &str) -> std::path::PathBuf {
    repository().join("tests/data/demo-pictures").join(format!("{name}.jpg"))
}

async fn goods(desk: &Desk, store: &str) -> Vec<String> {
    let mut products = vec![];
    for (name, file, price, stock) in GOODS {
        let mut after = product_fields(&file.to_uppercase(), price, stock);
        after["name"] = json!(name);
        after["subtitle"] = json!("Harbour & Thread");
        after["tags"] = json!(["Autumn"]);
        after["description"] =
            json!("<p>Sewn in small numbers, one pair of hands from the first cut to the last button.</p>");
        let id = id_of(&manager(desk, "product.save", json!({ "store": store, "after": after })).await);
        let kept = manager(desk, "picture.add", json!({ "path": drawing(file) })).await;
        let pictures = json!([{ "hash": kept["hash"], "alt": name }]);
        manager(desk, "product.set_pictures", json!({ "id": id, "pictures": pictures })).await;
        products.push(id);
    }
    products
}

/// A shop with a vendor's and a buyer's desktop, both brought up to date and closed.
pub(crate) async fn opens(vendor: &Desktop, buyer: &Desktop) -> Fallible<Scene> {
    let town = Town::new().await;
    let desk = town.desk(&vendor.data()).await;
    manager(&desk, "account.register", registration("vendor", "vendor")).await;
    let mut fields = store_fields("Harbour & Thread", "HT-");
    fields["description"] = json!("Clothes for wind and weather, and for the evening after.");
    let logo = manager(&desk, "picture.add", json!({ "path": drawing("harbour-and-thread") })).await;
    fields["logo"] = logo["hash"].clone();
    let store = id_of(&manager(&desk, "store.save", json!({ "after": fields })).await);
    let products = goods(&desk, &store).await;
    until_sent(&desk, Window::Manager).await;
    desk.close().await;

    let desk = town.desk(&buyer.data()).await;
    storefront(&desk, "account.register", registration("buyer", "buyer")).await;
    let after = json!({ "name": "Béla Buyer", "line1": "Fő utca 7", "city": "Budapest", "country": "HU", "postcode": "1011" });
    storefront(&desk, "address.save", json!({ "after": after })).await;
    until("the shelves are full", || async {
        storefront(&desk, "shelf.list", json!({})).await["total"] == GOODS.len()
    })
    .await;
    for row in storefront(&desk, "shelf.list", json!({})).await["rows"].as_array().into_iter().flatten() {
        desk.picture(row["picture"].as_str().unwrap_or_default(), true).await;
    }
    until_sent(&desk, Window::Storefront).await;
    desk.close().await;

    let house = tempfile::tempdir()?;
    let shared =
        Db::open_maria(&town.database.url, &town.database.ca_path).await.map_err(|no| fail(no.message))?;
    let options = Options { shared: Some(shared), ..Options::default() };
    let colleague = Desk::open_with(house.path().to_owned(), options).await.map_err(|no| fail(no.message))?;
    sign_in(&colleague, Window::Manager, "vendor").await;
    Ok(Scene { town, colleague, _house: house, products })
}

impl Scene {
    fn product(&self, number: usize) -> &str {
        self.products.get(number).map_or("", String::as_str)
    }

    /// Both are connected; then the line goes down.
    pub(crate) async fn is_cut(&mut self, vendor: &App, buyer: &App, album: &Album) -> Fallible<()> {
        vendor.window("manager").await?;
        vendor.resize(1280, 800).await?;
        vendor.wait_text("[data-sync-text]", "connected · all saved").await?;
        vendor.go("#/sync").await?;
        album.page(vendor, "manager-connected").await?;
        buyer.window("manager").await?;
        buyer.call("window.storefront", json!({})).await?;
        buyer.window("storefront").await?;
        buyer.resize(1280, 800).await?;
        buyer.wait_for("[data-card]").await?;
        album.page(buyer, "storefront-connected").await?;

        self.town.closes().await;
        vendor.wait_text("[data-sync-text]", "offline · nothing is lost · last contact").await?;
        album.page(vendor, "manager-offline").await?;
        vendor.go("#/orders").await?;
        vendor.click("date-input:has([name=from]) [data-act=open-month]").await?;
        vendor.wait_for(".month:popover-open [data-today]").await?;
        album.page(vendor, "manager-a-day-is-chosen").await?;
        vendor.press("Enter").await?;
        vendor
            .wait_until("/^\\d{4}-\\d\\d-\\d\\d$/.test(document.querySelector('[name=from]').value)")
            .await?;
        vendor.click("date-input:has([name=from]) [data-act=open-month]").await?;
        vendor.click(".month [data-act=no-day]").await?;
        buyer.wait_for("[data-contact=offline]").await?;
        album.page(buyer, "storefront-offline").await?;
        buyer.go(&format!("#/product/{}", self.product(1))).await?;
        buyer.wait_for("[data-stock] [data-as-of]").await?;
        album.page(buyer, "storefront-offline-product").await?;
        album.wide_page(buyer, "storefront-offline-product-wide").await
    }

    /// The vendor goes on for a day.
    pub(crate) async fn vendor_works(&self, app: &App, album: &Album) -> Fallible<()> {
        let jacket = self.product(1);
        app.go(&format!("#/products/{jacket}")).await?;
        for (name, value) in
            [("name", "Classic Leather Jacket, lined"), ("price_minor", "199.00"), ("tax_bp", "7")]
        {
            app.type_into(&format!("[data-form=product] [name={name}]"), value).await?;
        }
        app.type_into("tags-input input", "Leather,").await?;
        app.click("[data-form=product] [data-act=save]").await?;
        app.wait_text("[data-toast]", "Saved").await?;
        for (number, delta) in [(5, -3)] {
            let ask = json!({ "product": self.product(number), "delta": delta, "reason": "damaged", "note": "Torn seams" });
            app.call("stock.adjust", ask).await?;
        }
        let store = app.call("store.list", json!({})).await?["stores"][0]["id"].clone();
        let mut after = product_fields("SCARF-1", 2_900, 15);
        after["name"] = json!("Striped Wool Scarf");
        app.call("product.save", json!({ "store": store, "after": after })).await?;
        app.wait_text("[data-sync-text]", "offline · 3 changes waiting · last contact").await?;
        app.wait_gone("[data-toast]").await?;
        album.page(app, "manager-pending").await?;
        album.wide_page(app, "manager-pending-wide").await?;
        app.go("#/sync").await?;
        album.page(app, "manager-pending-sync").await?;
        app.go("#/settings").await?;
        app.click("[data-act=sign-out]").await?;
        app.wait_text("[data-dialog=confirm] [data-kept]", "3 changes").await?;
        album.page(app, "manager-sign-out-is-warned").await?;
        app.click("[data-act=confirm-no]").await
    }

    /// The buyer orders twice.
    pub(crate) async fn buyer_orders(&self, app: &App, album: &Album) -> Fallible<()> {
        let mut orders = vec![];
        for lines in [&[(3, 2), (4, 1)][..], &[(0, 4), (6, 2)][..]] {
            for (number, quantity) in lines {
                let ask = json!({ "product": self.product(*number), "quantity": quantity, "mode": "add" });
                app.call("cart.put", ask).await?;
            }
            app.go("#/checkout").await?;
            app.click("[data-act=to-review]:not([disabled])").await?;
            app.click("[data-act=place-order]:not([disabled])").await?;
            app.wait_for("[data-order-state=queued]").await?;
            if orders.is_empty() {
                album.page(app, "storefront-order-is-queued").await?;
            }
            orders.push(app.script("return document.querySelector('[data-act=see-order]').hash").await?);
            app.go("#/").await?;
            app.wait_for("[data-card]").await?;
        }
        app.go("#/orders").await?;
        app.wait_for("[data-sync=queued]").await?;
        album.page(app, "storefront-orders-queued").await?;
        app.click("[data-order]").await?;
        app.wait_text("body", "until then nothing is promised").await?;
        album.page(app, "storefront-one-order-queued").await?;
        app.go("#/waiting").await?;
        app.wait_text("[data-calm]", "kept on this computer").await?;
        album.page(app, "storefront-waiting").await
    }

    /// Meanwhile a colleague changes the same jacket, sells bags, and takes the number of the scarf.
    pub(crate) async fn colleague_is_quicker(&self) -> Fallible<()> {
        let jacket = self.product(1);
        let desk = &self.colleague;
        until("the colleague sees the shelves", || async {
            manager(desk, "product.list", json!({})).await["total"] == GOODS.len()
        })
        .await;
        let before = manager(desk, "product.get", json!({ "id": jacket })).await;
        let mut after = before.clone();
        after["name"] = json!("Harbour Leather Jacket");
        after["price_minor"] = json!(17_500);
        after["tags"] = json!(["Autumn", "Sale"]);
        manager(desk, "product.save", json!({ "id": jacket, "before": before, "after": after })).await;
        for (number, delta) in [(5, -5), (0, -4)] {
            let ask = json!({ "product": self.product(number), "delta": delta, "reason": "other" });
            manager(desk, "stock.adjust", ask).await;
        }
        let store = manager(desk, "store.list", json!({})).await["stores"][0]["id"].clone();
        let after = product_fields("SCARF-1", 2_500, 4);
        manager(desk, "product.save", json!({ "store": store, "after": after })).await;
        Ok(())
    }

    /// The line is back.
    pub(crate) async fn is_whole_again(&mut self) {
        self.town.opens().await;
    }

    /// The vendor sees what was not taken, and decides by mouse and by keys.
    pub(crate) async fn vendor_decides(&self, app: &App, album: &Album) -> Fallible<()> {
        app.go("#/sync").await?;
        app.wait_until("document.querySelectorAll('.refusal').length === 3").await?;
        app.wait_text(".refusal-what", "New product “Striped Wool Scarf”").await?;
        app.wait_text(".reasons", "Only 2 are in stock.").await?;
        album.page(app, "manager-conflict-and-refused").await?;
        album.wide_page(app, "manager-conflict-and-refused-wide").await?;
        app.go(&format!("#/products/{}", self.product(1))).await?;
        app.wait_for("manager-product [data-form=choose]").await?;
        album.page(app, "manager-conflict-at-the-product").await?;

        app.go("#/sync").await?;
        app.wait_for(".refusal[data-kind=conflict]").await?;
        app.tab_to("[data-form=choose] input[name=name]").await?;
        app.press("Right").await?;
        app.tab_to("[data-form=choose] input[name=price_minor]").await?;
        app.tab_to("[data-form=choose] input[name=tags]").await?;
        app.press("Right").await?;
        app.press("Right").await?;
        album.page(app, "manager-chosen-by-keys").await?;
        app.tab_to("[data-act=keep-choice]").await?;
        app.press("Enter").await?;
        app.wait_gone(".refusal[data-kind=conflict]").await?;
        self.has_settled().await;

        app.click(".refusal:has(.reasons) [data-act=edit-refused]").await?;
        app.wait_for("[data-draft]").await?;
        album.page(app, "manager-edit-and-retry").await?;
        app.go("#/sync").await?;
        if app.shows("[data-act=confirm-yes]").await? {
            app.click("[data-act=confirm-yes]").await?;
        }
        app.wait_for(".refusal").await?;
        app.click(".refusal [data-act=discard]").await?;
        app.wait_for("[data-dialog=confirm]").await?;
        album.page(app, "manager-discard-asks-once").await?;
        app.click("[data-act=confirm-no]").await
    }

    /// Name theirs, price mine, tags as before: exactly that is true now.
    async fn has_settled(&self) {
        let now = async || manager(&self.colleague, "product.get", json!({ "id": self.product(1) })).await;
        let wanted = json!(["Harbour Leather Jacket", 19_900, 700, ["Autumn"]]);
        until("the colleague sees what was chosen", || async {
            let Value::Object(row) = now().await else { return false };
            json!([row["name"], row["price_minor"], row["tax_bp"], row["tags"]]) == wanted
        })
        .await;
    }

    /// The buyer sees one order confirmed and one refused, with the cart given back.
    pub(crate) async fn buyer_is_told(&self, app: &App, album: &Album) -> Fallible<()> {
        app.go("#/orders").await?;
        app.wait_text("[data-because]", "Refused, because only 2 are left of").await?;
        app.wait_for("[data-sync=confirmed]").await?;
        album.page(app, "storefront-orders-confirmed-and-refused").await?;
        album.wide_page(app, "storefront-orders-confirmed-and-refused-wide").await?;
        app.click("[data-sync=refused]").await?;
        app.wait_for("[data-refused-order]").await?;
        album.page(app, "storefront-order-refused").await?;
        app.click("[data-act=cart-again]").await?;
        app.wait_for("[data-drawer=cart][open] [data-problem-text]").await?;
        album.page(app, "storefront-cart-given-back").await?;
        app.click("[data-act=close-cart]").await?;
        app.go("#/orders").await?;
        app.click("[data-sync=confirmed]").await?;
        app.wait_for("[data-invoice]").await?;
        album.page(app, "storefront-order-confirmed").await
    }

    /// The marketplace ends every session.
    pub(crate) async fn is_locked(&self, vendor: &App, buyer: &App, album: &Album) -> Fallible<()> {
        let authority = self.town.authority().await;
        let mut tx = authority.db().begin().await.map_err(|no| fail(no.message))?;
        tx.exec("update session set ended_at_us = 1", vec![]).await.map_err(|no| fail(no.message))?;
        tx.commit().await.map_err(|no| fail(no.message))?;
        vendor.wait_for("[data-form=sign-in] , [data-locked]").await?;
        vendor.wait_text("[data-locked]", "Your session has ended").await?;
        album.page(vendor, "manager-locked").await?;
        buyer.wait_text("[data-locked]", "Your session has ended").await?;
        album.page(buyer, "storefront-locked").await?;
        buyer.click(".head-strip [data-act=sign-in]").await?;
        buyer.wait_for("[data-dialog=door]").await?;
        album.page(buyer, "storefront-locked-door").await?;
        vendor.type_into("[data-form=sign-in] [name=password]", PASSWORD).await?;
        vendor.click("[data-act=submit-sign-in]").await?;
        vendor.wait_for("manager-shell").await?;
        vendor.wait_text("[data-sync-text]", "refused").await.map(drop)
    }

    pub(crate) async fn ends(self) {
        self.colleague.close().await;
    }
}
