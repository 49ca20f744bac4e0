//! The local search for the lower end of λ\*.

use crate::jensen::neuron;
use crate::support::{problem, q, verdict, with_penalty};
use jensen::certificate::{Certificate, Claim};
use jensen::problem::Problem;
use jensen::search::{Control, refute_most};
use jensen::writing::write_certificate;
use rug::Rational;

/// What the search finds, after the checker has accepted it.
fn found(problem: &Problem, control: &Control<'_>) -> Certificate {
    let certificate = refute_most(problem, control).unwrap();
    let text = write_certificate(&certificate, &[]);
    assert_eq!(verdict(&text), format!("valid: {}", certificate.claim));
    certificate
}

fn below(problem: &Problem) -> Rational {
    match found(problem, &Control::default()).claim {
        Claim::NotConvexBelow { below } => below,
        other => panic!("{other}"),
    }
}

#[test]
fn known_values_are_met() {
    // −θ³ on [a, b], b ≥ 0, has λ* = 3b, and (1 − ab)² on [−1, 1]² has λ* = 2, both at corners.
    assert_eq!(below(&problem("-x^3", "x -1 2")), 6);
    assert_eq!(below(&problem("(1 - a*b)^2", "a -1 1, b -1 1")), 2);
    // sin has its least second derivative −1 inside.
    let end = below(&problem("sin(3*x)/9", "x -5/7 9/7"));
    assert!(end <= q("1/2") && end > q("4999/10000"), "{end}");
}

#[test]
fn rounding_loses_a_millionth_or_two() {
    // The maximiser is interior in one parameter and at a limit in the other.
    let ends = [0, 1, 2].map(|seed| match found(&neuron(), &Control { seed, ..Control::default() }).claim {
        Claim::NotConvexBelow { below } => below.to_f64(),
        other => panic!("{other}"),
    });
    let best = ends.iter().copied().fold(0.0, f64::max);
    assert!(ends.iter().all(|end| *end >= (1.0 - 3e-6) * best), "{ends:?}");
}

#[test]
fn hessians_of_many_parameters_are_decomposed() {
    // The Hessian of Σ x_i x_{i+1} is a path's adjacency matrix: its eigenvalues are 2cos(kπ/(n + 1)), and they crowd at
    // both ends. Of the second penalty the Hessian is 2 + that.
    let n = 24;
    let chain: Vec<String> = (1..n).map(|i| format!("x{i}*x{}", i + 1)).collect();
    let squares: Vec<String> = (1..=n).map(|i| format!("x{i}^2")).collect();
    let domain: Vec<String> = (1..=n).map(|i| format!("x{i} -1 1")).collect();
    let (chain, squares) = (chain.join(" + "), squares.join(" + "));
    let path = problem(&chain, &domain.join(", "));
    let cosine = (std::f64::consts::PI / f64::from(n + 1)).cos();
    let is_near = |end: Rational, exact: f64| end.to_f64() <= exact && end.to_f64() > (1.0 - 1e-5) * exact;
    assert!(is_near(below(&path), cosine));
    assert!(is_near(below(&with_penalty(path, &format!("{squares} + {chain}"))), cosine / (1.0 - cosine)));
}

#[test]
fn kinks_are_refuted_by_points() {
    // The chord ±h refutes every λ < 1/h − 1/2, and no Hessian does.
    assert!(below(&problem("(1 - relu(w))^2", "w -1 1")) > 100);
}

#[test]
fn a_penalty_that_is_not_convex_is_no_obstacle() {
    // f_λ″(0) = −2 − 2λ.
    let problem = with_penalty(problem("-x^2", "x -1 1"), "x^4 - x^2");
    assert_eq!(found(&problem, &Control::default()).claim, Claim::NoFiniteLambda);
}

#[test]
fn threads_change_nothing() {
    let problem = neuron();
    let [one, two] = [1, 2].map(|threads| found(&problem, &Control { threads, ..Control::default() }));
    assert_eq!(write_certificate(&one, &[]), write_certificate(&two, &[]));
}
