//! Mutants of every shipped certificate: each line deleted, duplicated, swapped with the next one, its first word made
//! unknown, each number changed by one unit, each leaf of a tree by another one, with the line count as it was and
//! corrected.
//!
//! The checker may accept a mutant only if it is true. That is judged here without the checker's rules:
//! either the mutant is about the same problem and claims no more than the original; or, where the
//! problem itself has changed, the checker with 256 bits everywhere agrees, the witness breaks
//! convexity by direct evaluation, and 10,000 random chords do not contradict what is claimed convex.

use crate::support::{Random, recounted, verdict};
use jensen::certificate::{Certificate, Claim, Evidence, Family, Jensen, Orbit, Ray, Rival, Sample, Witness};
use jensen::check::{Effort, check};
use jensen::kind::{Exact, Kind};
use jensen::number::{Interval, Number, Rational};
use jensen::problem::{Limits, Objective, Part, Problem};
use jensen::writing::write_problem;
use rug::{Float, Integer};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where there is a small certificate of every rule. (Of those in `proofs` a change shows in their pages too.)
const FOLDERS: [&str; 2] = ["tests/all/certificates", "examples"];

pub fn shipped() -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> =
        FOLDERS.map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).into();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "jensen") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A mutant: what was done, to a line that begins with which word, and the result.
struct Mutant {
    kind: &'static str,
    word: String,
    text: String,
}

fn mutants(text: &str) -> Vec<Mutant> {
    let lines: Vec<&str> = text.lines().collect();
    let mut mutants = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let is_tree = lines[..i].iter().any(|before| before.starts_with("tree ")) && !line.contains(' ');
        let word = if is_tree { "(a tree)" } else { line.split(' ').next().unwrap_or_default() };
        let mut push = |kind, lines: Vec<&str>| {
            let text = lines.join("\n") + "\n";
            let corrected = recounted(&text);
            if corrected != text {
                mutants.push(Mutant { kind, word: word.to_owned(), text: corrected });
            }
            mutants.push(Mutant { kind, word: word.to_owned(), text });
        };
        push("deleted", [&lines[..i], &lines[i + 1..]].concat());
        push("duplicated", [&lines[..=i], &lines[i..]].concat());
        if i + 1 < lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(i, i + 1);
            push("swapped with the next", swapped);
        }
        let numbers = if is_tree { with_other_leaves(line) } else { renumbered(line) };
        let numbers = numbers.into_iter().map(|line| ("number changed", line));
        for (kind, changed) in numbers.chain(remapped(line)).chain([(UNKNOWN, format!("x-{line}"))]) {
            let mut others = lines.clone();
            others[i] = &changed;
            push(kind, others);
        }
    }
    mutants
}

/// A line's first word made unknown.
const UNKNOWN: &str = "unknown word";

/// The line with each of its leaves changed into the next one, and the one before, of those of either kind of tree.
fn with_other_leaves(line: &str) -> Vec<String> {
    let leaves = ["-.~=<+!%", "-_/0123456789!%"];
    let changed = |(at, leaf): (usize, char)| {
        let all = leaves.iter().filter_map(move |all| Some((all, all.find(leaf)?)));
        all.flat_map(move |(all, place)| {
            let others = [(place + 1) % all.len(), (place + all.len() - 1) % all.len()];
            others.map(|other| format!("{}{}{}", &line[..at], &all[other..=other], &line[at + 1..]))
        })
    };
    line.char_indices().flat_map(changed).collect()
}

/// The line with each of its numbers one more and one less.
fn renumbered(line: &str) -> Vec<String> {
    let bytes = line.as_bytes();
    let mut results = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length > 0 {
            let number: Integer = line[start..start + length].parse().expect("digits");
            for change in [1, -1] {
                let changed = Integer::from(&number + change);
                results.push(format!("{}{changed}{}", &line[..start], &line[start + length..]));
            }
        }
        start += length.max(1);
    }
    results
}

