//! Rule `curvature`: what it accepts, and false certificates that it rejects for the right reason.

use crate::jensen::{around, neuron};
use crate::support::{
    assert_verdicts, curvature, problem, problem_with_data, text, verdict, with_penalty, with_weights,
};
use jensen::certificate::{Evidence, Witness};
use jensen::problem::Problem;
use rug::Float;

fn bend(problem: &Problem, claim: &str, point: &str, direction: &str) -> String {
    text(problem, claim, Evidence::Witness(Witness::Curvature(curvature(point, direction))))
}

/// `(1 − ab)²` at (1, −1) along (1, 1): A = 4, C = 2.
pub fn product_text(claim: &str) -> String {
    bend(&problem("(1 - a*b)^2", "a -1 1, b -1 1"), claim, "1 -1", "1 1")
}

#[test]
fn verdicts() {
    let pinned = problem("-x^2 - y^2", "x 1/3 1/3, y 0 1");
    let one = |formula: &str, claim: &str, point: &str| bend(&problem(formula, "x -2 2"), claim, point, "1");
    let flat = with_weights(problem("-x^2", "x 1 2"), "0", "1", "0");
    let tent = with_weights(problem("-x^2 - y^2", "x -1 1, y -1 1"), "0 0", "1 0", "1/2 0");
    let quartic = with_penalty(problem("-x^2", "x -1 1"), "x^4");
    let bent = with_penalty(problem("-x^2", "x -1 1"), "abs(x)");
    let elastic = with_weights(problem("-x^2 - y^2", "x -1 1, y -1 1"), "1 1", "1/1000000 0", "1/3 0");
    let saddle = with_penalty(problem("-x^2 + y^2", "x -1 1, y -1 1"), "y^2 - x^2");
    let tiny = format!("1/1{}", "0".repeat(400));
    let over = format!("not-convex lambda < 12{0}1/1{0}00", "0".repeat(60));
    assert_verdicts(&[
        ("product", product_text("not-convex lambda < 2"), "valid: not-convex lambda < 2"),
        ("at a smaller lambda", product_text("not-convex lambda = 3/2"), "valid: not-convex lambda = 3/2"),
        (
            "neuron",
            bend(&neuron(), "not-convex lambda < 21/5", "2 -521/1000", "5 11"),
            "valid: not-convex lambda < 21/5",
        ),
        (
            "corner",
            bend(&problem("-x^3", "x -1 2"), "not-convex lambda < 6", "2", "1"),
            "valid: not-convex lambda < 6",
        ),
        ("absolute value", bend(&flat, "no-finite-lambda", "3/2", "1"), "valid: no-finite-lambda"),
        ("beside the tent", bend(&tent, "no-finite-lambda", "1/2 0", "0 1"), "valid: no-finite-lambda"),
        ("quartic", bend(&quartic, "no-finite-lambda", "0", "1"), "valid: no-finite-lambda"),
        (
            "free direction",
            bend(&pinned, "not-convex lambda = 0", "1/3 1", "0 -2"),
            "valid: not-convex lambda = 0",
        ),
        (
            "smooth side of a kink",
            one("-abs(x)^3", "not-convex lambda < 3", "1"),
            "valid: not-convex lambda < 3",
        ),
        (
            "smooth side of a jump",
            one("huber(x) - x^2", "not-convex lambda < 1", "2"),
            "valid: not-convex lambda < 1",
        ),
        (
            "lambda a hair too large",
            product_text("not-convex lambda < 2000000001/1000000000"),
            "rejected: line 18: curvature: A − λC is not shown to be at least 0: it is -1/500000000",
        ),
        (
            "equality at lambda",
            product_text("not-convex lambda = 2"),
            "rejected: line 18: curvature: A − λC is not shown to be positive: it is 0",
        ),
        (
            "penalty helps",
            product_text("no-finite-lambda"),
            "rejected: line 18: curvature: −C is not shown to be at least 0: it is -2",
        ),
        (
            "positive curvature",
            one("x^2", "not-convex lambda = 0", "0"),
            "rejected: line 10: curvature: A − λC is not shown to be positive: it is -1",
        ),
        (
            "claims convexity",
            product_text("convex lambda >= 2"),
            "rejected: line 18: curvature: this rule does not establish `convex lambda >= 2`",
        ),
        (
            "outside",
            one("-x^2", "not-convex lambda = 0", "3"),
            "rejected: line 13: curvature: x = 3 lies above its limit 2",
        ),
        (
            "no direction",
            bend(&pinned, "not-convex lambda = 0", "1/3 1", "0 0"),
            "rejected: line 20: curvature: the direction is zero",
        ),
        (
            "lambda of sixty digits too large",
            bend(&problem("-tanh(x)^2 - (1/5)*x^2", "x -1 1"), &over, "0", "1"),
            "rejected: line 17: curvature: A − λC is not shown to be at least 0: it is -1/10000000000000000… (about -9.999999999999998e-63)",
        ),
        (
            "curvature below all doubles",
            one(&format!("-x^2*({tiny})"), "not-convex lambda = 0", "0"),
            "valid: not-convex lambda = 0",
        ),
        (
            "positive curvature below all doubles",
            one(&format!("exp(x)*({tiny})"), "not-convex lambda = 0", "0"),
            "rejected: line 12: curvature: A − λC is not shown to be positive: it is -1/20000000000000000… (about 0)",
        ),
        ("concave penalty", bend(&saddle, "no-finite-lambda", "0 0", "1 0"), "valid: no-finite-lambda"),
        (
            "concave penalty, convex objective",
            bend(&saddle, "no-finite-lambda", "0 0", "0 1"),
            "rejected: line 15: curvature: A is not shown to be positive: it is -1",
        ),
        (
            "concave penalty only",
            bend(&saddle, "not-convex lambda = 0", "0 0", "0 1"),
            "rejected: line 15: curvature: A − λC is not shown to be positive: it is -1",
        ),
        (
            "no curvature at all",
            one("x", "no-finite-lambda", "0"),
            "rejected: line 9: curvature: A is not shown to be positive: it is 0",
        ),
        (
            "no curvature below",
            bend(&with_penalty(problem("x", "x -1 1"), "-x^2"), "not-convex lambda < 1", "0", "1"),
            "rejected: line 11: curvature: A is not shown to be positive: it is 0",
        ),
        (
            "no curvature, concave penalty",
            bend(&with_penalty(problem("x", "x -1 1"), "-x^2"), "no-finite-lambda", "0", "1"),
            "rejected: line 11: curvature: A is not shown to be positive: it is 0",
        ),
        (
            "on the kink of an elastic net",
            bend(&elastic, "not-convex lambda = 0", "1/3 0", "1/1000 1"),
            "rejected: line 20: curvature: the direction crosses the penalty's kink in x",
        ),
        (
            "beside that kink",
            bend(&elastic, "not-convex lambda < 1", "1/4 0", "1 0"),
            "valid: not-convex lambda < 1",
        ),
        (
            "outside by less than any double",
            one("-x^2", "not-convex lambda = 0", &format!("2{0}1/1{0}0", "0".repeat(400))),
            "rejected: line 13: curvature: x = 20000000000000000000… (about 2) lies above its limit 2",
        ),
        (
            "below the box",
            one("-x^2", "not-convex lambda = 0", "-3"),
            "rejected: line 13: curvature: x = -3 lies below its limit -2",
        ),
        (
            "on a pinned point, outside",
            bend(&pinned, "not-convex lambda = 0", "1/4 1/2", "0 1"),
            "rejected: line 19: curvature: x = 1/4 lies below its limit 1/3",
        ),
        (
            "kink hidden by data of 0",
            bend(
                &problem_with_data("sum(c*abs(x)) - x^2", "x -1 1", "c", &["1", "0"]),
                "not-convex lambda = 0",
                "0",
                "1",
            ),
            "rejected: line 18: curvature: `abs(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "kink at a constant argument",
            bend(
                &problem_with_data("sum(relu(c)) - x^2", "x -1 1", "c", &["0"]),
                "not-convex lambda = 0",
                "0",
                "1",
            ),
            "rejected: line 16: curvature: `relu(c)` is undefined or not smooth where its argument is 0 in data row 1",
        ),
        (
            "undefined in one row",
            bend(
                &problem_with_data("sum(log(c + x)) - x^2", "x -1 1", "c", &["2", "1", "-1"]),
                "not-convex lambda = 0",
                "0",
                "1",
            ),
            "rejected: line 19: curvature: `log(c + x)` is undefined or not smooth where its argument is -1 in data row 3",
        ),
        (
            "pinned direction",
            bend(&pinned, "not-convex lambda = 0", "1/3 1", "1 1"),
            "rejected: line 20: curvature: the direction moves x, which the domain pins",
        ),
        (
            "across the tent",
            bend(&tent, "no-finite-lambda", "1/2 0", "1 1"),
            "rejected: line 20: curvature: the direction crosses the penalty's kink in x",
        ),
        (
            "kink of the objective",
            one("-relu(x) - x^2", "not-convex lambda = 0", "0"),
            "rejected: line 15: curvature: `relu(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "kink of the penalty",
            bend(&bent, "no-finite-lambda", "0", "1"),
            "rejected: line 12: curvature: `abs(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "jump of the second derivative",
            one("huber(x) - x^2", "not-convex lambda < 1", "1"),
            "rejected: line 14: curvature: `huber(x)` is undefined or not smooth where its argument is 1",
        ),
        (
            "jump of elu",
            one("elu(x) - x^2", "not-convex lambda < 1/2", "0"),
            "rejected: line 14: curvature: `elu(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "end of a domain",
            one("sqrt(x) - x^2", "not-convex lambda = 0", "0"),
            "rejected: line 14: curvature: `sqrt(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "times zero",
            one("0*relu(x) - x^2", "not-convex lambda = 0", "0"),
            "rejected: line 16: curvature: `relu(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "in a product",
            one("x*elu(x) - x^2", "not-convex lambda = 0", "0"),
            "rejected: line 15: curvature: `elu(x)` is undefined or not smooth where its argument is 0",
        ),
    ]);
}

/// λ right and wrong by less and less: −eˣ at 1 has A = e/2 and C = 1.
#[test]
fn signs_are_decided_however_close() {
    let threshold = Float::with_val(5000, 1).exp() / 2u32;
    for decimals in [12, 20, 60, 200, 1000] {
        let [below, above] = around(&threshold, decimals);
        for relation in ["<", "="] {
            let [right, wrong] = [&below, &above].map(|lambda| {
                let claim = format!("not-convex lambda {relation} {lambda}");
                verdict(&bend(&problem("-exp(x)", "x 0 1"), &claim, "1", "1"))
            });
            assert!(right.starts_with("valid"), "{decimals}: {right}");
            assert!(wrong.contains("is not shown to be"), "{decimals}: {wrong}");
        }
    }
}
