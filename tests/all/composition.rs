//! Rules `composition` and `strong`: what they accept, and false certificates that they reject for the right reason.

use crate::support::{
    Random, assert_verdicts, changed, cover, problem, problem_with_data, q, text, verdict, verdict_of,
    with_penalty, with_weights,
};
use jensen::certificate::{Evidence, Proof, Strong};
use jensen::check::Effort;
use jensen::expression::{Graph, NodeId};
use jensen::function::Function;
use jensen::grammar::Build;
use jensen::kind::{Exact, Kind};
use jensen::number::{Interval, Number, Rational};
use jensen::problem::{Domain, Limits, Objective, Penalty, Problem};
use rug::Float;

const REAL: &str = "x -inf inf, y -inf inf";

fn composed(formula: &str, domain: &str, claim: &str) -> String {
    text(&problem(formula, domain), claim, Evidence::Proof(Proof::Composition))
}

fn convex(formula: &str, domain: &str) -> String {
    composed(formula, domain, "convex lambda >= 0")
}

fn strict(formula: &str, domain: &str) -> String {
    composed(formula, domain, "strictly-convex lambda >= 0")
}

#[test]
fn convex_forms_are_accepted() {
    let accepted = [
        ("3", REAL),
        ("2*x - 5*y + 1", REAL),
        ("(x - 2*y)^2 + (x + y - 1)^4", REAL),
        ("(x - y)*(x - y)", REAL),
        ("exp(x - y) + expm1(2*x)", REAL),
        ("softplus(x - y) - 3*x", REAL),
        ("huber(x - 1) + abs(y) + relu(x + y) + elu(x)", REAL),
        ("max(x, max(y, 1 - x))", REAL),
        ("max(x^2, y^4)", REAL),
        ("max(0, x^2 - 1)", REAL),
        ("-min(-x^2, y)", REAL),
        ("log(exp(x) + exp(y) + 3)", REAL),
        ("log(exp(x)*exp(-2*y) + 1/exp(x))", REAL),
        ("log1p(exp(x^2))", REAL),
        ("-log(exp(x)/(exp(x) + exp(y)))", REAL),
        ("-log(sigmoid(x - y))", REAL),
        ("exp((x^2 + 1)^3)", REAL),
        ("exp(2*x)*0 + x^2", REAL),
        ("exp(exp(x))*exp(y^2)", REAL),
        ("sqrt(exp(x))*sqrt(exp(y))", REAL),
        ("x^3", "x 0 inf"),
        ("-x^3", "x -inf 0"),
        ("1/x", "x 1 inf"),
        ("x^(-2)", "x -5 -1"),
        ("-1/x", "x -5 -1"),
        ("-log(x) - sqrt(x)", "x 1/1000 inf"),
        ("-sqrt(x)", "x 0 inf"),
        ("-log1p(x)", "x -1/2 inf"),
        ("-x*log(y)", "x 2 2, y 1 4"),
        ("-tanh(x)", "x 0 inf"),
        ("tanh(x) + sigmoid(x) + atan(x) + erf(x)", "x -inf 0"),
        ("-sin(x)", "x 0 3"),
        ("cos(x)", "x 2 4"),
        ("gelu(x) + silu(x)", "x -1 1"),
        ("-abs(x)", "x 0 1"),
        ("-relu(x)", "x -inf 0"),
    ];
    let rejected: Vec<String> = accepted
        .into_iter()
        .map(|(formula, domain)| (formula, verdict(&convex(formula, domain))))
        .filter(|(_, verdict)| verdict != "valid: convex lambda >= 0")
        .map(|(formula, verdict)| format!("{formula}: {verdict}"))
        .collect();
    assert!(rejected.is_empty(), "{}", rejected.join("\n"));
    // A limit too small for a double, not for the checker.
    let tiny = format!("x 1/1{} 1", "0".repeat(400));
    assert_eq!(verdict(&convex("-log(x)", &tiny)), "valid: convex lambda >= 0");
}

/// Why the rules fail, or the verdict.
fn failure(text: &str) -> String {
    let verdict = verdict(text);
    let why = verdict.split_once("the rules of composition fail at ").map(|(_, why)| why.to_owned());
    why.unwrap_or(verdict)
}

