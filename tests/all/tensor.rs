//! Tensor leaves: what they prove around a point, and that it is true.

use crate::support::{assert_verdicts, changed, problem, q, text, tree, with_weights};
use jensen::bound::{Cell, HessianBound, Method, Scratch};
use jensen::budget::{Budget, Stop};
use jensen::certificate::{Claim, Cover, Evidence, Proof};
use jensen::check::{Effort, check};
use jensen::number::Rational;
use jensen::problem::{Ball, Domain, Penalty, Problem};
use jensen::search::{Control, lambda};
use jensen::writing::write_certificate;
use std::fs;

fn trained(name: &str, radius: &str) -> Problem {
    let folder = "tests/all/inputs/trained";
    let problem = fs::read_to_string(format!("{folder}/{name}.toml")).unwrap();
    let at = tempfile::tempdir().unwrap();
    for file in [format!("{name}.csv"), format!("{name}.w.csv")] {
        fs::copy(format!("{folder}/{file}"), at.path().join(file)).unwrap();
    }
    let path = at.path().join("problem.toml");
    fs::write(&path, problem.replace("\"1e-3\"", &format!("\"{radius}\""))).unwrap();
    Problem::read(path).unwrap()
}

fn proves(bound: &HessianBound, problem: &Problem, lambda: &str, method: Method) -> bool {
    bound.prove(&Cell::root(&problem.domain), &q(lambda), method, &mut Scratch::default()).is_ok()
}

/// 4-3-3 tanh units on the irises, trained; the weights are penalised and the biases are not.
#[test]
fn brackets_around_trained_weights_are_narrow() {
    let problem = trained("iris433", "1e-3");
    let certificate = lambda(&problem, &q("1/50"), &Control::default()).certificate.unwrap();
    let Claim::LambdaStar { lower, upper } = &certificate.claim else { panic!("{:?}", certificate.claim) };
    assert!(*lower >= q("0.000467") && *upper <= q("0.000477"), "{lower} {upper}");
    let text = write_certificate(&certificate, &[]);
    assert!(check(text.as_bytes(), &Effort::default()).is_ok());
}

/// In the ball of radius 1/100 about the same weights, all parameters penalised: λ\* is at least 0.000452, and the box around the ball
/// asks for more.
#[test]
fn balls_ask_for_less_than_their_boxes() {
    let around = Problem { penalty: Penalty::square(27), ..trained("iris433", "1/100") };
    let center: Vec<Rational> =
        around.domain.limits.iter().map(|own| own.lower.clone().unwrap() + q("1/100")).collect();
    let ball = Ball { radius: q("1/100"), center: center.clone(), scales: vec![q("1"); 27] };
    let cut = Domain { ball: Some(ball), interior: Some(center), ..around.domain.clone() };
    let in_ball = Problem { domain: cut, ..around.clone() };
    let [of_box, of_ball] =
        [&around, &in_ball].map(|problem| HessianBound::of_objective(problem, 128, &Budget::default()));
    assert!(proves(&of_ball, &in_ball, "0.000475", Method::Tensor));
    assert!(!proves(&of_ball, &in_ball, "0.000450", Method::Tensor));
    assert!(!proves(&of_box, &around, "0.000475", Method::Tensor));
    assert!(!proves(&of_box, &around, "0.000475", Method::Loewner));
}

/// 13-16-3 tanh units on the wines, 275 parameters: λ\* is at least 0.000935.
#[test]
fn hundreds_of_parameters_are_within_reach() {
    let problem = trained("wine13163", "1e-3");
    let bound = HessianBound::of_objective(&problem, 128, &Budget::boundless());
    assert!(proves(&bound, &problem, "0.00112", Method::Tensor));
    assert!(!proves(&bound, &problem, "0.00112", Method::Loewner));
    assert!(!proves(&bound, &problem, "0.00093", Method::Tensor));
}

/// An expansion is one of its cell, and serves all λ.
#[test]
fn expansions_serve_all_lambda() {
    let problem = Problem { penalty: Penalty::square(27), ..trained("iris433", "1e-3") };
    let bound = HessianBound::of_objective(&problem, 128, &Budget::default());
    let root = Cell::root(&problem.domain);
    let expansion = bound.expand(&root, &Rational::new(), Stop::default()).unwrap();
    for (lambda, is_proved) in [("0.01", true), ("0.001", true), ("0.0001", false)] {
        assert!(expansion.serves(&bound, &root, &q(lambda)));
        let proof = bound.prove_expanded(&expansion, &q(lambda), 2, Stop::default());
        assert_eq!(proof.is_ok(), is_proved, "{lambda}");
        assert_eq!(proof, bound.prove(&root, &q(lambda), Method::Tensor, &mut Scratch::default()));
    }
    let [half, _] = root.split(0).unwrap();
    assert!(!expansion.serves(&bound, &half, &q("0.01")));
}

#[test]
fn verdicts() {
    let square = |formula: &str, limits: &str| {
        let problem = problem(formula, limits);
        let n = problem.dimension();
        let all = |x: &str| vec![x; n].join(" ");
        with_weights(problem, &all("1"), &all("0"), &all("0"))
    };
    let cover = |problem: &Problem, claim: &str, nodes: &str| {
        let cover = Cover { tree: tree(nodes), penalty: None, reduction: None, shifts: vec![] };
        text(problem, claim, Evidence::Proof(Proof::Cover(cover)))
    };
    let small = "a 9/10 11/10, w -1/10 1/10";
    let tanh = square("(1 - a*tanh(w))^2", small);
    let valid = cover(&tanh, "convex lambda >= 3", "+");
    assert_verdicts(&[
        ("around a point", valid.clone(), "valid: convex lambda >= 3"),
        (
            "below",
            cover(&tanh, "convex lambda >= 1/10", "+"),
            "rejected: line 21: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is a in [0.8999999999999999, 1.1], w in [-0.1, 0.1]",
        ),
        ("in a tree", cover(&tanh, "convex lambda >= 3", "a+."), "valid: convex lambda >= 3"),
        (
            "unbounded",
            cover(&square("exp(a) + w^2", "a -inf inf, w -1 1"), "convex lambda >= 3", "+"),
            "rejected: line 17: cover: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is a in [-inf, inf], w in [-1, 1]",
        ),
        (
            "a kink",
            cover(&square("abs(a) + w^2", "a -1 1, w -1 1"), "convex lambda >= 3", "+"),
            "rejected: line 17: cover: node 0 of the tree, a leaf, is not proved: `abs(a)` is undefined or not smooth somewhere in [-1, 1]; the cell is a in [-1, 1], w in [-1, 1]",
        ),
        (
            "undefined",
            cover(&square("log(a) + w^2", "a -1 1, w -1 1"), "convex lambda >= 3", "+"),
            "rejected: line 17: cover: node 0 of the tree, a leaf, is not proved: `log(a)` is undefined or not smooth somewhere in [-1, 1]; the cell is a in [-1, 1], w in [-1, 1]",
        ),
        (
            "a constant Hessian",
            cover(&square("a*w", "a -1 1, w -1 1"), "convex lambda >= 1", "+"),
            "valid: convex lambda >= 1",
        ),
        (
            "an unknown leaf",
            changed(&valid, "\n+\n", "\n*\n"),
            "undecided: line 21: unknown leaf `*`: a newer version of jensen may know it",
        ),
    ]);
}
