//! Rules `value`, `identity`, `invariance`, `counterexample`, `rivals`, and the claim `minimizer lambda >= q`.

use crate::support::{
    assert_verdicts, minimum, numbers, problem, problem_with_data, text_of_claim, with_penalty, with_weights,
};
use jensen::certificate::{Evidence, Proof, Rival};
use jensen::problem::Problem;

fn neurons() -> Problem {
    let formula = "mean((y - a1*tanh(w1*x) - a2*tanh(w2*x))^2)";
    let domain = "a1 -2 2, a2 -2 2, w1 -2 2, w2 -2 2";
    problem_with_data(formula, domain, "x y", &["-1 -1", "1/2 1/3", "2 1"])
}

#[test]
fn values() {
    let one = |problem: &Problem, claim: &str| text_of_claim(problem, claim, Evidence::Value);
    let square = problem("x^2", "x -1 1");
    let tanh = problem("tanh(x)", "x -1 1");
    let log = problem("log(x)", "x -1 1");
    assert_verdicts(&[
        (
            "exact",
            one(&square, "value lambda = 0 in [1/4, 1/4] at 1/2"),
            "valid: value lambda = 0 in [1/4, 1/4] at 1/2",
        ),
        (
            "with the penalty",
            one(&square, "value lambda = 3 in [1, 1] at 1/2"),
            "valid: value lambda = 3 in [1, 1] at 1/2",
        ),
        (
            "enclosed",
            one(&tanh, "value lambda = 0 in [76159/100000, 7616/10000] at 1")
                .replace("7616/10000", "476/625"),
            "valid: value lambda = 0 in [76159/100000, 476/625] at 1",
        ),
        (
            "not known exactly",
            one(&tanh, "value lambda = 0 in [76159/100000, 76159/100000] at 1"),
            "rejected: line 2: value: r − f(c) is not shown to be at least 0: it is between -4.155955764972852e-6 and -4.155955764639785e-6",
        ),
        (
            "above",
            one(&square, "value lambda = 0 in [0, 1/5] at 1/2"),
            "rejected: line 2: value: r − f(c) is not shown to be at least 0: it is -1/20",
        ),
        (
            "below",
            one(&square, "value lambda = 0 in [1/3, 1/2] at 1/2"),
            "rejected: line 2: value: f(c) − p is not shown to be at least 0: it is -1/12",
        ),
        (
            "outside",
            one(&square, "value lambda = 0 in [4, 4] at 2"),
            "rejected: line 2: value: x = 2 lies above its limit 1",
        ),
        (
            "undefined",
            one(&log, "value lambda = 0 in [0, 1] at 0"),
            "rejected: line 2: value: `log(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "negative λ",
            one(&square, "value lambda = -1 in [0, 0] at 1/2"),
            "rejected: line 2: value: the claim speaks of no λ ≥ 0",
        ),
        (
            "two coordinates",
            one(&square, "value lambda = 0 in [0, 1] at 0 0"),
            "rejected: line 2: format: expected 1 numbers, found 2",
        ),
        (
            "another rule",
            text_of_claim(&square, "value lambda = 0 in [0, 0] at 0", Evidence::Identity),
            "rejected: line 10: identity: this rule does not establish `value lambda = 0 in [0, 0] at 0`",
        ),
    ]);
}

