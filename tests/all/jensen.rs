//! Rule `jensen`: what it accepts, and false certificates that it rejects for the right reason.

use crate::support::{
    assert_verdicts, changed, jensen, problem, problem_with_data, text, verdict, with_penalty, with_weights,
};
use jensen::certificate::{Evidence, Witness};
use jensen::number::Rational;
use jensen::problem::Problem;
use rug::float::Round;
use rug::{Float, Integer};

/// Two hidden units with activation z², one sample (1, 3).
pub fn swap() -> Problem {
    let formula = "sum((y - a1*(w1*x)^2 - a2*(w2*x)^2)^2)";
    problem_with_data(formula, "a1 -2 2, a2 -2 2, w1 -2 2, w2 -2 2", "x y", &["1 3"])
}

/// The orbit of (1, −1, 2, 1) under the swap: A = 9, C = 5/2.
pub fn swap_text(claim: &str) -> String {
    text(&swap(), claim, evidence(&["1/2: 1 -1 2 1", "1/2: -1 1 1 2"]))
}

fn evidence(points: &[&str]) -> Evidence {
    Evidence::Witness(Witness::Jensen(jensen(points)))
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
        (
            "lambda a hair too large",
            swap_text("not-convex lambda < 18000000001/5000000000"),
            "rejected: line 36: jensen: A − λC is not shown to be at least 0: it is -1/2000000000",
        ),
        (
            "equality at lambda",
            swap_text("not-convex lambda = 18/5"),
            "rejected: line 36: jensen: A − λC is not shown to be positive: it is 0",
        ),
        (
            "neuron, too large",
            neuron("not-convex lambda < 1/2"),
            "rejected: line 29: jensen: A − λC is not shown to be at least 0: it is between -0.3212018412212375 and -0.32120184122123707",
        ),
        (
            "negative lambda",
            swap_text("not-convex lambda = -1"),
            "rejected: line 2: jensen: the claim speaks of no λ ≥ 0",
        ),
        (
            "lambda below 0",
            swap_text("not-convex lambda < 0"),
            "rejected: line 2: jensen: the claim speaks of no λ ≥ 0",
        ),
        (
            "penalty helps",
            swap_text("no-finite-lambda"),
            "rejected: line 36: jensen: −C is not shown to be at least 0: it is -5/2",
        ),
        (
            "claims convexity",
            swap_text("convex lambda = 100"),
            "rejected: line 36: jensen: this rule does not establish `convex lambda = 100`",
        ),
        (
            "claims a bracket",
            swap_text("lambda-star in [0, 100]"),
            "rejected: line 36: jensen: this rule does not establish `lambda-star in [0, 100]`",
        ),
        (
            "no point",
            text(&problem("-x^3", "x -1 2"), "not-convex lambda = 0", evidence(&[])),
            "rejected: line 12: jensen: a witness has at least two points",
        ),
        (
            "one point",
            cubic("not-convex lambda = 0", &["1: 2"]),
            "rejected: line 12: jensen: a witness has at least two points",
        ),
        (
            "outside by a hair",
            cubic(
                "not-convex lambda = 0",
                &["1/2: 1", &format!("1/2: 2000000000000000000000000000001/1{}", "0".repeat(30))],
            ),
            "rejected: line 14: jensen: x = 20000000000000000000… (about 2) lies above its limit 2",
        ),
        (
            "below the box",
            cubic("not-convex lambda = 0", &["1/2: -2", "1/2: 2"]),
            "rejected: line 13: jensen: x = -2 lies below its limit -1",
        ),
        (
            "weights short of 1 by a hair",
            cubic(
                "not-convex lambda = 0",
                &["1/2: 1", &format!("{}/1{}: 2", "4".to_owned() + &"9".repeat(29), "0".repeat(30))],
            ),
            "rejected: line 12: jensen: the weights add up to 99999999999999999999… (about 0.9999999999999999), not to 1",
        ),
        (
            "weights beyond 1 by a hair",
            cubic("not-convex lambda = 0", &["1/2: 1", &format!("5{0}1/1{0}00: 2", "0".repeat(30))]),
            "rejected: line 12: jensen: the weights add up to 10000000000000000000… (about 1), not to 1",
        ),
        (
            "weights that cancel",
            cubic("not-convex lambda = 0", &["2/3: 1", "2/3: 2", "-1/3: 3/2"]),
            "rejected: line 15: jensen: the weight -1/3 is not positive",
        ),
        (
            "mean of the penalty cancels",
            text(&problem("-x^2", "x -1 1"), "no-finite-lambda", evidence(&["1/2: 0", "1/2: 0"])),
            "rejected: line 12: jensen: A is not shown to be positive: it is 0",
        ),
        (
            "flat objective",
            text(
                &with_penalty(problem("x", "x -1 1"), "-x^2"),
                "no-finite-lambda",
                evidence(&["1/2: -1", "1/2: 1"]),
            ),
            "rejected: line 11: jensen: A is not shown to be positive: it is 0",
        ),
        (
            "flat objective, below",
            text(
                &with_penalty(problem("x", "x -1 1"), "-x^2"),
                "not-convex lambda < 1",
                evidence(&["1/2: -1", "1/2: 1"]),
            ),
            "rejected: line 11: jensen: A is not shown to be positive: it is 0",
        ),
        (
            "concave penalty",
            text(
                &with_penalty(problem("x", "x -1 1"), "-x^2"),
                "not-convex lambda = 1",
                evidence(&["1/2: -1", "1/2: 1"]),
            ),
            "valid: not-convex lambda = 1",
        ),
        (
            "long numbers",
            cubic("not-convex lambda = 0", &[&format!("1/2: 1/1{}", "0".repeat(9_000)), "1/2: 2"]),
            "valid: not-convex lambda = 0",
        ),
        (
            "on a pinned parameter, off it",
            text(
                &problem("-x^2*y", "x -1 1, y 1 1"),
                "not-convex lambda = 0",
                evidence(&["1/2: -1 1", "1/2: 1 2"]),
            ),
            "rejected: line 18: jensen: y = 2 lies above its limit 1",
        ),
        (
            "zero weight",
            cubic("not-convex lambda = 0", &["0: 1", "1: 2"]),
            "rejected: line 13: jensen: the weight 0 is not positive",
        ),
        (
            "negative weight",
            cubic("not-convex lambda = 0", &["-1: 1", "2: 2"]),
            "rejected: line 13: jensen: the weight -1 is not positive",
        ),
        (
            "the same point twice",
            cubic("not-convex lambda = 0", &["1/2: 2", "1/2: 2"]),
            "rejected: line 12: jensen: A − λC is not shown to be positive: it is 0",
        ),
        (
            "undefined at a point",
            pole(&["1/3: 0", "2/3: 1"]),
            "rejected: line 10: jensen: `1/x` is undefined or not smooth where its argument is 0",
        ),
        (
            "undefined at the mean",
            pole(&["1/2: -1", "1/2: 1"]),
            "rejected: line 10: jensen: `1/x` is undefined or not smooth where its argument is 0",
        ),
        (
            "point too short",
            changed(&swap, "at 1 -1 2 1", "at 1 -1 2"),
            "rejected: line 37: format: expected 4 numbers, found 3",
        ),
        (
            "point too long",
            changed(&swap, "at 1 -1 2 1", "at 1 -1 2 1 0"),
            "rejected: line 37: format: expected 4 numbers, found 5",
        ),
        (
            "widened box",
            changed(&swap, "parameter a1 -2 2", "parameter a1 -2 3"),
            "valid: not-convex lambda < 18/5",
        ),
        (
            "narrowed box",
            changed(&swap, "parameter a1 -2 2", "parameter a1 -2 1/2"),
            "rejected: line 37: jensen: a1 = 1 lies above its limit 1/2",
        ),
        (
            "changed row",
            changed(&swap, "row 1 3", "row 1 2"),
            "rejected: line 36: jensen: A − λC is not shown to be at least 0: it is -6",
        ),
        (
            "larger weight",
            changed(&swap, "term a1 square 1", "term a1 square 2"),
            "rejected: line 36: jensen: A − λC is not shown to be at least 0: it is -18/5",
        ),
        (
            "moved centre",
            changed(&swap, "absolute 0 center 0", "absolute 0 center 7"),
            "valid: not-convex lambda < 18/5",
        ),
    ]);
}

