//! Rule `curve`: what it accepts, false certificates that it rejects.

use crate::support::{assert_verdicts, changed, least, problem, text};
use jensen::certificate::{Evidence, Minimum};
use jensen::check::{Effort, check};

/// `(x − 1)² + λx²`, least at `1/(1 + λ)` with the value `λ/(1 + λ)`.
fn bowl(claim: &str, points: &[&str]) -> String {
    let lambdas = ["0", "1", "3"];
    let evidence: Vec<Minimum> =
        points.iter().zip(lambdas).map(|(point, lambda)| least(point, lambda, "0")).collect();
    text(&problem("(x - 1)^2", "x -2 2"), claim, Evidence::Curve(evidence))
}

const EXACT: &str = "curve 0 in [0, 0] 1 in [1/2, 1/2] 3 in [3/4, 3/4]";

#[test]
fn verdicts() {
    let exact = bowl(EXACT, &["1", "1/2", "1/4"]);
    let change = |from: &str, to: &str| changed(&exact, from, to);
    assert_verdicts(&[
        ("exact", exact.clone(), "valid: curve 0 in [0, 0] 1 in [1/2, 1/2] 3 in [3/4, 3/4]"),
        (
            "wider",
            change("1 in [1/2, 1/2]", "1 in [0, 1]"),
            "valid: curve 0 in [0, 0] 1 in [0, 1] 3 in [3/4, 3/4]",
        ),
        ("one λ", bowl("curve 0 in [0, 0]", &["1"]), "valid: curve 0 in [0, 0]"),
        (
            "no parameters",
            text(
                &problem("3", ""),
                "curve 0 in [3, 3] 1 in [2, 3]",
                Evidence::Curve(vec![least("", "0", "_"), least("", "0", "_")]),
            ),
            "valid: curve 0 in [3, 3] 1 in [2, 3]",
        ),
        (
            "a lower end a hair too large",
            change("[1/2, 1/2]", "[500000000000000000000000000001/1000000000000000000000000000000, 1]"),
            "rejected: line 20: curve: node 0 of the tree, a leaf, is not proved: the lower end is not reached: the bound is about 0.5; the cell is x in [-2, 2]",
        ),
        (
            "an upper end a hair too small",
            change("[3/4, 3/4]", "[0, 749999999999999999999999999999/1000000000000000000000000000000]"),
            "rejected: line 21: curve: r − f(c) is not shown to be at least 0: it is -1/1000000000000000000000000000000",
        ),
        (
            "λs that fall",
            change("3 in", "1/2 in"),
            "rejected: line 2: curve: the λs of a curve rise, but 1/2 follows 1",
        ),
        (
            "a λ twice",
            change("3 in", "1 in"),
            "rejected: line 2: curve: the λs of a curve rise, but 1 follows 1",
        ),
        (
            "a λ below 0",
            change("curve 0 in", "curve -1 in"),
            "rejected: line 2: curve: the claim speaks of no λ ≥ 0",
        ),
        (
            "a λ too many",
            change("0 in [0, 0] ", "0 in [0, 0] 1/2 in [0, 1] "),
            "rejected: line 12: curve: the claim has 4 λs, the evidence 3",
        ),
        (
            "a λ too few",
            change("0 in [0, 0] ", ""),
            "rejected: line 12: curve: the claim has 2 λs, the evidence 3",
        ),
        (
            "no λ",
            change(" 0 in [0, 0] 1 in [1/2, 1/2] 3 in [3/4, 3/4]", ""),
            "rejected: line 2: curve: the claim speaks of no λ ≥ 0",
        ),
        (
            "half a sample",
            change(" 3 in [3/4, 3/4]", " 3 in"),
            "rejected: line 2: format: this is no claim: `claim curve 0 in [0, 0] 1 in [1/2, 1/2] 3 in`",
        ),
        (
            "samples in another order",
            bowl(EXACT, &["1", "1/4", "1/2"]),
            "rejected: line 17: curve: r − f(c) is not shown to be at least 0: it is -1/8",
        ),
        (
            "a point outside",
            change("at 1/4", "at 3"),
            "rejected: line 21: curve: x = 3 lies above its limit 2",
        ),
        (
            "the evidence of one λ",
            text(
                &problem("(x - 1)^2", "x -2 2"),
                "minimum lambda = 0 in [0, 0]",
                Evidence::Curve(vec![least("1", "0", "0")]),
            ),
            "rejected: line 12: curve: this rule does not establish `minimum lambda = 0 in [0, 0]`",
        ),
        (
            "a curve from the evidence of one λ",
            text(
                &problem("(x - 1)^2", "x -2 2"),
                "curve 0 in [0, 0]",
                Evidence::Minimum(least("1", "0", "0")),
            ),
            "rejected: line 12: minimum: this rule does not establish `curve 0 in [0, 0]`",
        ),
    ]);
}

/// Every truncation is rejected.
#[test]
fn parts_are_rejected() {
    let whole = bowl(EXACT, &["1", "1/2", "1/4"]);
    for end in 0..whole.len() {
        assert!(check(&whole.as_bytes()[..end], &Effort::default()).is_err(), "{}", &whole[..end]);
    }
}
