//! Rule `curve`: what it accepts, false certificates that it rejects, and what follows from a curve.

use crate::support::{assert_verdicts, changed, least, problem, q, text, with_penalty, with_weights};
use jensen::certificate::{Evidence, Minimum, read_certificate};
use jensen::check::{Effort, check, collapsed, known};
use jensen::number::Rational;

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

/// P and L at the minimisers of (x − 1)² + λx² are 1/(1 + λ)² and λ²/(1 + λ)².
#[test]
fn values_at_minimisers_are_enclosed() {
    let lambdas = ["0", "1/2", "1", "3/2", "2", "3", "10"];
    let claim: String = lambdas
        .iter()
        .map(|lambda| {
            let least = q(lambda) / (q(lambda) + 1u32);
            format!(" {lambda} in [{least}, {least}]")
        })
        .collect();
    let point = |lambda: &str| Rational::from((q(lambda) + 1u32).recip_ref()).to_string();
    let evidence = lambdas.iter().map(|lambda| least(&point(lambda), lambda, "0")).collect();
    let text = text(&problem("(x - 1)^2", "x -2 2"), &format!("curve{claim}"), Evidence::Curve(evidence));
    check(text.as_bytes(), &Effort::default()).expect("valid");
    let known = known(&read_certificate(&text).expect("a certificate"));
    assert_eq!(known.len(), lambdas.len());
    let within = |[lower, upper]: &[Option<Rational>; 2], x: &Rational| {
        lower.as_ref().is_none_or(|lower| lower <= x) && upper.as_ref().is_none_or(|upper| x <= upper)
    };
    for own in &known {
        let size = Rational::from((own.lambda.clone() + 1u32).recip_ref());
        assert!(within(&own.penalty, &Rational::from(size.square_ref())), "P at {}", own.lambda);
        let rest: Rational = 1 - size;
        assert!(within(&own.loss, &rest.square()), "L at {}", own.lambda);
    }
    // Between neighbours too, and not by saying nothing.
    for pair in known.windows(2) {
        let middle = Rational::from(&pair[0].lambda + &pair[1].lambda) / 2u32;
        let size = Rational::from((middle + 1u32).recip_ref());
        let penalty = [pair[1].penalty[0].clone(), pair[0].penalty[1].clone()];
        assert!(within(&penalty, &Rational::from(size.square_ref())));
        let loss = [pair[0].loss[0].clone(), pair[1].loss[1].clone()];
        let rest: Rational = 1 - size;
        assert!(within(&loss, &rest.square()));
        assert!(loss[0].is_some() && loss[1].is_some() && penalty[0].is_some());
    }
    assert!(known.iter().skip(1).all(|own| own.penalty[1].is_some()));
}

/// With an l1 penalty the minimiser of (x − 1)² + λ|x| is 0 from λ = 2 on; from two λs on that is known.
#[test]
fn a_collapse_is_known() {
    let lasso = with_weights(problem("(x - 1)^2", "x -2 2"), "0", "1", "0");
    let claim = "curve 2 in [1, 1] 3 in [1, 1] 4 in [1, 1]";
    let evidence = ["2", "3", "4"].map(|lambda| least("0", lambda, "0")).to_vec();
    let text = text(&lasso, claim, Evidence::Curve(evidence));
    let verified = check(text.as_bytes(), &Effort::default()).expect("valid");
    let known = known(verified.get());
    assert_eq!(known[1].penalty, [Some(Rational::new()), Some(Rational::new())]);
    assert_eq!(known[2].loss, [Some(Rational::from(1)), Some(Rational::from(1))]);
    assert_eq!(known[0].penalty[1], None);
    assert_eq!(collapsed(&known, &lasso), Some(&q("3")));
}

/// A penalty of −x² falls below 0: at λ = 1 all x minimise x² + λP, although P is at most 0 from λ = 1/2 on.
#[test]
fn a_formula_does_not_collapse() {
    let falling = with_penalty(problem("x^2", "x -1 1"), "-x^2");
    let claim = "curve 0 in [0, 0] 1/2 in [0, 0] 1 in [0, 0]";
    let evidence = ["0", "1/2", "1"].map(|lambda| least("0", lambda, "0")).to_vec();
    let text = text(&falling, claim, Evidence::Curve(evidence));
    let verified = check(text.as_bytes(), &Effort::default()).expect("valid");
    let known = known(verified.get());
    assert_eq!(known[1].penalty[1], Some(Rational::new()));
    assert_eq!(collapsed(&known, &falling), None);
}

/// Every truncation is rejected.
#[test]
fn parts_are_rejected() {
    let whole = bowl(EXACT, &["1", "1/2", "1/4"]);
    for end in 0..whole.len() {
        assert!(check(&whole.as_bytes()[..end], &Effort::default()).is_err(), "{}", &whole[..end]);
    }
}
