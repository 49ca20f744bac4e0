//! Domains cut by a ball and half-spaces: what each rule accepts on them, and what it rejects for the right reason.

use crate::support::{
    Random, assert_verdicts, changed, cover, curvature, cut, family, jensen, kink, minimizer, minimum,
    numbers, problem, q, text, text_of_claim, verdict, verdict_of, with_weights,
};
use jensen::bound::{Cell, HessianBound};
use jensen::budget::Budget;
use jensen::certificate::{Cover, Evidence, Orbit, Proof, Reduction, Rival, Strong, Witness};
use jensen::check::Effort;
use jensen::expression::Signed;
use jensen::number::Rational;
use jensen::problem::{Ball, HalfSpace, Problem, Symmetry};

const SQUARE: &str = "x -2 2, y -2 2";

/// The unit disc.
fn disc(formula: &str) -> Problem {
    cut(problem(formula, SQUARE), "1: 0 0", &[], "0 0")
}

/// The triangle under `x + y <= 1` in the unit square.
fn triangle(formula: &str) -> Problem {
    cut(problem(formula, "x 0 1, y 0 1"), "", &["1 1: 1"], "1/4 1/4")
}

fn covered(problem: &Problem, claim: &str, tree: &str) -> String {
    text(problem, claim, Evidence::Proof(Proof::Cover(cover(tree, ""))))
}

fn map(images: &str) -> Symmetry {
    let signed = |field: &str| {
        let number: i32 = field.parse().expect("a number");
        Signed { index: number.unsigned_abs() as usize - 1, is_negative: number < 0 }
    };
    Symmetry { parameters: images.split_whitespace().map(signed).collect(), columns: Vec::new() }
}

fn orbit(problem: &Problem, images: &str, point: &str) -> String {
    let orbit = Orbit { symmetries: vec![map(images)], point: numbers(point) };
    text(problem, "not-convex lambda < 1", Evidence::Witness(Witness::Orbit(orbit)))
}

#[test]
fn witnesses() {
    let (cap, below) = (disc("-x^2 - y^2"), triangle("-x^2 - y^2"));
    let chord = |problem: &Problem, points: &[&str]| {
        text(problem, "not-convex lambda < 1", Evidence::Witness(Witness::Jensen(jensen(points))))
    };
    let bend = |problem: &Problem, point: &str, v: &str| {
        text(problem, "not-convex lambda < 1", Evidence::Witness(Witness::Curvature(curvature(point, v))))
    };
    let off = cut(problem("-x^2 - y^2", SQUARE), "1: 1/100 0", &[], "0 0");
    let oblong = cut(problem("-x^2 - y^2", SQUARE), "1: 0 0: 2 1", &[], "0 0");
    let ordered = cut(problem("-x^2 - y^2", SQUARE), "", &["1 -1: 0"], "0 1");
    let strip = cut(problem("-x^2 - y^2", SQUARE), "", &["1 -1: 1", "-1 1: 1"], "0 0");
    assert_verdicts(&[
        ("a chord of the disc", chord(&cap, &["1/2: -1 0", "1/2: 1 0"]), "valid: not-convex lambda < 1"),
        (
            "beyond it",
            chord(&cap, &["1/2: -1 0", "1/2: 1 1/1000000000000000000000000000000"]),
            "rejected: line 22: jensen: the point is not in the ball",
        ),
        ("a chord of the triangle", chord(&below, &["1/2: 0 1", "1/2: 1 0"]), "valid: not-convex lambda < 1"),
        (
            "beyond it",
            chord(&below, &["1/2: 0 1", "1/2: 1 1/7"]),
            "rejected: line 22: jensen: the point is not where x + y <= 1",
        ),
        ("curvature on the circle", bend(&cap, "3/5 4/5", "1 0"), "valid: not-convex lambda < 1"),
        (
            "outside the circle",
            bend(&cap, "3/5 5/6", "1 0"),
            "rejected: line 21: curvature: the point is not in the ball",
        ),
        ("curvature in a corner", bend(&below, "1 0", "1 0"), "valid: not-convex lambda < 1"),
        ("an orbit in the disc", orbit(&cap, "2 1", "1 0"), "valid: not-convex lambda < 1"),
        (
            "an orbit outside",
            orbit(&cap, "2 1", "1 1"),
            "rejected: line 23: orbit: the point is not in the ball",
        ),
        (
            "the centre moves",
            orbit(&off, "2 1", "0 1/2"),
            "rejected: line 22: orbit: symmetry 1 is not shown to leave the domain as it is",
        ),
        (
            "the scales move",
            orbit(&oblong, "2 1", "0 1/2"),
            "rejected: line 23: orbit: symmetry 1 is not shown to leave the domain as it is",
        ),
        ("scales and signs", orbit(&oblong, "-1 2", "1 0"), "valid: not-convex lambda < 1"),
        (
            "an inequality that moves",
            orbit(&ordered, "2 1", "0 1"),
            "rejected: line 22: orbit: symmetry 1 is not shown to leave the domain as it is",
        ),
        ("inequalities that change places", orbit(&strip, "2 1", "0 1"), "valid: not-convex lambda < 1"),
        ("a triangle's mirror image", orbit(&below, "2 1", "1 0"), "valid: not-convex lambda < 1"),
    ]);
}

