//! Witnesses that move with λ, as formulas in λ.

use super::number::{at_least, short};
use super::table::Table;
use crate::budget::Budget;
use crate::certificate::Family;
use crate::kind::{Counted, Exact, InLambda, Ordered, Over};
use crate::number::{Interval, Number, Polynomial};
use crate::problem::{Objective, Problem};
use crate::search::divided;
use rug::{Float, Rational};

/// Bits of coefficients that are not known exactly.
const BITS: u32 = 256;

/// How a coefficient is written.
type Write = fn(&Rational) -> String;

/// The points, and by how much Jensen's inequality fails there.
pub fn about(table: &mut Table, problem: &Problem, family: &Family) {
    for (j, (weight, point)) in family.points.iter().enumerate() {
        let label = if j == 0 { "points" } else { "" };
        let items = coordinates(problem, &family.denominator, point);
        table.list_after(label, &format!("t = {}: ", short(weight)), super::problem::some(&items));
    }
    if let Some((numerator, power, is_exact)) = defect(problem, family) {
        let (relation, write): (_, Write) = if is_exact { ("=", short) } else { ("≥", at_least) };
        let bound = quotient(&numerator, &family.denominator, power, write);
        table.row(
            "there",
            format!(
                "Δ(λ) = L(mean) - Σ t L(point) + λ (P(mean) - Σ t P(point))\n\
                 Δ(λ) {relation} {bound} > 0 for every λ ≥ 0\n\
                 not convex where Δ(λ) > 0"
            ),
        );
    }
}

