//! Rule `minimum`: what it accepts, and false certificates that it rejects for the right reason.

use crate::jensen::neuron;
use crate::support::{
    assert_verdicts, changed, minimum, numbers, problem, q, text, verdict_of, with_penalty, with_weights,
};
use jensen::bound::{Cell, Ground, Reach, Scratch, ValueBound};
use jensen::budget::Budget;
use jensen::check::{Effort, check};
use jensen::number::{Interval, Number, Rational};
use jensen::problem::{Objective, Problem};

/// `x⁴ − x²`, whose least value −1/4 is attained at `±√½`.
pub fn well(claim: &str, point: &str, tree: &str) -> String {
    text(&problem("x^4 - x^2", "x -1 1"), claim, minimum(point, "0 2", tree))
}

#[test]
fn verdicts() {
    let one = |formula: &str, domain: &str, claim: &str, point: &str, convex_at: &str, tree: &str| {
        text(&problem(formula, domain), claim, minimum(point, convex_at, tree))
    };
    let lasso = with_weights(problem("(x - 1)^2", "x -2 2"), "0", "3", "0");
    let centred = with_weights(problem("(x - 1)^2", "x -2 2"), "1", "1", "1/3");
    let formula = with_penalty(problem("(x - 1)^2", "x -2 2"), "x^2");
    let kinked = "(x - 1)^2 + abs(x)";
    let third = "333333333333333333333333333333/1000000000000000000000000000000";
    assert_verdicts(&[
        (
            "interval",
            one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "0", "_"),
            "valid: minimum lambda = 0 in [0, 0]",
        ),
        (
            "mean value",
            one("x^2 + x", "x 0 1", "minimum lambda = 0 in [-1/8, 0]", "0", "0", "aa//a//"),
            "valid: minimum lambda = 0 in [-1/8, 0]",
        ),
        (
            "tangent",
            one("(x - 1/3)^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "1/3", "0", "0"),
            "valid: minimum lambda = 0 in [0, 0]",
        ),
        (
            "tangent at a limit",
            one("(x - 1)^2", "x -1 1/3", "minimum lambda = 0 in [4/9, 4/9]", "1/3", "0", "0"),
            "valid: minimum lambda = 0 in [4/9, 4/9]",
        ),
        (
            "no given point inside",
            one("(x - 3)^2", "x -1 1", "minimum lambda = 0 in [4, 5]", "4/5", "0", "0"),
            "valid: minimum lambda = 0 in [4, 5]",
        ),
        (
            "two wells",
            well("minimum lambda = 0 in [-13/50, -6/25]", "7/10", "aaa001a1a00"),
            "valid: minimum lambda = 0 in [-13/50, -6/25]",
        ),
        (
            "strong convexity",
            one("softplus(-x)", "x -inf inf", "minimum lambda = 1 in [63/100, 16/25]", "2/9", "0", "0"),
            "valid: minimum lambda = 1 in [63/100, 16/25]",
        ),
        (
            "kink of the penalty",
            text(&lasso, "minimum lambda = 1 in [1, 1]", minimum("0", "0 1", "0")),
            "valid: minimum lambda = 1 in [1, 1]",
        ),
        // (x − 1)² + (x − 1/3)² + |x − 1/3| is least at 5/12: 49/144 + 1/144 + 1/12.
        (
            "kink elsewhere",
            text(&centred, "minimum lambda = 1 in [31/72, 31/72]", minimum("5/12", "1", "0")),
            "valid: minimum lambda = 1 in [31/72, 31/72]",
        ),
        (
            "penalty as a formula",
            text(&formula, "minimum lambda = 1 in [1/2, 1/2]", minimum("1/2", "1", "0")),
            "valid: minimum lambda = 1 in [1/2, 1/2]",
        ),
        (
            "pinned",
            one("exp(x) + (y - 1)^2", "x 1/3 1/3, y -1 1", "minimum lambda = 0 in [1, 2]", "1/3 1", "0", "_"),
            "valid: minimum lambda = 0 in [1, 2]",
        ),
        (
            "kink, by values",
            one(kinked, "x -2 2", "minimum lambda = 0 in [0, 1]", "0", "0", "_"),
            "valid: minimum lambda = 0 in [0, 1]",
        ),
        (
            "no parameter",
            one("2", "", "minimum lambda = 0 in [2, 2]", "", "0", "_"),
            "valid: minimum lambda = 0 in [2, 2]",
        ),
        (
            "lower end a hair too large",
            one(
                "(x - 1/3)^2",
                "x -1 1",
                "minimum lambda = 0 in [1/1000000000000000000000000000000, 1]",
                "1/3",
                "0",
                "0",
            ),
            "rejected: line 16: minimum: node 0 of the tree, a leaf, is not proved: the function falls below the lower end; the cell is x in [-1, 1]",
        ),
        (
            "upper end a hair too small",
            one(
                "(x - 1)^2",
                "x -1 1/3",
                "minimum lambda = 0 in [0, 444444444444444444444444444444/1000000000000000000000000000000]",
                "1/3",
                "0",
                "0",
            ),
            "rejected: line 13: minimum: r − f(c) is not shown to be at least 0: it is -1/2250000000000000000000000000000",
        ),
        (
            "ends in the wrong order",
            one("x^2", "x -1 1", "minimum lambda = 0 in [1, 0]", "0", "0", "_"),
            "rejected: line 10: minimum: the lower end 1 exceeds the upper end 0",
        ),
        (
            "a point outside by a hair",
            one("x^2", "x 1/3 1", "minimum lambda = 0 in [0, 1]", third, "0", "_"),
            "rejected: line 11: minimum: x = 33333333333333333333… (about 0.3333333333333333) lies below its limit 1/3",
        ),
        (
            "a point outside that is lower",
            one("x", "x 0 1", "minimum lambda = 0 in [-1, -1]", "-1", "0", "_"),
            "rejected: line 10: minimum: x = -1 lies below its limit 0",
        ),
        (
            "a point that is not so low",
            one("x^2", "x -1 1", "minimum lambda = 0 in [0, 1/5]", "1/2", "0", "_"),
            "rejected: line 11: minimum: r − f(c) is not shown to be at least 0: it is -1/20",
        ),
        (
            "negative λ",
            one("x^2", "x -1 1", "minimum lambda = -1 in [-1, 0]", "0", "0", "_"),
            "rejected: line 2: minimum: the claim speaks of no λ ≥ 0",
        ),
        (
            "interval, too wide",
            one("x^2 + x", "x -1 1", "minimum lambda = 0 in [-1/2, 0]", "0", "0", "_"),
            "rejected: line 15: minimum: node 0 of the tree, a leaf, is not proved: the lower end is not reached: the bound is about -1; the cell is x in [-1, 1]",
        ),
        (
            "no such λ",
            one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "0", "1"),
            "rejected: line 14: minimum: node 0 of the tree, a leaf, is not proved: there is no such bound; the cell is x in [-1, 1]",
        ),
        (
            "not convex there",
            well("minimum lambda = 0 in [-1/4, 0]", "0", "0"),
            "rejected: line 18: minimum: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-1, 1]",
        ),
        (
            "convex at a negative λ",
            one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "-1", "0"),
            "rejected: line 14: minimum: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is x in [-1, 1]",
        ),
        (
            "another λ and a penalty as a formula",
            text(&formula, "minimum lambda = 1 in [1/2, 1/2]", minimum("1/2", "0", "0")),
            "rejected: line 16: minimum: node 0 of the tree, a leaf, is not proved: there is no such bound; the cell is x in [-2, 2]",
        ),
        (
            "kink, by convexity",
            one(kinked, "x -2 2", "minimum lambda = 0 in [0, 1]", "0", "0", "0"),
            "rejected: line 18: minimum: node 0 of the tree, a leaf, is not proved: `abs(x)` is undefined or not smooth somewhere in [-2, 2]; the cell is x in [-2, 2]",
        ),
        (
            "kink, by mean value",
            one(kinked, "x -2 2", "minimum lambda = 0 in [0, 1]", "0", "0", "/"),
            "rejected: line 18: minimum: node 0 of the tree, a leaf, is not proved: there is no such bound; the cell is x in [-2, 2]",
        ),
        (
            "undefined on a part",
            one("log(x)^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "1", "0", "_"),
            "rejected: line 15: minimum: node 0 of the tree, a leaf, is not proved: there is no such bound; the cell is x in [-1, 1]",
        ),
        (
            "undefined at the point",
            one("0*log(x)", "x 0 1", "minimum lambda = 0 in [0, 0]", "0", "0", "_"),
            "rejected: line 13: minimum: `log(x)` is undefined or not smooth where its argument is 0",
        ),
        (
            "unbounded, by values",
            one("x", "x -inf inf", "minimum lambda = 1 in [-1, 0]", "0", "1", "_"),
            "rejected: line 13: minimum: node 0 of the tree, a leaf, is not proved: the lower end is not reached: the bound is about -inf; the cell is x in [-inf, inf]",
        ),
        (
            "unbounded, by a tangent",
            one("softplus(-x)", "x -inf inf", "minimum lambda = 1 in [0, 1]", "0", "1", "0"),
            "rejected: line 16: minimum: node 0 of the tree, a leaf, is not proved: the lower end is not reached: the bound is about -inf; the cell is x in [-inf, inf]",
        ),
        (
            "unbounded and concave",
            one("x^2", "x -inf inf", "minimum lambda = 0 in [0, 0]", "0", "1", "0"),
            "rejected: line 14: minimum: node 0 of the tree, a leaf, is not proved: the lower end is not reached: the bound is about -inf; the cell is x in [-inf, inf]",
        ),
        (
            "a skipped cell",
            one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "0", "a_-"),
            "rejected: line 14: minimum: no symmetry allows node 2 of the tree to be skipped; the cell is x in [0, 1]",
        ),
        (
            "a wrong tree",
            one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "0", "b__"),
            "rejected: line 14: minimum: node 0 of the tree cannot split its cell in variable 1",
        ),
        (
            "a split at no double",
            one("x^2", "x 1 1", "minimum lambda = 0 in [0, 1]", "1", "0", "a__"),
            "rejected: line 14: minimum: node 0 of the tree cannot split its cell in variable 0",
        ),
        (
            "no list of λs",
            changed(
                &one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "0", "_"),
                "convex-at 0",
                "convex-at",
            ),
            "rejected: line 12: format: expected 1 numbers, found 0",
        ),
        (
            "too long a list",
            changed(
                &one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "0", "_"),
                "convex-at 0",
                "convex-at 0 1 2 3 4 5 6 7 8 9 10",
            ),
            "rejected: line 12: format: expected 10 numbers, found 11",
        ),
        (
            "a leaf of a cover",
            changed(&one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "0", "a__"), "a__", "a_~"),
            "rejected: line 14: format: expected a node of a tree, found `~`",
        ),
        (
            "an unknown leaf",
            changed(&one("x^2", "x -1 1", "minimum lambda = 0 in [0, 0]", "0", "0", "a__"), "a__", "a_%"),
            "undecided: line 14: unknown leaf `%`: a newer version of jensen may know it",
        ),
        (
            "evidence for another claim",
            text(&problem("x^2", "x -1 1"), "convex lambda = 0", minimum("0", "0", "_")),
            "rejected: line 10: minimum: this rule does not establish `convex lambda = 0`",
        ),
    ]);
}