#[test]
fn kinks() {
    let roof = |x: &str, v: &str| text(&disc("-abs(x)"), "no-finite-lambda", kink(x, v));
    let under = |half_space: &str, x: &str, v: &str| {
        let tent = cut(problem("-abs(x)", SQUARE), "", &[half_space], "-1 -1");
        text(&tent, "no-finite-lambda", kink(x, v))
    };
    assert_verdicts(&[
        ("inside", roof("0 0", "1 0"), "valid: no-finite-lambda"),
        (
            "on the circle",
            roof("0 1", "1 0"),
            "rejected: line 18: kink: this is not shown to stay in the ball",
        ),
        ("along a border", under("0 1: 0", "0 0", "1 0"), "valid: no-finite-lambda"),
        (
            "across a border",
            under("1 1: 0", "0 0", "1 0"),
            "rejected: line 18: kink: this is not shown to stay where x + y <= 0",
        ),
        ("away from it", under("1 1: 0", "0 -1", "1 -1/2"), "valid: no-finite-lambda"),
    ]);
}

#[test]
fn families() {
    let product =
        |half_spaces: &[&str]| cut(problem("(1 - a*b)^2", "a -inf inf, b -inf inf"), "", half_spaces, "2 -2");
    let chord = ["1/2: 0,1 -2,-1", "1/2: 2,1 0,-1"];
    let with = |problem: &Problem| text(problem, "no-finite-lambda", family("1", &chord));
    let ball = cut(problem("(1 - a*b)^2", "a -inf inf, b -inf inf"), "9: 0 0", &[], "0 0");
    let cap = with_weights(disc("-x^2 - y^2"), "0 0", "0 0", "0 0");
    let shrinking = |x: &str, y: &str| text(&cap, "no-finite-lambda", family("1,1", &[x, y]));
    assert_verdicts(&[
        ("b <= a", with(&product(&["-1 1: 0"])), "valid: no-finite-lambda"),
        ("a - b >= 2", with(&product(&["-1 1: -2"])), "valid: no-finite-lambda"),
        (
            "a - b >= 3",
            with(&product(&["-1 1: -3"])),
            "rejected: line 22: family: this is not shown to stay where b + 3 <= a",
        ),
        (
            "a <= 4",
            with(&product(&["1 0: 4"])),
            "rejected: line 22: family: this is not shown to stay where a <= 4",
        ),
        ("a ball", with(&ball), "rejected: line 22: family: this is not shown to stay in the ball"),
        ("that shrinks in the disc", shrinking("1/2: -1 0", "1/2: 1 0"), "valid: no-finite-lambda"),
        (
            "that begins outside",
            shrinking("1/2: -2 0", "1/2: 1 0"),
            "rejected: line 22: family: this is not shown to stay in the ball",
        ),
        (
            "that ends on the circle",
            shrinking("1/2: 0,-1 0", "1/2: 0,1 0"),
            "rejected: line 20: family: Δ is not shown to be positive for every λ ≥ 0: its numerator has the coefficients 0, 0, 1",
        ),
    ]);
}