#[test]
fn identities() {
    let one = |problem: &Problem, claim: &str| text_of_claim(problem, claim, Evidence::Identity);
    let opposite = problem("-x^2", "x -1 1");
    let fourth = problem("((m+h)^4 + (m-h)^4)/2 - m^4 - h^2*(h^2 + 6*m^2)", "m -inf inf, h -inf inf");
    let data = problem_with_data("sum((x*a - y)^2) - 5*a^2 + 10*a", "a -1 1", "x y", &["1 1", "2 2"]);
    assert_verdicts(&[
        ("a square", one(&opposite, "constant lambda = 1 value 0"), "valid: constant lambda = 1 value 0"),
        ("a binomial", one(&fourth, "constant lambda = 0 value 0"), "valid: constant lambda = 0 value 0"),
        ("data", one(&data, "constant lambda = 0 value 5"), "valid: constant lambda = 0 value 5"),
        (
            "logistic units turn round",
            one(
                &problem("(a*sigmoid(w) + c)^2 - (c + a - a*sigmoid(-w))^2", "a -1 1, w -1 1, c -1 1"),
                "constant lambda = 0 value 0",
            ),
            "valid: constant lambda = 0 value 0",
        ),
        (
            "units that differ by their argument",
            one(
                &problem(
                    "softplus(w) - softplus(-w) - w + silu(w) - silu(-w) - w + gelu(w) - gelu(-w) - w",
                    "w -1 1",
                ),
                "constant lambda = 0 value 0",
            ),
            "valid: constant lambda = 0 value 0",
        ),
        (
            "relu rescaled",
            one(
                &problem("a*relu(3*w - v) - a/2*relu(6*w - 2*v)", "a -1 1, w -1 1, v -1 1"),
                "constant lambda = 0 value 0",
            ),
            "valid: constant lambda = 0 value 0",
        ),
        (
            "relu rescaled by a negative number",
            one(&problem("relu(w) + relu(-w)", "w -1 1"), "constant lambda = 0 value 0"),
            "rejected: line 2: identity: the function is not shown to be constant by multiplying it out",
        ),
        (
            "odd and even",
            one(
                &problem("tanh(a*b) + tanh(-b*a) + cos(a) - cos(-a)", "a -1 1, b -1 1"),
                "constant lambda = 0 value 0",
            ),
            "valid: constant lambda = 0 value 0",
        ),
        (
            "elu has no mirror image",
            one(&problem("elu(a) + elu(-a)", "a -1 1"), "constant lambda = 0 value 0"),
            "rejected: line 2: identity: the function is not shown to be constant by multiplying it out",
        ),
        (
            "another number",
            one(&data, "constant lambda = 0 value 4"),
            "rejected: line 2: identity: the function is 5 everywhere, not 4",
        ),
        (
            "not constant",
            one(&opposite, "constant lambda = 2 value 0"),
            "rejected: line 2: identity: the function is not shown to be constant by multiplying it out",
        ),
        (
            "a quotient has a hole",
            one(&problem("x/x", "x -1 1"), "constant lambda = 0 value 1"),
            "rejected: line 2: identity: the function is not shown to be constant by multiplying it out",
        ),
        (
            "zero times what may be undefined",
            one(&problem("0*log(x)", "x -1 1"), "constant lambda = 0 value 0"),
            "rejected: line 2: identity: the function is not shown to be constant by multiplying it out",
        ),
        (
            "many terms",
            one(
                &problem("(a+b+c+d+e)^40 - (a+b+c+d+e)^40", "a -1 1, b -1 1, c -1 1, d -1 1, e -1 1"),
                "constant lambda = 0 value 0",
            ),
            "valid: constant lambda = 0 value 0",
        ),
    ]);
}