/// The line of a symmetry or an order with one sign changed, and with two neighbours exchanged.
fn remapped(line: &str) -> Vec<(&'static str, String)> {
    let fields: Vec<&str> = line.split(' ').collect();
    if !["map", "order"].contains(&fields[0]) {
        return Vec::new();
    }
    let mut results = Vec::new();
    for i in 1..fields.len() {
        let (mut changed, mut swapped) = (fields.clone(), fields.clone());
        let opposite = format!("-{}", fields[i]);
        changed[i] = fields[i].strip_prefix('-').unwrap_or(&opposite);
        results.push(("sign changed", changed.join(" ")));
        if i + 1 < fields.len() {
            swapped.swap(i, i + 1);
            results.push(("image exchanged", swapped.join(" ")));
        }
    }
    results
}

/// Whether a least value between these ends lies between those of another claim, at the same λ.
fn is_within(own: &Sample, other: &Sample) -> bool {
    own.lambda == other.lambda && other.lower <= own.lower && other.upper >= own.upper
}

/// Whether a claim about a problem implies another about it.
fn implies(original: &Claim, mutant: &Claim) -> bool {
    use Claim::{
        ConvexAt, ConvexFrom, Curve, LambdaStar, MinimizerFrom, Minimum, NoFiniteLambda, NotConvexAt,
        NotConvexBelow, StrictlyConvexFrom, UniqueMinimizer, Value,
    };
    match (original, mutant) {
        (NoFiniteLambda, NoFiniteLambda | NotConvexBelow(..) | NotConvexAt(..)) => true,
        (NotConvexBelow(p) | LambdaStar { lower: p, .. }, NotConvexBelow(q)) => q <= p,
        (NotConvexBelow(p) | LambdaStar { lower: p, .. }, NotConvexAt(lambda)) => lambda < p,
        (NotConvexAt(p), NotConvexAt(q)) => p == q,
        (
            ConvexFrom(p) | LambdaStar { upper: p, .. } | StrictlyConvexFrom(p),
            ConvexFrom(q) | ConvexAt(q),
        ) => q >= p,
        (ConvexAt(p), ConvexAt(q)) => p == q,
        (StrictlyConvexFrom(p), StrictlyConvexFrom(q)) => q >= p,
        (LambdaStar { lower, upper }, LambdaStar { lower: below, upper: above }) => {
            below <= lower && above >= upper
        }
        (Minimum(own), Minimum(other)) => is_within(own, other),
        (Curve(own), Curve(others)) => {
            others.iter().all(|other| own.iter().any(|sample| is_within(sample, other)))
        }
        (
            UniqueMinimizer { lambda: p, radius, center },
            UniqueMinimizer { lambda: q, radius: larger, center: moved },
        ) => {
            // The triangle inequality, with the sum of the coordinates' distances.
            let distances = center.iter().zip(moved).map(|(a, b)| Rational::from(a - b).abs());
            p == q && Rational::from(larger - radius) >= distances.sum::<Rational>()
        }
        (MinimizerFrom { from: p, point }, MinimizerFrom { from: q, point: other }) => {
            q >= p && point == other
        }
        (
            Value { lambda: p, lower, upper, point },
            Value { lambda: q, lower: below, upper: above, point: other },
        ) => p == q && point == other && below <= lower && above >= upper,
        (own, other) => own == other,
    }
}