#[test]
fn covers() {
    // x³ needs λ = 3 on the disc, 6 on its box; on x ≥ −1/2 it needs 3/2.
    let cubic = disc("x^3");
    let half = cut(problem("x^3", SQUARE), "", &["-1 0: 1/2"], "0 0");
    let touching = cut(problem("x^3", "x -1 1, y -1 1"), "1: -1 -1", &[], "-1/2 -1/2");
    let oblong = cut(problem("x^3", SQUARE), "1: 0 0: 1/2 1", &[], "0 0");
    let skipped = |problem: &Problem, images: &str, tree: &str| {
        let reduction = Some(Reduction { symmetries: vec![map(images)], order: vec![0, 1] });
        let cover = Cover { reduction, ..cover(tree, "") };
        text(problem, "convex lambda >= 3", Evidence::Proof(Proof::Cover(cover)))
    };
    let saddle = disc("x*y - x^2 - y^2");
    let wedge = cut(problem("x*y - x^2 - y^2", SQUARE), "", &["1 -1: 0"], "0 1");
    let methods = |tree: &str| covered(&cubic, "convex lambda >= 4", tree);
    assert_verdicts(&[
        ("the part in the disc", methods("~"), "valid: convex lambda >= 4"),
        ("by intervals", methods("."), "valid: convex lambda >= 4"),
        ("below the rows", methods("<"), "valid: convex lambda >= 4"),
        ("to first order", methods("+"), "valid: convex lambda >= 4"),
        ("the part in an ellipse", covered(&oblong, "convex lambda >= 2", "~"), "valid: convex lambda >= 2"),
        ("the part in a half-plane", covered(&half, "convex lambda >= 2", "~"), "valid: convex lambda >= 2"),
        (
            "less is not enough",
            covered(&cubic, "convex lambda >= 2", "~"),
            "rejected: line 16: cover: node 0 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is x in [-2, 2], y in [-2, 2]",
        ),
        ("a corner outside", methods("abab!~~~~"), "valid: convex lambda >= 4"),
        ("named otherwise", methods("abab~~~~~"), "valid: convex lambda >= 4"),
        (
            "the middle outside",
            methods("ab!~~"),
            "rejected: line 16: cover: node 2 of the tree is not shown to be outside the domain; the cell is x in [-2, 0], y in [-2, 0]",
        ),
        (
            "all outside",
            methods("!"),
            "rejected: line 16: cover: node 0 of the tree is not shown to be outside the domain; the cell is x in [-2, 2], y in [-2, 2]",
        ),
        ("outside a ball", covered(&touching, "convex lambda >= 4", "ab~~b~!"), "valid: convex lambda >= 4"),
        (
            "a cell that touches it in a point",
            covered(&touching, "convex lambda >= 4", "ab~~b!~"),
            "rejected: line 16: cover: node 5 of the tree is not shown to be outside the domain; the cell is x in [0, 1], y in [-1, 0]",
        ),
        (
            "outside a box",
            covered(&problem("x^3", "x -1 1"), "convex lambda >= 4", "a~!"),
            "rejected: line 12: cover: node 2 of the tree is not shown to be outside the domain; the cell is x in [0, 1]",
        ),
        ("what symmetry skips", skipped(&saddle, "2 1", "b~a-~"), "valid: convex lambda >= 3"),
        (
            "nothing is skipped that is not kept",
            skipped(&wedge, "2 1", "b~a-~"),
            "rejected: line 24: cover: symmetry 1 is not shown to leave the domain as it is",
        ),
    ]);
}

