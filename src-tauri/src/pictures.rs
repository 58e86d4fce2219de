//! `picture://localhost/<hash>` and `/<hash>/thumb`. A hash names its bytes for ever, so they may be kept for ever.

use tauri::http::{Response, StatusCode, header};

use crate::door::Door;

/// Answers for one path.
pub(crate) async fn answer(door: &Door, path: &str) -> Response<Vec<u8>> {
    let Some((hash, is_thumb)) = parts(path) else { return nothing() };
    let Ok(desk) = door.desk().await else { return nothing() };
    let Some((bytes, kind)) = desk.picture(hash, is_thumb).await else { return nothing() };
    Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(bytes)
        .unwrap_or_else(|_| nothing())
}

/// The hash and whether the thumbnail is meant. Anything but a plain hash is not looked for.
fn parts(path: &str) -> Option<(&str, bool)> {
    let path = path.strip_prefix('/')?;
    let (hash, is_thumb) = path.strip_suffix("/thumb").map_or((path, false), |hash| (hash, true));
    let is_plain =
        !hash.is_empty() && hash.len() <= 128 && hash.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_plain.then_some((hash, is_thumb))
}

fn nothing() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_picture_or_its_thumbnail() {
        assert_eq!(parts("/0af9"), Some(("0af9", false)), "the full picture");
        assert_eq!(parts("/0af9/thumb"), Some(("0af9", true)), "the thumbnail");
    }

    #[test]
    fn nothing_but_a_hash_is_looked_for() {
        for path in
            ["", "/", "/thumb/thumb/x", "/../etc/passwd", "/%2e%2e", "/a/b", "/a/thumb/thumb", "//thumb"]
        {
            assert_eq!(parts(path), None, "{path} is no picture");
        }
    }
}
