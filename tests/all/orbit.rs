//! Rule `orbit`: what it accepts, and what it rejects for the right reason.

use crate::support::{assert_verdicts, changed, numbers, problem, q, text, with_penalty, with_weights};
use jensen::budget::Budget;
use jensen::certificate::{Evidence, Orbit, Witness};
use jensen::expression::Signed;
use jensen::problem::{Orbits, Problem, Symmetry};

/// A symmetry by its images, as `-2 1`: minus the second, then the first.
fn map(images: &str) -> Symmetry {
    let signed = |field: &str| {
        let number: i32 = field.parse().expect("a number");
        Signed { index: number.unsigned_abs() as usize - 1, is_negative: number < 0 }
    };
    Symmetry { parameters: images.split_whitespace().map(signed).collect(), columns: Vec::new() }
}

fn orbit(problem: &Problem, claim: &str, maps: &[&str], point: &str) -> String {
    let symmetries = maps.iter().map(|images| map(images)).collect();
    text(problem, claim, Evidence::Witness(Witness::Orbit(Orbit { symmetries, point: numbers(point) })))
}

#[test]
fn means_without_a_list_of_the_group() {
    // (1 2 3) cyclic, 4 ↔ −5, 6 flipped, 7 alone.
    let symmetries = [map("2 3 1 4 5 6 7"), map("1 2 3 -5 -4 6 7"), map("1 2 3 4 5 -6 7")];
    let orbits = Orbits::new(7, &symmetries);
    assert_eq!(orbits.fixed(), 3);
    let at = numbers("1 2 6 1 5 9 4");
    let budget = Budget::default();
    assert_eq!(orbits.mean(&at, &budget), Some(numbers("3 3 3 -2 2 0 4")));
    let squares = [(&[0, 1, 2][..], q("41/3")), (&[3, 4], q("13")), (&[5], q("81")), (&[6], q("16"))];
    assert_eq!(orbits.mean_squares(&at, &budget), Some(squares.to_vec()));
    // A sign that comes back reversed.
    assert_eq!(Orbits::new(2, &[map("2 -1")]).mean(&numbers("1 2"), &budget), Some(numbers("0 0")));
}

