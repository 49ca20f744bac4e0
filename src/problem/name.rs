//! Names of parameters and columns.

/// Whether `text` is an identifier: letters (Latin, Greek, `_`) and digits, a letter first; perhaps an index as in `x[1,2]`.
pub fn is_identifier(text: &str) -> bool {
    let stem = stem_length(text);
    let suffix = &text[stem..];
    let is_index = |index: &str| !index.is_empty() && index.bytes().all(|c| c.is_ascii_digit());
    stem > 0
        && (suffix.is_empty()
            || suffix
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
                .is_some_and(|indices| indices.split(',').all(is_index)))
}

/// The length of the letters and digits that `text` begins with; 0 if the first is no letter.
pub fn stem_length(text: &str) -> usize {
    if !text.starts_with(is_letter) {
        return 0;
    }
    text.find(|c: char| !is_letter(c) && !c.is_ascii_digit()).unwrap_or(text.len())
}

/// Letters are fixed here rather than taken from Unicode's tables, which grow.
pub fn is_letter(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | 'Α'..='Ω' | 'α'..='ω')
}
