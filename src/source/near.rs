//! Names similar to one that was not found.

use strsim::damerau_levenshtein;

/// At most three of the known names that a slip of the pen away from `name`, the nearest first: the
/// same but for case, or a third of its letters inserted, deleted, replaced or swapped.
pub(super) fn names<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return Vec::new();
    }
    let lower = name.to_lowercase();
    let budget = (name.chars().count() / 3).max(1);
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .filter(|known| known.len().abs_diff(name.len()) <= budget.max(2))
        .map(|known| (damerau_levenshtein(&lower, &known.to_lowercase()), known))
        .filter(|(distance, known)| *distance <= budget && *distance < known.chars().count())
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, known)| known.to_owned()).collect()
}

/// "Did you mean …?"
pub(super) fn question(near: &[String]) -> String {
    let quoted: Vec<_> = near.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("Did you mean {} or {last}?", rest.join(", ")),
        _ => format!("Did you mean {}?", quoted.concat()),
    }
}

/// "Did you mean …?", or another sentence where no name is similar.
pub(super) fn question_or(near: &[String], otherwise: &str) -> String {
    if near.is_empty() { otherwise.to_owned() } else { question(near) }
}
