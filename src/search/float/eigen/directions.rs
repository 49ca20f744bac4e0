//! The directions in which a point asks for the largest λ: the top eigenvectors of the pencil of `−∇²L` and
//! `∇²P + floor` over the parameters that are free.
//!
//! On the way of a climb the first of them is enough: by inverse iteration from a guess where Hessians are small, the
//! same on every machine; elsewhere by a few products with the Hessian, which follow one eigenvector from point to
//! point and cost less than its entries. Where a climb ends, and to begin others along every direction that asks for
//! nearly as much, the full Hessian is decomposed. Decomposed at every point it finds lower ends that are worse, at two
//! to six times the cost.

use super::conjugate::improve;
use super::pencil::Pencil;
use super::spectrum::Spectrum;
use crate::search::float::landscape::Landscape;

/// Up to so many free parameters inverse iteration serves.
const SMALL: usize = 16;
/// So few and so many may have their Hessian decomposed: from the one on that is faster than inverse iteration, up to the
/// other a Hessian costs no more than a few steps of a climb.
const FULL: [usize; 2] = [20, 100];

/// What the directions of one problem are computed in.
pub(in crate::search) struct Directions<'a> {
    landscape: &'a Landscape,
    free: &'a [usize],
    floor: f64,
    /// Products with the Hessian that improve a guess.
    products: usize,
    hessians: [Vec<f64>; 2],
    pencil: Pencil,
    spectrum: Option<Spectrum>,
}

impl<'a> Directions<'a> {
    pub fn new(landscape: &'a Landscape, free: &'a [usize], floor: f64, products: usize) -> Self {
        let has_spectrum = (FULL[0]..=FULL[1]).contains(&free.len());
        let is_dense = has_spectrum || free.len() <= SMALL;
        let square = if is_dense { landscape.region.dimension().pow(2) } else { 0 };
        Directions {
            landscape,
            free,
            floor,
            products,
            hessians: [vec![0.0; square], vec![0.0; square]],
            pencil: Pencil::new(if is_dense { free.len() } else { 0 }),
            spectrum: has_spectrum.then(|| Spectrum::new(free.len())),
        }
    }

    /// What [`Self::top`] costs, in nanoseconds of an ordinary machine, `step` being what a value takes.
    pub fn cost(step: usize, free: usize, products: usize) -> usize {
        if free <= SMALL { (2 * free + 5) * step + 9 * free.pow(3) } else { 10 * products * step }
    }

    /// The first direction, from a guess; `None` where a derivative is undefined.
    pub fn top(&mut self, at: &[f64], guess: &[f64]) -> Option<Vec<f64>> {
        if self.free.len() > SMALL {
            return self.improved(at, guess);
        }
        self.take(at);
        let top = self.pencil.top(&self.free.iter().map(|&i| guess[i]).collect::<Vec<_>>())?;
        Some(self.spread(&top))
    }

    /// Whether the objective does not bend at the last point.
    pub fn is_flat(&self) -> bool {
        self.pencil.is_flat()
    }

    /// All directions at a point that ask for this share of the most, the first of them first; none where the Hessian
    /// is not decomposed.
    pub fn all(&mut self, at: &[f64], share: f64) -> Vec<Vec<f64>> {
        if self.spectrum.is_none() {
            return Vec::new();
        }
        self.take(at);
        let pencil = &self.pencil;
        let Some(spectrum) = self.spectrum.as_mut().and_then(|x| x.decompose(pencil).then_some(x)) else {
            return Vec::new();
        };
        let values: Vec<f64> = spectrum.values().collect();
        let count = values.iter().take_while(|value| **value >= share * values[0]).count();
        let vectors: Vec<_> = (0..count).filter_map(|rank| spectrum.vector(&self.pencil, rank)).collect();
        vectors.iter().map(|v| self.spread(v)).collect()
    }

    /// The first direction where the Hessian is decomposed.
    pub fn first(&mut self, at: &[f64]) -> Option<Vec<f64>> {
        self.all(at, 1.0).into_iter().next()
    }

    /// The Hessians at a point, without what is pinned.
    fn take(&mut self, at: &[f64]) {
        let (n, free) = (at.len(), self.free);
        let [objective, penalty] = &mut self.hessians;
        self.landscape.hessians(at, [objective, penalty]);
        let place = |i: usize, j: usize| free[i] * n + free[j];
        self.pencil.set(|i, j| -objective[place(i, j)], |i, j| penalty[place(i, j)], self.floor);
    }

    fn improved(&self, at: &[f64], guess: &[f64]) -> Option<Vec<f64>> {
        let is_free: Vec<bool> = (0..at.len()).map(|i| self.landscape.region.width(i) > 0.0).collect();
        let masked =
            |v: &[f64]| v.iter().zip(&is_free).map(|(x, free)| if *free { *x } else { 0.0 }).collect();
        improve(masked(guess), self.products, |v| {
            let [mut m, mut b] = self.landscape.products(at, v);
            m.iter_mut().for_each(|x| *x = -*x);
            b.iter_mut().zip(v).for_each(|(b, v)| *b += self.floor * v);
            (masked(&m), masked(&b))
        })
    }

    fn spread(&self, v: &[f64]) -> Vec<f64> {
        let mut direction = vec![0.0; self.landscape.region.dimension()];
        self.free.iter().zip(v).for_each(|(&i, x)| direction[i] = *x);
        direction
    }
}
