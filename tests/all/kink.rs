//! Rule `kink`: what it accepts, and false certificates that it rejects for the right reason.

use crate::support::{
    assert_verdicts, changed, cover, kink, problem, problem_with_data, text, with_penalty, with_weights,
};
use jensen::certificate::{Evidence, Ray, Witness};
use jensen::problem::Problem;

const NEVER: &str = "no-finite-lambda";

/// Two relu neurons on the three points of the README.
pub fn relu2(limits: &str) -> Problem {
    let loss = "mean((y - a1*relu(w1*x) - a2*relu(w2*x))^2)";
    let domain = ["a1", "a2", "w1", "w2"].map(|name| format!("{name} {limits}")).join(", ");
    problem_with_data(loss, &domain, "x y", &["-1 -1", "1/2 1/3", "2 1"])
}

/// A = 7/9, C = 0.
pub fn two_neurons() -> String {
    text(&relu2("-2 2"), NEVER, kink("1 0 0 0", "0 0 1 0"))
}

#[test]
fn verdicts() {
    let one =
        |formula: &str, claim: &str, point: &str| text(&problem(formula, "x -1 1"), claim, kink(point, "1"));
    let neuron = problem("(1 - relu(w))^2", "w -1 1");
    let tent = problem("-abs(x)", "x -1 1");
    let sparse = with_weights(tent.clone(), "0", "1", "0");
    let apart = with_weights(tent.clone(), "1", "1", "1/2");
    let sharp = with_penalty(tent.clone(), "abs(x)");
    let hollow = with_penalty(problem("x^2", "x -1 1"), "-relu(x)");
    let pinned = problem("-abs(x + y)", "x 0 0, y -1 1");
    let third = problem_with_data("sum(y*relu(w*x - 1) - tanh(w))", "w -9 9", "x y", &["1/3 -1"]);
    assert_verdicts(&[
        ("neuron", text(&neuron, NEVER, kink("0", "1")), "valid: no-finite-lambda"),
        ("backwards and longer", text(&neuron, NEVER, kink("0", "-7/3")), "valid: no-finite-lambda"),
        (
            "weaker claims too",
            text(&neuron, "not-convex lambda < 9", kink("0", "1")),
            "valid: not-convex lambda < 9",
        ),
        ("two neurons", two_neurons(), "valid: no-finite-lambda"),
        ("a third is met exactly", text(&third, NEVER, kink("3", "1")), "valid: no-finite-lambda"),
        (
            "an irrational factor of a zero",
            text(
                &problem("-abs(x*exp(y) - z + 1/3)", "x -1 1, y 0 2, z 0 1"),
                NEVER,
                kink("0 1 1/3", "1 2 0"),
            ),
            "valid: no-finite-lambda",
        ),
        (
            "sparse penalty",
            text(&sparse, "not-convex lambda < 1", kink("0", "1")),
            "valid: not-convex lambda < 1",
        ),
        (
            "kink of a formula",
            text(&sharp, "not-convex lambda = 1/2", kink("0", "1")),
            "valid: not-convex lambda = 1/2",
        ),
        ("the penalty's centre is elsewhere", text(&apart, NEVER, kink("0", "1")), "valid: no-finite-lambda"),
        ("max", one("-max(x, x^2)", NEVER, "0"), "valid: no-finite-lambda"),
        ("nested", one("-relu(relu(x) + abs(x))", NEVER, "0"), "valid: no-finite-lambda"),
        (
            "sparse penalty, a hair more",
            text(&sparse, "not-convex lambda < 1000000001/1000000000", kink("0", "1")),
            "rejected: line 12: kink: A − λC is not shown to be at least 0: it is -1/500000000",
        ),
        (
            "the penalty's own kink",
            text(&sparse, NEVER, kink("0", "1")),
            "rejected: line 12: kink: −C is not shown to be at least 0: it is -2",
        ),
        (
            "a penalty that bends down alone",
            text(&hollow, NEVER, kink("0", "1")),
            "rejected: line 12: kink: A is not shown to be positive: it is 0",
        ),
        (
            "a kink upwards",
            one("relu(x)", NEVER, "0"),
            "rejected: line 10: kink: A is not shown to be positive: it is -1",
        ),
        (
            "beside the kink",
            one("-relu(x)", NEVER, "1/1000000000000000000000000000000"),
            "rejected: line 12: kink: A is not shown to be positive: it is 0",
        ),
        (
            "smooth",
            one("-x^2", NEVER, "0"),
            "rejected: line 12: kink: A is not shown to be positive: it is 0",
        ),
        (
            "no slope",
            one("-sqrt(abs(x))", NEVER, "0"),
            "rejected: line 13: kink: `sqrt(abs(x))` is undefined or not smooth where its argument is 0",
        ),
        (
            "at a limit",
            text(&neuron, NEVER, kink("-1", "1")),
            "rejected: line 17: kink: the direction moves w from its limit -1, one way out",
        ),
        (
            "pinned",
            text(&pinned, NEVER, kink("0 0", "1 1")),
            "rejected: line 18: kink: the direction moves x from its limit 0, one way out",
        ),
        ("pinned and at rest", text(&pinned, NEVER, kink("0 0", "0 1")), "valid: no-finite-lambda"),
        (
            "outside",
            text(&neuron, NEVER, kink("2", "1")),
            "rejected: line 16: kink: w = 2 lies above its limit 1",
        ),
        (
            "no direction",
            text(&neuron, NEVER, kink("0", "0")),
            "rejected: line 17: kink: the direction is zero",
        ),
        (
            "along the fold",
            text(&relu2("-2 2"), NEVER, kink("1 0 0 0", "1 0 0 0")),
            "rejected: line 40: kink: A is not shown to be positive: it is 0",
        ),
        (
            "a convex claim",
            text(&neuron, "convex lambda >= 1", kink("0", "1")),
            "rejected: line 15: kink: this rule does not establish `convex lambda >= 1`",
        ),
        (
            "a number too many",
            changed(&text(&neuron, NEVER, kink("0", "1")), "direction 1", "direction 1 0"),
            "rejected: line 17: format: expected 1 numbers, found 2",
        ),
    ]);
}

/// An argument that is 0, but not known to be by rational arithmetic, is at no kink.
#[test]
fn enclosures() {
    // exp(1)·(1/exp(1)) − 1 = 0 is not known exactly.
    let hidden = problem("-relu(x + exp(y)*exp(-y) - 1)", "x -1 1, y -2 2");
    let case = |problem: &Problem| text(problem, NEVER, kink("0 1", "1 0"));
    let verdict =
        |text: &str| crate::support::verdict(text).split(" where").next().unwrap_or_default().to_owned();
    assert!(
        verdict(&case(&hidden)).starts_with("rejected: line 21: kink: `relu("),
        "{}",
        verdict(&case(&hidden))
    );
}

/// As the lower part of a bracket: f_λ = λ·|x| − |x| needs λ ≥ 1, but no cover gets past a kink.
#[test]
fn brackets() {
    let sharp = with_weights(problem("-x^2 - y^2", "x 1 2, y -1 1"), "1 1", "0 1", "0 0");
    let lower =
        Some(Witness::Kink(Ray { point: vec![1.into(), 0.into()], direction: vec![0.into(), 1.into()] }));
    let bracket = Evidence::Bracket { lower, upper: cover("=", "").into() };
    assert_verdicts(&[(
        "a kink upwards",
        text(&sharp, "lambda-star in [1, 1]", bracket),
        "rejected: line 19: bracket: A is not shown to be positive: it is 0",
    )]);
}