/// Whether evaluations that have nothing to do with the checker agree with the claim.
fn is_confirmed(certificate: &Certificate) -> bool {
    let Certificate { claim, problem, evidence } = certificate;
    let refuted = |lambda: Rational| match evidence {
        Evidence::Witness(Witness::Jensen(jensen))
        | Evidence::Bracket { lower: Some(Witness::Jensen(jensen)), .. } => breaks(problem, jensen, &lambda),
        Evidence::Witness(Witness::Curvature(bend))
        | Evidence::Bracket { lower: Some(Witness::Curvature(bend)), .. } => bends(problem, bend, &lambda),
        Evidence::Witness(Witness::Orbit(orbit))
        | Evidence::Bracket { lower: Some(Witness::Orbit(orbit)), .. } => {
            breaks(problem, &listed(orbit), &lambda)
        }
        Evidence::Witness(Witness::Kink(Ray { point, direction }))
        | Evidence::Bracket { lower: Some(Witness::Kink(Ray { point, direction })), .. } => {
            bends(problem, &Ray { point: point.clone(), direction: direction.clone() }, &lambda)
        }
        Evidence::Family(family) => {
            at(family, &lambda).is_some_and(|points| breaks(problem, &points, &lambda))
        }
        _ => false,
    };
    let below = |q: &Rational| {
        let almost = Rational::from((999_999, 1_000_000)) * q;
        q.is_zero() || [Rational::new(), Rational::from(q / 2u32), almost].into_iter().all(&refuted)
    };
    match claim {
        Claim::NotConvexBelow(q) => below(q),
        Claim::NotConvexAt(lambda) => refuted(lambda.clone()),
        Claim::NoFiniteLambda => {
            [(0, 1), (1, 3), (1, 1), (7, 2), (1000, 1)].into_iter().all(|lambda| refuted(lambda.into()))
        }
        Claim::ConvexFrom(from) | Claim::StrictlyConvexFrom(from) => {
            let larger = Rational::from(from * 2u32) + 1u32;
            no_chord_breaks(problem, &[from.clone(), larger])
        }
        Claim::ConvexAt(lambda) => no_chord_breaks(problem, std::slice::from_ref(lambda)),
        Claim::LambdaStar { lower, upper } => {
            below(lower) && no_chord_breaks(problem, std::slice::from_ref(upper))
        }
        Claim::UniqueMinimizer { lambda, radius, center } => {
            // No sample is lower than the center by more than a slope of 1000 makes of the radius.
            let height = *value(problem, lambda, center).lower() - 1000.0 * radius.to_f64();
            problem.domain.contains(center)
                && no_chord_breaks(problem, std::slice::from_ref(lambda))
                && samples_are_above(problem, lambda, height)
        }
        Claim::Minimum(Sample { lambda, lower, upper }) => {
            let Evidence::Minimum(minimum) = evidence else { return false };
            is_bracketed(problem, lambda, [lower, upper], &minimum.point)
        }
        Claim::MinimizerFrom { from, point } => {
            let larger = Rational::from(from * 10u32) + 1u32;
            problem.domain.contains(point)
                && [from, &larger]
                    .into_iter()
                    .all(|lambda| samples_are_above(problem, lambda, *value(problem, lambda, point).lower()))
        }
        Claim::UniqueMinimizers { denominator, point } => {
            [(1, 3), (1, 1), (50, 1)].into_iter().map(Rational::from).all(|lambda| {
                let at: Vec<Rational> =
                    point.iter().map(|p| p.at(&lambda) / denominator.at(&lambda)).collect();
                problem.domain.contains(&at)
                    && no_chord_breaks(problem, std::slice::from_ref(&lambda))
                    && samples_are_above(problem, &lambda, *value(problem, &lambda, &at).lower())
            })
        }
        Claim::NoMinimizer(lambda) => {
            let Evidence::Descent(direction) = evidence else { return false };
            points(problem).all(|at| {
                let further: Vec<Rational> =
                    at.iter().zip(direction).map(|(x, d)| Rational::from(x + d)).collect();
                let [here, there] = [&at, &further].map(|at| value(problem, lambda, at));
                problem.domain.contains(&further) && there.lower() < here.upper()
            })
        }
        Claim::NeverMinimizer(point) => {
            let Evidence::Rivals(rivals) = evidence else { return false };
            let lambdas = (0..=400).map(|k| Rational::from((k * k * k, 1000)));
            lambdas.into_iter().all(|lambda| {
                let height = *value(problem, &lambda, point).upper();
                let steps = [0, 10, 20, 30].map(|bits| Rational::from(1) >> bits);
                rivals
                    .iter()
                    .flat_map(|rival| match rival {
                        Rival::Point(rival) => vec![rival.clone()],
                        Rival::Direction(direction) => steps
                            .iter()
                            .map(|step| {
                                point
                                    .iter()
                                    .zip(direction)
                                    .map(|(x, d)| x + Rational::from(d * step))
                                    .collect()
                            })
                            .collect(),
                    })
                    .any(|rival: Vec<Rational>| {
                        problem.domain.contains(&rival) && *value(problem, &lambda, &rival).lower() < height
                    })
            })
        }
        Claim::Value { lambda, lower, upper, point } => {
            let value = value(problem, lambda, point);
            problem.domain.contains(point) && *value.lower() <= *upper && *value.upper() >= *lower
        }
        Claim::Constant { lambda, value: constant } => points(problem).all(|at| {
            let value = value(problem, lambda, &at);
            *value.lower() <= *constant && *value.upper() >= *constant
        }),
        Claim::Invariant(part, map) => points(problem).all(|at| {
            let image = map.image(&at);
            let [here, there] = [&at, &image].map(|at| part_value(problem, *part, at));
            match part {
                Part::Domain => problem.domain.contains(&image),
                _ => here.lower() <= there.upper() && there.lower() <= here.upper(),
            }
        }),
        Claim::NotInvariant(part, map) => {
            let Evidence::Counterexample(at) = evidence else { return false };
            let image = map.image(at);
            let [here, there] = [at, &image].map(|at| part_value(problem, *part, at));
            problem.domain.contains(at)
                && problem.domain.contains(&image)
                && (here.lower() > there.upper() || there.lower() > here.upper())
        }
        Claim::Curve(samples) => {
            let Evidence::Curve(evidence) = evidence else { return false };
            samples.len() == evidence.len()
                && samples.iter().zip(evidence).all(|(sample, minimum)| {
                    is_bracketed(problem, &sample.lambda, [&sample.lower, &sample.upper], &minimum.point)
                })
        }
    }
}

