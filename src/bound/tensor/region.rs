//! Where an expansion holds: a box `|θ_s − m_s| ≤ r_s`, or an ellipsoid `Σ ((θ_s − m_s)/r_s)² ≤ 1` (theory.md, L16).

use crate::bound::cell::Cell;
use crate::bound::local::frame::Frame;
use crate::number::{Endpoint, Rational, Round};
use crate::problem::{Ball, Domain};

/// Centres and radii, one a parameter.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub centre: Vec<f64>,
    pub radius: Vec<f64>,
    pub is_round: bool,
}

impl Region {
    /// A box around a cell.
    pub fn of_cell(cell: &Cell) -> Self {
        let Frame { centre, radius, .. } = Frame::new(cell, ());
        Region { centre, radius, is_round: false }
    }

    /// An ellipsoid around what a ball has of a domain. Its centre c is no float, perhaps: with `m = fl(c)` and
    /// `τ ≥ ‖((c_s − m_s)/r_s)‖` over the parameters that are not pinned, the radii are `(1 + τ)r_s`.
    pub fn of_ball(ball: &Ball, domain: &Domain) -> Self {
        let up = |q: &Rational| f64::from_rational(q, Round::Up, ());
        let Region { mut centre, mut radius, .. } = Region::of_cell(&Cell::root(domain));
        let moves = |k: &usize| !domain.limits[*k].is_pinned();
        let mut square = 0.0;
        for k in (0..centre.len()).filter(moves) {
            let (c, reach) = (&ball.center[k], Rational::from(&ball.radius * &ball.scales[k]));
            (centre[k], radius[k]) = (f64::from_rational(c, Round::Down, ()), up(&reach));
            // Where there is no m, nothing is defined.
            let off = Rational::from_f64(centre[k]).map_or(f64::NAN, |m| up(&((c - m) / &reach)));
            square = Endpoint::add(&square, &Endpoint::mul(&off, &off, Round::Up), Round::Up);
        }
        let factor = Endpoint::add(&1.0, &f64::sqrt(square).next_up(), Round::Up);
        for k in (0..centre.len()).filter(moves) {
            radius[k] = Endpoint::mul(&radius[k], &factor, Round::Up);
        }
        Region { centre, radius, is_round: true }
    }

    /// The ellipsoid where the box around a cell is not within it; the box otherwise.
    pub fn smaller(cell: &Cell, ball: Option<&Region>) -> Self {
        let square = Region::of_cell(cell);
        let shares = |ball: &Region| -> f64 {
            let share = |(r, s): (&f64, &f64)| if *r > 0.0 { (s / r).powi(2) } else { 0.0 };
            ball.radius.iter().zip(&square.radius).map(share).sum()
        };
        match ball {
            Some(ball) if shares(ball) > 1.0 => ball.clone(),
            _ => square,
        }
    }

    /// At least the greatest `Σ_s x_s ε_s` in its symbols; in a ball times the root of the greatest number of forms that one
    /// of these symbols comes into, so that all forms of a row, divided by this, fill a ball again.
    pub fn swing(&self, x: &[(usize, f64)], uses: &[f64]) -> f64 {
        let sizes = || x.iter().map(|(_, x)| x.abs());
        if !self.is_round {
            return sizes().sum();
        }
        let greatest = sizes().fold(f64::MIN_POSITIVE, f64::max);
        let square: f64 = sizes().map(|x| (x / greatest).powi(2)).sum();
        let shared = x.iter().map(|(s, _)| uses[*s]).fold(0.0, f64::max);
        if x.is_empty() { 0.0 } else { greatest * (square * shared).sqrt() }
    }
}
