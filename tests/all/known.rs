//! What follows from a valid curve.

use crate::support::{least, problem, q, text, with_penalty, with_weights};
use jensen::certificate::{Evidence, read_certificate};
use jensen::check::{Effort, check};
use jensen::number::Rational;
use jensen::report::{collapsed, known};

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
