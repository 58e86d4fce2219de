//! What the demo's buyers say, and one answer. Whether a review is verified follows from what they bought.

use market::domain::ids;
use market::intent::IntentBody;
use market::{Refusal, db};

use super::people::{self, BUYERS, Person};
use super::stores::{self, Shop, Stores};
use crate::call::Call;

/// One review.
#[derive(Debug)]
struct Said {
    buyer: &'static str,
    shop: Shop,
    product: &'static str,
    rating: i64,
    title: &'static str,
    body: &'static str,
    reply: &'static str,
}

const fn said(
    (buyer, shop, product): (&'static str, Shop, &'static str),
    rating: i64,
    title: &'static str,
    body: &'static str,
) -> Said {
    Said { buyer, shop, product, rating, title, body, reply: "" }
}

const JONAS: &str = people::BUYER_EMAIL;
const OLHA: &str = "olha@demo.example";
const LAYLA: &str = "layla@demo.example";

const REVIEWS: &[Said] = &[
    said(
        (JONAS, Shop::Books, "hunger games"),
        5,
        "Could not put it down",
        "Read it in two evenings. The pace never lets go.",
    ),
    Said {
        reply: "Thank you, Jonas! We have told the atelier; from spring on there is a shorter cut as well.",
        ..said(
            (JONAS, Shop::Apparel, "ocean blue shirt"),
            4,
            "Lovely colour",
            "Softer than I expected; the sleeves run a little long.",
        )
    },
    said(
        (JONAS, Shop::Books, "great gatsby"),
        4,
        "Still shines",
        "A second reading, and better than the first.",
    ),
    said(
        (JONAS, Shop::Apparel, "chequered red shirt"),
        5,
        "Warm and sturdy",
        "Borrowed my brother's for a week in the woods. Not a thread loose.",
    ),
    said(
        (OLHA, Shop::Apparel, "yellow wool jumper"),
        5,
        "Теплий, як літо",
        "Дуже м'який. Колір такий самий, як на картинці.",
    ),
    said((OLHA, Shop::Books, "master margarita"), 5, "A book for life", "I give it to everybody I like."),
    said(
        (OLHA, Shop::Apparel, "black leather bag"),
        3,
        "Handsome, but heavy",
        "Held it in a friend's hall: beautiful seams, and more weight than my shoulder wants.",
    ),
    said(
        (OLHA, Shop::Apparel, "classic leather jacket"),
        4,
        "Fits like a glove",
        "The belt could be longer.",
    ),
    said((LAYLA, Shop::Books, "prophet gibran"), 5, "كتاب لا يشيخ", "أعود إليه كل عام."),
    said(
        (LAYLA, Shop::Apparel, "floral white top"),
        4,
        "Fresh and light",
        "Washes well. I would have liked pockets, but who puts pockets in a top.",
    ),
    said(
        (LAYLA, Shop::Apparel, "led high tops"),
        5,
        "The green is very green",
        "Everybody asks where they are from. Charge lasts a whole night.",
    ),
    said(
        (LAYLA, Shop::Apparel, "ocean blue shirt"),
        5,
        "Stolen by my husband",
        "Tried his on; now it is mine.",
    ),
];

/// Writes what a buyer has not said yet.
pub(super) async fn write(call: &Call, person: &Person, stores: Stores) -> Result<(), Refusal> {
    for said in REVIEWS.iter().filter(|said| said.buyer == person.email) {
        let Some(row) = stores::find(call, stores.id(said.shop), said.product, 0).await? else { continue };
        let product = row.id;
        if db::review::by(&mut call.read().await?, call.account(), product).await?.is_none() {
            let (rating, title, body) = (said.rating, said.title.to_owned(), said.body.to_owned());
            call.change(IntentBody::SaveReview { product, rating, title, body }).await?;
        }
    }
    Ok(())
}

/// Answers where there is an answer.
pub(super) async fn answer(vendor: &Call, stores: Stores) -> Result<(), Refusal> {
    vendor.desk.sync(&vendor.seat).await?;
    for said in REVIEWS.iter().filter(|said| !said.reply.is_empty()) {
        let Some(buyer) = BUYERS.iter().find(|person| person.email == said.buyer) else { continue };
        let Some(account) = people::account(&vendor.desk, buyer).await? else { continue };
        let Some(row) = stores::find(vendor, stores.id(said.shop), said.product, 0).await? else { continue };
        let review = ids::pair(account, row.id);
        let known = db::review::get(&mut vendor.read().await?, review).await?;
        if known.is_some_and(|known| known.reply.is_none()) {
            vendor.change(IntentBody::ReplyReview { review, reply: said.reply.to_owned() }).await?;
        }
    }
    Ok(())
}
