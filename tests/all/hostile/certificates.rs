//! Certificates of every rule that are as large as wanted, and as hostile: every objective under every rule, and for
//! each rule evidence that is long itself.

use super::objectives::{OBJECTIVES, with};
use jensen::certificate::{
    Certificate, Claim, Cover, CoverLeaf, Evidence, Family, Jensen, Leaf, Minimum, Orbit, Proof, Ray,
    Reduction, Rival, Sample, Shift, Strong, Token, Tree, ValueLeaf, Witness,
};
use jensen::expression::Signed;
use jensen::function::Function;
use jensen::number::{Polynomial, Rational};
use jensen::problem::{Part, Problem, Symmetry};
use jensen::writing::write_certificate;

/// Every rule of the format.
const RULES: [&str; 19] = [
    "jensen",
    "curvature",
    "orbit",
    "kink",
    "family",
    "cover",
    "composition",
    "bracket",
    "strong",
    "minimizer",
    "minimum",
    "curve",
    "value",
    "identity",
    "invariance",
    "counterexample",
    "stationary",
    "descent",
    "rivals",
];

/// A hostile certificate, to be written.
pub struct Hostile {
    pub rule: &'static str,
    pub construction: String,
    make: Box<dyn Fn() -> Certificate>,
}

impl Hostile {
    fn new(
        rule: &'static str,
        construction: &str,
        problem: impl Fn() -> Problem + 'static,
        statement: impl Fn(&Problem) -> (Claim, Evidence) + 'static,
    ) -> Self {
        let make = move || {
            let problem = problem();
            let (claim, evidence) = statement(&problem);
            Certificate { claim, problem, evidence }
        };
        Hostile { rule, construction: construction.to_owned(), make: Box::new(make) }
    }

    /// Its text.
    pub fn text(&self) -> String {
        write_certificate(&(self.make)(), &[])
    }
}

/// All of about `size` bytes.
pub fn all(size: usize) -> Vec<Hostile> {
    let mut all = Vec::new();
    for (name, objective) in OBJECTIVES {
        let of = |rule| {
            Hostile::new(rule, name, move || objective(size), move |problem| statement(rule, problem, 0))
        };
        all.extend(RULES.map(of));
        all.push(Hostile::new("cover", &format!("{name}, reduced"), move || objective(size), reduced));
        let leaves = [
            CoverLeaf::Natural,
            CoverLeaf::Loewner,
            CoverLeaf::Constant,
            CoverLeaf::Tensor,
            CoverLeaf::Outside,
        ];
        all.extend(leaves.map(|leaf| {
            let name = format!("{name}, {leaf:?} leaf");
            Hostile::new("cover", &name, move || objective(size), move |_| covered(Token::Leaf(leaf)))
        }));
        for leaf in [CoverLeaf::Affine, CoverLeaf::Tensor] {
            let name = format!("{name}, shifts, {leaf:?} leaf");
            let statement = move |problem: &Problem| shifted(problem, leaf);
            all.push(Hostile::new("cover", &name, move || objective(size), statement));
        }
    }
    let leaf = Token::Leaf(CoverLeaf::Tensor);
    let tensor =
        move |_: &Problem| (Claim::ConvexAt(9.into()), Evidence::Proof(Proof::Cover(cover(size / 4, leaf))));
    all.push(Hostile::new("cover", "many Tensor leaves", bent, tensor));
    let long = |rule| Hostile::new(rule, "long evidence", two, move |problem| statement(rule, problem, size));
    all.extend(RULES.map(long));
    let symmetries = move |problem: &Problem| many_symmetries(problem, size);
    all.push(Hostile::new("cover", "many symmetries", two, symmetries));
    let polynomials = move |problem: &Problem| long_polynomials(problem, size);
    all.push(Hostile::new("family", "long polynomials", two, polynomials));
    all.push(Hostile::new("jensen", "long digits", two, move |problem| long_digits(problem, size)));
    all
}

/// A small problem for long evidence.
fn two() -> Problem {
    with(2, |graph, at| {
        let sum = graph.add(at[0], at[1]);
        let bent = graph.apply(Function::Tanh, sum);
        let bent = graph.apply(Function::Abs, bent);
        graph.apply(Function::Sin, bent)
    })
}

/// A small problem that tensor leaves prove.
fn bent() -> Problem {
    with(2, |graph, at| {
        let sum = graph.add(at[0], at[1]);
        graph.apply(Function::Tanh, sum)
    })
}

fn half(n: usize) -> Vec<Rational> {
    vec![Rational::from((1, 2)); n]
}

fn ones(n: usize) -> Vec<Rational> {
    vec![Rational::from(1); n]
}

fn plain(index: usize) -> Signed {
    Signed { index, is_negative: false }
}

/// The first two parameters exchanged.
fn swap(n: usize) -> Symmetry {
    let image = |i: usize| plain(if n > 1 && i < 2 { 1 - i } else { i });
    Symmetry::new((0..n).map(image).collect(), Vec::new())
}

