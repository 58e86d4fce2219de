//! A token is found by its link, or by the address it was sent to and its code, and works once. What is expired, altered,
//! used, withdrawn or somebody else's is refused alike.

use market::Refusal;
use market::db::Tx;
use market::db::one_time_token::{self, TokenRow};
use market::domain::one_time::{Purpose, code_hash, link_hash};

/// How somebody shows that they got the letter.
pub(crate) enum Shown<'a> {
    Link(&'a str),
    Code { address: &'a str, code: &'a str },
}

impl<'a> Shown<'a> {
    /// The link where there is one, else the code of an address.
    pub(crate) fn of(token: Option<&'a str>, address: &'a str, code: Option<&'a str>) -> Self {
        match token {
            Some(token) => Self::Link(token),
            None => Self::Code { address, code: code.unwrap_or_default() },
        }
    }
}

/// Uses a token up within the transaction that does what it allows. Without one, what was counted must still be committed.
pub(crate) async fn redeem(
    tx: &mut Tx,
    purpose: Purpose,
    shown: &Shown<'_>,
    now_us: i64,
) -> Result<Option<TokenRow>, Refusal> {
    let found = match shown {
        Shown::Link(link) => one_time_token::by_link(tx, purpose, &link_hash(link), now_us).await?,
        Shown::Code { address, code } => {
            let found = one_time_token::by_address(tx, purpose, address, now_us).await?;
            let Some(token) = found else { return Ok(None) };
            // The try is taken before the code is compared, so that many at once are no more than those that are left.
            let has_try = one_time_token::take_try(tx, token.id).await?;
            (has_try && code_hash(token.id, code) == token.code_hash).then_some(token)
        }
    };
    let Some(token) = found else { return Ok(None) };
    let is_first = one_time_token::use_up(tx, token.id, now_us).await?;
    Ok(is_first.then_some(token))
}

/// The one answer to every token that does not work.
pub(crate) fn refused() -> Refusal {
    Refusal::field("code", "This link or code does not work any more. Please ask for a new one.")
}
