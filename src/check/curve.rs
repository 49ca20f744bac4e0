//! Rule `curve`: `p_k ≤ m(λ_k) ≤ r_k` for `m(λ) = inf_D f_λ`, at several λ.
//!
//! Each sample is proved by the rule `minimum`; the λs rise.

use super::case::Case;
use super::minimum;
use super::rejection::{Failure, Reason};
use crate::certificate::{Claim, Minimum, Sample};

/// Checks the claim sample by sample.
pub(super) fn check(case: &Case<'_>, evidence: &[Minimum]) -> Result<(), Failure> {
    let Claim::Curve { samples } = case.claim else { return Err(case.wrong_rule()) };
    if let Some(pair) = samples.windows(2).find(|pair| pair[0].lambda >= pair[1].lambda) {
        let (before, after) = (pair[0].lambda.clone(), pair[1].lambda.clone());
        return Err(case.fail_claim(Reason::CurveOrder { before, after }));
    }
    if samples.len() != evidence.len() {
        let (claimed, found) = (samples.len(), evidence.len());
        return Err(case.fail(0, Reason::CurveLength { claimed, found }));
    }
    let mut line = case.line;
    for (Sample { lambda, lower, upper }, minimum) in samples.iter().zip(evidence) {
        minimum::check_at(&Case { line, ..*case }, minimum, lambda, [lower, upper])?;
        line += 3 + minimum.tree.line_count();
    }
    Ok(())
}
