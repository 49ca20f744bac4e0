//! Rule `jensen`: what it accepts, and false certificates that it rejects for the right reason.

use crate::support::{
    assert_verdicts, changed, jensen, problem, problem_with_data, text, with_penalty, with_weights,
};
use jensen::problem::Problem;

/// Two hidden units with activation z², one sample (1, 3).
pub fn swap() -> Problem {
    let formula = "sum((y - a1*(w1*x)^2 - a2*(w2*x)^2)^2)";
    problem_with_data(formula, "a1 -2 2, a2 -2 2, w1 -2 2, w2 -2 2", "x y", &["1 3"])
}

/// The orbit of (1, −1, 2, 1) under the swap: A = 9, C = 5/2.
pub fn swap_text(claim: &str) -> String {
    text(&swap(), claim, evidence(&["1/2: 1 -1 2 1", "1/2: -1 1 1 2"]))
}

fn evidence(points: &[&str]) -> jensen::certificate::Evidence {
    jensen::certificate::Evidence::Jensen(jensen(points))
}

/// One tanh neuron on three points.
pub fn neuron() -> Problem {
    let rows = ["-1 -1", "1/2 1/3", "2 1"];
    problem_with_data("mean((y - a*tanh(w*x))^2)", "a -2 2, w -2 2", "x y", &rows)
}

fn cubic(claim: &str, points: &[&str]) -> String {
    text(&problem("-x^3", "x -1 2"), claim, evidence(points))
}

#[test]
fn verdicts() {
    let swap = swap_text("not-convex lambda < 18/5");
    let near = ["1/2: 9/5", "1/2: 2"];
    let kink = with_weights(problem("-x^2", "x 1 2"), "0", "1", "0");
    let quartic = with_penalty(problem("-x^2", "x -1 1"), "x^4");
    let relu = problem("(1 - relu(w))^2", "w -1 1");
    let neuron = |claim| text(&neuron(), claim, evidence(&["1/2: 1 1", "1/2: -1 -1"]));
    let pole = |points: &[&str]| text(&problem("1/x", "x -1 1"), "not-convex lambda = 0", evidence(points));
    assert_verdicts(&[
        ("swap", swap.clone(), "valid: not-convex lambda < 18/5"),
        ("at a smaller lambda", swap_text("not-convex lambda = 3"), "valid: not-convex lambda = 3"),
        ("cubic", cubic("not-convex lambda < 57/10", &near), "valid: not-convex lambda < 57/10"),
        (
            "three points",
            cubic("not-convex lambda < 9/2", &["1/3: 1", "1/3: 3/2", "1/3: 2"]),
            "valid: not-convex lambda < 9/2",
        ),
        ("neuron", neuron("not-convex lambda < 1/3"), "valid: not-convex lambda < 1/3"),
        (
            "absolute value",
            text(&kink, "no-finite-lambda", evidence(&["1/2: 1", "1/2: 2"])),
            "valid: no-finite-lambda",
        ),
        (
            "quartic",
            text(&quartic, "not-convex lambda < 1", evidence(&["1/2: -1", "1/2: 1"])),
            "valid: not-convex lambda < 1",
        ),
        (
            "kink",
            text(&relu, "not-convex lambda = 10", evidence(&["1/2: -1/11", "1/2: 1/11"])),
            "valid: not-convex lambda = 10",
        ),
        (
            "unbounded domain",
            text(
                &problem("(1 - a*b)^2", "a -inf inf, b -inf inf"),
                "not-convex lambda = 100",
                evidence(&["1/2: 102 -100", "1/2: 100 -102"]),
            ),
            "valid: not-convex lambda = 100",
        ),
        ("lambda a hair too large", swap_text("not-convex lambda < 18000000001/5000000000"), ""),
        ("equality at lambda", swap_text("not-convex lambda = 18/5"), ""),
        ("neuron, too large", neuron("not-convex lambda < 1/2"), ""),
        ("negative lambda", swap_text("not-convex lambda = -1"), ""),
        ("lambda below 0", swap_text("not-convex lambda < 0"), ""),
        ("penalty helps", swap_text("no-finite-lambda"), ""),
        ("claims convexity", swap_text("convex lambda = 100"), ""),
        ("claims a bracket", swap_text("lambda-star in [0, 100]"), ""),
        ("no point", text(&problem("-x^3", "x -1 2"), "not-convex lambda = 0", evidence(&[])), ""),
        ("one point", cubic("not-convex lambda = 0", &["1: 2"]), ""),
        (
            "outside by a hair",
            cubic(
                "not-convex lambda = 0",
                &["1/2: 1", &format!("1/2: 2000000000000000000000000000001/1{}", "0".repeat(30))],
            ),
            "",
        ),
        ("below the box", cubic("not-convex lambda = 0", &["1/2: -2", "1/2: 2"]), ""),
        (
            "weights short of 1 by a hair",
            cubic(
                "not-convex lambda = 0",
                &["1/2: 1", &format!("{}/1{}: 2", "4".to_owned() + &"9".repeat(29), "0".repeat(30))],
            ),
            "",
        ),
        ("zero weight", cubic("not-convex lambda = 0", &["0: 1", "1: 2"]), ""),
        ("negative weight", cubic("not-convex lambda = 0", &["-1: 1", "2: 2"]), ""),
        ("the same point twice", cubic("not-convex lambda = 0", &["1/2: 2", "1/2: 2"]), ""),
        ("undefined at a point", pole(&["1/3: 0", "2/3: 1"]), ""),
        ("undefined at the mean", pole(&["1/2: -1", "1/2: 1"]), ""),
        ("point too short", changed(&swap, "at 1 -1 2 1", "at 1 -1 2"), ""),
        ("point too long", changed(&swap, "at 1 -1 2 1", "at 1 -1 2 1 0"), ""),
        (
            "widened box",
            changed(&swap, "parameter a1 -2 2", "parameter a1 -2 3"),
            "valid: not-convex lambda < 18/5",
        ),
        ("narrowed box", changed(&swap, "parameter a1 -2 2", "parameter a1 -2 1/2"), ""),
        ("changed row", changed(&swap, "row 1 3", "row 1 2"), ""),
        ("larger weight", changed(&swap, "term a1 square 1", "term a1 square 2"), ""),
        (
            "moved centre",
            changed(&swap, "absolute 0 center 0", "absolute 0 center 7"),
            "valid: not-convex lambda < 18/5",
        ),
    ]);
}
