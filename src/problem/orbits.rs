//! Orbits of parameters, and the mean of a point's orbit.
//!
//! Let H be the finite group that some signed permutations generate. `hθ` has `± θ_j` for its coordinate i, and as h
//! runs through H, each signed parameter `±θ_j` of the orbit of `+θ_i` equally often. So without a list of H (theory.md, I5)
//!
//! ```text
//! mean_h (hθ)_i  = 0 if the orbit has θ_i and −θ_i, else the mean of its members
//! mean_h (hθ)_i² = the mean of θ_j² over the orbit
//! ```
//!
//! The first is the projection of θ to the points that H fixes.

use super::{Invariance, Part, Penalty, Problem, Symmetry};
use crate::budget::Budget;
use crate::kind::{Counted, Exact, Kind};
use crate::number::{Number, pair_work, words};
use rug::Rational;

/// Where a parameter stands among those of its orbit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The orbit's number.
    pub orbit: usize,
    /// Whether the orbit of the first member has minus this one.
    pub is_negative: bool,
}

/// The orbits of the parameters under the group that symmetries generate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orbits {
    /// By parameter.
    pub places: Vec<Place>,
    /// By orbit: its members, and whether they occur with both signs.
    pub orbits: Vec<(Vec<usize>, bool)>,
}

impl Orbits {
    /// Of symmetries of so many parameters.
    pub fn new(dimension: usize, symmetries: &[Symmetry]) -> Self {
        let mut neighbours = vec![Vec::new(); dimension];
        for (i, image) in symmetries.iter().flat_map(|g| g.parameters.iter().enumerate()) {
            neighbours[i].push((image.index, image.is_negative));
            neighbours[image.index].push((i, image.is_negative));
        }
        let mut places: Vec<Option<Place>> = vec![None; dimension];
        let mut orbits = Vec::new();
        for first in 0..dimension {
            if places[first].is_some() {
                continue;
            }
            let orbit = orbits.len();
            let (mut members, mut has_both) = (vec![first], false);
            places[first] = Some(Place { orbit, is_negative: false });
            let mut next = 0;
            while let Some(&i) = members.get(next) {
                next += 1;
                let own = places[i].is_some_and(|place| place.is_negative);
                for &(k, is_negative) in &neighbours[i] {
                    let sign = own ^ is_negative;
                    match places[k] {
                        Some(place) => has_both |= place.is_negative != sign,
                        None => {
                            places[k] = Some(Place { orbit, is_negative: sign });
                            members.push(k);
                        }
                    }
                }
            }
            orbits.push((members, has_both));
        }
        Orbits { places: places.into_iter().flatten().collect(), orbits }
    }

    /// The mean of the orbit of a point; `None` where it has too many digits, or the budget is spent.
    pub fn mean(&self, at: &[Rational], budget: &Budget) -> Option<Vec<Rational>> {
        // By orbit, signed as its first member.
        let signed =
            |&k: &usize| if self.places[k].is_negative { Rational::from(-&at[k]) } else { at[k].clone() };
        let mean = |(members, has_both): &(Vec<usize>, bool)| match has_both {
            true => Some(Rational::new()),
            false => average(members.iter().map(signed), budget),
        };
        let means = self.orbits.iter().map(mean).collect::<Option<Vec<Rational>>>()?;
        let signed = |place: &Place| {
            let mean = &means[place.orbit];
            let is_held = budget.hold(words(mean));
            is_held.then(|| if place.is_negative { Rational::from(-mean) } else { mean.clone() })
        };
        self.places.iter().map(signed).collect()
    }

    /// The orbits, each with the mean of its squares; `None` where one has too many digits, or the budget is spent.
    pub fn mean_squares(&self, at: &[Rational], budget: &Budget) -> Option<Vec<(&[usize], Rational)>> {
        let square = |&k: &usize| Rational::from(at[k].square_ref());
        let mean = |(members, _): &'_ (Vec<usize>, bool)| average(members.iter().map(square), budget);
        self.orbits.iter().map(|orbit| Some((orbit.0.as_slice(), mean(orbit)?))).collect()
    }
}

fn average(numbers: impl ExactSizeIterator<Item = Rational>, budget: &Budget) -> Option<Rational> {
    let count = numbers.len();
    let exact = |x: &Rational| Counted::<Exact>::exact(x, ((), budget));
    let sum = numbers.fold(exact(&Rational::new()), |sum, x| sum.add(&exact(&x)));
    sum.into_value().into_value().map(|sum| sum / Rational::from(count))
}

/// How the penalty of a point compares with that of its orbit's mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PenaltyGap {
    /// `P(hθ) = P(θ)` for all h: the gap is `P(θ) − P(θ̄)`.
    Invariant,
    /// `P = Σ square_i (θ_i − center_i)²`: the gap is `Σ square_i (mean_h (hθ)_i² − θ̄_i²)`, for the centres drop out.
    Squares(Vec<Rational>),
}

impl PenaltyGap {
    /// For symmetries of a problem; `None` where the penalty is neither invariant nor a sum of squares.
    pub fn new(problem: &Problem, symmetries: &[Symmetry], budget: &Budget) -> Option<Self> {
        let mut invariance = Invariance::new(problem, budget);
        match &problem.penalty {
            _ if symmetries.iter().all(|g| invariance.keeps(Part::Penalty, g)) => Some(PenaltyGap::Invariant),
            Penalty::Separable { square, absolute, .. } if absolute.iter().all(Rational::is_zero) => {
                Some(PenaltyGap::Squares(square.clone()))
            }
            _ => None,
        }
    }

    /// `mean_h P(hθ) − P(θ̄)` for the point θ and its orbit's mean.
    pub fn at<N: Kind>(
        &self,
        problem: &Problem,
        orbits: &Orbits,
        [at, mean]: [&[Rational]; 2],
        context: N::Context,
        budget: &Budget,
    ) -> N {
        let exact = |q: &Rational| N::exact(q, context);
        let zero = exact(&Rational::new());
        match self {
            PenaltyGap::Invariant => {
                let penalty = problem.penalty.compiled(&problem.graph);
                let value = |at: &[Rational]| {
                    let at: Vec<N> = at.iter().map(exact).collect();
                    penalty.evaluate(&at, context)
                };
                value(at).add(&value(mean).mul(&exact(&Rational::from(-1))))
            }
            PenaltyGap::Squares(weights) => {
                let Some(squares) = orbits.mean_squares(at, budget) else { return N::undefined(context) };
                // θ̄_i² is the same for all members of an orbit.
                squares.into_iter().fold(zero.clone(), |sum, (members, square)| {
                    let mean = &mean[members[0]];
                    if !budget.spend(pair_work(words(mean) + words(&square), 2 * words(mean))) {
                        return N::undefined(context);
                    }
                    let gap = exact(&(square - Rational::from(mean.square_ref())));
                    let weight = members.iter().fold(zero.clone(), |sum, k| sum.add(&exact(&weights[*k])));
                    sum.add(&weight.mul(&gap))
                })
            }
        }
    }
}
