//! SHA-256 of the digested part: it names a certificate, it never vouches for it.

use sha2::{Digest, Sha256};

/// The comment block in front (lines that begin with `#`), and the digested part.
pub fn without_comments(text: &str) -> (&str, &str) {
    let mut at = 0;
    while text[at..].starts_with('#') {
        at = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    }
    text.split_at(at)
}

/// The SHA-256 of a certificate's text without its comment block, in hexadecimal.
pub fn digest(text: &str) -> String {
    let hash = Sha256::digest(without_comments(text).1.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
