//! SHA-256 of the digested part: it names a certificate, it never vouches for it.

use crate::problem::Reader;
use sha2::{Digest, Sha256};

/// The SHA-256 of a certificate's text without its comment block, in hexadecimal.
pub fn digest(text: &str) -> String {
    let hash = Sha256::digest(after_comments(text).rest().as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text behind the comment block: the lines at the very beginning that start with `#`.
pub(super) fn after_comments(text: &str) -> Reader<'_> {
    let mut reader = Reader::new(text);
    while reader.current().starts_with('#') {
        reader.advance();
    }
    reader
}
