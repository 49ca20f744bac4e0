//! The search for witnesses against every λ.

use crate::support::{problem, problem_with_data, with_penalty, with_weights};
use jensen::certificate::{Certificate, Claim};
use jensen::check::{Effort, check};
use jensen::problem::Problem;
use jensen::search::{Control, LambdaStatus, lambda, refute_every, refute_every_by_family};
use jensen::writing::write_certificate;

fn rule(certificate: &Certificate) -> &'static str {
    let text = write_certificate(certificate, &[]);
    let verified = check(text.as_bytes(), &Effort::default()).unwrap_or_else(|e| panic!("{e}\n{text}"));
    assert_eq!(verified.get().claim, Claim::NoFiniteLambda);
    verified.get().evidence.rule()
}

fn data(formula: &str, limits: &str) -> Problem {
    let domain = ["a1", "a2", "w1", "w2"].map(|name| format!("{name} {limits}")).join(", ");
    problem_with_data(formula, &domain, "x y", &["-1 -1", "1/2 1/3", "2 1"])
}

fn never_convex() -> [(Problem, &'static str); 9] {
    [
        (problem("-x^3", "x -inf inf"), "family"),
        (problem("(1 - a*b)^2", "a -inf inf, b -inf inf"), "family"),
        (problem("(1 - relu(w))^2", "w -1 1"), "kink"),
        (problem("-max(x, y) + x^2", "x 1/3 1/2, y -1 1"), "kink"),
        (with_penalty(problem("-x^2", "x -1 1"), "x^4"), "curvature"),
        (with_weights(problem("-x^2", "x 1 2"), "0", "1", "0"), "curvature"),
        (data("mean((y - a1*relu(w1*x) - a2*relu(w2*x))^2)", "-2 2"), "kink"),
        (data("mean((y - a1*tanh(w1*x) - a2*tanh(w2*x))^2)", "-inf inf"), "family"),
        (data("mean((y - a1*w1*x - a2*w2*x)^2)", "0 inf"), "family"),
    ]
}

#[test]
fn every_lambda_is_refuted() {
    for (problem, expected) in never_convex() {
        for seed in 0..3 {
            let control = Control { seed, ..Control::default() };
            let found = refute_every(&problem, &control).certificate.expect("a witness");
            assert_eq!(rule(&found), expected);
        }
    }
}

#[test]
fn lambda_says_so() {
    for (problem, expected) in never_convex() {
        let outcome = lambda(&problem, &"1/100".parse().unwrap(), &Control::default());
        assert_eq!(outcome.status, LambdaStatus::Infinite);
        assert_eq!(rule(&outcome.certificate.unwrap()), expected);
    }
}

/// Where a kink or a flat place does too, families find their own way.
#[test]
fn families_alone() {
    for (problem, _) in never_convex().into_iter().filter(|(_, rule)| *rule == "curvature") {
        let found = refute_every_by_family(&problem, &Control::default()).certificate.expect("a witness");
        assert_eq!(rule(&found), "family");
    }
}

#[test]
fn threads_do_not_matter() {
    for (problem, _) in never_convex() {
        let run = |threads| {
            let found = refute_every(&problem, &Control { threads, ..Control::default() });
            write_certificate(&found.certificate.unwrap(), &[])
        };
        assert_eq!(run(1), run(3));
    }
}

#[test]
fn nothing_is_found_where_some_lambda_is_enough() {
    for problem in [
        problem("x^2", "x -inf inf"),
        problem("-x^3", "x -1 2"),
        problem("-sin(x)", "x -inf inf"),
        problem("abs(x) - y^2", "x -1 1, y -inf inf"),
        with_weights(problem("-abs(x)", "x -1 1"), "0", "1", "0"),
        with_penalty(problem("-x^2", "x -1 1"), "x^2 + x^4"),
    ] {
        assert!(refute_every(&problem, &Control::default()).certificate.is_none());
    }
}