/// Whether the point is as low as the upper end, and no sample lower than the lower one.
fn is_bracketed(problem: &Problem, lambda: &Rational, ends: [&Rational; 2], point: &[Rational]) -> bool {
    problem.domain.contains(point)
        && *value(problem, lambda, point).lower() <= ends[1].to_f64().next_up()
        && samples_are_above(problem, lambda, ends[0].to_f64())
}

/// `f_λ` at a point.
fn value(problem: &Problem, lambda: &Rational, at: &[Rational]) -> Interval<f64> {
    let at: Vec<Interval<f64>> = at.iter().map(|x| Interval::exact(x, ())).collect();
    let objective = Objective::<Interval<f64>>::new(problem, ());
    objective.loss(&at).add(&objective.penalty(&at).mul(&Interval::exact(lambda, ())))
}

/// L or P at a point.
fn part_value(problem: &Problem, part: Part, at: &[Rational]) -> Interval<f64> {
    let at: Vec<Interval<f64>> = at.iter().map(|x| Interval::exact(x, ())).collect();
    let objective = Objective::<Interval<f64>>::new(problem, ());
    if part == Part::Objective { objective.loss(&at) } else { objective.penalty(&at) }
}

/// 1,000 random points of the box, those that are in the domain.
fn points(problem: &Problem) -> impl Iterator<Item = Vec<Rational>> {
    let sides: Vec<Side> = problem.domain.limits.iter().map(Side::new).collect();
    let mut random = Random(3);
    let points = (0..1000).map(move |_| {
        sides
            .iter()
            .map(|side| Rational::from_f64(*side.at(random.unit()).lower()).expect("finite"))
            .collect()
    });
    points.filter(|point: &Vec<Rational>| !problem.domain.is_cut() || problem.domain.contains(point))
}

/// Whether a sample of the box is in the domain.
fn is_inside(problem: &Problem, at: &[Interval<f64>]) -> bool {
    let exact = |x: &Interval<f64>| Rational::from_f64(*x.lower()).expect("finite");
    !problem.domain.is_cut() || problem.domain.contains(&at.iter().map(exact).collect::<Vec<_>>())
}