/// The two numbers of so many decimals around a positive one.
pub fn around(x: &Float, decimals: u32) -> [Rational; 2] {
    let scale = Integer::from(Integer::u_pow_u(10, decimals));
    let scaled = Float::with_val(x.prec(), x * &scale);
    let below = scaled.to_integer_round(Round::Down).expect("finite").0;
    let above = Integer::from(&below + 1);
    [below, above].map(|numerator| Rational::from((numerator, scale.clone())))
}

/// λ right and wrong by less and less: −eˣ at 0 and 1 has A = (1 + e)/2 − √e and C = 1/4.
#[test]
fn signs_are_decided_however_close() {
    let e = Float::with_val(5000, 1).exp();
    let threshold = Float::with_val(5000, &e + 1u32) * 2u32 - e.sqrt() * 4u32;
    let witness = |lambda: &str| {
        text(
            &problem("-exp(x)", "x 0 1"),
            &format!("not-convex lambda {lambda}"),
            evidence(&["1/2: 0", "1/2: 1"]),
        )
    };
    for decimals in [12, 20, 60, 200, 1000] {
        let [below, above] = around(&threshold, decimals);
        for relation in ["<", "="] {
            let [right, wrong] =
                [&below, &above].map(|lambda| verdict(&witness(&format!("{relation} {lambda}"))));
            assert!(right.starts_with("valid"), "{decimals}: {right}");
            assert!(wrong.contains("is not shown to be"), "{decimals}: {wrong}");
        }
    }
}
