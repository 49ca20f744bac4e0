//! Rule `family`: what it accepts, and false certificates that it rejects for the right reason.

use crate::kink::relu2;
use crate::support::{
    assert_verdicts, changed, family, problem, problem_with_data, text, with_penalty, with_weights,
};
use jensen::problem::Problem;

const NEVER: &str = "no-finite-lambda";

/// `(1 − ab)²` along (λ + 2, −λ), (λ, −λ − 2): Δ = 2λ² + 2λ + 3.
fn product() -> Problem {
    problem("(1 - a*b)^2", "a -inf inf, b -inf inf")
}

fn chord() -> [&'static str; 2] {
    ["1/2: 0,1 -2,-1", "1/2: 2,1 0,-1"]
}

pub fn product_family() -> String {
    text(&product(), NEVER, family("1", &chord()))
}

/// Two tanh neurons on all of R⁴.
fn tanh2() -> Problem {
    let loss = "mean((y - a1*tanh(w1*x) - a2*tanh(w2*x))^2)";
    let domain = "a1 -inf inf, a2 -inf inf, w1 -inf inf, w2 -inf inf";
    problem_with_data(loss, domain, "x y", &["-1 -1", "1/2 1/3", "2 1"])
}

#[test]
fn verdicts() {
    let good = product_family();
    let cubic = problem("-x^3", "x -inf inf");
    let ray = |x: &str, y: &str| text(&cubic, NEVER, family("1", &[x, y]));
    let quartic = with_penalty(problem("-x^2", "x -1 1"), "x^4");
    let flat = with_weights(problem("-x^2", "x 1 2"), "0", "1", "0");
    let short = |q: &str, x: &str, y: &str| text(&quartic, NEVER, family(q, &[x, y]));
    let neuron = problem("(1 - relu(w))^2", "w -1 1");
    assert_verdicts(&[
        ("product", good.clone(), "valid: no-finite-lambda"),
        ("cubic", ray("1/2: 0,1", "1/2: 2,1"), "valid: no-finite-lambda"),
        (
            "three points",
            text(&cubic, NEVER, family("1", &["1/4: 0,1", "1/2: 2,1", "1/4: 4,1"])),
            "valid: no-finite-lambda",
        ),
        ("a chord that shrinks", short("1,1", "1/2: -1", "1/2: 1"), "valid: no-finite-lambda"),
        ("over a quadratic", short("1,-1,1", "1/2: -1/2", "1/2: 1/2"), "valid: no-finite-lambda"),
        (
            "constant points",
            text(&flat, NEVER, family("1", &["1/2: 1", "1/2: 2"])),
            "valid: no-finite-lambda",
        ),
        (
            "constant over a denominator",
            text(&flat, NEVER, family("1,1", &["1/2: 1,1", "1/2: 2,2"])),
            "valid: no-finite-lambda",
        ),
        ("relu", text(&neuron, NEVER, family("1,1", &["1/2: -1", "1/2: 1"])), "valid: no-finite-lambda"),
        (
            "two relu neurons",
            text(&relu2("-2 2"), NEVER, family("1,1", &["1/2: 1,1 0 -1/3 0", "1/2: 1,1 0 1/3 0"])),
            "valid: no-finite-lambda",
        ),
        (
            "tanh",
            text(&tanh2(), NEVER, family("1", &["1/2: -2,-2 0 0 0", "1/2: -2,-2 0 2 0"])),
            "valid: no-finite-lambda",
        ),
        (
            "weaker claims are other rules'",
            text(&product(), "not-convex lambda < 1", family("1", &chord())),
            "rejected: line 18: family: this rule does not establish `not-convex lambda < 1`",
        ),
        (
            "too short a chord",
            ray("1/2: 1/3,1/3", "1/2: 1/3,1/3"),
            "rejected: line 12: family: Δ is not shown to be positive for every λ ≥ 0: its numerator has the coefficients 0",
        ),
        (
            "too slow a ray",
            ray("1/2: 0,1/4", "1/2: 2,1/4"),
            "rejected: line 12: family: Δ is not shown to be positive for every λ ≥ 0: its numerator has the coefficients 3, -1/4",
        ),
        (
            "a chord that does not shrink",
            short("1", "1/2: -1", "1/2: 1"),
            "rejected: line 12: family: Δ is not shown to be positive for every λ ≥ 0: its numerator has the coefficients 1, -1",
        ),
        (
            "equality at one λ",
            // A = (λ − 1)² for the chord y = ±1 through x = λ − 1.
            text(
                &with_weights(problem("-x^2*y^2", "x -inf inf, y -1 1"), "0 0", "0 0", "0 0"),
                NEVER,
                family("1", &["1/2: -1,1 -1", "1/2: -1,1 1"]),
            ),
            "rejected: line 17: family: Δ is not shown to be positive for every λ ≥ 0: its numerator has the coefficients 1, -2, 1",
        ),
        (
            "a denominator with a zero",
            short("1,-1", "1/2: -1", "1/2: 1"),
            "rejected: line 13: family: the denominator is not shown to be positive for every λ ≥ 0",
        ),
        (
            "with a double zero",
            short("1,-2,1", "1/2: -1", "1/2: 1"),
            "rejected: line 13: family: the denominator is not shown to be positive for every λ ≥ 0",
        ),
        (
            "with a zero at 0",
            short("0,1", "1/2: -1", "1/2: 1"),
            "rejected: line 13: family: the denominator is not shown to be positive for every λ ≥ 0",
        ),
        (
            "no denominator",
            short("0", "1/2: -1", "1/2: 1"),
            "rejected: line 13: family: the denominator is not shown to be positive for every λ ≥ 0",
        ),
        (
            "a negative one",
            short("-1,-1", "1/2: 1", "1/2: -1"),
            "rejected: line 13: family: the denominator is not shown to be positive for every λ ≥ 0",
        ),
        (
            "outside at 0",
            short("1,1", "1/2: -1001/1000", "1/2: 1"),
            "rejected: line 14: family: x is not shown to keep to its limit -1 for every λ ≥ 0",
        ),
        (
            "outside at infinity",
            short("1,1", "1/2: -1", "1/2: 1,1001/1000"),
            "rejected: line 15: family: x is not shown to keep to its limit 1 for every λ ≥ 0",
        ),
        (
            "outside in between",
            short("1,0,1", "1/2: -1", "1/2: 0,201/100"),
            "rejected: line 15: family: x is not shown to keep to its limit 1 for every λ ≥ 0",
        ),
        (
            "one point",
            text(&cubic, NEVER, family("1", &["1: 0,1"])),
            "rejected: line 12: family: a witness has at least two points",
        ),
        (
            "weights",
            ray("1/2: 0,1", "1/3: 2,1"),
            "rejected: line 12: family: the weights add up to 5/6, not to 1",
        ),
        (
            "a weight below zero",
            ray("3/2: 0,1", "-1/2: 2,1"),
            "rejected: line 15: family: the weight -1/2 is not positive",
        ),
        (
            "inside tanh",
            text(&tanh2(), NEVER, family("1", &["1/2: -2 0 0,1 0", "1/2: -2 0 2,1 0"])),
            "rejected: line 40: family: `tanh(x*w1)` is undefined, or not known as a rational function of λ, along the family in data row 1",
        ),
        (
            "across a kink",
            text(&neuron, NEVER, family("1,1", &["1/2: 1,-1", "1/2: 1"])),
            "rejected: line 15: family: `relu(w)` is undefined, or not known as a rational function of λ, along the family",
        ),
        (
            "touching a kink at one λ",
            text(&neuron, NEVER, family("1,0,1", &["1/2: 1/2,-1,1/2", "1/2: 1"])),
            "rejected: line 15: family: `relu(w)` is undefined, or not known as a rational function of λ, along the family",
        ),
        (
            "zeros at the end",
            changed(&good, "0,1 -2,-1", "0,1,0 -2,-1"),
            "rejected: line 20: format: `0,1,0` is not the canonical spelling",
        ),
        (
            "a polynomial too few",
            changed(&good, "0,1 -2,-1", "0,1"),
            "rejected: line 20: format: expected a polynomial, found the end",
        ),
        (
            "no number",
            changed(&good, "0,1 -2,-1", "0, -2,-1"),
            "rejected: line 20: format: this is not a number",
        ),
        (
            "a degree without measure",
            changed(&good, "0,1 -2,-1", &format!("0,1 {}1", "0,".repeat(65))),
            "rejected: line 20: format: expected a polynomial of degree 64 at most, found `0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,…`",
        ),
    ]);
}

/// What is defined at every λ but large is refused, and soon.
#[test]
fn sizes() {
    let nine = "9".repeat(9_999);
    let cubic = problem("-x^3", "x -inf inf");
    let verdict = |q: &str, x: &str, y: &str| {
        crate::support::verdict(&text(
            &cubic,
            NEVER,
            family(q, &[&format!("1/2: {x}"), &format!("1/2: {y}")]),
        ))
    };
    assert_eq!(
        verdict(&format!("1,{nine}"), "0,1", "2,1"),
        "rejected: line 13: family: the denominator is not shown to be positive for every λ ≥ 0"
    );
    assert_eq!(
        verdict("1", &format!("0,{nine}"), "2,1"),
        "rejected: line 14: family: numbers get too many digits on the way"
    );
    // Degree 64 · 3 and more.
    let steep = format!("{}1", "0,".repeat(64));
    assert_eq!(
        verdict("1", &steep, &format!("1,{}1", "0,".repeat(63))),
        "rejected: line 12: family: `x^3` is undefined, or not known as a rational function of λ, along the family"
    );
}
