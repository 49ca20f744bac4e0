//! The two ends of λ\* that a search has, and what they prove together.

use super::penalty::PenaltyProof;
use crate::certificate::{Certificate, Claim, Cover, Evidence, Proof, Reduction, Shift, Token, Tree};
use crate::problem::Problem;
use crate::search::control::Stage;
use crate::search::cover::Prover;
use crate::search::witness::LowerEnd;
use rug::Rational;

/// The ends. The upper one is where the prover's tree stands.
pub(super) struct Bracket<'a> {
    pub problem: &'a Problem,
    pub penalty: PenaltyProof,
    pub reduction: Option<Reduction>,
    /// What the leaf tests leave out.
    pub shifts: Vec<Shift>,
    pub lower: Option<LowerEnd>,
    /// A witness against every λ that is no lower end: it moves with λ.
    pub everywhere: Option<Certificate>,
    /// The one λ that is asked for, if it is not λ\*.
    pub asked: Option<Rational>,
    /// The upper end that an earlier search had, to be proved anew.
    pub earlier: Option<Rational>,
    pub stage: Option<&'a Stage>,
}

impl Bracket<'_> {
    /// Whether a lower end shows that `f_λ` is not convex.
    pub fn refutes(&self, lambda: &Rational) -> bool {
        self.lower.as_ref().is_some_and(|end| end.refutes(lambda))
    }

    /// An earlier upper end below a lower end is false.
    pub fn disbelieve(&mut self) {
        if self.earlier.as_ref().is_some_and(|earlier| self.refutes(earlier)) {
            self.earlier = None;
        }
    }

    fn earlier_tree(&self) -> Option<(Tree, Rational)> {
        Some((self.stage?.certificate.evidence.cover()?.tree.clone(), self.earlier.clone()?))
    }

    /// The standing cover, else the earlier search's, and what proves the penalty convex.
    fn cover(&self, prover: &mut Prover<'_>) -> Option<(Cover, Rational)> {
        let (tree, upper) = match prover.standing() {
            Some(_) => prover.cover()?,
            None => self.earlier_tree()?,
        };
        let is_skipped = |token| token == Token::Skipped;
        let reduction = self.reduction.clone().filter(|_| tree.tokens().any(is_skipped));
        let (penalty, shifts) = (self.penalty.tree().cloned(), self.shifts.clone());
        Some((Cover { tree, penalty, reduction, shifts }, upper))
    }

    /// The best that the two ends prove; where one λ is asked for, the end alone that answers.
    pub fn certificate(&self, prover: &mut Prover<'_>) -> Option<Certificate> {
        if self.everywhere.is_some() {
            return self.everywhere.clone();
        }
        let (mut lower, mut cover) = (self.lower.clone(), self.cover(prover));
        let has_penalty = !self.penalty.is_missing();
        if self.asked.as_ref().is_some_and(|asked| self.refutes(asked)) || (lower.is_some() && !has_penalty) {
            cover = None;
        }
        if let (Some(asked), Some((_, upper))) = (&self.asked, &cover)
            && upper <= asked
        {
            lower = None;
        }
        let (claim, evidence) = match (lower, cover) {
            (Some(LowerEnd { witness, below: Some(lower), .. }), Some((cover, upper))) => {
                let upper_proof = Proof::Cover(cover);
                (
                    Claim::LambdaStar { lower, upper },
                    Evidence::Bracket { lower: Some(witness), upper: upper_proof },
                )
            }
            (Some(lower), _) => return Some(lower.certificate(self.problem)),
            (None, Some((cover, lambda))) if !has_penalty => {
                (Claim::ConvexAt(lambda), Evidence::Proof(Proof::Cover(cover)))
            }
            (None, Some((cover, from))) if from.is_zero() || self.asked.is_some() => {
                (Claim::ConvexFrom(from), Evidence::Proof(Proof::Cover(cover)))
            }
            (None, Some((cover, upper))) => (
                Claim::LambdaStar { lower: Rational::new(), upper },
                Evidence::Bracket { lower: None, upper: Proof::Cover(cover) },
            ),
            (None, None) => return None,
        };
        Some(Certificate { claim, problem: self.problem.clone(), evidence })
    }
}
