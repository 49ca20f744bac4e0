//! Names similar to one that was not found, in spelling or in meaning.

use strsim::damerau_levenshtein;

/// What other libraries call what is called otherwise here.
const MEANINGS: &[(&str, &[&str])] = &[
    ("square", &["l2", "ridge", "tikhonov", "weight-decay", "weight_decay", "squares", "quadratic"]),
    ("l1", &["lasso", "absolute", "abs"]),
    ("elastic-net", &["elasticnet", "elastic_net", "enet"]),
    ("squared", &["mse", "l2", "least-squares", "mseloss", "mean-squared-error", "regression"]),
    ("logistic", &["bce", "binary-cross-entropy", "bcewithlogitsloss", "log-loss", "log_loss"]),
    (
        "cross-entropy",
        &["ce", "softmax", "crossentropy", "crossentropyloss", "categorical-crossentropy", "nll"],
    ),
    ("huber", &["smooth-l1", "smoothl1loss", "huberloss"]),
    ("silu", &["swish"]),
    ("identity", &["linear", "none"]),
    ("log", &["ln", "log_e"]),
    ("exp", &["e"]),
    ("atan", &["arctan"]),
    ("abs", &["fabs"]),
    ("sigmoid", &["logistic", "expit", "inv_logit"]),
    ("softplus", &["log1pexp", "log1exp"]),
    ("sqrt", &["root"]),
    ("max", &["maximum", "fmax"]),
    ("min", &["minimum", "fmin"]),
    ("mean", &["avg", "average"]),
    ("formula", &["expression", "custom"]),
    ("activation", &["activations", "nonlinearity"]),
    ("inputs", &["features", "x"]),
    ("target", &["label", "labels", "y", "output"]),
    ("layers", &["hidden", "sizes", "units"]),
];

/// The known name that means the same elsewhere; else at most three of the known names that a slip of the pen away from `name`, the nearest first: the
/// same but for case, or a third of its letters inserted, deleted, replaced or swapped.
pub(super) fn names<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return Vec::new();
    }
    let lower = name.to_lowercase();
    let known: Vec<&str> = known.into_iter().collect();
    let means = |known: &&str| {
        MEANINGS.iter().any(|(word, others)| word == known && others.contains(&lower.as_str()))
    };
    if let Some(meant) = known.iter().find(|known| means(known)) {
        return vec![(*meant).to_owned()];
    }
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