#[test]
fn minima() {
    let bowl = disc("(x - 2)^2 + y^2");
    let linear = triangle("-x - 2*y");
    let at = |problem: &Problem, claim: &str, point: &str, tree: &str| {
        text(problem, claim, minimum(point, "0", tree))
    };
    let near = |problem: &Problem, claim: &str| text(problem, claim, minimizer("0", "~"));
    let strong = Evidence::Strong(Strong { convex_at: q("0"), proof: cover("~", "").into() });
    assert_verdicts(&[
        (
            "on the disc",
            at(&bowl, "minimum lambda = 0 in [1, 1]", "1 0", "0"),
            "valid: minimum lambda = 0 in [1, 1]",
        ),
        (
            "outside",
            at(&bowl, "minimum lambda = 0 in [0, 1/4]", "3/2 0", "0"),
            "rejected: line 20: minimum: the point is not in the ball",
        ),
        (
            "in the triangle",
            at(&linear, "minimum lambda = 0 in [-3, -2]", "0 1", "_"),
            "valid: minimum lambda = 0 in [-3, -2]",
        ),
        (
            "above the value",
            at(&linear, "minimum lambda = 0 in [-2, -1]", "0 1/2", "ab__!"),
            "rejected: line 23: minimum: node 3 of the tree, a leaf, is not proved: the lower end is not reached: the bound is about -2.5; the cell is x in [0, 0.5], y in [0.5, 1]",
        ),
        (
            "a corner outside",
            at(&linear, "minimum lambda = 0 in [-3, -2]", "0 1", "ab__b_b_a_!"),
            "valid: minimum lambda = 0 in [-3, -2]",
        ),
        (
            "not outside",
            at(&linear, "minimum lambda = 0 in [-3, -2]", "0 1", "ab__b_!"),
            "rejected: line 23: minimum: node 6 of the tree is not shown to be outside the domain; the cell is x in [0.5, 1], y in [0.5, 1]",
        ),
        (
            "one minimiser",
            near(&bowl, "unique-minimizer lambda = 1 within 1 of 1 0"),
            "valid: unique-minimizer lambda = 1 within 1 of 1 0",
        ),
        (
            "its place is in the disc",
            near(&bowl, "unique-minimizer lambda = 1 within 9 of 1 1"),
            "rejected: line 2: minimizer: the point is not in the ball",
        ),
        (
            "strictly convex",
            text(&bowl, "strictly-convex lambda >= 1", strong),
            "valid: strictly-convex lambda >= 1",
        ),
        (
            "by composition",
            text(&disc("exp(x) + y^2"), "convex lambda >= 0", Evidence::Proof(Proof::Composition)),
            "valid: convex lambda >= 0",
        ),
    ]);
}