/// A tree of so many splits, as even as can be.
fn tree<L: Leaf>(splits: usize, leaf: Token<L>) -> Tree<L> {
    let mut tokens = Vec::new();
    let mut open = vec![splits];
    while let Some(splits) = open.pop() {
        if splits == 0 {
            tokens.push(leaf);
            continue;
        }
        tokens.push(Token::Split(0));
        let rest = splits - 1;
        open.push(rest - rest / 2);
        open.push(rest / 2);
    }
    Tree::new(tokens).unwrap_or_else(|| panic!("a tree"))
}

fn cover(splits: usize, leaf: Token) -> Cover {
    Cover { tree: tree(splits, leaf), penalty: None, reduction: None, shifts: Vec::new() }
}

fn covered(leaf: Token) -> (Claim, Evidence) {
    (Claim::ConvexAt(1.into()), Evidence::Proof(Proof::Cover(cover(0, leaf))))
}

/// Half of the parameters move as one, and each of the others alone, where no square is penalised.
fn shifted(problem: &Problem, leaf: CoverLeaf) -> (Claim, Evidence) {
    let n = problem.dimension();
    let one = Shift { left_out: 0, others: (1..n / 2).map(|k| (k, 1.into())).collect() };
    let alone = |left_out: usize| Shift { left_out, others: Vec::new() };
    let shifts = std::iter::once(one).chain(((n / 2).max(1)..n).map(alone)).collect();
    let cover = Cover { shifts, ..cover(0, Token::Leaf(leaf)) };
    (Claim::ConvexAt(0.into()), Evidence::Proof(Proof::Cover(cover)))
}

fn reduced(problem: &Problem) -> (Claim, Evidence) {
    let reduction = Reduction { symmetries: vec![swap(problem.dimension())], order: vec![0] };
    let evidence = Cover { reduction: Some(reduction), ..cover(1, Token::Leaf(CoverLeaf::Affine)) };
    (Claim::ConvexAt(1.into()), Evidence::Proof(Proof::Cover(evidence)))
}

fn many_symmetries(problem: &Problem, size: usize) -> (Claim, Evidence) {
    let n = problem.dimension();
    let symmetries = vec![swap(n); (size / 20).clamp(1, 10_000)];
    let reduction = Reduction { symmetries, order: vec![0, 1] };
    let evidence = Cover { reduction: Some(reduction), ..cover(size / 4, Token::Skipped) };
    (Claim::ConvexAt(1.into()), Evidence::Proof(Proof::Cover(evidence)))
}

/// `k` points with weights that add up to 1.
fn points(problem: &Problem, k: usize) -> Vec<(Rational, Vec<Rational>)> {
    let n = problem.dimension();
    let at = |j: usize| vec![Rational::from((j as i64 % 1000 - 500, 999)); n];
    (0..k).map(|j| (Rational::from((1, k as u64)), at(7 * j))).collect()
}

fn long_digits(problem: &Problem, size: usize) -> (Claim, Evidence) {
    let digits = (size / 8).clamp(4, 9_000);
    let long = |j: usize| {
        let denominator = format!("1{}", "0".repeat(digits - 1));
        let [numerator, denominator] = [format!("{}{}", 1 + j % 9, "7".repeat(digits - 2)), denominator]
            .map(|text| Rational::parse(text).map(Rational::from).unwrap_or_default());
        numerator / (denominator + (2 * j + 1) as u64)
    };
    let k = (size / 2 / digits / problem.dimension()).clamp(2, 10_000);
    let mut list = points(problem, k);
    for (j, (_, point)) in list.iter_mut().enumerate() {
        point.fill(long(j));
    }
    (Claim::NotConvexAt(0.into()), Evidence::Witness(Witness::Jensen(Jensen { points: list })))
}

/// Polynomials that are positive, but not plainly so.
fn long_polynomials(problem: &Problem, size: usize) -> (Claim, Evidence) {
    let n = problem.dimension();
    let long = (2..=62_i64).map(|k| Rational::from((if k % 2 == 0 { 1 } else { -1 }, 1_000_003 + 2 * k)));
    let long =
        [Rational::from(3), Rational::from((-1, 7))].into_iter().chain(long).chain([1.into(), 1.into()]);
    let denominator = Polynomial::new(long.collect());
    let k = (size / 500 / n).clamp(2, 10_000);
    let points = points(problem, k).into_iter().map(|(weight, point)| {
        let numerator = |x: &Rational| Polynomial::default().plus(x, &denominator);
        (weight, point.iter().map(numerator).collect())
    });
    let points = points.collect();
    (Claim::NoFiniteLambda, Evidence::Family(Family { denominator, points }))
}