#[test]
fn invariances() {
    let kept = |problem: &Problem, claim: &str| text_of_claim(problem, claim, Evidence::Invariance);
    let broken = |problem: &Problem, claim: &str, point: &str| {
        text_of_claim(problem, claim, Evidence::Counterexample(numbers(point)))
    };
    let tanh = neurons();
    let shifted = with_weights(tanh.clone(), "1 1 1 1", "0 0 0 0", "1 -1/2 1/2 1");
    let sigmoid = problem("a*sigmoid(w)", "a -1 1, w -1 1");
    let half = problem("x^2", "x 0 1");
    let mirrored = problem_with_data("sum((y - a*x)^2)", "a -1 1", "x y", &["1 2", "-1 -2"]);
    assert_verdicts(&[
        (
            "swap",
            kept(&tanh, "invariant objective under 2 1 4 3"),
            "valid: invariant objective under 2 1 4 3",
        ),
        (
            "flip",
            kept(&tanh, "invariant objective under -1 2 -3 4"),
            "valid: invariant objective under -1 2 -3 4",
        ),
        ("penalty", kept(&tanh, "invariant penalty under 2 1 4 3"), "valid: invariant penalty under 2 1 4 3"),
        (
            "domain",
            kept(&tanh, "invariant domain under -1 2 -3 4"),
            "valid: invariant domain under -1 2 -3 4",
        ),
        (
            "columns",
            kept(&mirrored, "invariant objective under 1 columns -1 -2"),
            "valid: invariant objective under 1 columns -1 -2",
        ),
        (
            "half a flip",
            kept(&tanh, "invariant objective under -1 2 3 4"),
            "rejected: line 2: invariance: symmetry 1 is not shown to leave the objective as it is",
        ),
        (
            "shifted penalty",
            kept(&shifted, "invariant penalty under 2 1 4 3"),
            "rejected: line 2: invariance: symmetry 1 is not shown to leave the penalty as it is",
        ),
        (
            "two in one place",
            kept(&tanh, "invariant objective under 1 1 3 4"),
            "rejected: line 2: format: this is no claim: `claim invariant objective under 1 1 3 4`",
        ),
        (
            "too few",
            kept(&tanh, "invariant objective under 2 1"),
            "rejected: line 2: format: expected 4 numbers, found 2",
        ),
        (
            "shifted penalty broken",
            broken(&shifted, "not-invariant penalty under 2 1 4 3", "1 0 0 0"),
            "valid: not-invariant penalty under 2 1 4 3",
        ),
        (
            "sigmoid flip broken",
            broken(&sigmoid, "not-invariant objective under -1 -2", "1 1"),
            "valid: not-invariant objective under -1 -2",
        ),
        (
            "a fixed point tells nothing",
            broken(&sigmoid, "not-invariant objective under -1 -2", "0 1"),
            "rejected: line 15: counterexample: the change is not shown to be positive: it is 0",
        ),
        (
            "image outside",
            broken(&half, "not-invariant objective under -1", "1"),
            "rejected: line 11: counterexample: x = -1 lies below its limit 0",
        ),
        (
            "domain",
            broken(&half, "not-invariant domain under -1", "1"),
            "rejected: line 10: counterexample: a point is no counterexample for the domain, or where columns move too",
        ),
    ]);
}

#[test]
fn courses_of_minimizers() {
    let one = |problem: &Problem, claim: &str| {
        text_of_claim(problem, claim, Evidence::Stationary(Proof::Composition))
    };
    let line = problem("(x - 1)^2", "x -inf inf");
    let plane = problem("(1 - a - 2*b)^2 + (1 - 2*a - 4*b)^2", "a -inf inf, b -inf inf");
    let claim = "unique-minimizer lambda > 0 at 1 over 1,1";
    let valid = format!("valid: {claim}");
    let moved = "rejected: line 2: stationary: the derivative in x is not shown to vanish for every λ";
    let lasso = with_weights(line.clone(), "1", "1", "0");
    let unweighted = with_weights(line.clone(), "0", "0", "0");
    let formula = with_penalty(line.clone(), "x^2");
    assert_verdicts(&[
        ("one parameter", one(&line, claim), &valid),
        (
            "two",
            one(&plane, "unique-minimizer lambda > 0 at 3 6 over 25,1"),
            "valid: unique-minimizer lambda > 0 at 3 6 over 25,1",
        ),
        ("on a box", one(&problem("(x - 1)^2", "x 0 1"), claim), &valid),
        ("another point", one(&line, "unique-minimizer lambda > 0 at 2 over 1,1"), moved),
        ("right at λ = 0 only", one(&line, "unique-minimizer lambda > 0 at 1 over 1"), moved),
        (
            "out of the box",
            one(&problem("(x - 1)^2", "x 1/2 2"), claim),
            "rejected: line 2: stationary: x is not shown to keep to its limit 1/2 for every λ ≥ 0",
        ),
        (
            "a denominator that vanishes",
            one(&line, "unique-minimizer lambda > 0 at 1 over -1,1"),
            "rejected: line 2: stationary: the denominator is not shown to be positive for every λ ≥ 0",
        ),
        (
            "an absolute value",
            one(&lasso, claim),
            "rejected: line 2: stationary: the penalty has an absolute value of x, not squares alone",
        ),
        (
            "no weight",
            one(&unweighted, claim),
            "rejected: line 2: stationary: the penalty has no square of x: it is not strongly convex",
        ),
        (
            "a formula",
            one(&formula, claim),
            "rejected: line 2: stationary: a penalty given as a formula is not known to be strongly convex",
        ),
        (
            "a saddle",
            one(&problem("-(x - 1)^2", "x -1 1"), "unique-minimizer lambda > 0 at -1 over -1,1"),
            "rejected: line 2: stationary: the denominator is not shown to be positive for every λ ≥ 0",
        ),
        (
            "stationary but not convex",
            one(&problem("-x^2/2", "x -1 1"), "unique-minimizer lambda > 0 at 0 over 1"),
            "rejected: line 14: stationary: the rules of composition fail at `-x^2/2`: concave",
        ),
    ]);
}

