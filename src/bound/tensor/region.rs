//! Where an expansion holds: a box `|θ_s − m_s| ≤ r_s`, or an ellipsoid `Σ ((θ_s − m_s)/r_s)² ≤ 1` (theory.md, L16).

use crate::bound::cell::Cell;
use crate::bound::local::frame::Frame;
use crate::number::{Endpoint, Rational, Round};
use crate::problem::Ball;

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

    /// An ellipsoid around a ball whose centre is no float, perhaps: with `m = fl(c)` and `τ ≥ ‖((c_s − m_s)/r_s)‖`, the radii
    /// are `(1 + τ)r_s`.
    pub fn of_ball(ball: &Ball, is_free: impl Fn(usize) -> bool) -> Self {
        let up = |q: &Rational| f64::from_rational(q, Round::Up, ());
        let (mut centre, mut radius, mut square) = (Vec::new(), Vec::new(), 0.0);
        for (k, c) in ball.center().iter().enumerate() {
            let m = f64::from_rational(c, Round::Down, ());
            centre.push(m);
            radius.push(0.0);
            if let (true, Some(m)) = (is_free(k), Rational::from_f64(m)) {
                let reach = ball.reach(k);
                let off = up(&((c - m) / &reach));
                square = Endpoint::add(&square, &Endpoint::mul(&off, &off, Round::Up), Round::Up);
                radius[k] = up(&reach);
            }
        }
        let factor = Endpoint::add(&1.0, &f64::sqrt(square).next_up(), Round::Up);
        radius.iter_mut().for_each(|r| *r = Endpoint::mul(r, &factor, Round::Up));
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

    /// At least the greatest `Σ_s x_s ε_s` in its symbols.
    pub fn swing(&self, x: &[(usize, f64)]) -> f64 {
        let sizes = || x.iter().map(|(_, x)| x.abs());
        if !self.is_round {
            return sizes().sum();
        }
        let greatest = sizes().fold(0.0, f64::max);
        if greatest > 0.0 { greatest * sizes().map(|x| (x / greatest).powi(2)).sum::<f64>().sqrt() } else { 0.0 }
    }
}