#[test]
fn statements() {
    let rivals = |problem: &Problem, at: &str, towards: &[&str]| {
        let towards = towards.iter().map(|d| Rival::Direction(numbers(d))).collect();
        text_of_claim(problem, &format!("never-minimizer at {at}"), Evidence::Rivals(towards))
    };
    let value = |problem: &Problem, at: &str| {
        text_of_claim(problem, &format!("value lambda = 0 in [0, 9] at {at}"), Evidence::Value)
    };
    let falls = |problem: &Problem, d: &str| {
        text_of_claim(problem, "no-minimizer lambda = 0", Evidence::Descent(numbers(d)))
    };
    let invariant = |problem: &Problem, images: &str| {
        text_of_claim(problem, &format!("invariant domain under {images}"), Evidence::Invariance)
    };
    let differs = |problem: &Problem, images: &str, at: &str| {
        let claim = format!("not-invariant objective under {images}");
        text_of_claim(problem, &claim, Evidence::Counterexample(numbers(at)))
    };
    let slope = with_weights(disc("x - 100"), "0 0", "0 0", "0 0");
    let plane = |half_spaces: &[&str]| cut(problem("x", "x -inf inf, y -inf inf"), "", half_spaces, "0 1");
    let round = cut(problem("x", "x -inf inf, y -inf inf"), "1: 0 0", &[], "0 0");
    let course = |problem: &Problem| {
        let claim = "unique-minimizer lambda > 0 at 1 0 over 1,1";
        let convexity = Evidence::Stationary(Proof::Cover(cover("=", "")));
        text_of_claim(problem, claim, convexity)
    };
    let bowl = |ball: &str, inside: &str| cut(problem("(x - 1)^2 + y^2", SQUARE), ball, &[], inside);
    assert_verdicts(&[
        ("into the disc", rivals(&slope, "1 0", &["-1 0"]), "valid: never-minimizer at 1 0"),
        (
            "out of it",
            rivals(&slope, "-1 0", &["-1 0"]),
            "rejected: line 16: rivals: this is not shown to stay in the ball",
        ),
        (
            "along a tangent",
            rivals(&slope, "0 1", &["-1 0"]),
            "rejected: line 16: rivals: this is not shown to stay in the ball",
        ),
        ("a little inwards", rivals(&slope, "0 1", &["-1 -1/1000"]), "valid: never-minimizer at 0 1"),
        ("a value", value(&disc("x^2"), "3/5 -4/5"), "valid: value lambda = 0 in [0, 9] at 3/5 -4/5"),
        (
            "a value outside",
            value(&disc("x^2"), "1 1"),
            "rejected: line 2: value: the point is not in the ball",
        ),
        ("a fall along a border", falls(&plane(&["1 -1: 0"]), "-1 0"), "valid: no-minimizer lambda = 0"),
        (
            "a fall across it",
            falls(&plane(&["-1 -1: 0"]), "-1 0"),
            "rejected: line 14: descent: this is not shown to stay where 0 <= x + y",
        ),
        (
            "a fall in a ball",
            falls(&round, "-1 0"),
            "rejected: line 14: descent: this is not shown to stay in the ball",
        ),
        ("a course", course(&bowl("1: 0 0", "0 0")), "valid: unique-minimizer lambda > 0 at 1 0 over 1,1"),
        (
            "a course that leaves the ball",
            course(&bowl("1: 3/2 0", "1 0")),
            "rejected: line 2: stationary: this is not shown to stay in the ball",
        ),
        ("a disc turned", invariant(&disc("x"), "-2 1"), "valid: invariant domain under -2 1"),
        ("a triangle mirrored", invariant(&triangle("x"), "2 1"), "valid: invariant domain under 2 1"),
        (
            "a triangle turned",
            invariant(&cut(problem("x", SQUARE), "", &["1 1: 1"], "0 0"), "-2 1"),
            "rejected: line 2: invariance: symmetry 1 is not shown to leave the domain as it is",
        ),
        ("a counterexample", differs(&disc("x"), "2 1", "1 0"), "valid: not-invariant objective under 2 1"),
        (
            "outside the domain",
            differs(&cut(problem("x", SQUARE), "", &["1 -1: 0"], "0 1"), "2 1", "0 1"),
            "rejected: line 14: counterexample: the point is not where x <= y",
        ),
    ]);
}

