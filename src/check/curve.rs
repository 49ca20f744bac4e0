//! Rule `curve`: `p_k ≤ inf_D f_λ ≤ r_k` at several rising λ, each by the rule `minimum`.

use super::case::Case;
use super::minimum;
use crate::certificate::{Claim, Minimum, Sample};
use crate::reason::{Failure, Reason};

pub(super) fn check(case: &Case<'_>, evidence: &[Minimum]) -> Result<(), Failure> {
    let Claim::Curve(samples) = case.claim else { return Err(case.wrong_rule()) };
    if let Some(pair) = samples.windows(2).find(|pair| pair[0].lambda >= pair[1].lambda) {
        let pair = [pair[0].lambda.clone(), pair[1].lambda.clone()];
        return Err(case.fail_claim(Reason::CurveOrder(pair)));
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