/// Whether `f_λ` may be at least so high at 10,000 random points.
fn samples_are_above(problem: &Problem, lambda: &Rational, height: f64) -> bool {
    let objective = Objective::<Interval<f64>>::new(problem, ());
    let lambda = Interval::exact(lambda, ());
    let sides: Vec<Side> = problem.domain.limits.iter().map(Side::new).collect();
    let mut random = Random(2);
    (0..10_000).all(|_| {
        let at: Vec<Interval<f64>> = sides.iter().map(|side| side.at(random.unit())).collect();
        !is_inside(problem, &at)
            || *objective.loss(&at).add(&objective.penalty(&at).mul(&lambda)).upper() >= height
    })
}

/// The points of a family at λ.
fn at(family: &Family, lambda: &Rational) -> Option<Jensen> {
    let denominator = family.denominator.at(lambda);
    if denominator <= 0 {
        return None;
    }
    let points = family
        .points
        .iter()
        .map(|(weight, point)| (weight.clone(), point.iter().map(|p| p.at(lambda) / &denominator).collect()));
    Some(Jensen { points: points.collect() })
}

/// All images of an orbit's point, with equal weights.
fn listed(orbit: &Orbit) -> Jensen {
    let mut points = vec![orbit.point.clone()];
    let mut next = 0;
    while let Some(point) = points.get(next).cloned() {
        next += 1;
        for symmetry in &orbit.symmetries {
            let image = symmetry.image(&point);
            if !points.contains(&image) {
                points.push(image);
            }
        }
    }
    let weight = Rational::from((1, points.len()));
    Jensen { points: points.into_iter().map(|point| (weight.clone(), point)).collect() }
}

/// `f_λ(m) − Σ t_j f_λ(θ_j) > 0` for certain.
fn breaks(problem: &Problem, jensen: &Jensen, lambda: &Rational) -> bool {
    let inside = jensen.points.iter().all(|(t, point)| *t > 0 && problem.domain.contains(point));
    let total: Rational = jensen.points.iter().map(|(t, _)| t).sum();
    let mut mean = vec![Rational::new(); problem.dimension()];
    for (t, point) in &jensen.points {
        mean.iter_mut().zip(point).for_each(|(m, x)| *m += Rational::from(t * x));
    }
    let exact = defect::<Exact>(problem, jensen, &mean, lambda, ());
    let is_positive = match exact.value() {
        Some(defect) => *defect > 0,
        None => *defect::<Interval<Float>>(problem, jensen, &mean, lambda, 300).lower() > 0,
    };
    inside && total == 1 && is_positive
}

fn defect<N: Kind>(
    problem: &Problem,
    jensen: &Jensen,
    mean: &[Rational],
    lambda: &Rational,
    cx: N::Context,
) -> N {
    let objective = Objective::<N>::new(problem, cx);
    let minus_one = Rational::from(-1);
    let ends = jensen.points.iter().map(|(t, point)| (t, point.as_slice())).chain([(&minus_one, mean)]);
    ends.fold(N::exact(&Rational::new(), cx), |sum, (t, point)| {
        let at: Vec<N> = point.iter().map(|x| N::exact(x, cx)).collect();
        let value = objective.loss(&at).add(&objective.penalty(&at).mul(&N::exact(lambda, cx)));
        sum.add(&value.mul(&N::exact(&Rational::from(-t), cx)))
    })
}

/// Whether some short chord along the direction, moved into the domain, breaks convexity.
fn bends(problem: &Problem, bend: &Ray, lambda: &Rational) -> bool {
    // Where the domain is cut, also nearer to the point inside.
    let moves = [None, problem.domain.interior.as_ref()];
    (2..60).flat_map(|k| moves.map(|inside| (k, inside))).any(|(k, inside)| {
        let step = Rational::from((1, 1u64 << k));
        let nearer = |i: usize, x: &Rational| match inside {
            Some(inside) => Rational::from(&inside[i] - x) / (1u64 << (k / 2)) + x,
            None => x.clone(),
        };
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for (i, ((x, v), limits)) in
            bend.point.iter().zip(&bend.direction).zip(&problem.domain.limits).enumerate()
        {
            let reach = Rational::from(v * &step);
            let size = reach.clone().abs();
            let mut x = nearer(i, x);
            if let Some(lower) = &limits.lower {
                x = x.max(Rational::from(lower + &size));
            }
            if let Some(upper) = &limits.upper {
                x = x.min(Rational::from(upper - &size));
            }
            low.push(Rational::from(&x - &reach));
            high.push(x + reach);
        }
        let half = Rational::from((1, 2));
        breaks(problem, &Jensen { points: vec![(half.clone(), low), (half, high)] }, lambda)
    })
}