#[test]
fn verdicts() {
    let swap = problem("(3 - a1*w1^2 - a2*w2^2)^2", "a1 -2 2, a2 -2 2, w1 -2 2, w2 -2 2");
    let (exchange, flip) = ("2 1 4 3", "1 2 -3 4");
    let below = |lambda: &str| format!("not-convex lambda < {lambda}");
    let good = orbit(&swap, &below("18/5"), &[exchange], "1 -1 2 1");
    let shifted = with_weights(swap.clone(), "1 1 1 1", "0 0 0 0", "1 2 3 4");
    let weighted = with_weights(swap.clone(), "1 3 1 3", "0 0 0 0", "0 0 0 0");
    let elastic = with_weights(swap.clone(), "1 1 1 1", "1 1 1 1", "0 0 0 0");
    let broken = with_weights(swap.clone(), "1 1 1 1", "1 1 1 1", "1 2 3 4");
    let formula = with_penalty(swap.clone(), "a1^4 + a2^4 + w1^2 + w2^2");
    let other = with_penalty(swap.clone(), "a1^4 + 2*a2^4 + w1^2 + w2^2");
    let lopsided = problem("(3 - a1*w1^2 - a2*w2^2)^2", "a1 -2 3, a2 -2 2, w1 -2 2, w2 -2 2");
    let log = problem("log(a) + log(b) + 0*log(c)", "a -1 3, b -1 3, c -1 3");
    assert_verdicts(&[
        ("a swap", good.clone(), "valid: not-convex lambda < 18/5"),
        ("a flip", orbit(&swap, &below("4"), &[flip], "1 -1 2 1"), "valid: not-convex lambda < 4"),
        (
            "both",
            orbit(&swap, &below("9/5"), &[flip, "1 2 3 -4"], "1 -1 2 1"),
            "valid: not-convex lambda < 9/5",
        ),
        (
            "at one λ",
            orbit(&swap, "not-convex lambda = 3", &[exchange], "1 -1 2 1"),
            "valid: not-convex lambda = 3",
        ),
        (
            "centres drop out",
            orbit(&shifted, &below("18/5"), &[exchange], "1 -1 2 1"),
            "valid: not-convex lambda < 18/5",
        ),
        // Mean weights of 2: C = 5.
        (
            "weights that differ",
            orbit(&weighted, &below("9/5"), &[exchange], "1 -1 2 1"),
            "valid: not-convex lambda < 9/5",
        ),
        // And |θ| falls by 2 + 3 − 3 = 2.
        (
            "an elastic net",
            orbit(&elastic, &below("2"), &[exchange], "1 -1 2 1"),
            "valid: not-convex lambda < 2",
        ),
        // The squares of w fall by 1/2, and a1⁴ + a2⁴ by 2.
        (
            "a formula",
            orbit(&formula, &below("18/5"), &[exchange], "1 -1 2 1"),
            "valid: not-convex lambda < 18/5",
        ),
        (
            "a hair too large",
            orbit(&swap, &below("18000000001/5000000000"), &[exchange], "1 -1 2 1"),
            "rejected: line 29: orbit: A − λC is not shown to be at least 0: it is -1/2000000000",
        ),
        (
            "the maximum itself",
            orbit(&swap, "not-convex lambda = 18/5", &[exchange], "1 -1 2 1"),
            "rejected: line 29: orbit: A − λC is not shown to be positive: it is 0",
        ),
        (
            "no symmetry",
            orbit(&swap, &below("1"), &[], "1 -1 2 1"),
            "rejected: line 29: orbit: A is not shown to be positive: it is 0",
        ),
        (
            "a fixed point",
            orbit(&swap, &below("1"), &[exchange], "1 1 1 1"),
            "rejected: line 29: orbit: A is not shown to be positive: it is 0",
        ),
        (
            "a false symmetry",
            orbit(&swap, &below("1"), &["2 1 3 4"], "1 -1 2 1"),
            "rejected: line 31: orbit: symmetry 1 is not shown to leave the objective as it is",
        ),
        (
            "a false sign",
            orbit(&swap, &below("1"), &[exchange, "-1 2 3 4"], "1 -1 2 1"),
            "rejected: line 32: orbit: symmetry 2 is not shown to leave the objective as it is",
        ),
        (
            "another domain",
            orbit(&lopsided, &below("1"), &[exchange], "1 -1 2 1"),
            "rejected: line 31: orbit: symmetry 1 is not shown to leave the domain as it is",
        ),
        (
            "outside the domain",
            orbit(&swap, &below("1"), &[exchange], "1 -1 5/2 1"),
            "rejected: line 32: orbit: w1 = 5/2 lies above its limit 2",
        ),
        (
            "a penalty that is neither",
            orbit(&broken, &below("1"), &[exchange], "1 -1 2 1"),
            "rejected: line 29: orbit: the penalty is neither shown to be invariant nor a sum of squares",
        ),
        (
            "a formula that is not invariant",
            orbit(&other, &below("1"), &[exchange], "1 -1 2 1"),
            "rejected: line 32: orbit: the penalty is neither shown to be invariant nor a sum of squares",
        ),
        (
            "undefined at the mean",
            orbit(&log, &below("1"), &["2 1 3"], "1 2 -1"),
            "rejected: line 22: orbit: `log(c)` is undefined or not smooth where its argument is -1",
        ),
        (
            "a wrong rule",
            orbit(&swap, "convex lambda >= 5", &[exchange], "1 -1 2 1"),
            "rejected: line 29: orbit: this rule does not establish `convex lambda >= 5`",
        ),
        (
            "cut short",
            changed(&good, "at 1 -1 2 1\n", "at 1 -1 2\n"),
            "rejected: line 32: format: expected 4 numbers, found 3",
        ),
        (
            "a map too few",
            changed(&good, "symmetries 1", "symmetries 2"),
            "rejected: line 32: format: expected `map`, found `at`",
        ),
    ]);
    assert_eq!(q("18/5"), q("9") / q("5/2"));
}
