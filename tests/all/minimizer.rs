//! Rule `minimizer`: what it accepts, and false certificates that it rejects for the right reason.

use crate::support::{
    assert_verdicts, changed, cover, minimizer, problem, problem_with_data, q, text, with_penalty,
    with_weights,
};
use jensen::certificate::{Evidence, Proof, Strong};
use jensen::check::{Effort, check};
use jensen::problem::Problem;

/// The rank-deficient regression of `proofs/ridge`: the minimiser is (3, 6)/(λ + 25).
pub fn ridge(claim: &str) -> String {
    text(&ridge_problem(), claim, minimizer("0", "="))
}

fn ridge_problem() -> Problem {
    let rows = ["1 2 1", "2 4 1"];
    problem_with_data("sum((y - a*u - b*v)^2)", "a -inf inf, b -inf inf", "u v y", &rows)
}

/// `(x − 1)² + λx²` on a segment, whose minimiser at λ = 1 is 1/2 where that is inside.
fn segment(domain: &str, claim: &str) -> String {
    text(&problem("(x - 1)^2", domain), claim, minimizer("0", "="))
}

/// `softplus(−x) + x²` on the line: the minimiser is the root of `2x = σ(−x)`, about 0.222323471278.
pub fn logistic(radius: &str, center: &str) -> String {
    let claim = format!("unique-minimizer lambda = 1 within {radius} of {center}");
    text(&problem("softplus(-x)", "x -inf inf"), &claim, minimizer("0", "."))
}