/// Whether 10,000 random chords of the domain, half of them short, leave convexity possible.
fn no_chord_breaks(problem: &Problem, lambdas: &[Rational]) -> bool {
    let objective = Objective::<Interval<f64>>::new(problem, ());
    let lambdas: Vec<Interval<f64>> = lambdas.iter().map(|lambda| Interval::exact(lambda, ())).collect();
    let minus_half = Interval::point(-0.5);
    let sides: Vec<Side> = problem.domain.limits.iter().map(Side::new).collect();
    let mut random = Random(1);
    (0..10_000).all(|sample| {
        let shrink = if sample % 2 == 0 { 1.0 } else { 1.0 / 64.0 };
        let (mut one, mut other) = (Vec::new(), Vec::new());
        for side in &sides {
            let (x, y) = (random.unit(), random.unit());
            one.push(side.at(x));
            other.push(side.at(x + (y - x) * shrink));
        }
        if !is_inside(problem, &one) || !is_inside(problem, &other) {
            return true;
        }
        let middle: Vec<Interval<f64>> =
            one.iter().zip(&other).map(|(x, y)| x.add(y).mul(&Interval::point(0.5))).collect();
        let gap = |f: &dyn Fn(&[Interval<f64>]) -> Interval<f64>| {
            f(&middle).add(&f(&one).add(&f(&other)).mul(&minus_half))
        };
        let (loss, penalty) = (gap(&|at| objective.loss(at)), gap(&|at| objective.penalty(at)));
        lambdas.iter().all(|lambda| {
            let defect = loss.add(&penalty.mul(lambda));
            defect.is_defined() && *defect.lower() <= 0.0
        })
    })
}

/// Where a parameter's samples lie.
enum Side {
    /// A number that may be no double.
    Fixed(Interval<f64>),
    /// Doubles of a side of the box, or of ten units of it where it is unbounded.
    Between(f64, f64),
}

impl Side {
    fn new(limits: &Limits) -> Self {
        let inside = |x: f64| Rational::from_f64(x).is_some_and(|x| limits.contains(&x));
        let end = |limit: &Option<Rational>, infinite: f64, inwards: fn(f64) -> f64| {
            let x = limit.as_ref().map_or(infinite, Rational::to_f64);
            if inside(x) { x } else { inwards(x) }
        };
        let lower = end(&limits.lower, -10.0, f64::next_up);
        let upper = end(&limits.upper, 10.0, f64::next_down);
        match &limits.lower {
            Some(number) if lower > upper => Side::Fixed(Interval::exact(number, ())),
            _ => Side::Between(lower, upper),
        }
    }

    /// The point at a share of the side.
    fn at(&self, share: f64) -> Interval<f64> {
        match *self {
            Side::Fixed(number) => number,
            Side::Between(lower, upper) => {
                Interval::point((lower + (upper - lower) * share).clamp(lower, upper))
            }
        }
    }
}

