//! The hub's own pages, for whoever opens a letter's link in a browser: plain HTML, no script, nothing from elsewhere.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use market::Refusal;
use market::domain::letter::escaped;
use market::domain::one_time::Purpose;

/// The pages' only style.
pub(crate) const STYLE: &str = include_str!("page.css");

const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page as it is sent. The address holds a token, so it is told to nobody and kept nowhere.
pub(crate) struct Page {
    status: StatusCode,
    title: &'static str,
    body: String,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let Self { status, title, body } = self;
        let page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title} · Tradepost</title>\n<link rel=\"stylesheet\" href=\"/page.css\">\n</head>\n\
             <body>\n<main>\n<p class=\"brand\">Tradepost</p>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
        );
        let mut answer = (status, page).into_response();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
        ] {
            answer.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        answer
    }
}

/// What a link asks to be done; nothing is looked up yet, and nothing used up.
pub(crate) fn asking(purpose: Purpose, token: &str) -> Page {
    page_of(StatusCode::OK, (purpose, token), None)
}

/// The same once more, with what was wrong.
pub(crate) fn refused(status: StatusCode, link: (Purpose, &str), refusal: &Refusal) -> Page {
    page_of(status, link, Some(refusal))
}

/// It is done.
pub(crate) fn done(purpose: Purpose) -> Page {
    let (title, sentence) = match purpose {
        Purpose::Reset => (
            "Your password is changed",
            "Every device was signed out. Sign in again in the program, with the new password.",
        ),
        Purpose::Verify => {
            ("Your address is verified", "There is nothing more to do here. You can close this page.")
        }
    };
    Page { status: StatusCode::OK, title, body: format!("<p>{sentence}</p>\n") }
}

fn page_of(status: StatusCode, (purpose, token): (Purpose, &str), refusal: Option<&Refusal>) -> Page {
    let title = match purpose {
        Purpose::Reset => "Choose a new password",
        Purpose::Verify => "Verify your address",
    };
    let about_all = |refusal: &Refusal| {
        let sentence = refusal.fields.get("code").unwrap_or(&refusal.message);
        format!("<p class=\"error\" role=\"alert\">{}</p>\n", escaped(sentence))
    };
    let fields = match purpose {
        Purpose::Reset => [
            secret(
                "new_password",
                "New password",
                "At least 8 characters, and not only letters or only digits.",
                refusal,
            ),
            secret("new_password_again", "New password again", "", refusal),
        ]
        .concat(),
        Purpose::Verify => "<p>Press the button to show that this address is yours.</p>\n".to_owned(),
    };
    let button = match purpose {
        Purpose::Reset => "Change my password",
        Purpose::Verify => "Verify this address",
    };
    let body = format!(
        "{}<form method=\"post\">\n{fields}<button type=\"submit\">{button}</button>\n</form>\n\
         <p>Or <a href=\"tradepost://{}/{}\">go on in Tradepost</a>, if it is on this computer. You can paste this page's \
         address there as well, in place of the code.</p>\n",
        refusal.map(about_all).unwrap_or_default(),
        purpose.name(),
        escaped(token),
    );
    Page { status, title, body }
}

fn secret(name: &str, label: &str, hint: &str, refusal: Option<&Refusal>) -> String {
    let error = refusal.and_then(|refusal| refusal.fields.get(name));
    let said = match error {
        Some(error) => format!("<p class=\"error\" id=\"{name}-says\">{}</p>\n", escaped(error)),
        None => format!("<p id=\"{name}-says\">{hint}</p>\n"),
    };
    format!(
        "<div class=\"field\">\n<label for=\"{name}\">{label}</label>\n\
         <input id=\"{name}\" name=\"{name}\" type=\"password\" autocomplete=\"new-password\" maxlength=\"128\" required \
         aria-describedby=\"{name}-says\">\n{said}</div>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_refusal_or_an_address_becomes_markup() {
        let refusal = Refusal::field("new_password", "<script>");

        let page = refused(StatusCode::BAD_REQUEST, (Purpose::Reset, "\"><script>"), &refusal);

        assert!(page.body.contains("&lt;script&gt;") && !page.body.contains("<script"), "{}", page.body);
    }
}