/// Of `Δ = numerator/q^power`, or of a bound below it, numerator and power, and whether it is Δ itself.
pub fn defect(problem: &Problem, family: &Family) -> Option<(Polynomial, usize, bool)> {
    let budget = Budget::default();
    let exact = bound::<Counted<'_, Exact>>(problem, family, ((), &budget), &budget);
    let known =
        exact.or_else(|| bound::<Counted<'_, Interval<Float>>>(problem, family, (BITS, &budget), &budget));
    known.map(|(numerator, power, is_exact)| {
        let (numerator, power) = reduced(numerator, &family.denominator, power);
        (numerator, power, is_exact)
    })
}

/// [`defect`] over a kind of number, the penalty's part being exact where it can be.
fn bound<N: Ordered>(
    problem: &Problem,
    family: &Family,
    context: N::Context,
    budget: &Budget,
) -> Option<(Polynomial, usize, bool)> {
    let over = Over { coefficients: context, denominator: &family.denominator, budget };
    let exactly = Over { coefficients: ((), budget), denominator: &family.denominator, budget };
    let objective = Objective::<InLambda<'_, N>>::new(problem, over);
    let penalty = problem.penalty.compiled(&problem.graph);
    let exact: InLambda<'_, Counted<'_, Exact>> =
        gap(problem, family, exactly, |at| penalty.evaluate(at, exactly));
    let cost = match exact.lower_numerator() {
        Some((numerator, _)) => InLambda::new(&numerator, exact.power(), over),
        None => gap(problem, family, over, |at| penalty.evaluate(at, over)),
    };
    let lambda = InLambda::new(&Polynomial::new(vec![0.into(), 1.into()]), 0, over);
    let defect = gap(problem, family, over, |at| objective.loss(at)).add(&lambda.mul(&cost));
    let (numerator, is_exact) = defect.lower_numerator()?;
    Some((numerator, defect.power(), is_exact))
}

/// `f(m) − Σ t_j f(θ_j)` for the mean m of the points.
fn gap<'o, N: Ordered>(
    problem: &Problem,
    family: &Family,
    over: Over<'o, N::Context>,
    f: impl Fn(&[InLambda<'o, N>]) -> InLambda<'o, N>,
) -> InLambda<'o, N> {
    let coordinate = |i: usize| {
        let points = family.points.iter();
        points.fold(Polynomial::default(), |sum, (weight, point)| sum.plus(weight, &point[i]))
    };
    let mean: Vec<Polynomial> = (0..problem.dimension()).map(coordinate).collect();
    let points = family.points.iter().map(|(weight, point)| (Rational::from(-weight), point));
    let value = |(weight, point): (Rational, &Vec<Polynomial>)| {
        let at: Vec<_> = point.iter().map(|p| InLambda::quotient(p, over)).collect();
        f(&at).mul(&InLambda::exact(&weight, over))
    };
    let zero = InLambda::exact(&Rational::new(), over);
    points.chain([(1.into(), &mean)]).map(value).fold(zero, |sum, value| sum.add(&value))
}

/// The coordinates of a point that moves with λ, as `name = p/q`.
pub fn coordinates(problem: &Problem, denominator: &Polynomial, point: &[Polynomial]) -> Vec<String> {
    let named = problem.parameters.iter().zip(point);
    named.map(|(name, p)| format!("{name} = {}", quotient(p, denominator, 1, short))).collect()
}

/// The parameters that move with λ, or differ between the points.
pub fn moving(problem: &Problem, family: &Family) -> Vec<String> {
    let differs = |i: usize| {
        let mut coordinates = family.points.iter().map(|(_, point)| &point[i]);
        let first = coordinates.next();
        coordinates.any(|other| Some(other) != first)
    };
    (0..problem.dimension()).filter(|i| differs(*i)).map(|i| problem.parameters[i].clone()).collect()
}

/// `p/q^power` with as small a power as can be.
fn reduced(mut p: Polynomial, q: &Polynomial, mut power: usize) -> (Polynomial, usize) {
    while let Some([quotient, _]) = divided(&p, q).filter(|[_, rest]| power > 0 && rest.is_zero()) {
        (p, power) = (quotient, power - 1);
    }
    (p, power)
}

/// `p/q^power`.
fn quotient(p: &Polynomial, q: &Polynomial, power: usize, write: Write) -> String {
    let (p, power) = reduced(p.clone(), q, power);
    let bracketed = |p: &Polynomial| {
        let terms = p.coefficients().iter().filter(|c| !c.is_zero()).count();
        let text = polynomial(p, write);
        if terms > 1 || text.contains('/') { format!("({text})") } else { text }
    };
    match power {
        0 => polynomial(&p, write),
        1 => format!("{}/{}", bracketed(&p), bracketed(q)),
        _ => format!("{}/{}{}", bracketed(&p), bracketed(q), superscript(power)),
    }
}

/// `2λ² − λ/3 + 1`, with the highest power first.
fn polynomial(p: &Polynomial, write: Write) -> String {
    let mut text = String::new();
    for (k, c) in p.coefficients().iter().enumerate().rev().filter(|(_, c)| !c.is_zero()) {
        let sign = match (text.is_empty(), c.is_negative()) {
            (true, false) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (false, true) => " - ",
        };
        let size = c.clone().abs();
        let factor = if size == 1 && k > 0 { String::new() } else { factor(write(&size), k > 0) };
        let power = match k {
            0 => String::new(),
            1 => "λ".to_owned(),
            _ => format!("λ{}", superscript(k)),
        };
        text += &format!("{sign}{factor}{power}");
    }
    if text.is_empty() { "0".to_owned() } else { text }
}

fn factor(text: String, is_factor: bool) -> String {
    if is_factor && text.contains('/') { format!("({text})") } else { text }
}

fn superscript(n: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    n.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(coefficients: &[i32]) -> Polynomial {
        Polynomial::new(coefficients.iter().map(|&c| c.into()).collect())
    }

    #[test]
    fn polynomials_have_the_highest_power_first() {
        let halves = Polynomial::new(vec![Rational::from((-1, 2)), Rational::from((3, 2)), 1.into()]);
        assert_eq!(polynomial(&halves, short), "λ² + (3/2)λ - 1/2");
        assert_eq!(polynomial(&p(&[]), short), "0");
        assert_eq!(quotient(&p(&[1]), &p(&[1, 1]), 2, short), "1/(λ + 1)²");
        assert_eq!(quotient(&p(&[2, 2]), &p(&[1, 1]), 2, short), "2/(λ + 1)");
        assert_eq!(quotient(&p(&[0, -1]), &p(&[1]), 1, short), "-λ");
    }
}