/// What is said of the domain itself.
#[test]
fn malformed_domains() {
    let good = covered(&disc("x^3"), "convex lambda >= 4", "~");
    let change = |from: &str, to: &str| changed(&good, from, to);
    let flat = covered(&triangle("x^2"), "convex lambda >= 0", "=");
    let other = |from: &str, to: &str| changed(&flat, from, to);
    let ball = "ball 1 center 0 0\n";
    let inside = "interior 0 0\n";
    let long = format!("3{}/1{}", "3".repeat(9_000), "0".repeat(9_001));
    assert_verdicts(&[
        ("as it is", good.clone(), "valid: convex lambda >= 4"),
        ("and flat", flat.clone(), "valid: convex lambda >= 0"),
        (
            "radius 0",
            change(ball, "ball 0 center 0 0\n"),
            "rejected: line 6: format: expected a number above 0, found `0`",
        ),
        (
            "a negative radius",
            change(ball, "ball -1 center 0 0\n"),
            "rejected: line 6: format: expected a number above 0, found `-1`",
        ),
        ("no centre", change(ball, "ball 1\n"), "rejected: line 6: format: expected `center`, found the end"),
        (
            "a short centre",
            change(ball, "ball 1 center 0\n"),
            "rejected: line 6: format: expected 2 numbers, found 1",
        ),
        (
            "scale 0",
            change(ball, "ball 1 center 0 0\nscale 1 0\n"),
            "rejected: line 7: format: expected a number above 0, found `0`",
        ),
        (
            "a negative scale",
            change(ball, "ball 1 center 0 0\nscale -1 1\n"),
            "rejected: line 7: format: expected a number above 0, found `-1`",
        ),
        (
            "scales that go without saying",
            change(ball, "ball 1 center 0 0\nscale 1 1\n"),
            "rejected: line 7: format: `scale` is not the canonical spelling",
        ),
        (
            "a scale without a ball",
            change(ball, "scale 1 2\n"),
            "rejected: line 6: format: expected `objective`, found `scale`",
        ),
        (
            "two balls",
            change(ball, "ball 1 center 0 0\nball 1 center 0 0\n"),
            "rejected: line 7: format: expected `interior`, found `ball`",
        ),
        (
            "no point inside",
            change(inside, ""),
            "rejected: line 7: format: expected `interior`, found `node`",
        ),
        (
            "a point inside a box",
            change(ball, ""),
            "rejected: line 6: format: expected `objective`, found `interior`",
        ),
        (
            "on the circle",
            change(inside, "interior 3/5 -4/5\n"),
            "rejected: line 7: cover: the point that the domain names is not strictly inside: it is only just in the ball",
        ),
        (
            "outside the circle",
            change(inside, "interior 3/5 -5/6\n"),
            "rejected: line 7: cover: the point is not in the ball",
        ),
        (
            "at a limit",
            change("parameter x -2", "parameter x 0"),
            "rejected: line 7: cover: the point that the domain names is not strictly inside: x is at a limit",
        ),
        (
            "beyond a limit",
            change("parameter x -2", "parameter x 1/2"),
            "rejected: line 7: cover: x = 0 lies below its limit 1/2",
        ),
        ("pinned there", change("parameter x -2 2", "parameter x 0 0"), "valid: convex lambda >= 4"),
        (
            "pinned elsewhere",
            change("parameter x -2 2", "parameter x 1 1"),
            "rejected: line 7: cover: x = 0 lies below its limit 1",
        ),
        (
            "a long number inside",
            change(inside, &format!("interior 0 {long}\n")),
            "valid: convex lambda >= 4",
        ),
        (
            "on the line",
            other("interior 1/4 1/4", "interior 1/2 1/2"),
            "rejected: line 7: cover: the point that the domain names is not strictly inside: it is only just where x + y <= 1",
        ),
        (
            "a common divisor",
            other("half-space 1 x 1 y 1", "half-space 2 x 2 y 2"),
            "rejected: line 6: format: `half-space` is not the canonical spelling",
        ),
        (
            "a fraction",
            other("half-space 1 x 1 y 1", "half-space 1 x 1/2 y 1"),
            "rejected: line 6: format: `x` is not the canonical spelling",
        ),
        (
            "a coefficient 0",
            other("half-space 1 x 1 y 1", "half-space 1 x 0 y 1"),
            "rejected: line 6: format: `x` is not the canonical spelling",
        ),
        (
            "no parameter",
            other("half-space 1 x 1 y 1", "half-space 1"),
            "rejected: line 6: format: expected a name, found the end",
        ),
        (
            "no number",
            other("half-space 1 x 1 y 1", "half-space 1 x 1 y"),
            "rejected: line 6: format: expected a number, found the end",
        ),
        (
            "out of order",
            other("half-space 1 x 1 y 1", "half-space 1 y 1 x 1"),
            "rejected: line 6: format: `x` is not the canonical spelling",
        ),
        (
            "twice",
            other("half-space 1 x 1 y 1", "half-space 1 x 1 x 1"),
            "rejected: line 6: format: `x` is not the canonical spelling",
        ),
        (
            "an unknown name",
            other("half-space 1 x 1 y 1", "half-space 1 x 1 z 1"),
            "rejected: line 6: format: nothing has the name `z`",
        ),
        (
            "empty",
            other("half-space 1 x 1 y 1", "half-space -1 x 1 y 1"),
            "rejected: line 7: cover: the point is not where x + y + 1 <= 0",
        ),
        (
            "contradictory",
            other("half-space 1 x 1 y 1\n", "half-space 1 x 1 y 1\nhalf-space -1 x -1 y -1\n"),
            "rejected: line 8: cover: the point is not where 1 <= x + y",
        ),
    ]);
}