#[test]
fn rivals() {
    let one = |problem: &Problem, claim: &str, rivals: &[&str]| {
        let rival = |text: &&str| match text.strip_prefix("towards ") {
            Some(direction) => Rival::Direction(numbers(direction)),
            None => Rival::Point(numbers(text)),
        };
        let rivals = rivals.iter().map(rival).collect();
        text_of_claim(problem, claim, Evidence::Rivals(rivals))
    };
    let fourth = problem("-x^4", "x -1 1");
    let claim = "never-minimizer at 1/2";
    assert_verdicts(&[
        ("two", one(&fourth, claim, &["0", "1"]), "valid: never-minimizer at 1/2"),
        (
            "one for small λ",
            one(&fourth, claim, &["1"]),
            "rejected: line 12: rivals: the rivals do not beat the point at every λ ≥ 0: they do so below 5/4",
        ),
        (
            "one for large λ",
            one(&fourth, claim, &["0"]),
            "rejected: line 12: rivals: the rivals do not beat the point at every λ ≥ 0: they do so above 1/4",
        ),
        (
            "none",
            one(&fourth, claim, &[]),
            "rejected: line 12: rivals: the rivals do not beat the point at every λ ≥ 0: they do so nowhere",
        ),
        (
            "itself",
            one(&fourth, claim, &["1/2"]),
            "rejected: line 12: rivals: the rivals do not beat the point at every λ ≥ 0: they do so nowhere",
        ),
        (
            "a minimiser at one λ",
            one(&problem("-x^2", "x -1 1"), claim, &["0", "1"]),
            "rejected: line 12: rivals: the rivals do not beat the point at every λ ≥ 0: they do so below 1 and above 1",
        ),
        (
            "outside",
            one(&fourth, claim, &["0", "2"]),
            "rejected: line 14: rivals: x = 2 lies above its limit 1",
        ),
        (
            "a slope at every λ",
            one(&problem("(x - 1)^2", "x -2 2"), "never-minimizer at 0", &["towards 1"]),
            "valid: never-minimizer at 0",
        ),
        (
            "the other way",
            one(&problem("(x - 1)^2", "x -2 2"), "never-minimizer at 0", &["towards -1"]),
            "rejected: line 12: rivals: the rivals do not beat the point at every λ ≥ 0: they do so nowhere",
        ),
        (
            "a kink of the penalty",
            one(
                &with_weights(problem("(x - 1)^2", "x -2 2"), "0", "1", "0"),
                "never-minimizer at 0",
                &["towards 1"],
            ),
            "rejected: line 12: rivals: the rivals do not beat the point at every λ ≥ 0: they do so below 2",
        ),
        (
            "out of the box",
            one(&problem("-x", "x -2 2"), "never-minimizer at 2", &["towards 1"]),
            "rejected: line 12: rivals: the direction leaves the domain in x",
        ),
        (
            "a kink of the objective",
            one(&problem("-abs(x)", "x -2 2"), "never-minimizer at 0", &["towards 1"]),
            "rejected: line 13: rivals: `abs(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "everywhere",
            one(&problem("x^2", "x -1 1"), "never-minimizer at 1", &["0"]),
            "valid: never-minimizer at 1",
        ),
    ]);
}

