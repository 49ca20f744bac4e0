//! The figure of a certificate. Curves are drawn from floats and prove nothing; lines at a certificate's own
//! numbers are proved.

mod required;
mod slices;
mod witness;

use super::figure::{Axis, Curve, Figure, Panel, Series};
use super::path;
use crate::certificate::{Certificate, Claim, Evidence, Proof};
use crate::check::Verified;
use crate::search::Profile;
use rug::Rational;

/// Points on a curve.
const FINENESS: usize = 240;
/// Parameters that are named at an axis.
const MAX_NAMES: usize = 3;
/// Characters of a name.
const NAME: usize = 16;

/// The figure of a verified certificate as SVG, if there is one.
pub fn svg(verified: &Verified<Certificate>) -> Option<String> {
    figure(verified.get()).map(|figure| figure.draw())
}

/// The figure that a certificate's evidence suggests, if there is one.
pub(super) fn figure(certificate: &Certificate) -> Option<Figure> {
    let problem = &certificate.problem;
    let profile = Profile::new(problem);
    match (&certificate.evidence, &certificate.claim) {
        (Evidence::Curve(samples), _) => (samples.len() > 1)
            .then(|| path::figure(certificate, "What convexity costs".to_owned(), Vec::new())),
        (Evidence::Minimizer(_), Claim::UniqueMinimizer { lambda, center, .. }) => {
            let title = format!("The one minimiser at λ {}", is(lambda));
            slices::figure(problem, &profile, title, lambda, center, None)
        }
        (Evidence::Minimum(minimum), Claim::Minimum { lambda, lower, upper }) => {
            let title = format!("The least value at λ {}", is(lambda));
            slices::figure(problem, &profile, title, lambda, &minimum.point, Some([lower, upper]))
        }
        (Evidence::Minimum(_), Claim::MinimizerFrom { from, point }) => {
            let title = format!("A minimiser at λ {}", is(from));
            slices::figure(problem, &profile, title, from, point, None)
        }
        (Evidence::Proof(Proof::Cover(_)) | Evidence::Bracket { .. }, _) => {
            required::figure(certificate, &profile)
        }
        (evidence, claim) => witness::figure(problem, &profile, claim, evidence.witness()?),
    }
}

/// `= 10` or `≈ 9.2145`.
fn is(q: &Rational) -> String {
    let (text, is_exact) = super::number::decimal(q, 5, None);
    format!("{} {text}", if is_exact { '=' } else { '≈' })
}

/// A horizontal line at a proved number.
fn level(name: String, q: &Rational, range: [f64; 2], colour: usize, dash: usize) -> Curve {
    Curve { name, points: range.map(|t| (t, q.to_f64())).to_vec(), colour, dash }
}

/// The point through which a line goes, at 0 on its axis.
fn origin(name: &str, value: f64) -> Series {
    Series { name: name.to_owned(), points: vec![(0.0, value)], colour: 4, mark: 1 }
}

/// A panel of curves.
fn panel(title: String, y: Axis, curves: Vec<Curve>, series: Vec<Series>) -> Panel {
    Panel { title, y, bands: Vec::new(), curves, series }
}

/// `at + t·v`.
fn step(at: &[f64], t: f64, v: &[f64]) -> Vec<f64> {
    at.iter().zip(v).map(|(x, v)| x + t * v).collect()
}

/// Evenly spaced numbers from … to.
fn spaced([from, to]: [f64; 2]) -> impl Iterator<Item = f64> {
    (0..=FINENESS).map(move |k| from + (to - from) * k as f64 / FINENESS as f64)
}

/// A vector of length 1, if it has a direction.
fn unit(mut v: Vec<f64>) -> Option<Vec<f64>> {
    let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
    v.iter_mut().for_each(|x| *x /= length);
    v.iter().all(|x| x.is_finite()).then_some(v)
}

/// The parameters that a direction moves most: `w2, a2, …`.
fn moved(names: &[String], v: &[f64]) -> String {
    let mut parts: Vec<(usize, f64)> =
        v.iter().map(|x| x.abs()).enumerate().filter(|(_, x)| *x > 0.05).collect();
    parts.sort_by(|(_, x), (_, y)| y.total_cmp(x));
    let named = parts.iter().take(MAX_NAMES).map(|(i, _)| super::figure::shortened(&names[*i], NAME));
    let more = (parts.len() > MAX_NAMES).then(|| "…".to_owned());
    named.chain(more).collect::<Vec<_>>().join(", ")
}
