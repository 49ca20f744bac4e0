//! Domains and penalties: how they are made, and what is asked of them besides a proof.

use crate::kind::Exact;
use crate::number::Rational;
use crate::problem::{Ball, Domain, HalfSpace, Limits, Penalty};
use rug::Integer;

impl Limits {
    /// `[lower, upper]`.
    pub fn new(lower: Rational, upper: Rational) -> Self {
        Limits { lower: Some(lower), upper: Some(upper) }
    }

    /// The whole line.
    pub fn real() -> Self {
        Limits { lower: None, upper: None }
    }

    /// Whether `x` lies within.
    pub fn contains(&self, x: &Rational) -> bool {
        self.exceeded_by(x).is_none()
    }

    /// Whether both limits are finite.
    pub fn is_bounded(&self) -> bool {
        self.lower.is_some() && self.upper.is_some()
    }
}

impl Domain {
    /// Whether the point lies in the domain, exactly.
    pub fn contains(&self, point: &[Rational]) -> bool {
        self.limits.len() == point.len()
            && self.limits.iter().zip(point).all(|(limits, x)| limits.contains(x))
            && self.has_room_at(point, |room| *room >= 0)
    }

    /// Whether the point lies strictly inside, in the parameters that are not pinned.
    pub fn is_interior(&self, point: &[Rational]) -> bool {
        let is_inside = |(limits, x): (&Limits, &Rational)| {
            limits.contains(x) && (limits.is_pinned() || limits.touched_by(x).is_none())
        };
        self.limits.iter().zip(point).all(is_inside) && self.has_room_at(point, |room| *room > 0)
    }

    fn has_room_at(&self, point: &[Rational], is_enough: impl Fn(&Rational) -> bool) -> bool {
        let at: Vec<Exact> = point.iter().cloned().map(Exact::from).collect();
        self.cuts().all(|cut| self.room(cut, &at, ()).value().is_some_and(&is_enough))
    }

    /// Whether every parameter is bounded on both sides.
    pub fn is_bounded(&self) -> bool {
        self.limits.iter().all(Limits::is_bounded)
    }
}

impl Ball {
    /// The limits that it sets a parameter.
    pub fn limits(&self, k: usize) -> Limits {
        let reach = Rational::from(&self.radius * &self.scales[k]);
        Limits::new(Rational::from(&self.center[k] - &reach), &self.center[k] + reach)
    }
}

impl HalfSpace {
    /// `Σ a_k θ_k ≤ b` for coefficients a of all parameters; `None` where all are 0.
    pub fn new(coefficients: Vec<Rational>, bound: Rational) -> Option<Self> {
        let mut coefficients: Vec<(usize, Rational)> =
            coefficients.into_iter().enumerate().filter(|(_, a)| !a.is_zero()).collect();
        let (mut multiple, mut divisor) = (Integer::from(1), Integer::new());
        for (_, a) in &coefficients {
            multiple.lcm_mut(a.denom());
            divisor.gcd_mut(a.numer());
        }
        if coefficients.is_empty() {
            return None;
        }
        // Each is a multiple of the divisor over the multiple, and these have no common divisor.
        let factor = Rational::from((multiple, divisor));
        coefficients.iter_mut().for_each(|(_, a)| *a *= &factor);
        Some(HalfSpace { coefficients, bound: bound * factor })
    }
}

impl Penalty {
    /// `Σ (θ_i)²`, the default.
    pub fn square(dimension: usize) -> Self {
        Penalty::Separable {
            square: vec![Rational::from(1); dimension],
            absolute: vec![Rational::new(); dimension],
            center: vec![Rational::new(); dimension],
        }
    }
}