/// Rows of data have signs and zeros of their own.
#[test]
fn data_are_constants_of_their_rows() {
    let valid = "valid: convex lambda >= 0";
    for (formula, rows, expected) in [
        ("sum(c*x^2)", &["1", "0", "1/3"][..], valid),
        ("sum(abs(c)*x^2 - c*x)", &["1", "-2"], valid),
        ("sum(log(c)*x^2)", &["1", "2"], valid),
        ("sum(c*x^2)", &["1", "-1"], "`c*x^2` in data row 2: concave"),
        ("sum(log(c)*x^2)", &["2", "1/2"], "`log(c)*x^2` in data row 2: concave"),
        (
            "sum(log(c)*x)",
            &["1", "-2"],
            "`log(c)` in data row 2: it may be undefined where its argument is in [-2, -2]",
        ),
        ("sum(c*x^2) - 3*x^2", &["4"], "`-3*x^2`: concave"),
    ] {
        let problem = problem_with_data(formula, "x -inf inf", "c", rows);
        assert_eq!(
            failure(&text(&problem, "convex lambda >= 0", Evidence::Proof(Proof::Composition))),
            expected,
            "{formula}"
        );
    }
}

#[test]
fn other_forms_are_rejected() {
    let fails = |formula: &str, domain: &str| failure(&convex(formula, domain));
    let cases = [
        ("x^2*y^2", REAL),
        ("x*y", REAL),
        ("x*(x + 1)", REAL),
        ("x^3", REAL),
        ("x^3", "x -1/1000 1"),
        ("-x^2", REAL),
        ("x^2 - y^2", REAL),
        ("exp(x^2 - y^2)", REAL),
        ("2*(x^2 - y^2)", REAL),
        ("exp(-x^2)", REAL),
        ("sqrt(x^2 + y^2)", REAL),
        ("(x^2 - 1)^2", REAL),
        ("relu(1 - exp(x))", REAL),
        ("exp(x) + relu(y - exp(x))*2", REAL),
        ("x^2 + abs(y - x^2)", REAL),
        ("x^2 + relu(y - (x^2 + 1))", REAL),
        ("x^2 - relu(y - x^2)", REAL),
        ("sigmoid(x)", REAL),
        ("sigmoid(x)*sigmoid(y)", REAL),
        ("tanh(x)", "x -1 1"),
        ("log(x)", "x 1 2"),
        ("log(x)", "x 0 1"),
        ("log(x^2)", REAL),
        ("log(1 - exp(x))", REAL),
        ("-log(exp(x) - exp(y))", REAL),
        ("log(exp(x))*log(exp(y))", REAL),
        ("-sqrt(x)", "x -1 1"),
        ("1/x", "x 0 1"),
        ("x^(-2)", "x -1 1"),
        ("-1/x", "x 1 2"),
        ("-log1p(x)", "x -1 1"),
        ("sqrt(x)*0 + y^2", "x -1 1, y -1 1"),
        ("sin(x)*0 + y^2", REAL),
        ("exp(sin(x))", REAL),
        ("log(x)*0", "x 0 0"),
        ("x^(-1)*0", "x 0 0"),
        ("sqrt(-exp(x))", REAL),
        ("exp(x)*(-1)*exp(y)*(-1)*x", REAL),
        ("(exp(x) - 1)^2", REAL),
        ("abs(exp(x) - 1)", REAL),
    ];
    let lines: Vec<String> = cases
        .into_iter()
        .map(|(formula, domain)| format!("{formula} on {domain}: {}", fails(formula, domain)))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn strict_forms() {
    let segment = "x -inf inf";
    let box_with_pin = "x -inf inf, y 2 2";
    let valid = "valid: strictly-convex lambda >= 0";
    let open = |line: usize, parameter: &str| {
        format!(
            "rejected: line {line}: composition: the function may be affine along a line on which {parameter} is not constant"
        )
    };
    for (formula, domain, expected) in [
        ("x^4", segment, Ok(())),
        ("exp(x)", segment, Ok(())),
        ("exp(x^2)", segment, Ok(())),
        ("softplus(2*x - 1) + 0*x", segment, Ok(())),
        ("x*x + y*y", REAL, Ok(())),
        ("(x - y)^4 + (x + 2*y)^2", REAL, Ok(())),
        ("(x - y)^4 + (2*y - 2*x)^2", REAL, Err("x")),
        ("(x - y)^4 + exp(y - x)", REAL, Err("x")),
        ("x^4 + abs(y)", REAL, Err("y")),
        ("x^4 + huber(y)", REAL, Err("y")),
        ("x^4 + y", box_with_pin, Ok(())),
        ("(x*y)^4", box_with_pin, Ok(())),
        ("y^4 + x", box_with_pin, Err("x")),
        ("x^4*0", segment, Err("x")),
        ("x", segment, Err("x")),
        ("3", "x 1 1", Ok(())),
        ("log(exp(x) + exp(y))", REAL, Err("x")),
        ("exp(x)*exp(y)", REAL, Err("x")),
        ("max(x^2, x)", segment, Err("x")),
        ("1/x - log(y)", "x 1 inf, y 1 2", Ok(())),
        ("-tanh(x)", "x 0 inf", Ok(())),
        // The coefficient is no rational number that the checker knows.
        ("(log(2)*x)^2", segment, Err("x")),
    ] {
        let text = strict(formula, domain);
        let line = text.lines().position(|line| line == "evidence composition").expect("a line") + 1;
        let expected = expected.map_or_else(|parameter| open(line, parameter), |()| valid.to_owned());
        assert_eq!(verdict(&text), expected, "{formula} on {domain}");
    }
    // From λ on: the penalty takes part.
    let ridge = problem("(x + y)^2", REAL);
    let at =
        |claim: &str, problem: &Problem| verdict(&text(problem, claim, Evidence::Proof(Proof::Composition)));
    assert_eq!(at("strictly-convex lambda >= 1/1000", &ridge), "valid: strictly-convex lambda >= 1/1000");
    let half = with_weights(ridge.clone(), "0 1", "1 0", "0 0");
    assert_eq!(at("strictly-convex lambda >= 1", &half), "valid: strictly-convex lambda >= 1");
    let lasso = with_weights(ridge, "0 0", "1 1", "0 0");
    assert!(at("strictly-convex lambda >= 1", &lasso).contains("x is not constant"));
}

/// The linear form `Σ (k + 1)^j θ_k`, for data in the columns, is strictly convex through `exp`.
fn moments(parameters: usize, rows: usize) -> String {
    let names = |letter: &str| (0..parameters).map(|k| format!("{letter}{k}")).collect::<Vec<_>>();
    let terms: Vec<String> = (0..parameters).map(|k| format!("p{k}*c{k}")).collect();
    let domain: Vec<String> = names("p").iter().map(|name| format!("{name} -inf inf")).collect();
    let power = |k: usize, j: usize| {
        Rational::from(rug::Integer::from(rug::Integer::u_pow_u(k as u32 + 1, j as u32)))
    };
    let data: Vec<String> = (0..rows)
        .map(|j| (0..parameters).map(|k| power(k, j).to_string()).collect::<Vec<_>>().join(" "))
        .collect();
    let data: Vec<&str> = data.iter().map(String::as_str).collect();
    let formula = format!("sum(exp({}))", terms.join(" + "));
    let problem = problem_with_data(&formula, &domain.join(", "), &names("c").join(" "), &data);
    verdict(&text(&problem, "strictly-convex lambda >= 0", Evidence::Proof(Proof::Composition)))
}

/// Ranks of long numbers: the numbers of an exact elimination would grow with every step.
#[test]
fn strict_forms_of_many_parameters() {
    assert_eq!(moments(60, 60), "valid: strictly-convex lambda >= 0");
    assert!(moments(60, 59).contains("p0 is not constant"));
}

/// Coefficients that the prime divides, or that it divides below the bar, are not known; nothing is claimed of them.
#[test]
fn strict_forms_and_the_prime() {
    let prime = (1u64 << 61) - 1;
    for (formula, expected) in [
        (format!("({prime}*x)^2"), false),
        (format!("(1/{prime}*x)^2"), false),
        (format!("({prime}*x + 1)^2 + (x - 1)^4"), true),
        (format!("({}*x)^2", prime - 1), true),
        (format!("exp(x - y) + (1/3*x - 1/3*y)^2 + ({prime}*x + y)^2"), true),
        (format!("exp(x - y) + ({}*x + {}*y)^2", prime + 1, prime - 1), false),
    ] {
        let verdict = verdict(&strict(&formula, if formula.contains('y') { REAL } else { "x -inf inf" }));
        assert_eq!(verdict == "valid: strictly-convex lambda >= 0", expected, "{formula}: {verdict}");
    }
}

/// A sum of many parameters, every part of which has a form, ends undecided before it fills the memory.
#[test]
fn long_forms_end_undecided() {
    let mut long =
        problem("0", &(0..12_000).map(|k| format!("p{k} -inf inf")).collect::<Vec<_>>().join(", "));
    for k in 0..12_000 {
        let parameter = long.graph.parameter(k).expect("a node");
        long.fixed = long.graph.add(long.fixed, parameter).expect("a node");
    }
    long.fixed = long.graph.apply(Function::Exp, long.fixed).expect("a node");
    let verdict = verdict(&text(&long, "strictly-convex lambda >= 1", Evidence::Proof(Proof::Composition)));
    assert!(verdict.starts_with("undecided"), "{verdict}");
}

#[test]
fn the_claim_and_the_penalty_count() {
    let formula = problem("x^4", "x -inf inf");
    let at =
        |claim: &str, problem: &Problem| verdict(&text(problem, claim, Evidence::Proof(Proof::Composition)));
    for claim in ["convex lambda >= 0", "convex lambda >= 5", "convex lambda = 0", "convex lambda = 2/3"] {
        assert_eq!(at(claim, &formula), format!("valid: {claim}"));
        assert_eq!(at(claim, &with_penalty(formula.clone(), "exp(x)")), format!("valid: {claim}"));
        assert_eq!(
            at(claim, &with_penalty(formula.clone(), "x^3")),
            "rejected: line 10: composition: the rules of composition fail at `x^3`: neither convex nor concave where its argument is in [-inf, inf]"
        );
    }
    for claim in
        ["not-convex lambda = 0", "no-finite-lambda", "lambda-star in [0, 1]", "minimum lambda = 0 in [0, 0]"]
    {
        assert_eq!(
            at(claim, &formula),
            format!("rejected: line 10: composition: this rule does not establish `{claim}`")
        );
    }
    assert!(at("convex lambda >= -1", &formula).contains("the claim speaks of no λ ≥ 0"));
    assert!(at("strictly-convex lambda >= -1", &formula).contains("the claim speaks of no λ ≥ 0"));
}

fn strong(convex_at: &str, proof: impl Into<Proof>) -> Evidence {
    Evidence::Strong(Strong { convex_at: q(convex_at), proof: proof.into() })
}

#[test]
fn composition_stands_where_covers_do() {
    let quartic = problem("x^4", "x -inf inf");
    let bracket = |upper: &str| {
        let evidence = Evidence::Bracket { lower: None, upper: Proof::Composition };
        text(&quartic, &format!("lambda-star in [0, {upper}]"), evidence)
    };
    let minimizer = Evidence::Minimizer(Strong { convex_at: q("0"), proof: Proof::Composition });
    let minimizer = |claim: &str| text(&quartic, claim, minimizer.clone());
    let at = "unique-minimizer lambda = 1 within 0 of 0";
    let whole = "convex lambda >= 0";
    let mixed = problem("x^2*y^2", REAL);
    assert_verdicts(&[
        ("bracket", bracket("0"), "valid: lambda-star in [0, 0]"),
        ("minimiser", minimizer(at), "valid: unique-minimizer lambda = 1 within 0 of 0"),
        (
            "another point",
            minimizer("unique-minimizer lambda = 1 within 0 of 1"),
            "rejected: line 10: minimizer: min m·r² − Σ ρ²/m is not shown to be at least 0: it is -18",
        ),
        (
            "strict",
            text(&quartic, "strictly-convex lambda >= 1", strong("1/2", Proof::Composition)),
            "valid: strictly-convex lambda >= 1",
        ),
        (
            "strict by a cover",
            text(&problem("-x^2", "x -1 1"), "strictly-convex lambda >= 2", strong("1", cover("=", ""))),
            "valid: strictly-convex lambda >= 2",
        ),
        (
            "no margin",
            text(&problem("-x^2", "x -1 1"), "strictly-convex lambda >= 1", strong("1", cover("=", ""))),
            "rejected: line 13: strong: convexity at 1 gives no strong convexity at 1",
        ),
        (
            "no square",
            text(
                &with_weights(quartic.clone(), "0", "1", "0"),
                "strictly-convex lambda >= 1",
                strong("0", Proof::Composition),
            ),
            "rejected: line 11: strong: the penalty has no square of x: it is not strongly convex",
        ),
        (
            "below 0",
            text(&quartic, "strictly-convex lambda >= 1", strong("-1", Proof::Composition)),
            "rejected: line 11: strong: the claim speaks of no λ ≥ 0",
        ),
        (
            "not convex",
            text(&mixed, "strictly-convex lambda >= 1", strong("0", Proof::Composition)),
            "rejected: line 16: strong: the rules of composition fail at `x^2*y^2`: a product of two factors that are not constant",
        ),
        (
            "another claim",
            text(&quartic, whole, strong("0", Proof::Composition)),
            "rejected: line 10: strong: this rule does not establish `convex lambda >= 0`",
        ),
        (
            "a cover is not strict",
            text(
                &problem("x^2", "x -1 1"),
                "strictly-convex lambda >= 0",
                Evidence::Proof(Proof::Cover(cover("=", ""))),
            ),
            "rejected: line 10: cover: this rule does not establish `strictly-convex lambda >= 0`",
        ),
        (
            "a line too many",
            changed(&convex("x^2", "x -1 1"), "evidence composition\n", "evidence composition\ntree 1\n=\n"),
            "rejected: line 11: format: expected `end`, found `tree`",
        ),
        (
            "by nothing",
            changed(&minimizer(at), "by composition\n", ""),
            "rejected: line 12: format: expected `tree`, found `end`",
        ),
        (
            "by another rule",
            changed(&minimizer(at), "by composition\n", "by jensen\n"),
            "rejected: line 12: format: expected another rule, found `jensen`",
        ),
        (
            "a bracket by another rule",
            changed(&bracket("0"), "upper composition\n", "upper strong\n"),
            "rejected: line 12: format: expected another rule, found `strong`",
        ),
    ]);
}

/// A graph of random operations on two parameters: the sum of its last node and another.
fn random_expression(random: &mut Random, graph: &mut Graph) -> NodeId {
    let mut nodes: Vec<NodeId> = (0..2).map(|i| graph.parameter(i).expect("a node")).collect();
    let mut pick = |choices: usize| (random.unit() * choices as f64) as usize;
    for _ in 0..2 + pick(9) {
        let (a, b) = (nodes[pick(nodes.len())], nodes[pick(nodes.len())]);
        let small = Rational::from((pick(9) as i32 - 4, 1 + pick(2) as u32));
        let node = match pick(9) {
            0 | 1 => graph.add(a, b),
            2 => graph.mul(a, b),
            3 => graph.mul(a, a),
            4 => graph.constant(small).and_then(|c| graph.mul(c, a)),
            5 => graph.max(a, b),
            6 => graph.power(a, [2, 3, 4, -1, -2][pick(5)]),
            _ => graph.apply(Function::NAMED[pick(Function::NAMED.len())], a),
        };
        nodes.extend(node);
    }
    let (a, b) = (nodes[nodes.len() - 1], nodes[pick(nodes.len())]);
    graph.add(a, b).unwrap_or(a)
}

/// What the rules call convex breaks Jensen's inequality at no sample, and what they call strictly convex has no
/// chord that it is known to meet.
#[test]
fn random_expressions_that_are_accepted_are_convex() {
    const CASES: usize = 16_000;
    let sides = [(None, None), (Some(0), None), (Some(1), Some(3)), (Some(-2), Some(-1)), (None, Some(0))];
    let mut random = Random(5);
    let (mut convex, mut strict, mut defined) = (0, 0, 0);
    for case in 0..CASES {
        let mut graph = Graph::new();
        let fixed = random_expression(&mut random, &mut graph);
        let mut side = || {
            let (lower, upper) = sides[(random.unit() * 5.0) as usize];
            Limits { lower: lower.map(Rational::from), upper: upper.map(Rational::from) }
        };
        let domain = Domain::from(vec![side(), side()]);
        let problem = Problem {
            parameters: vec!["x".to_owned(), "y".to_owned()],
            domain,
            columns: Vec::new(),
            rows: Vec::new(),
            graph,
            fixed,
            row: None,
            penalty: Penalty::square(2),
        };
        let text = text(&problem, "convex lambda >= 0", Evidence::Proof(Proof::Composition));
        if !verdict(&text).starts_with("valid") {
            continue;
        }
        convex += 1;
        let precise = Effort { precise: true, ..Effort::default() };
        assert_eq!(verdict_of(text.as_bytes(), &precise), "valid: convex lambda >= 0", "{text}");
        let is_strict = verdict(&changed(&text, "convex", "strictly-convex")).starts_with("valid");
        strict += usize::from(is_strict);
        for _ in 0..12 {
            let chord = [(); 2].map(|()| sample(&problem.domain, &mut random));
            let middle: Vec<Rational> =
                chord[0].iter().zip(&chord[1]).map(|(a, b)| Rational::from(a + b) / 2u32).collect();
            let exact = defect::<Exact>(&problem, &chord, &middle, ());
            if is_strict && chord[0] != chord[1] {
                assert!(exact.value().is_none_or(|defect| *defect < 0), "{case}: {chord:?}\n{text}");
            }
            let enclosed = defect::<Interval<Float>>(&problem, &chord, &middle, 256);
            defined += usize::from(enclosed.is_defined());
            assert!(!enclosed.is_defined() || *enclosed.lower() <= 0.0, "{case}: {chord:?}\n{text}");
        }
    }
    assert!(convex > CASES / 20 && strict > CASES / 400, "{convex} convex, {strict} strictly");
    assert!(defined > convex * 12 * 9 / 10, "{defined} of {}", convex * 12);
}

/// A point of a box, within three units of its limits.
fn sample(domain: &Domain, random: &mut Random) -> Vec<Rational> {
    let coordinate = |limits: &Limits| {
        let three = Rational::from(3);
        let lower = limits.lower.clone().or_else(|| Some(Rational::from(limits.upper.as_ref()? - &three)));
        let lower = lower.unwrap_or_else(|| Rational::from(-3));
        let upper = limits.upper.clone().unwrap_or_else(|| Rational::from(&lower + 6));
        let share = Rational::from((1 + (random.unit() * 31.0) as i32, 32));
        Rational::from(&upper - &lower) * share + lower
    };
    domain.limits.iter().map(coordinate).collect()
}

/// `L(m) − ½L(a) − ½L(b)`.
fn defect<N: Kind>(
    problem: &Problem,
    chord: &[Vec<Rational>; 2],
    middle: &[Rational],
    context: N::Context,
) -> N {
    let objective = Objective::<N>::new(problem, context);
    let value = |at: &[Rational], weight: Rational| {
        let at: Vec<N> = at.iter().map(|x| N::exact(x, context)).collect();
        objective.loss(&at).mul(&N::exact(&weight, context))
    };
    let [a, b] = chord;
    let half = Rational::from((-1, 2));
    value(middle, 1.into()).add(&value(a, half.clone())).add(&value(b, half))
}

/// A graph can be as deep as it is long.
#[test]
fn deep_graphs_need_no_deep_stack() {
    let mut deep = problem("x", "x -inf inf");
    for _ in 0..200_000 {
        deep.fixed = deep.graph.neg(deep.fixed).expect("a node");
    }
    let text = text(&deep, "convex lambda >= 0", Evidence::Proof(Proof::Composition));
    assert_eq!(verdict(&text), "valid: convex lambda >= 0");
}
