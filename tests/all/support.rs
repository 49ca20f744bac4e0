//! Problems and certificates for the tests, made by hand.

use jensen::bound::{Cell, HessianBound, Method, Scratch};
use jensen::budget::Budget;
use jensen::certificate::{
    Certificate, Claim, Cover, CoverLeaf, Evidence, Family, Jensen, Leaf, Minimum, Ray, Sample, Strong,
    Token, Tree, Witness,
};
use jensen::check::{Effort, check};
use jensen::expression::Graph;
use jensen::grammar::{Scope, parse_formula, parse_rational};
use jensen::number::{Polynomial, Rational};
use jensen::problem::{Ball, Domain, HalfSpace, Limits, Penalty, Problem};
use jensen::writing::write_certificate;

/// A number.
pub fn q(text: &str) -> Rational {
    parse_rational(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Numbers separated by spaces.
pub fn numbers(text: &str) -> Vec<Rational> {
    text.split_whitespace().map(q).collect()
}

/// A problem on a box such as `x -1 2, y -inf inf`, with the square penalty.
pub fn problem(formula: &str, domain: &str) -> Problem {
    problem_with_data(formula, domain, "", &[])
}

/// The same with data; `columns` are separated by spaces, and so are a row's numbers.
pub fn problem_with_data(formula: &str, domain: &str, columns: &str, rows: &[&str]) -> Problem {
    let (mut parameters, mut limits) = (Vec::new(), Vec::new());
    for entry in domain.split(',').filter(|entry| !entry.trim().is_empty()) {
        let [name, lower, upper] = entry.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{entry}: a name and two limits");
        };
        parameters.push(name.to_owned());
        let end = |text: &str| (!text.ends_with("inf")).then(|| q(text));
        limits.push(Limits { lower: end(lower), upper: end(upper) });
    }
    let columns: Vec<String> = columns.split_whitespace().map(str::to_owned).collect();
    let rows: Vec<Vec<Rational>> = rows.iter().map(|row| numbers(row)).collect();
    let mut graph = Graph::new();
    let scope = Scope { parameters: &parameters, columns: &columns, parts: &[], rows: Some(rows.len()) };
    let parsed = parse_formula(formula, &scope, &mut graph).unwrap_or_else(|e| panic!("{formula}: {e:?}"));
    let penalty = Penalty::square(parameters.len());
    let (fixed, row) = (parsed.fixed, parsed.row);
    let problem =
        Problem { parameters, domain: Domain::from(limits), columns, rows, graph, fixed, row, penalty };
    problem.in_order().0
}

/// The same problem on a domain that is cut: by a ball, as `1: 0 0` or with scales `1: 0 0: 2 1`, unless that is empty; and by
/// half-spaces, a coefficient a parameter and the bound, as `1 -1: 0`. The last is the point inside.
pub fn cut(mut problem: Problem, ball: &str, half_spaces: &[&str], interior: &str) -> Problem {
    if !ball.is_empty() {
        let parts: Vec<&str> = ball.split(':').collect();
        let center = numbers(parts[1]);
        let scales = parts.get(2).map_or(vec![q("1"); center.len()], |scales| numbers(scales));
        problem.domain.ball = Some(Ball { radius: q(parts[0]), center, scales });
    }
    for half_space in half_spaces {
        let (coefficients, bound) = half_space.split_once(':').unwrap_or_else(|| panic!("{half_space}"));
        let coefficients = numbers(coefficients).into_iter().enumerate().filter(|(_, a)| !a.is_zero());
        let coefficients = coefficients.collect();
        problem.domain.half_spaces.push(HalfSpace { coefficients, bound: q(bound.trim()) });
    }
    problem.domain.interior = Some(numbers(interior));
    problem
}

/// The same problem with a penalty given as a formula.
pub fn with_penalty(mut problem: Problem, formula: &str) -> Problem {
    let scope = Scope { parameters: &problem.parameters, ..Scope::default() };
    let parsed = parse_formula(formula, &scope, &mut problem.graph).unwrap_or_else(|e| panic!("{e:?}"));
    problem.penalty = Penalty::Formula(parsed.fixed);
    problem.in_order().0
}

/// The same problem with a separable penalty.
pub fn with_weights(mut problem: Problem, square: &str, absolute: &str, center: &str) -> Problem {
    let [square, absolute, center] = [square, absolute, center].map(numbers);
    problem.penalty = Penalty::Separable { square, absolute, center };
    problem
}

/// A claim by its text.
pub fn claim(text: &str) -> Claim {
    let last = |text: &str| q(text.rsplit(' ').next().unwrap_or_default());
    let ends = |text: &str| {
        let ends = text.trim_start_matches('[').trim_end_matches(']').split_once(", ");
        let (lower, upper) = ends.unwrap_or_else(|| panic!("{text}"));
        (q(lower), q(upper))
    };
    if let Some(rest) = text.strip_prefix("unique-minimizer lambda = ") {
        let (lambda, rest) = rest.split_once(" within ").unwrap_or_else(|| panic!("{text}"));
        let (radius, center) = rest.split_once(" of").unwrap_or_else(|| panic!("{text}"));
        return Claim::UniqueMinimizer { lambda: q(lambda), radius: q(radius), center: numbers(center) };
    }
    if let Some(rest) = text.strip_prefix("curve") {
        let sample = |text: &str| {
            let (lambda, rest) = text.split_once(" in ").unwrap_or_else(|| panic!("{text}"));
            let (lower, upper) = ends(rest);
            Sample { lambda: q(lambda.trim()), lower, upper }
        };
        return Claim::Curve(rest.split_inclusive(']').map(sample).collect());
    }
    if let Some((lambda, rest)) = text.strip_prefix("minimum lambda = ").and_then(|s| s.split_once(" in ")) {
        let (lower, upper) = ends(rest);
        return Claim::Minimum(Sample { lambda: q(lambda), lower, upper });
    }
    match text {
        "no-finite-lambda" => Claim::NoFiniteLambda,
        _ if text.starts_with("not-convex lambda <") => Claim::NotConvexBelow(last(text)),
        _ if text.starts_with("not-convex") => Claim::NotConvexAt(last(text)),
        _ if text.starts_with("strictly-convex") => Claim::StrictlyConvexFrom(last(text)),
        _ if text.starts_with("convex lambda >=") => Claim::ConvexFrom(last(text)),
        _ if text.starts_with("convex") => Claim::ConvexAt(last(text)),
        _ => {
            let (lower, upper) = ends(text.trim_start_matches("lambda-star in "));
            Claim::LambdaStar { lower, upper }
        }
    }
}

/// A certificate's text.
pub fn text(problem: &Problem, claimed: &str, evidence: impl Into<Evidence>) -> String {
    let certificate =
        Certificate { claim: claim(claimed), problem: problem.clone(), evidence: evidence.into() };
    write_certificate(&certificate, &[])
}

/// A certificate's text, its claim as it is given.
pub fn text_of_claim(problem: &Problem, claimed: &str, evidence: Evidence) -> String {
    let certificate = Certificate { claim: Claim::NoFiniteLambda, problem: problem.clone(), evidence };
    write_certificate(&certificate, &[]).replacen("no-finite-lambda", claimed, 1)
}

/// A Jensen witness: lines of a weight and a point, as `1/2: 1 -1`.
pub fn jensen(points: &[&str]) -> Jensen {
    let point = |text: &&str| {
        let (weight, point) = text.split_once(':').unwrap_or_else(|| panic!("{text}"));
        (q(weight), numbers(point))
    };
    Jensen { points: points.iter().map(point).collect() }
}

/// A curvature witness.
pub fn curvature(point: &str, direction: &str) -> Ray {
    Ray { point: numbers(point), direction: numbers(direction) }
}

/// A kink.
pub fn kink(point: &str, direction: &str) -> Evidence {
    Evidence::Witness(Witness::Kink(Ray { point: numbers(point), direction: numbers(direction) }))
}

/// Points that move with λ: lines of a weight and polynomials, as `1/2: 2,1 0,-1`.
pub fn family(denominator: &str, points: &[&str]) -> Evidence {
    let polynomial = |text: &str| Polynomial::new(text.split(',').map(q).collect());
    let point = |text: &&str| {
        let (weight, point) = text.split_once(':').unwrap_or_else(|| panic!("{text}"));
        (q(weight), point.split_whitespace().map(polynomial).collect())
    };
    Evidence::Family(Family {
        denominator: polynomial(denominator),
        points: points.iter().map(point).collect(),
    })
}

/// A tree by its text.
pub fn tree<L: Leaf>(text: &str) -> Tree<L> {
    let token = |c: char| match c {
        'a'..='z' => Token::Split(c as u32 - 'a' as u32),
        '-' => Token::Skipped,
        _ => Token::Leaf(L::of(c).unwrap_or_else(|| panic!("{c}"))),
    };
    Tree::new(text.chars().map(token)).unwrap_or_else(|| panic!("{text}"))
}

/// A cover by its trees' texts; an empty text is no tree.
pub fn cover(objective: &str, penalty: &str) -> Cover {
    Cover {
        tree: tree(objective),
        penalty: (!penalty.is_empty()).then(|| tree(penalty)),
        reduction: None,
        shifts: Vec::new(),
    }
}

/// A strong-convexity proof by a cover at μ.
pub fn minimizer(convex_at: &str, objective: &str) -> Evidence {
    Evidence::Minimizer(Strong { convex_at: q(convex_at), proof: cover(objective, "").into() })
}

/// A point, the λs at which leaves prove convexity, and a tree.
pub fn minimum(point: &str, convex_at: &str, leaves: &str) -> Evidence {
    Evidence::Minimum(least(point, convex_at, leaves))
}

/// The same as a part of a curve.
pub fn least(point: &str, convex_at: &str, leaves: &str) -> Minimum {
    Minimum { point: numbers(point), convex_at: numbers(convex_at), tree: tree(leaves) }
}

/// A cover found by halving the longest side of every cell that is not proved.
pub fn grow(problem: &Problem, lambda: &str) -> Tree {
    let bound = HessianBound::of_objective(problem, 128, &Budget::default());
    let (mut scratch, mut tokens) = (Scratch::default(), Vec::new());
    let mut open = vec![Cell::root(&problem.domain)];
    while let Some(cell) = open.pop() {
        assert!(tokens.len() < 10_000, "no cover at {lambda}");
        if bound.prove(&cell, &q(lambda), Method::Affine, &mut scratch).is_ok() {
            tokens.push(Token::Leaf(CoverLeaf::Affine));
            continue;
        }
        let length = |k: usize| cell.upper[k] - cell.lower[k];
        let longest = (0..cell.lower.len()).max_by(|&a, &b| length(a).total_cmp(&length(b))).expect("a side");
        let [lower, upper] = cell.split(longest).expect("a midpoint");
        tokens.push(Token::Split(longest as u32));
        open.extend([upper, lower]);
    }
    Tree::new(tokens).expect("a tree")
}

/// The verdict on a text, as `jensen-check` prints it.
pub fn verdict(text: &str) -> String {
    verdict_of(text.as_bytes(), &Effort::default())
}

/// The same with some effort.
pub fn verdict_of(bytes: &[u8], effort: &Effort) -> String {
    match check(bytes, effort) {
        Ok(verified) => format!("valid: {}", verified.get().claim),
        Err(refusal) => refusal.to_string(),
    }
}

/// The text with its last line made to announce the right number of lines.
pub fn recounted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.pop();
    format!("{}\nend {}\n", lines.join("\n"), lines.len() + 1)
}

/// The text with one replacement, which must change it, and the lines counted again.
pub fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "no `{from}` in\n{text}");
    recounted(&text.replacen(from, to, 1))
}

/// Compares verdicts with what is expected, all at once.
pub fn assert_verdicts(cases: &[(&str, String, &str)]) {
    let report = |verdict: &dyn Fn(&(&str, String, &str)) -> String| -> String {
        cases.iter().map(|case| format!("{}: {}\n", case.0, verdict(case))).collect()
    };
    let (found, expected) = (report(&|case| verdict(&case.1)), report(&|case| case.2.to_owned()));
    assert!(found == expected, "found\n{found}\nexpected\n{expected}");
}

/// Knuth's 64-bit linear congruence.
pub struct Random(pub u64);

impl Random {
    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 44) as f64 / f64::from(1 << 20)
    }
}