#[test]
fn accepted_mutants_are_true() {
    let (mut counts, mut kinds) = (Vec::new(), BTreeSet::new());
    let precise = Effort { precise: true, ..Effort::default() };
    let files = shipped();
    assert!(files.len() >= 6, "{files:?}");
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a certificate");
        let original = check(text.as_bytes(), &Effort::default()).unwrap_or_else(|e| panic!("{file:?}: {e}"));
        let (mut tried, mut accepted) = (0, 0);
        for mutant in mutants(&text).into_iter().filter(|mutant| mutant.text != text) {
            tried += 1;
            let Ok(verified) = check(mutant.text.as_bytes(), &Effort::default()) else { continue };
            accepted += 1;
            assert_ne!(mutant.kind, UNKNOWN, "{file:?}:\n{}", mutant.text);
            let (before, after) = (original.get(), verified.get());
            let is_same_problem = write_problem(&before.problem) == write_problem(&after.problem);
            let why = if is_same_problem && implies(&before.claim, &after.claim) {
                "implied by the original"
            } else {
                let agreed = check(mutant.text.as_bytes(), &precise).is_ok() && is_confirmed(after);
                assert!(agreed, "{file:?}: a false mutant is accepted:\n{}", mutant.text);
                "proved again"
            };
            kinds.insert(format!("{}, {}: {why}", mutant.word, mutant.kind));
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        counts.push(format!("{name}: {tried} mutants tried, {accepted} accepted, all true"));
    }
    println!("{}", counts.join("\n"));
    insta::assert_snapshot!(counts.into_iter().chain(kinds).collect::<Vec<_>>().join("\n"));
}

/// The programs say of every shipped certificate and of every mutant what the library says, built with whatever
/// features.
#[test]
fn the_programs_agree_with_the_library() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut texts, mut names) = (Vec::new(), Vec::new());
    for file in shipped() {
        let text = std::fs::read_to_string(file).expect("a certificate");
        texts.extend(mutants(&text).into_iter().map(|mutant| mutant.text).chain([text]));
    }
    for (i, text) in texts.iter().enumerate() {
        let name = format!("{i}.jensen");
        std::fs::write(folder.path().join(&name), text).expect("a file");
        names.push(name);
    }
    let expected: Vec<String> =
        texts.iter().zip(&names).map(|(text, name)| format!("{name}: {}", verdict(text))).collect();
    let run = |program: &str, arguments: &[&str], code: i32| {
        let output = Command::new(program)
            .args(arguments)
            .args(&names)
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let found = run(env!("CARGO_BIN_EXE_jensen-check"), &[], 1);
    for (found, expected) in found.lines().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.len());

    #[cfg(feature = "cli")]
    {
        // Some mutants do not even begin as a certificate.
        let found = run(env!("CARGO_BIN_EXE_jensen"), &["check", "--format", "json"], 2);
        let found: serde_json::Value = serde_json::from_str(&found).expect("JSON");
        let found = found["results"].as_array().expect("a list");
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            let is_valid = expected.contains(".jensen: valid: ");
            assert_eq!(found["verdict"] == "valid", is_valid, "{expected}: {found}");
        }
    }
}

/// The judge is no yes-man: it refuses claims that are false by a little.
#[test]
fn false_claims_are_not_confirmed() {
    let text = crate::bracket::cubic("lambda-star in [6, 25/4]");
    let mut certificate = check(text.as_bytes(), &Effort::default()).expect("valid").get().clone();
    assert!(is_confirmed(&certificate));
    for (claim, expected) in [
        (Claim::LambdaStar { lower: Rational::from((601, 100)), upper: 7.into() }, false),
        (Claim::LambdaStar { lower: 6.into(), upper: Rational::from((59, 10)) }, false),
        (Claim::ConvexFrom(Rational::from((59, 10))), false),
        (Claim::ConvexAt(6.into()), true),
        (Claim::NotConvexAt(6.into()), false),
        (Claim::NoFiniteLambda, false),
        (Claim::UniqueMinimizer { lambda: 7.into(), radius: 0.into(), center: vec![0.into()] }, true),
        (
            Claim::UniqueMinimizer {
                lambda: 7.into(),
                radius: 0.into(),
                center: vec![Rational::from((1, 9))],
            },
            false,
        ),
        (Claim::UniqueMinimizer { lambda: 5.into(), radius: 0.into(), center: vec![0.into()] }, false),
    ] {
        certificate.claim = claim;
        assert_eq!(is_confirmed(&certificate), expected, "{}", certificate.claim);
    }
}