#[test]
fn verdicts() {
    let at = |center: &str| format!("unique-minimizer lambda = 1 within 0 of {center}");
    let within = |r: &str, center: &str| format!("unique-minimizer lambda = 1 within {r} of {center}");
    let one = |problem: &Problem, claim: &str, convex_at: &str, tree: &str| {
        text(problem, claim, minimizer(convex_at, tree))
    };
    let plain = problem("(x - 1)^2", "x -2 2");
    // (x − 1)² + |x|/2·λ·…: at λ = 1 the minimiser of (x − 1)² + x²/100 + 3|x| is 0.
    let lasso = with_weights(plain.clone(), "1/100", "3", "0");
    // At λ = 1 the minimiser of (x − 1)² + x² + |x| is 1/4.
    let elastic = with_weights(plain.clone(), "1", "1", "0");
    let centred = with_weights(plain.clone(), "1", "3", "1/4");
    let unpenalised = with_weights(problem("(x - 1)^2 + y^2", "x -2 2, y -1 1"), "1 0", "0 0", "0 0");
    let pinned = with_weights(problem("(x - 1)^2 + (x - y)^2", "x -2 2, y 1/3 1/3"), "1 0", "0 0", "0 0");
    let formula = with_penalty(plain.clone(), "x^2");
    let cubic = problem("-x^3", "x -1 2");
    let kinked = problem("(x - 1)^2 + abs(x)", "x -2 2");
    let point = problem("exp(x)", "x 1/3 1/3");
    let needless = Evidence::Minimizer(Strong { convex_at: q("0"), proof: cover("=", "=").into() });
    assert_verdicts(&[
        ("inside", segment("x -2 2", &at("1/2")), "valid: unique-minimizer lambda = 1 within 0 of 1/2"),
        (
            "whole line",
            segment("x -inf inf", &at("1/2")),
            "valid: unique-minimizer lambda = 1 within 0 of 1/2",
        ),
        (
            "upper limit",
            segment("x -2 1/3", &at("1/3")),
            "valid: unique-minimizer lambda = 1 within 0 of 1/3",
        ),
        (
            "lower limit",
            segment("x 2/3 inf", &at("2/3")),
            "valid: unique-minimizer lambda = 1 within 0 of 2/3",
        ),
        (
            "at a limit, inactive",
            segment("x 1/2 2", &at("1/2")),
            "valid: unique-minimizer lambda = 1 within 0 of 1/2",
        ),
        // The gradient at 3/4 is 1 and m = 2: |c − θ*| ≤ 1/2, in truth 1/4.
        (
            "a wide ball",
            segment("x -2 2", &within("1/2", "3/4")),
            "valid: unique-minimizer lambda = 1 within 1/2 of 3/4",
        ),
        (
            "a ball to spare",
            segment("x -2 2", &within("1", "3/4")),
            "valid: unique-minimizer lambda = 1 within 1 of 3/4",
        ),
        (
            "ridge",
            ridge("unique-minimizer lambda = 5 within 0 of 1/10 1/5"),
            "valid: unique-minimizer lambda = 5 within 0 of 1/10 1/5",
        ),
        (
            "kink of the penalty",
            one(&lasso, &at("0"), "0", "="),
            "valid: unique-minimizer lambda = 1 within 0 of 0",
        ),
        (
            "beside the kink",
            one(&elastic, &at("1/4"), "0", "="),
            "valid: unique-minimizer lambda = 1 within 0 of 1/4",
        ),
        (
            "kink elsewhere",
            one(&centred, &at("1/4"), "0", "="),
            "valid: unique-minimizer lambda = 1 within 0 of 1/4",
        ),
        (
            "a pinned parameter without a penalty",
            one(&pinned, &at("4/9 1/3"), "0", "="),
            "valid: unique-minimizer lambda = 1 within 0 of 4/9 1/3",
        ),
        (
            "all pinned",
            one(&point, &at("1/3"), "0", "."),
            "valid: unique-minimizer lambda = 1 within 0 of 1/3",
        ),
        (
            "no parameter",
            one(&problem("2", ""), "unique-minimizer lambda = 1 within 0 of", "0", "="),
            "valid: unique-minimizer lambda = 1 within 0 of",
        ),
        (
            "not convex without a penalty",
            one(&cubic, "unique-minimizer lambda = 7 within 0 of 0", "13/2", "a.~"),
            "valid: unique-minimizer lambda = 7 within 0 of 0",
        ),
        (
            "transcendental",
            logistic("1/1000000000000", "222323471278/1000000000000"),
            "valid: unique-minimizer lambda = 1 within 1/1000000000000 of 111161735639/500000000000",
        ),
        (
            "not the minimiser",
            segment("x -2 2", &at("3/4")),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -1/2",
        ),
        (
            "a hair beside it",
            segment("x -2 2", &at("500000000000000000000000000001/1000000000000000000000000000000")),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -1/12500000000000000… (about -8e-60)",
        ),
        (
            "a ball a hair too small",
            segment(
                "x -2 2",
                &within("499999999999999999999999999999/1000000000000000000000000000000", "3/4"),
            ),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -9999999999999999999… (about -1.9999999999999998e-30)",
        ),
        (
            "beyond the limit by a hair",
            segment("x -2 1/3", &at("333333333333333333333333333334/1000000000000000000000000000000")),
            "rejected: line 2: minimizer: x = 16666666666666666666… (about 0.3333333333333333) lies above its limit 1/3",
        ),
        (
            "within the limit by a hair",
            segment("x -2 1/3", &at("333333333333333333333333333333/1000000000000000000000000000000")),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -2777777777777777777… (about -0.2222222222222222)",
        ),
        (
            "the wrong limit",
            segment("x -2 1/3", &at("-2")),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -50",
        ),
        (
            "a limit that is not active",
            segment("x -2 2", &at("2")),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -18",
        ),
        (
            "no margin",
            one(&plain, &at("1/2"), "1", "="),
            "rejected: line 13: minimizer: convexity at 1 gives no strong convexity at 1",
        ),
        (
            "a negative margin",
            one(&plain, &at("1/2"), "2", "="),
            "rejected: line 13: minimizer: convexity at 2 gives no strong convexity at 1",
        ),
        (
            "convex below 0",
            one(&plain, &at("1/2"), "-1", "="),
            "rejected: line 13: minimizer: the claim speaks of no λ ≥ 0",
        ),
        (
            "a weight of 0",
            one(&unpenalised, &at("1/2 0"), "0", "="),
            "rejected: line 18: minimizer: the penalty has no square of y: it is not strongly convex",
        ),
        (
            "a penalty as a formula",
            one(&formula, &at("1/2"), "0", "="),
            "rejected: line 13: minimizer: a penalty given as a formula is not known to be strongly convex",
        ),
        (
            "a tree that proves nothing",
            one(&cubic, "unique-minimizer lambda = 7 within 0 of 0", "11/2", "a.~"),
            "rejected: line 15: minimizer: node 2 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is x in [0.5, 2]",
        ),
        (
            "a second tree",
            text(&plain, &at("1/2"), needless),
            "rejected: line 16: minimizer: the claim calls for no tree of the penalty",
        ),
        (
            "a kink of the objective",
            one(&kinked, &at("1/4"), "0", "~"),
            "rejected: line 17: minimizer: node 0 of the tree, a leaf, is not proved: `abs(x)` is undefined or not smooth somewhere in [-2, 2]; the cell is x in [-2, 2]",
        ),
        (
            "the wrong side of a kink",
            one(&elastic, &at("0"), "0", "="),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -1/2",
        ),
        (
            "a ball in another metric",
            one(&lasso, &within("1/10", "1/10"), "0", "="),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -1806/25",
        ),
        (
            "no λ",
            segment("x -2 2", "unique-minimizer lambda = 0 within 0 of 1"),
            "rejected: line 2: minimizer: the claim speaks of no λ ≥ 0",
        ),
        (
            "a negative radius",
            segment("x -2 2", &within("-1", "1/2")),
            "rejected: line 2: minimizer: the claim speaks of no λ ≥ 0",
        ),
        (
            "too many coordinates",
            segment("x -2 2", &at("1/2 0")),
            "rejected: line 2: format: expected 1 numbers, found 2",
        ),
        (
            "a ball too small for a logistic loss",
            logistic("1/100000000000000", "222323471278/1000000000000"),
            "rejected: line 12: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is between -2.734498838013172e-25 and -2.731624903720399e-25",
        ),
        (
            "evidence for another claim",
            text(&plain, "convex lambda = 1", minimizer("0", "=")),
            "rejected: line 12: minimizer: this rule does not establish `convex lambda = 1`",
        ),
        (
            "a cover for this claim",
            text(&plain, &at("1/2"), Evidence::Proof(Proof::Cover(cover("=", "")))),
            "rejected: line 12: cover: this rule does not establish `unique-minimizer lambda = 1 within 0 of 1/2`",
        ),
        (
            "no line of the rule",
            changed(&segment("x -2 2", &at("1/2")), "convex-at 0\n", ""),
            "rejected: line 13: format: expected `convex-at`, found `tree`",
        ),
    ]);
}

/// Every truncation is rejected, and so is every line left out.
#[test]
fn parts_are_rejected() {
    let whole = ridge("unique-minimizer lambda = 5 within 0 of 1/10 1/5");
    for end in 0..whole.len() {
        assert!(check(&whole.as_bytes()[..end], &Effort::default()).is_err(), "{}", &whole[..end]);
    }
    let lines: Vec<&str> = whole.lines().collect();
    for left_out in 0..lines.len() {
        let rest = [&lines[..left_out], &lines[left_out + 1..]].concat().join("\n") + "\n";
        assert!(check(rest.as_bytes(), &Effort::default()).is_err(), "{rest}");
    }
}
