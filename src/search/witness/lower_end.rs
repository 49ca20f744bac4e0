//! From a witness in exact numbers to a lower end of λ\* and to a certificate.
//!
//! A witness of gain `A` and cost `C` ([`super::defect`]) refutes each λ with `A − λC > 0` (theory.md, W1 and W2). The gap
//! `A − λC` is affine in λ: positive at 0 and at `q`, it is so in between, whether `P` is convex or not.

use super::defect::Bounds;
use crate::certificate::{Certificate, Claim, Evidence, Witness};
use crate::check::check;
use crate::problem::Problem;
use crate::search::control::Control;
use crate::search::float::simplest_between;
use crate::writing::write_certificate;
use rug::Rational;
use std::time::{Duration, Instant};

/// A witness and what it refutes.
#[derive(Clone, Debug)]
pub(in crate::search) struct LowerEnd {
    /// What refutes.
    pub witness: Witness,
    /// Every λ below this; `None` for every λ.
    pub below: Option<Rational>,
    /// What its check took.
    pub check_time: Duration,
}

/// What the λ of a witness may lose when it is made short.
const MILLIONTH: f64 = 1e-6;
/// Bits by which a threshold is lowered where the checker cannot decide it.
const ROOM: u32 = 40;

impl LowerEnd {
    /// What the witness refutes, if anything, as a short number.
    pub fn new(problem: &Problem, witness: Witness, control: &Control<'_>) -> Option<LowerEnd> {
        Self::within(problem, witness, MILLIONTH, &control.finishing())
    }

    /// The same as a number that loses at most this share, or a little more where the checker cannot tell that
    /// number from the exact one; nothing where the checker accepts neither, as at a jump of a second derivative.
    fn within(problem: &Problem, witness: Witness, loss: f64, control: &Control<'_>) -> Option<LowerEnd> {
        let below = Bounds::new(problem, &witness, control)?.below(loss)?;
        let less = |below: &Rational, bits: u32| below - Rational::from(below >> bits);
        let room = |below| simplest_between(&less(below, ROOM - 10), &less(below, ROOM));
        let lower = below.as_ref().map(room);
        let end = LowerEnd { witness, below, check_time: Duration::ZERO };
        if let Some(end) = end.clone().checked(problem, control) {
            return Some(end);
        }
        LowerEnd { below: Some(lower?), ..end }.checked(problem, control)
    }

    /// Itself, if the checker accepts it.
    fn checked(self, problem: &Problem, control: &Control<'_>) -> Option<LowerEnd> {
        let began = Instant::now();
        let text = write_certificate(&self.clone().certificate(problem), &[]);
        check(text.as_bytes(), &control.effort()).ok()?;
        Some(LowerEnd { check_time: began.elapsed(), ..self })
    }

    /// The first candidate that scores enough and is accepted, else the best that is. Candidates come
    /// from coarse to fine, each with the λ that floats say it refutes; that λ made short may lose this share.
    pub fn coarsest(
        problem: &Problem,
        control: &Control<'_>,
        candidates: impl Iterator<Item = (f64, Witness)>,
        enough: f64,
        loss: f64,
        accepts: impl Fn(&LowerEnd) -> bool,
    ) -> Option<LowerEnd> {
        let control = &control.finishing();
        let proved =
            |witness| LowerEnd::within(problem, witness, loss.min(MILLIONTH), control).filter(&accepts);
        let mut rest = Vec::new();
        for (score, witness) in candidates.filter(|(score, _)| *score > 0.0) {
            if score < enough {
                rest.push((score, witness));
            } else if let Some(end) = proved(witness) {
                return Some(end);
            }
        }
        rest.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        rest.into_iter().find_map(|(_, witness)| proved(witness))
    }

    /// The highest of several.
    pub fn highest(ends: impl Iterator<Item = LowerEnd>) -> Option<LowerEnd> {
        ends.reduce(|a, b| if b.exceeds(&a) { b } else { a })
    }

    /// Whether this λ is refuted.
    pub fn refutes(&self, lambda: &Rational) -> bool {
        self.below.as_ref().is_none_or(|below| below > lambda)
    }

    /// Whether this end is higher.
    pub fn exceeds(&self, other: &LowerEnd) -> bool {
        match (&self.below, &other.below) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(own), Some(other)) => own > other,
        }
    }

    /// What it claims.
    pub fn claim(&self) -> Claim {
        match &self.below {
            None => Claim::NoFiniteLambda,
            Some(below) => Claim::NotConvexBelow(below.clone()),
        }
    }

    /// The claim and its witness.
    pub fn certificate(self, problem: &Problem) -> Certificate {
        Certificate {
            claim: self.claim(),
            problem: problem.clone(),
            evidence: Evidence::Witness(self.witness),
        }
    }
}
