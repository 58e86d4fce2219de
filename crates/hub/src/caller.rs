//! Who asks, and from where.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, header};
use market::Refusal;
use market::ops::Actor;

use crate::answer::Fault;
use crate::state::{Hub, State};

/// The longest token that is looked at.
const LONGEST_TOKEN: usize = 200;

/// Somebody signed in.
pub(crate) struct SignedIn(pub(crate) Actor);

/// Anybody; without a token a visitor. A token that is not good is refused all the same.
pub(crate) struct Anybody(pub(crate) Actor);

/// A token, not yet looked at.
pub(crate) struct Token(pub(crate) String);

/// The same, if there is one.
pub(crate) struct MaybeToken(pub(crate) Option<String>);

/// Where a request comes from.
pub(crate) struct Origin(pub(crate) IpAddr);

impl FromRequestParts<Hub> for Token {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Hub) -> Result<Self, Fault> {
        token_of(&parts.headers)?.map(Self).ok_or_else(Fault::signed_out)
    }
}

impl FromRequestParts<Hub> for MaybeToken {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Hub) -> Result<Self, Fault> {
        token_of(&parts.headers).map(Self)
    }
}

impl FromRequestParts<Hub> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Fault> {
        let Token(token) = Token::from_request_parts(parts, hub).await?;
        let authority = hub.authority.clone();
        // In a task of its own, also for those who only wait for changes: they may hang up at any moment.
        let found = tokio::spawn(async move { accounts::actor(&authority, &token).await }).await;
        let actor = found.map_err(|error| Refusal::broken(&error))??;
        actor.map(Self).ok_or_else(Fault::signed_out)
    }
}

impl FromRequestParts<Hub> for Anybody {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Fault> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            let SignedIn(actor) = SignedIn::from_request_parts(parts, hub).await?;
            return Ok(Self(actor));
        }
        Ok(Self(Actor::visitor()))
    }
}

impl FromRequestParts<Hub> for Origin {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, hub: &Hub) -> Result<Self, Fault> {
        Ok(Self(origin_of(hub, &parts.headers, &parts.extensions)))
    }
}

fn token_of(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
    match token {
        Some(token) if !token.is_empty() && token.len() <= LONGEST_TOKEN => Ok(Some(token.to_owned())),
        _ => Err(Fault::signed_out()),
    }
}

/// The address a limit is kept for. Behind a proxy it is the last one named: those before it may be invented.
pub(crate) fn origin_of(hub: &State, headers: &HeaderMap, extensions: &Extensions) -> IpAddr {
    let peer = peer_of(extensions);
    let named = || {
        let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    let address = if hub.is_behind_proxy && peer.is_loopback() { named().unwrap_or(peer) } else { peer };
    group(address)
}

/// The addresses that count as one origin.
pub(crate) fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        // A household has at least so many addresses of its own.
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

/// Whether a request was made on this machine, and not handed on by a proxy.
pub(crate) fn is_from_here(headers: &HeaderMap, extensions: &Extensions) -> bool {
    let is_handed_on = ["x-forwarded-for", "forwarded", "via"].iter().any(|name| headers.contains_key(*name));
    peer_of(extensions).is_loopback() && !is_handed_on
}

fn peer_of(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |info| info.0.ip().to_canonical())
}
