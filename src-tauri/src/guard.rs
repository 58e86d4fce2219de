//! Where a window may go: to its own page and nowhere else. Decides only; `windows` acts.

use tauri::Url;

/// What becomes of an address that a window is asked to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The window's own page.
    Page,
    /// The browser or the mail program of the system.
    Outside,
    /// Nowhere.
    Refused,
}

/// Where `url` leads from the window that shows `page`.
pub(crate) fn way_to(url: &Url, page: &str) -> Way {
    match url.scheme() {
        _ if is_home(url) => {
            if url.path().strip_prefix('/') == Some(page) {
                Way::Page
            } else {
                Way::Refused
            }
        }
        "https" | "http" if is_public(url) => Way::Outside,
        "mailto" => Way::Outside,
        _ => Way::Refused,
    }
}

/// Whether the program itself answers there: `tauri://localhost`, and `http://tauri.localhost` on Windows.
fn is_home(url: &Url) -> bool {
    if cfg!(windows) {
        matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost")
    } else {
        url.scheme() == "tauri" && url.host_str() == Some("localhost")
    }
}

/// Names below `localhost` belong to this program or to servers of this machine; a product has no business there.
fn is_public(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host != "localhost" && !host.ends_with(".localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(address: &str) -> Option<Way> {
        Url::parse(address).ok().map(|url| way_to(&url, "storefront.html"))
    }

    fn home(page: &str) -> String {
        let origin = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };
        format!("{origin}/{page}")
    }

    #[test]
    fn a_window_moves_within_its_own_page() {
        for page in ["storefront.html", "storefront.html#/product/1", "storefront.html?x=1#/"] {
            assert_eq!(way(&home(page)), Some(Way::Page), "{page} is the window's own page");
        }
    }

    #[test]
    fn a_window_never_shows_the_other_windows_page() {
        assert_eq!(way(&home("manager.html")), Some(Way::Refused), "a seat belongs to a page");
        assert_eq!(way(&home("")), Some(Way::Refused), "there is no index");
    }

    #[test]
    fn links_of_product_descriptions_leave_through_the_system() {
        for link in ["https://example.org/a", "http://example.org", "mailto:shop@example.org"] {
            assert_eq!(way(link), Some(Way::Outside), "{link} opens in the person's own program");
        }
    }

    #[test]
    fn other_schemes_and_hosts_of_the_machine_lead_nowhere() {
        let traps = [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "blob:tauri://localhost/1",
            "picture://localhost/abc",
            "ipc://localhost/call",
            "tauri://example.org/storefront.html",
            "http://localhost:3000/",
            "http://ipc.localhost/",
            "ssh://example.org",
            "about:blank",
        ];
        for trap in traps {
            assert_eq!(way(trap), Some(Way::Refused), "{trap} leads nowhere");
        }
    }
}
