//! The part of a cell that is in a domain: a box around it, or nothing where ball or half-spaces leave the cell (theory.md, C8).
//! In doubles rounded outwards, whatever the precision of the test that follows.

use super::cell::Cell;
use crate::number::{Elementary, Interval, Number, Rational};
use crate::problem::{Ball, Domain, HalfSpace};
use std::borrow::Cow;

/// What cuts the box of a domain.
#[derive(Debug, Default)]
pub(crate) struct Clip {
    ball: Option<Sphere>,
    half_spaces: Vec<Plane>,
}

impl Clip {
    pub fn new(domain: &Domain) -> Self {
        let half_spaces = domain.half_spaces.iter().map(Plane::new).collect();
        Clip { ball: domain.ball.as_ref().map(Sphere::new), half_spaces }
    }

    /// How many numbers it looks at.
    pub fn size(&self) -> usize {
        let half_spaces = self.half_spaces.iter().map(|half_space| half_space.coefficients.len());
        self.ball.as_ref().map_or(0, |ball| ball.axes.len()) + half_spaces.sum::<usize>()
    }

    /// A cell around what of this cell is in the domain; `None` where that is nothing.
    pub fn part<'c>(&self, cell: &'c Cell) -> Option<Cow<'c, Cell>> {
        if self.ball.is_none() && self.half_spaces.is_empty() {
            return Some(Cow::Borrowed(cell));
        }
        let mut limits = cell.limits(());
        if let Some(ball) = &self.ball {
            ball.narrow(&mut limits)?;
        }
        for half_space in &self.half_spaces {
            half_space.narrow(&mut limits)?;
        }
        let (lower, upper) = limits.iter().map(|x| (*x.lower(), *x.upper())).unzip();
        Some(Cow::Owned(Cell { lower, upper }))
    }
}

/// `Σ ((x_k − c_k)·(1/s_k))² ≤ r²`.
#[derive(Debug)]
struct Sphere {
    square: Interval<f64>,
    /// c, s and 1/s.
    axes: Vec<[Interval<f64>; 3]>,
}

impl Sphere {
    fn new(ball: &Ball) -> Self {
        let exact = |q: &Rational| Interval::exact(q, ());
        let axis = |(c, s): (&Rational, &Rational)| [c, s, &Rational::from(s.recip_ref())].map(exact);
        Sphere {
            square: exact(&Rational::from(ball.radius.square_ref())),
            axes: ball.center.iter().zip(&ball.scales).map(axis).collect(),
        }
    }

    /// `|x_k − c_k| ≤ s_k·√(r² − the least sum of the other squares)`.
    fn narrow(&self, limits: &mut [Interval<f64>]) -> Option<()> {
        let least = |(x, [c, _, per]): (&Interval<f64>, &[_; 3])| *x.sub(c).mul(per).square().lower();
        let squares: Vec<f64> = limits.iter().zip(&self.axes).map(least).collect();
        let remainder = Remainder::new(self.square, &squares)?;
        for ((x, [c, s, _]), square) in limits.iter_mut().zip(&self.axes).zip(&squares) {
            let reach =
                *Interval::point(remainder.without(*square)).increasing(Elementary::Sqrt).mul(s).upper();
            *x = within(x, &Interval::new(-reach, reach).add(c))?;
        }
        Some(())
    }
}

/// `Σ a_k x_k ≤ b`.
#[derive(Debug)]
struct Plane {
    bound: Interval<f64>,
    coefficients: Vec<(usize, Interval<f64>)>,
}

impl Plane {
    fn new(half_space: &HalfSpace) -> Self {
        let exact = |q: &Rational| Interval::exact(q, ());
        Plane {
            bound: exact(&half_space.bound),
            coefficients: half_space.coefficients.iter().map(|(k, a)| (*k, exact(a))).collect(),
        }
    }

    /// `a_k x_k ≤ b − the least sum of the other terms`.
    fn narrow(&self, limits: &mut [Interval<f64>]) -> Option<()> {
        let least = |(k, a): &(usize, Interval<f64>)| *limits[*k].mul(a).lower();
        let terms: Vec<f64> = self.coefficients.iter().map(least).collect();
        let remainder = Remainder::new(self.bound, &terms)?;
        for ((k, a), term) in self.coefficients.iter().zip(&terms) {
            let end = Interval::point(remainder.without(*term)).div(a);
            let range = match *a.lower() > 0.0 {
                true => Interval::new(f64::NEG_INFINITY, *end.upper()),
                false => Interval::new(*end.lower(), f64::INFINITY),
            };
            limits[*k] = within(&limits[*k], &range)?;
        }
        Some(())
    }
}

/// What lower ends of terms leave of an upper bound of their sum.
struct Remainder {
    bound: Interval<f64>,
    least: f64,
}

impl Remainder {
    /// `None` where they exceed it.
    fn new(bound: Interval<f64>, terms: &[f64]) -> Option<Self> {
        let sum = terms.iter().fold(Interval::point(0.0), |sum, term| sum.add(&Interval::point(*term)));
        let remainder = Remainder { bound, least: *sum.lower() };
        let exceeds = *bound.sub(&Interval::point(remainder.least)).upper() < 0.0;
        if exceeds { None } else { Some(remainder) }
    }

    /// The most that is left for one of the terms; NaN or ∞ where nothing is known.
    fn without(&self, term: f64) -> f64 {
        *self.bound.sub(&Interval::point(self.least).sub(&Interval::point(term))).upper()
    }
}

/// What of an interval is in a range; all of it where the range is unknown.
fn within(x: &Interval<f64>, range: &Interval<f64>) -> Option<Interval<f64>> {
    if range.is_defined() { x.intersect(range) } else { Some(*x) }
}