/// A statement by this rule, its evidence about `long` bytes long.
fn statement(rule: &str, problem: &Problem, long: usize) -> (Claim, Evidence) {
    let n = problem.dimension();
    let zero = Rational::new;
    let number = Rational::from;
    let not_convex = Claim::NotConvexAt(zero());
    let splits = long / 2;
    let proof = Proof::Cover(cover(splits, Token::Leaf(CoverLeaf::Affine)));
    let minimum = |splits| Minimum {
        point: half(n),
        convex_at: vec![1.into()],
        tree: tree(splits, Token::Leaf(ValueLeaf::Natural)),
    };
    let polynomial = |q: Rational| Polynomial::new(vec![q]);
    let count = |bytes: usize| (long / bytes).clamp(2, 10_000);
    match rule {
        "jensen" => (
            not_convex,
            Evidence::Witness(Witness::Jensen(Jensen { points: points(problem, count(20 * n)) })),
        ),
        "curvature" => {
            (not_convex, Evidence::Witness(Witness::Curvature(Ray { point: half(n), direction: ones(n) })))
        }
        "orbit" => {
            let symmetries = vec![swap(n); if long == 0 { 1 } else { count(5 * n) }];
            (not_convex, Evidence::Witness(Witness::Orbit(Orbit { symmetries, point: half(n) })))
        }
        "kink" => {
            (not_convex, Evidence::Witness(Witness::Kink(Ray { point: vec![zero(); n], direction: ones(n) })))
        }
        "family" => {
            let denominator = Polynomial::new(vec![number(1), number(1)]);
            let moving = |x: Rational| Polynomial::new(vec![x, zero()]);
            let points = points(problem, count(20 * n)).into_iter();
            let points = points.map(|(weight, point)| (weight, point.into_iter().map(moving).collect()));
            (Claim::NoFiniteLambda, Evidence::Family(Family { denominator, points: points.collect() }))
        }
        "cover" => (
            Claim::ConvexAt(number(1)),
            Evidence::Proof(Proof::Cover(cover(splits, Token::Leaf(CoverLeaf::Affine)))),
        ),
        "composition" => (Claim::StrictlyConvexFrom(zero()), Evidence::Proof(Proof::Composition)),
        "bracket" => {
            let lower = Witness::Curvature(Ray { point: half(n), direction: ones(n) });
            let claim = Claim::LambdaStar { lower: number(1), upper: number(2) };
            (claim, Evidence::Bracket { lower: Some(lower), upper: proof })
        }
        "strong" => {
            let evidence = Strong { convex_at: number(1), proof };
            (Claim::StrictlyConvexFrom(number(2)), Evidence::Strong(evidence))
        }
        "minimizer" => {
            let claim = Claim::UniqueMinimizer { lambda: number(2), radius: number(9), center: half(n) };
            (claim, Evidence::Minimizer(Strong { convex_at: number(1), proof }))
        }
        "minimum" => {
            let (lower, upper) = (number(-1_000_000), Rational::from(10_u64.pow(18)));
            (Claim::Minimum(Sample { lambda: number(1), lower, upper }), Evidence::Minimum(minimum(splits)))
        }
        "curve" => {
            let k = if long == 0 { 2 } else { count(100) };
            let sample = |j: usize| Sample {
                lambda: Rational::from(j as u64),
                lower: number(-1_000_000),
                upper: Rational::from(10_u64.pow(18)),
            };
            let samples = (0..k).map(sample).collect();
            (Claim::Curve(samples), Evidence::Curve(vec![minimum(1); k]))
        }
        "value" => {
            let (lower, upper) = (number(-1_000_000), Rational::from(10_u64.pow(18)));
            let claim = Claim::Value { lambda: number(1), lower, upper, point: half(n) };
            (claim, Evidence::Value)
        }
        "identity" => (Claim::Constant { lambda: number(1), value: zero() }, Evidence::Identity),
        "invariance" => (Claim::Invariant(Part::Objective, swap(n)), Evidence::Invariance),
        "counterexample" => {
            let mut point = half(n);
            point[0] = number(1);
            let claim = Claim::NotInvariant(Part::Objective, swap(n));
            (claim, Evidence::Counterexample(point))
        }
        "stationary" => {
            let point = vec![polynomial(zero()); n];
            let claim = Claim::UniqueMinimizers { denominator: polynomial(number(1)), point };
            (claim, Evidence::Stationary(proof))
        }
        "descent" => (Claim::NoMinimizer(zero()), Evidence::Descent(ones(n))),
        "rivals" => {
            let k = if long == 0 { 2 } else { count(20 * n) };
            let rival = |j: usize| match j % 2 {
                0 => Rival::Point(vec![Rational::from((j as i64 % 1000 - 500, 999)); n]),
                _ => Rival::Direction(ones(n)),
            };
            let rivals = (0..k).map(rival).collect();
            (Claim::NeverMinimizer(vec![zero(); n]), Evidence::Rivals(rivals))
        }
        other => panic!("a hostile certificate for the rule {other} is wanted"),
    }
}