/// What holds over doubles holds with many bits.
#[test]
fn more_bits_agree() {
    let precise = Effort { precise: true, ..Effort::default() };
    for text in [
        well("minimum lambda = 0 in [-13/50, -6/25]", "7/10", "aaa001a1a00"),
        text(&problem("(x - 1/3)^2", "x -1 1"), "minimum lambda = 0 in [0, 0]", minimum("1/3", "0", "0")),
    ] {
        assert!(verdict_of(text.as_bytes(), &precise).starts_with("valid"), "{text}");
    }
}

/// Bounds on random cells hold at random points of them.
#[test]
fn bounds_hold_on_their_cells() {
    let problems: [Problem; 4] = [
        neuron(),
        problem("x^4 - 3*x^2*y + sin(3*y)", "x -1 2, y -2 1"),
        with_weights(problem("(1 - x*y)^2", "x -2 2, y -2 2"), "1 2", "1/2 3", "1/3 -1"),
        with_penalty(problem("x*y", "x -2 2, y -2 2"), "x^4 + y^2"),
    ];
    let mut random = crate::support::Random(7);
    let mut proved = [0; 5];
    for problem in &problems {
        let lambda = q("3/4");
        let objective = Objective::<Interval<f64>>::new(problem, ());
        let value = |at: &[f64]| {
            let at: Vec<Interval<f64>> = at.iter().map(|x| Interval::point(*x)).collect();
            objective.loss(&at).add(&objective.penalty(&at).mul(&Interval::exact(&lambda, ())))
        };
        for round in 0..200 {
            let root = Cell::root(&problem.domain);
            let mut between = |k: usize| root.lower[k] + (root.upper[k] - root.lower[k]) * random.unit();
            let mut cell = root.clone();
            for k in 0..2 {
                let (a, b) = (between(k), between(k));
                let b = if round % 2 == 0 { b } else { a + (b - a) / 8.0 };
                (cell.lower[k], cell.upper[k]) = (a.min(b), a.max(b));
            }
            let sample: Vec<[f64; 2]> = (0..50)
                .map(|_| [0, 1].map(|k| cell.lower[k] + (cell.upper[k] - cell.lower[k]) * random.unit()))
                .collect();
            let values: Vec<f64> = sample.iter().map(|at| *value(at).upper()).collect();
            let (least, most) = (
                values.iter().copied().fold(f64::MAX, f64::min),
                values.iter().copied().fold(f64::MIN, f64::max),
            );
            let convex_at = [lambda.clone(), q("3"), q("100")];
            let bound = ValueBound::new(
                problem,
                &lambda,
                &convex_at,
                &numbers("1/7 1/9"),
                128,
                false,
                &Budget::default(),
            );
            let grounds =
                [Ground::Natural, Ground::MeanValue, Ground::Convex(0), Ground::Convex(1), Ground::Convex(2)];
            for (count, ground) in proved.iter_mut().zip(grounds) {
                let reaches = |target: f64| {
                    let target = Rational::from_f64(target).expect("a number");
                    bound.reaches(&cell, ground, &target, &mut Scratch::default())
                };
                let above = reaches(least.next_up());
                assert!(!matches!(above, Reach::Proved), "{ground:?} proves too much on {cell:?}");
                if let Reach::Below(point) = &above {
                    assert!(problem.domain.contains(point));
                }
                *count += usize::from(matches!(reaches(least - (most - least) / 4.0), Reach::Proved));
            }
        }
    }
    // Every ground has proved something.
    assert!(proved.iter().all(|count| *count > 20), "{proved:?}");
}

/// Every truncation is rejected.
#[test]
fn parts_are_rejected() {
    let whole = well("minimum lambda = 0 in [-13/50, -6/25]", "7/10", "aaa001a1a00");
    for end in 0..whole.len() {
        assert!(check(&whole.as_bytes()[..end], &Effort::default()).is_err(), "{}", &whole[..end]);
    }
}