/// The part of a cell holds every point of the domain that the cell holds.
#[test]
fn parts_of_cells() {
    let mut random = Random(7);
    let mut counts = [0; 3];
    for round in 0..300 {
        let mut number =
            |scale: f64| Rational::from_f64((random.unit() - 0.5) * scale).expect("finite") / 3u32;
        let center: Vec<Rational> = (0..3).map(|_| number(6.0)).collect();
        let scales: Vec<Rational> = (0..3).map(|_| number(2.0).abs() + Rational::from((1, 7))).collect();
        let mut domain = problem("a + b + c", "a -2 2, b -2 2, c -2 2").domain;
        if round % 3 < 2 {
            domain.ball = Some(Ball { radius: number(3.0).abs() + q("1/9"), center, scales });
        }
        for _ in 0..round % 3 {
            let coefficients: Vec<Rational> = (0..3).map(|_| number(9.0)).collect();
            domain.half_spaces.extend(HalfSpace::new(coefficients, number(6.0)));
        }
        let mut problem = problem("a^2 + b + c", "a -2 2, b -2 2, c -2 2");
        problem.domain = domain;
        let bound = HessianBound::of_objective(&problem, 64, &Budget::default());
        let mut side = || {
            let (a, b) = (4.0 * random.unit() - 2.0, 4.0 * random.unit() - 2.0);
            if random.unit() < 0.2 { (a, a) } else { (a.min(b), a.max(b)) }
        };
        let (lower, upper) = [side(), side(), side()].into_iter().unzip();
        let cell = Cell { lower, upper };
        let part = bound.part(&cell);
        for _ in 0..50 {
            let mut coordinate = |k: usize| {
                let share = [0.0, 1.0, random.unit()][(random.unit() * 3.0) as usize];
                let x: f64 = cell.lower[k] + share * (cell.upper[k] - cell.lower[k]);
                x.clamp(cell.lower[k], cell.upper[k])
            };
            let point: Vec<f64> = (0..3).map(&mut coordinate).collect();
            let exact: Vec<Rational> =
                point.iter().map(|x| Rational::from_f64(*x).expect("finite")).collect();
            if problem.domain.contains(&exact) {
                let part = part.as_ref().unwrap_or_else(|| panic!("{point:?} is in {cell:?}"));
                let is_inside = (0..3).all(|k| part.lower[k] <= point[k] && point[k] <= part.upper[k]);
                assert!(is_inside, "{point:?} is not in {part:?} of {cell:?}");
                counts[0] += 1;
            }
        }
        counts[1] += usize::from(part.is_none());
        counts[2] += usize::from(part.is_some_and(|part| *part != cell));
    }
    assert!(counts.iter().all(|count| *count > 30), "{counts:?}");
}

/// Numbers with many digits take work that is counted: too much of it is no verdict.
#[test]
fn long_numbers_are_paid_for() {
    let names: Vec<String> = (0..60).map(|k| format!("p{k} -1 1")).collect();
    let mut problem = problem("p0", &names.join(", "));
    let long =
        |k: usize| Rational::from((1, 3)) / (Rational::from(1) + (Rational::from(2 * k + 1) << 20_000));
    problem = cut(problem, &format!("9: {}", "0 ".repeat(60)), &[], &"0 ".repeat(60));
    problem.domain.interior = Some((0..60).map(long).collect());
    let claim = format!("value lambda = 0 in [0, 0] at {}", "0 ".repeat(60).trim());
    let text = text_of_claim(&problem, &claim, Evidence::Value);
    assert_eq!(verdict(&text), "rejected: line 65: value: numbers get too many digits on the way");
    let little = verdict_of(text.as_bytes(), &Effort { work: 50_000_000, ..Effort::default() });
    assert!(little.starts_with("undecided"), "{little}");
}
