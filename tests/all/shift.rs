//! Shifts in covers: directions that no row sees are left out, and nothing else.

use crate::support::{
    assert_verdicts, changed, problem, problem_with_data, q, text, tree, with_penalty, with_weights,
};
use jensen::certificate::{Claim, Cover, Evidence, Proof, Shift};
use jensen::check::{Effort, check};
use jensen::number::Rational;
use jensen::problem::Problem;
use jensen::search::{Control, certify, lambda};
use jensen::source::read_problem_at_zero;
use jensen::writing::write_certificate;
use std::path::Path;

/// The shift that leaves out parameter number `left_out` and moves others, as `1 -1/2` says by their numbers.
fn shift(left_out: usize, others: &[(usize, &str)]) -> Shift {
    Shift { left_out, others: others.iter().map(|(k, value)| (*k, q(value))).collect() }
}

fn covered(problem: &Problem, claim: &str, shifts: Vec<Shift>, nodes: &str) -> String {
    let cover = Cover { tree: tree(nodes), penalty: None, reduction: None, shifts };
    text(problem, claim, Evidence::Proof(Proof::Cover(cover)))
}

#[test]
fn verdicts() {
    // The Hessian of exp(a − b) has the kernel (1, 1); c is penalised, and −c³ needs λ ≥ 3.
    let limits = "a -1/4 1/4, b -1/4 1/4, c -1 1";
    let at = |formula: &str| with_weights(problem(formula, limits), "0 0 1", "0 0 0", "0 0 0");
    let blind = at("exp(a - b) - c^3");
    let claim = "convex lambda >= 4";
    let one = |problem: &Problem, shifts| covered(problem, claim, shifts, "~");
    let both = || vec![shift(1, &[(0, "1")])];
    let pinned =
        with_weights(problem("exp(a - b) - c^3", "a -1/4 1/4, b 0 0, c -1 1"), "0 0 1", "0 0 0", "0 0 0");
    let penalised = with_weights(blind.clone(), "0 1 1", "0 0 0", "0 0 0");
    let absolute = with_weights(blind.clone(), "0 0 1", "1 1 1", "0 0 0");
    let formula = with_penalty(problem("exp(a - b) - c^3", limits), "c^2 + (a - b)^2 + b^4");
    let data = |rows: &[&str]| {
        let seen = problem_with_data("mean(exp(x*a - y*b)) - c^3", limits, "x y", rows);
        with_weights(seen, "0 0 1", "0 0 0", "0 0 0")
    };
    let bends = at("exp(a - b) - a^2*b^2 - c^3");
    assert_verdicts(&[
        (
            "without",
            one(&blind, vec![]),
            "rejected: line 24: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is a in [-0.25, 0.25], b in [-0.25, 0.25], c in [-1, 1]",
        ),
        ("left out", one(&blind, both()), "valid: convex lambda >= 4"),
        ("the other", one(&blind, vec![shift(0, &[(1, "1")])]), "valid: convex lambda >= 4"),
        (
            "not along",
            one(&blind, vec![shift(1, &[(0, "2")])]),
            "rejected: line 23: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        (
            "alone",
            one(&blind, vec![shift(1, &[])]),
            "rejected: line 23: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        (
            "penalised itself",
            one(&blind, vec![shift(2, &[])]),
            "rejected: line 23: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        (
            "twice",
            one(&blind, vec![shift(1, &[(0, "1")]), shift(1, &[(0, "1")])]),
            "rejected: line 25: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        (
            "each other",
            one(&blind, vec![shift(1, &[(0, "1")]), shift(0, &[(1, "1")])]),
            "rejected: line 24: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        (
            "pinned",
            one(&pinned, both()),
            "rejected: line 24: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        (
            "half penalised",
            one(&penalised, both()),
            "rejected: line 23: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        ("absolute values do not matter", one(&absolute, both()), "valid: convex lambda >= 4"),
        (
            "a formula that sees it",
            covered(&formula, "convex lambda = 4", both(), "~"),
            "rejected: line 25: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        ("all rows blind", one(&data(&["1 1", "1/2 1/2"]), both()), "valid: convex lambda >= 4"),
        (
            "a row sees",
            one(&data(&["1 1", "1/2 1/2", "1/2 1"]), both()),
            "rejected: line 33: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
        (
            "another ratio",
            one(&data(&["1/4 1/2", "1/2 1"]), vec![shift(1, &[(0, "2")])]),
            "valid: convex lambda >= 4",
        ),
        (
            "bends along it",
            one(&bends, both()),
            "rejected: line 28: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
    ]);
    let at_zero = with_weights(problem("exp(a - b) + c^2", limits), "1 1 1", "0 0 0", "0 0 0");
    assert_verdicts(&[
        (
            "at 0 no penalty counts",
            covered(&at_zero, "convex lambda = 0", both(), "~"),
            "valid: convex lambda = 0",
        ),
        (
            "above it does",
            covered(&at_zero, "convex lambda = 1", both(), "~"),
            "rejected: line 22: cover: the Hessian does not vanish along this direction, or it names what it must not",
        ),
    ]);
}

#[test]
fn texts_are_canonical() {
    let problem = with_weights(
        problem("exp(a - b) + c^2", "a -1/4 1/4, b -1/4 1/4, c -1 1"),
        "0 0 1",
        "0 0 0",
        "0 0 0",
    );
    let good = covered(&problem, "convex lambda >= 0", vec![shift(1, &[(0, "1")])], "~");
    assert!(good.contains("shifts 1\nshift b a 1\n"), "{good}");
    let verdict =
        |from: &str, to: &str| check(changed(&good, from, to).as_bytes(), &Effort::default()).is_ok();
    assert!(verdict("shift b a 1", "shift b a 1"));
    for (from, to) in [
        ("shift b a 1", "shift b a 2/2"),
        ("shift b a 1", "shift b a 1 c 0"),
        ("shift b a 1", "shift b a 1 a 1"),
        ("shift b a 1", "shift b b 1"),
        ("shift b a 1", "shift b d 1"),
        ("shift b a 1", "shift b a"),
        ("shifts 1", "shifts 0"),
        ("shifts 1", "shifts 2"),
        ("shifts 1", "shifts 4"),
        ("shifts 1\nshift b a 1\n", "shifts 0\n"),
    ] {
        assert!(!verdict(from, to), "{to}");
    }
}

/// Softmax with biases that are not penalised: the loss is the same when a number is added to all of them.
#[test]
fn softmax_is_blind_to_shifts() {
    let read = |name: &str| Problem::read(format!("tests/all/inputs/shifts/{name}.toml")).unwrap();
    for (name, expected) in [("null_b2", "0.1464"), ("null_b2_pin", "0.14308")] {
        let problem = read(name);
        let certificate = lambda(&problem, &q("1/50"), &Control::default()).certificate.unwrap();
        let Claim::LambdaStar { lower, upper } = &certificate.claim else {
            panic!("{:?}", certificate.claim)
        };
        let expected = q(expected);
        assert!(*lower <= (&expected * q("10001/10000")) && *upper >= (&expected * q("9999/10000")));
        assert!(*upper <= (lower * q("51/50")), "{name}: {upper}");
        assert!(check(write_certificate(&certificate, &[]).as_bytes(), &Effort::default()).is_ok());
    }
    let path = Path::new("tests/all/inputs/shifts/ce_lambda0.toml");
    let at_zero = read_problem_at_zero(path, &[]).unwrap().problem;
    let certificate = certify(&at_zero, &Rational::new(), &Control::default()).certificate.unwrap();
    assert!(
        matches!(certificate.claim, Claim::ConvexFrom(_) | Claim::ConvexAt(_)),
        "{:?}",
        certificate.claim
    );
    let text = write_certificate(&certificate, &[]);
    assert!(
        text.contains("\nshifts 4\n"),
        "{}",
        text.lines().filter(|line| line.starts_with("shift")).count()
    );
    assert!(check(text.as_bytes(), &Effort::default()).is_ok());
}

/// The search finds shifts by itself, with fractions, and brackets λ\* by them.
#[test]
fn shifts_are_found() {
    let limits = "a -1/4 1/4, b -1/4 1/4, c -1/4 1/4, d 1/2 1";
    let blind = problem_with_data("mean((x*(2*a - 3*b) - tanh(d*x))^2) - c*d", limits, "x", &["1", "2"]);
    let blind = with_weights(blind, "0 0 1 1", "0 0 0 0", "0 0 0 0");
    let outcome = lambda(&blind, &q("1/100"), &Control::default());
    let certificate = outcome.certificate.unwrap();
    assert!(matches!(certificate.claim, Claim::LambdaStar { .. }), "{:?}", certificate.claim);
    let text = write_certificate(&certificate, &[]);
    assert!(text.contains("shift b a 3/2\n"), "{text}");
    assert!(check(text.as_bytes(), &Effort::default()).is_ok());
    let softmax = with_weights(blind.clone(), "1 1 1 1", "0 0 0 0", "0 0 0 0");
    let bowl = Problem { ..softmax };
    let outcome = certify(&bowl, &Rational::new(), &Control::default());
    assert!(
        outcome
            .certificate
            .is_some_and(|found| matches!(found.claim, Claim::NotConvexBelow(_) | Claim::NotConvexAt(_)))
    );
}

/// What is left out moves in a tensor leaf, too: it has a symbol, and no row.
#[test]
fn tensor_leaves_see_what_is_left_out_move() {
    // In x = a − b the second derivative is 6 + 6x, and positive at the centre of both.
    let of = |b: &str| problem("(a - b)^3 + 3*(a - b)^2", &format!("a 0 1/8, b {b}"));
    let narrow = |shifts| covered(&of("0 1/2"), "convex lambda = 0", shifts, "+");
    let wide = |shifts| covered(&of("0 17/16"), "convex lambda = 0", shifts, "+");
    let said = |text: String| check(text.as_bytes(), &Effort::default()).is_ok();
    assert!(said(narrow(vec![shift(1, &[(0, "1")])])));
    assert!(said(narrow(vec![shift(0, &[(1, "1")])])));
    assert!(!said(narrow(vec![])));
    for shifts in [vec![shift(1, &[(0, "1")])], vec![shift(0, &[(1, "1")])], vec![]] {
        assert!(!said(wide(shifts)));
    }
}

/// A kink of a function of data alone is none of the parameters'.
#[test]
fn tensor_leaves_ask_for_no_derivative_of_data() {
    let problem = problem_with_data("mean(relu(x)*exp(w) + w^2)", "w -1/8 1/8", "x", &["0", "1"]);
    let text = covered(&problem, "convex lambda = 0", vec![], "+");
    assert!(check(text.as_bytes(), &Effort::default()).is_ok());
}
