//! The domain in floating point, and random points in it.

use crate::advice::inside::Cuts;
use crate::problem::Domain;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// How far a search walks along an unbounded parameter.
const FAR: f64 = (1u64 << 20) as f64;

/// The domain in floating point.
#[derive(Clone, Debug)]
pub(in crate::search) struct Region {
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    cuts: Cuts,
}

impl Region {
    /// The domain, unbounded sides cut far out.
    pub fn new(domain: &Domain) -> Self {
        let limits = domain.limits.iter().map(|limits| {
            let [lower, upper] = [&limits.lower, &limits.upper].map(|q| q.as_ref().map(|q| q.to_f64()));
            let above = upper.unwrap_or_else(|| lower.unwrap_or(0.0).max(0.0) + FAR);
            (lower.unwrap_or_else(|| upper.unwrap_or(0.0).min(0.0) - FAR), above)
        });
        let (lower, upper) = limits.unzip();
        Region { lower, upper, cuts: Cuts::new(domain) }
    }

    /// The point, or one of the domain that is near, where a ball or half-spaces leave it out; its coordinates are in the box.
    pub fn settled(&self, mut point: Vec<f64>) -> Vec<f64> {
        self.cuts.settle(&mut point, |i, x| self.clamp(i, x));
        point
    }

    /// The share of a step from a point of the domain that stays in ball and half-spaces, roughly.
    pub fn kept(&self, at: &[f64], step: &[f64]) -> f64 {
        const HALVINGS: usize = 40;
        let stays = |share: f64| {
            let there: Vec<f64> = at.iter().zip(step).map(|(x, d)| x + share * d).collect();
            self.settled(there.clone()) == there
        };
        let (mut kept, mut all) = (0.0, 1.0);
        if stays(all) {
            return all;
        }
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(kept, all);
            if stays(middle) { kept = middle } else { all = middle }
        }
        kept
    }

    /// The number of parameters.
    pub fn dimension(&self) -> usize {
        self.lower.len()
    }

    /// The parameters that are not pinned.
    pub fn free(&self) -> Vec<usize> {
        (0..self.dimension()).filter(|&i| self.lower[i] < self.upper[i]).collect()
    }

    /// The width of the box in parameter `i`.
    pub fn width(&self, i: usize) -> f64 {
        self.upper[i] - self.lower[i]
    }

    /// The width of the box in parameter `i`, or, where it is cut far out, of the surroundings of `x`.
    pub fn reach(&self, i: usize, x: f64) -> f64 {
        if self.width(i) < FAR { self.width(i) } else { 2.0 * x.abs().max(1.0) }
    }

    /// The nearest value of parameter `i` in the box.
    pub fn clamp(&self, i: usize, x: f64) -> f64 {
        x.max(self.lower[i]).min(self.upper[i])
    }

    /// The part within `reach` of the point nearest to 0, for parameters that range further.
    pub fn within(&self, reach: f64) -> Region {
        let near = |i: usize| self.clamp(i, 0.0);
        let cut = |i: usize, x: f64| {
            if self.width(i) < FAR { x } else { x.clamp(near(i) - reach, near(i) + reach) }
        };
        Region {
            lower: self.lower.iter().enumerate().map(|(i, &x)| cut(i, x)).collect(),
            upper: self.upper.iter().enumerate().map(|(i, &x)| cut(i, x)).collect(),
            cuts: self.cuts.clone(),
        }
    }

    /// The centre.
    pub fn centre(&self) -> Vec<f64> {
        self.settled(self.lower.iter().zip(&self.upper).map(|(l, u)| l / 2.0 + u / 2.0).collect())
    }

    /// A random point: of the box, settled.
    pub fn point(&self, generator: &mut ChaCha8Rng) -> Vec<f64> {
        let coordinate = |i| self.lower[i] + self.width(i) * generator.random::<f64>();
        self.settled((0..self.dimension()).map(coordinate).collect())
    }

    /// A random vertex of the box, settled.
    pub fn vertex(&self, generator: &mut ChaCha8Rng) -> Vec<f64> {
        let pick = |(l, u): (&f64, &f64)| if generator.random() { *l } else { *u };
        self.settled(self.lower.iter().zip(&self.upper).map(pick).collect())
    }

    /// A random direction, zero on pinned parameters.
    pub fn direction(&self, generator: &mut ChaCha8Rng) -> Vec<f64> {
        let component = |i| if self.width(i) > 0.0 { 2.0 * generator.random::<f64>() - 1.0 } else { 0.0 };
        (0..self.dimension()).map(component).collect()
    }

    /// A neighbour: some parameters, one at least, anew, at a limit or between.
    pub fn neighbour(&self, at: &[f64], generator: &mut ChaCha8Rng) -> Vec<f64> {
        let free = self.free();
        let mut point = at.to_vec();
        let odds = 4.0 * generator.random::<f64>().powi(2) / free.len() as f64;
        let chosen = free[generator.random_range(0..free.len())];
        for i in free {
            if i == chosen || generator.random::<f64>() < odds {
                point[i] = match generator.random_range(0..4) {
                    0 => self.lower[i],
                    1 => self.upper[i],
                    _ => self.clamp(i, at[i] + self.reach(i, at[i]) * (generator.random::<f64>() - 0.5)),
                };
            }
        }
        self.settled(point)
    }

    /// Where a start begins: the centre first, then points, vertices and mixtures of both in turn, at
    /// the scales 1, 10 and 100 where parameters are unbounded.
    pub fn start(&self, number: usize, generator: &mut ChaCha8Rng) -> Vec<f64> {
        let region = self.within([1.0, 10.0, 100.0][number / 3 % 3]);
        match number {
            0 => region.centre(),
            n if n % 3 == 0 => region.point(generator),
            n if n % 3 == 1 => region.vertex(generator),
            _ => {
                let (points, vertices) = (region.point(generator), region.vertex(generator));
                let pick = |(p, v)| if generator.random() { p } else { v };
                region.settled(points.into_iter().zip(vertices).map(pick).collect())
            }
        }
    }
}
