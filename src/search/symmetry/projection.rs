//! Projections to what a group fixes (theory.md, I5).

use crate::expression::Signed;
use crate::number::Rational;
use crate::problem::{Orbits, Place};

impl Orbits {
    /// What a parameter is at every point that the group fixes: 0 (`None`), or ± the first of its orbit.
    pub fn fixed_value(&self, parameter: usize) -> Option<Signed> {
        let Place { orbit, is_negative } = self.places[parameter];
        let (members, has_both) = &self.orbits[orbit];
        members.first().filter(|_| !has_both).map(|&index| Signed { index, is_negative })
    }

    /// The dimension of the space that the group fixes.
    pub fn fixed(&self) -> usize {
        self.orbits.iter().filter(|(_, has_both)| !has_both).count()
    }

    /// For every parameter the factors with which a point's coordinates add up to the mean's.
    pub fn projection(&self) -> Vec<Vec<(usize, Rational)>> {
        let row = |place: &Place| {
            let (members, has_both) = &self.orbits[place.orbit];
            let share = |&k: &usize| {
                let sign = if self.places[k].is_negative == place.is_negative { 1 } else { -1 };
                (k, Rational::from((sign, members.len())))
            };
            if *has_both { Vec::new() } else { members.iter().map(share).collect() }
        };
        self.places.iter().map(row).collect()
    }

    /// For every parameter the mean of such numbers over its orbit, whatever the signs.
    pub fn mean_over(&self, numbers: &[Rational]) -> Vec<Rational> {
        let mean = |place: &Place| {
            let (members, _) = &self.orbits[place.orbit];
            members.iter().map(|&k| &numbers[k]).sum::<Rational>() / Rational::from(members.len())
        };
        self.places.iter().map(mean).collect()
    }
}
