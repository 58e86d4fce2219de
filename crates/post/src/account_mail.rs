//! A mail about an account gets its words here, at the moment it leaves: its token is drawn now, and only its hash is kept.
//! A second try draws another, which withdraws the first.

use market::Refusal;
use market::db::mail::{About, MailRow};
use market::db::one_time_token::{self, TokenRow};
use market::db::{self, Db, Tx, account::AccountRow};
use market::domain::ids;
use market::domain::letter::{self, Act, Kind, Language, Notice, Words};
use market::domain::one_time::{self, CHANCE, Drawn, HOUR_US, Purpose};

/// What the courier brings along.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) now_us: i64,
    /// Drawn for this mail alone.
    pub(crate) chance: &'a [u8; CHANCE],
    /// Where the hub's pages are, such as `https://market.example`; none where there is no hub.
    pub(crate) pages: Option<&'a str>,
}

/// The words of a mail about an account; none where there is nobody to tell, or where they were told too often.
pub(crate) async fn write(
    db: &Db,
    mail: &MailRow,
    kind: Kind,
    about: &About,
    moment: Moment<'_>,
) -> Result<Option<Words>, Refusal> {
    let mut tx = db.begin().await?;
    let words = words(&mut tx, mail, kind, about, moment).await?;
    tx.commit().await?;
    Ok(words)
}

async fn words(
    tx: &mut Tx,
    mail: &MailRow,
    kind: Kind,
    about: &About,
    moment: Moment<'_>,
) -> Result<Option<Words>, Refusal> {
    let owner = db::account::by_email(tx, &mail.recipient).await?;
    let account = match about.account {
        Some(account) => db::account::get(tx, account).await?,
        None => owner.clone(),
    };
    let Some(account) = account else { return Ok(None) };
    let (kind, account) = match (kind, owner) {
        // The address is somebody else's: they are told, and nobody proves it.
        (Kind::Welcome | Kind::Verify, Some(owner)) if owner.id != account.id => (Kind::AddressTaken, owner),
        _ => (kind, account),
    };
    let purpose = match kind {
        Kind::Welcome | Kind::Verify if !is_to_be_proved(&account, &mail.recipient) => return Ok(None),
        Kind::Welcome | Kind::Verify => Some(Purpose::Verify),
        Kind::Reset => Some(Purpose::Reset),
        Kind::PasswordChanged
        | Kind::SecondFactorOn
        | Kind::SecondFactorOff
        | Kind::AddressChanged
        | Kind::AddressTaken => None,
    };
    let address = about.address.as_deref().unwrap_or(&mail.recipient);
    let Some(purpose) = purpose else { return Ok(Some(said(kind, &account, address, None))) };
    let Some(drawn) = draw(tx, mail, &account, purpose, moment).await? else { return Ok(None) };
    let link = link_of(purpose, &drawn.link, moment.pages);
    Ok(Some(said(kind, &account, address, Some(Act { link: &link, code: &drawn.code }))))
}

fn is_to_be_proved(account: &AccountRow, address: &str) -> bool {
    match &account.pending_email {
        Some(pending) => pending == address,
        None => account.email == address && account.email_verified_at_us.is_none(),
    }
}

/// A new token in the place of those before; none for an account that was sent enough of them.
async fn draw(
    tx: &mut Tx,
    mail: &MailRow,
    account: &AccountRow,
    purpose: Purpose,
    moment: Moment<'_>,
) -> Result<Option<Drawn>, Refusal> {
    let Moment { now_us, chance, .. } = moment;
    let sent = one_time_token::sent_since(tx, account.id, purpose, now_us - HOUR_US).await?;
    if sent >= purpose.most_in_an_hour() {
        return Ok(None);
    }
    let drawn = one_time::draw(chance);
    let link_hash = one_time::link_hash(&drawn.link);
    let id = ids::derived(mail.id, &link_hash);
    one_time_token::withdraw(tx, account.id, purpose, now_us).await?;
    let token = TokenRow {
        id,
        account_id: account.id,
        purpose: purpose.name().to_owned(),
        address: mail.recipient.clone(),
        link_hash,
        code_hash: one_time::code_hash(id, &drawn.code),
        created_at_us: now_us,
        link_until_us: now_us + purpose.link_us(),
        code_until_us: now_us + purpose.code_us(),
    };
    one_time_token::insert(tx, &token).await?;
    Ok(Some(drawn))
}

/// A page of the hub; without one the program itself is asked to open.
fn link_of(purpose: Purpose, link: &str, pages: Option<&str>) -> String {
    match pages {
        Some(pages) => format!("{}/{}/{link}", pages.trim_end_matches('/'), purpose.letter()),
        None => format!("tradepost://{}/{link}", purpose.name()),
    }
}

fn said(kind: Kind, account: &AccountRow, address: &str, act: Option<Act<'_>>) -> Words {
    let notice = Notice { name: &account.username, address, act };
    letter::account(kind, Language::of(&account.language), &notice)
}