#[test]
fn minimizers_from_somewhere_on() {
    let one =
        |problem: &Problem, claim: &str, point: &str| text_of_claim(problem, claim, minimum(point, "0", "0"));
    let lasso = with_weights(problem("(x - 1)^2", "x -2 2"), "0", "1", "0");
    let far = with_weights(problem("-x", "x -2 2"), "1", "0", "3");
    let formula = with_penalty(problem("x^2", "x -1 1"), "x^2");
    assert_verdicts(&[
        ("lasso", one(&lasso, "minimizer lambda >= 2 at 0", "0"), "valid: minimizer lambda >= 2 at 0"),
        (
            "too small a λ",
            one(&lasso, "minimizer lambda >= 1 at 0", "0"),
            "rejected: line 16: minimum: node 0 of the tree, a leaf, is not proved: the function falls below the lower end; the cell is x in [-2, 2]",
        ),
        (
            "another point",
            one(&lasso, "minimizer lambda >= 2 at 0", "1"),
            "rejected: line 13: minimum: the point is not the one that the claim names",
        ),
        (
            "nearest to the centre",
            one(&far, "minimizer lambda >= 0 at 2", "2"),
            "valid: minimizer lambda >= 0 at 2",
        ),
        (
            "a penalty that is less elsewhere",
            one(&far, "minimizer lambda >= 0 at 1", "1"),
            "rejected: line 12: minimum: the penalty is not shown to be least there: see x",
        ),
        (
            "formula",
            one(&formula, "minimizer lambda >= 0 at 0", "0"),
            "rejected: line 10: minimum: the penalty is not shown to be least there",
        ),
    ]);
}

#[test]
fn descents() {
    let one = |problem: &Problem, claim: &str, direction: &str| {
        text_of_claim(problem, claim, Evidence::Descent(numbers(direction)))
    };
    let none = "no-minimizer lambda = 0";
    let line = |formula: &str| problem(formula, "w -inf inf");
    let falling = "rejected: line 13: descent: the function is not shown to fall everywhere in this direction: its slope lies in";
    let data = problem_with_data(
        "mean(softplus(a*x + b) - y*(a*x + b))",
        "a -inf inf, b -inf inf",
        "x y",
        &["1 1", "-1 0", "3 1"],
    );
    assert_verdicts(&[
        ("softplus", one(&line("softplus(-w)"), none, "1"), "valid: no-minimizer lambda = 0"),
        ("exp", one(&line("exp(-2*w) - 5"), none, "1/2"), "valid: no-minimizer lambda = 0"),
        ("the identity", one(&line("-w"), none, "1"), "valid: no-minimizer lambda = 0"),
        ("separable data", one(&data, none, "1 0"), "valid: no-minimizer lambda = 0"),
        ("half a line", one(&problem("exp(-w)", "w 0 inf"), none, "1"), "valid: no-minimizer lambda = 0"),
        ("uphill", one(&line("softplus(-w)"), none, "-1"), &format!("{falling} (0, 1)")),
        ("nowhere", one(&line("softplus(-w)"), none, "0"), &format!("{falling} [0, 0]")),
        ("a flat place", one(&line("-w^3"), none, "1"), &format!("{falling} (−∞, 0]")),
        (
            "the penalty",
            one(&line("softplus(-w)"), "no-minimizer lambda = 1", "1"),
            &format!("{falling} (−∞, ∞)"),
        ),
        ("a kink", one(&line("2*abs(w)"), none, "1"), &format!("{falling} no known range")),
        ("a logarithm", one(&line("-log(w)"), none, "1"), &format!("{falling} no known range")),
        (
            "to a limit",
            one(&problem("-w", "w -inf 1"), none, "1"),
            "rejected: line 12: descent: the direction leaves the domain in w",
        ),
        (
            "another claim",
            one(&line("-w"), "never-minimizer at 0", "1"),
            "rejected: line 11: descent: this rule does not establish `never-minimizer at 0`",
        ),
    ]);
}

