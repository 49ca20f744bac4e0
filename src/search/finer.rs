//! A finer tree in the comments of a certificate, for a search to go on from.
//!
//! ```text
//! # finer COUNT
//! # …                                            the nodes, as in a cover
//! ```
//!
//! Comments have no meaning: nothing is claimed of this tree, and no checker reads it.

use crate::certificate::Tree;
use crate::problem::Reader;
use crate::writing::write_nodes;

const KEYWORD: &str = "# finer ";

/// The tree as provenance for [`crate::writing::write_certificate`].
pub fn finer_comment(tree: &Tree) -> String {
    let mut text = format!("finer {}\n", tree.tokens().len());
    write_nodes(tree, &mut text);
    text
}

/// The finer tree in a certificate's comments, if there is one.
pub fn read_finer(text: &str) -> Option<Tree> {
    let mut lines = text.lines().take_while(|line| line.starts_with('#'));
    let count = lines.find_map(|line| line.strip_prefix(KEYWORD))?.parse().ok()?;
    let nodes: String =
        lines.map_while(|line| line.strip_prefix("# ")).map(|line| format!("{line}\n")).collect();
    Tree::read(&mut Reader::new(&nodes), count).ok()
}
