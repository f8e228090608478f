//! Which addresses may become links, and which pictures may be shown at once.

/// Longest address that becomes a link, in bytes.
const MAX_ADDRESS_BYTES: usize = 4096;
/// Largest picture inside the text, in bytes of its address.
const MAX_DATA_IMAGE_BYTES: usize = 2 * 1024 * 1024;

/// The address as it may be opened, or none if its scheme is not one of http, https, mailto.
pub(crate) fn allowed(address: &str) -> Option<String> {
    if address.len() > MAX_ADDRESS_BYTES || address.chars().any(char::is_control) {
        return None;
    }
    let parsed = url::Url::parse(address).ok()?;
    let good = match parsed.scheme() {
        "http" | "https" => parsed.host_str().is_some_and(|host| !host.is_empty()),
        "mailto" => parsed.path().contains('@'),
        _ => false,
    };
    good.then(|| address.trim().to_owned())
}

/// The address if it is a picture in the text itself, of a harmless type and a limited size.
pub(crate) fn data_image(address: &str) -> Option<String> {
    if address.len() > MAX_DATA_IMAGE_BYTES {
        return None;
    }
    let rest = address.strip_prefix("data:image/")?;
    let (kind, data) = rest.split_once(";base64,")?;
    let known = matches!(kind, "png" | "jpeg" | "gif" | "webp");
    let clean = data
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    (known && clean && !data.is_empty()).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_mail_addresses_are_links() {
        for good in [
            "https://bigmodel.cn/a?b=1",
            "HTTP://x.y",
            "mailto:a@b.cn",
            "https://例子.中国/路",
        ] {
            assert!(allowed(good).is_some(), "{good} should be a link");
        }
        for bad in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//x.y",
            "/a",
            "#a",
            "vbscript:x",
            "https://",
            "mailto:x",
            "tauri://localhost",
            " javascript:x",
        ] {
            assert!(allowed(bad).is_none(), "{bad} should not be a link");
        }
    }

    #[test]
    fn only_small_bitmaps_are_shown_at_once() {
        assert!(data_image("data:image/png;base64,iVBORw0KGgo=").is_some());
        assert!(
            data_image("data:image/svg+xml;base64,PHN2Zz4=").is_none(),
            "svg can carry script"
        );
        assert!(data_image("data:image/png;base64,\"onerror=").is_none());
        assert!(data_image(&format!("data:image/png;base64,{}", "A".repeat(3_000_000))).is_none());
    }
}