/// An expression is undefined where one of its nodes is, whatever it is multiplied with: `0·P` too.
#[test]
fn lambda_zero_does_not_drop_the_penalty() {
    let root = with_penalty(problem("-x", "x -inf inf"), "sqrt(-x)");
    // f_0 is defined for x ≤ 0, and least at 0.
    let descent = Evidence::Descent(numbers("1"));
    assert_verdicts(&[
        (
            "no minimiser",
            text_of_claim(&root, "no-minimizer lambda = 0", descent),
            "rejected: line 12: descent: the function is not shown to fall everywhere in this direction: its slope lies in no known range",
        ),
        (
            "a value",
            text_of_claim(&root, "value lambda = 0 in [-1, -1] at 1", Evidence::Value),
            "rejected: line 2: value: `sqrt(-x)` is undefined or not smooth where its argument is -1",
        ),
        (
            "a value where it is",
            text_of_claim(&root, "value lambda = 0 in [1, 1] at -1", Evidence::Value),
            "valid: value lambda = 0 in [1, 1] at -1",
        ),
    ]);
}

/// Squared fifty times, the ends of a range would have more bits than any memory.
#[test]
fn long_ends_of_ranges_are_dropped() {
    let mut towers = problem("p", "x 2 3, p 3 3, y -inf inf");
    let graph = &mut towers.graph;
    let [x, p, y] = [0, 1, 2].map(|k| graph.parameter(k).expect("a node"));
    for mut node in [x, p] {
        for _ in 0..50 {
            node = graph.mul(node, node).expect("a node");
        }
        let slope = graph.mul(node, y).expect("a node");
        towers.fixed = graph.add(towers.fixed, slope).expect("a node");
    }
    let certificate = text_of_claim(&towers, "no-minimizer lambda = 0", Evidence::Descent(numbers("0 0 -1")));
    assert!(crate::support::verdict(&certificate).contains("descent: the function is not shown to fall"));
}

/// Whatever a range says of a product, a sum or a function, samples agree.
#[cfg(feature = "search")]
#[test]
fn ranges_contain_samples() {
    use crate::support::Random;
    use jensen::function::Function;
    use jensen::kind::Kind;
    use jensen::kind::Range;
    use jensen::number::Number;
    use jensen::number::Rational;
    use jensen::search::derivatives;
    let mut random = Random(7);
    let functions = [
        Function::Exp,
        Function::Expm1,
        Function::Sigmoid,
        Function::Tanh,
        Function::Softplus,
        Function::Atan,
        Function::Erf,
        Function::Sin,
        Function::Cos,
        Function::Relu,
        Function::Abs,
        Function::Power(2),
        Function::Power(3),
    ];
    let mut signs = 0;
    for _ in 0..20_000 {
        let mut side = || {
            let lower = (random.unit() * 6.0).floor() - 3.0;
            let upper = lower + (random.unit() * 4.0).floor();
            let sample = lower + random.unit() * (upper - lower);
            let [lower, upper] = [lower, upper].map(|x| Rational::from_f64(x).expect("finite"));
            (Range::between(&Some(lower), &Some(upper)), sample)
        };
        let ((a, x), (b, y)) = (side(), side());
        let f = functions[(random.unit() * functions.len() as f64) as usize];
        let order = (random.unit() * 2.0) as usize;
        let cases = [
            (a.mul(&b), x * y),
            (a.add(&b), x + y),
            (a.mul(&b).mul(&a), x * y * x),
            (a.apply(f, order), derivatives(f, x)[order]),
            (a.apply(f, order).mul(&b), derivatives(f, x)[order] * y),
        ];
        for (range, value) in cases {
            let negative = range.is_negative();
            signs += usize::from(negative);
            assert!(!negative || value < 0.0, "{range} {value}");
        }
    }
    assert!(signs > 1000, "only {signs} negative ranges");
}
