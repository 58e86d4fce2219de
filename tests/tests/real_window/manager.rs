//! The manager window: the demo, one product, a save that is clicked twice, a file that is none.

use std::{fs, path::Path, time::Duration};

use stories::{Fallible, fail, window::App};

/// The demo is built on the spot: ten thousand books with debug code on a busy machine.
const DEMO_TAKES: Duration = Duration::from_mins(3);

pub(crate) async fn opens_the_demo(app: &App) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    app.wait_for("[data-act=open-demo]").await?;
    crate::access::is_usable(app, "the first screen").await?;

    app.double_click("[data-act=open-demo]").await?;
    app.wait_long_for("manager-home [data-card=stores] li", DEMO_TAKES).await?;

    assert_eq!(
        app.count("[data-card=stores] li").await?,
        2,
        "the demo has two stores, however often it was asked for"
    );
    assert!(
        app.shows("[data-demo-note] [data-demo-password]").await?,
        "the first screen says how to sign in again"
    );
    Ok(())
}

pub(crate) async fn changes_a_product_and_takes_a_removal_back(app: &App) -> Fallible<()> {
    app.click("[data-place=products]").await?;
    finds(app, "leather jacket").await?;
    app.click("manager-list tr[data-id] td.is-wide").await?;
    app.wait_for("[data-form=product] [name=name]").await?;
    let shown = app.script("return document.querySelector('[data-form=product] [name=name]').value").await?;
    let name = shown.as_str().ok_or_else(|| fail("the product has no name"))?;

    app.type_into("[data-form=product] [name=price_minor]", "123.45").await?;
    app.press("Control+s").await?;
    app.wait_text("[data-toast]", "Saved.").await?;
    app.wait_text("manager-list tr[aria-current=true]", "123.45").await?;

    let before = stock(app).await?;
    app.type_into("[data-form=adjust] [name=delta]", "+7").await?;
    app.double_click("[data-act=save-stock]").await?;
    app.wait_text("[data-stock] td", "+7").await?;
    assert_eq!(stock(app).await?, before + 7, "two clicks move the goods once");

    app.click(".detail [data-act=remove]").await?;
    app.wait_text("[data-toast]", "removed").await?;
    app.wait_until(&format!("!document.querySelector('manager-list').textContent.includes({name:?})"))
        .await?;
    app.press("Control+z").await?;
    app.wait_text("[data-toast]", "restored").await?;
    app.wait_text("manager-list", name).await
}

/// How many pieces the record in sight has in stock.
async fn stock(app: &App) -> Fallible<u64> {
    let count = app.script("return Number(document.querySelector('[data-stock-count]').textContent)").await?;
    count.as_u64().ok_or_else(|| fail(format!("the stock is {count}")))
}

pub(crate) async fn saves_once_however_often_it_is_clicked(app: &App) -> Fallible<()> {
    app.press("n").await?;
    app.wait_for("[data-form=product] [name=name]").await?;
    crate::access::is_usable(app, "the form of a product").await?;
    for (name, value) in
        [("name", "Mug of two clicks"), ("sku", "MUG-2"), ("price_minor", "8"), ("stock", "5")]
    {
        app.type_into(&format!("[data-form=product] [name={name}]"), value).await?;
    }
    app.double_click("[data-form=product] [data-act=save]").await?;
    app.wait_text("[data-toast]", "on the shelf").await?;

    app.wait_text(".detail .detail-head h2", "Mug of two clicks").await?;
    app.type_into("[data-form=product] [name=name]", "Mug nobody saved").await?;
    app.click("[data-place=mail]").await?;
    app.wait_for("[data-dialog=confirm]").await?;
    app.press("Escape").await?;
    app.wait_gone("[data-dialog=confirm]").await?;
    assert!(app.shows("[data-form=product]").await?, "who does not answer stays with what was typed");
    app.type_into("[data-form=product] [name=name]", "Mug of two clicks").await?;

    app.go("#/products").await?;
    finds(app, "two clicks").await?;
    let rows = app.count("manager-list tr[data-id]").await?;
    assert_eq!(rows, 1, "a double click makes one product");
    Ok(())
}

pub(crate) async fn hears_at_the_field_what_is_wrong_with_a_file(
    app: &App,
    documents: &Path,
) -> Fallible<()> {
    let empty = documents.join("empty.csv");
    fs::write(&empty, "")?;
    app.go("#/import").await?;
    for path in [empty, documents.join("nowhere.csv")] {
        app.type_into("[data-form=preview] [name=path]", &path.display().to_string()).await?;
        app.click("[data-act=preview]").await?;
        app.wait_until("document.querySelector('[data-error-for=path]').textContent.length > 10").await?;

        let said = app.text("[data-error-for=path]").await?;
        let kept = app.script("return document.querySelector('[name=path]').value").await?;
        assert_eq!(kept.as_str(), path.to_str(), "the path stays as it was typed");
        assert!(!said.contains("os error"), "the sentence is for a person: {said}");
        assert!(
            app.shows("[name=path][aria-invalid=true]:focus").await?,
            "and the cursor is where it must be mended"
        );
        app.script("document.querySelector('[data-error-for=path]').textContent = ''").await?;
    }
    crate::access::is_usable(app, "the import").await
}

/// Searches the list in sight and waits for its answer.
async fn finds(app: &App, text: &str) -> Fallible<()> {
    app.type_into("[data-filter][name=text]", text).await?;
    let word = text.split(' ').next_back().ok_or_else(|| fail("nothing to search for"))?;
    app.wait_until(&format!(
        "(rows => rows.length > 0 && rows.length < 40 && rows.every((row) => row.textContent.toLowerCase().includes({word:?})))([...document.querySelectorAll('manager-list tr[data-id]')])"
    ))
    .await
}
