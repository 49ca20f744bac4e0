//! A verified certificate as an entry for BibTeX: its key comes from its digest, its title is the claim.

use super::sheet::{Sheet, VERSION};
use super::tex::{Names, code, prose};
use crate::certificate::Certificate;
use crate::check::Verified;

/// How the text begins.
pub const OPENING: &str = "@misc{jensen-";

/// The entry.
pub fn entry(verified: &Verified<Certificate>, file: &str) -> String {
    let sheet = Sheet::new(verified, file);
    format!(
        "{OPENING}{},\n  key = {{Jensen}},\n  title = {{{{{}}}}},\n  howpublished = {{Certificate of Jensen {VERSION}}},\n  \
         version = {{{VERSION}}},\n  note = {{SHA-256 {}; to check it: {}}},\n}}\n",
        sheet.name(),
        prose(&sheet.sentence(), &Names::none()),
        code(sheet.digest),
        code(&sheet.command),
    )
}
