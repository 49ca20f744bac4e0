//! Where and why convexity fails, in the terms of the problem.

use super::number::floats;
use crate::budget::Budget;
use crate::certificate::{Jensen, Orbit, Ray, Witness};
use crate::problem::Orbits;
use rug::Rational;

/// The worst place of a witness and the direction in which the objective bends there.
#[derive(Clone, Debug, PartialEq)]
pub struct Bend {
    /// A point of the domain: the mean of a Jensen witness or an orbit, the point of a curvature witness or a kink.
    pub point: Vec<Rational>,
    /// A direction: towards the farthest point of a Jensen witness, towards the point of an orbit.
    pub direction: Vec<Rational>,
}

/// Where a witness bends.
pub fn bend(witness: &Witness) -> Bend {
    match witness {
        Witness::Curvature(Ray { point, direction }) | Witness::Kink(Ray { point, direction }) => {
            Bend { point: point.clone(), direction: direction.clone() }
        }
        Witness::Orbit(Orbit { symmetries, point }) => {
            let mean =
                Orbits::new(point.len(), symmetries).mean(point, &Budget::boundless()).unwrap_or_default();
            Bend { direction: difference(point, &mean), point: mean }
        }
        Witness::Jensen(jensen) => {
            let mean = mean(jensen);
            let offsets = jensen.points.iter().map(|(_, point)| difference(point, &mean));
            let direction =
                offsets.max_by_key(|offset| offset.iter().map(|x| x.clone().square()).sum::<Rational>());
            Bend { direction: direction.unwrap_or_default(), point: mean }
        }
    }
}

/// The parameters that take part in a direction, by decreasing share of its length: index and signed
/// component of the unit vector. For reading only.
pub fn components(direction: &[Rational]) -> Vec<(usize, f64)> {
    let floats = floats(direction);
    let length = floats.iter().map(|x| x * x).sum::<f64>().sqrt();
    let mut parts: Vec<(usize, f64)> = floats.iter().map(|x| x / length).enumerate().collect();
    parts.retain(|(_, x)| x.abs() >= 0.05);
    parts.sort_by(|(_, x), (_, y)| y.abs().total_cmp(&x.abs()));
    parts
}

/// `m = Σ t_j θ_j`.
pub fn mean(jensen: &Jensen) -> Vec<Rational> {
    let dimension = jensen.points.first().map_or(0, |(_, point)| point.len());
    let mut mean = vec![Rational::new(); dimension];
    for (weight, point) in &jensen.points {
        for (sum, x) in mean.iter_mut().zip(point) {
            *sum += Rational::from(weight * x);
        }
    }
    mean
}

fn difference(a: &[Rational], b: &[Rational]) -> Vec<Rational> {
    a.iter().zip(b).map(|(x, y)| Rational::from(x - y)).collect()
}
