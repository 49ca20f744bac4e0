//! Claims as text: FORMAT.md, section 3.

use super::field::{Coefficients, Images, Numbers};
use crate::certificate::{Claim, Sample};
use std::fmt;

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Claim::NotConvexBelow { below } => write!(f, "not-convex lambda < {below}"),
            Claim::NotConvexAt { lambda } => write!(f, "not-convex lambda = {lambda}"),
            Claim::NoFiniteLambda => f.write_str("no-finite-lambda"),
            Claim::ConvexFrom { from } => write!(f, "convex lambda >= {from}"),
            Claim::StrictlyConvexFrom { from } => write!(f, "strictly-convex lambda >= {from}"),
            Claim::ConvexAt { lambda } => write!(f, "convex lambda = {lambda}"),
            Claim::LambdaStar { lower, upper } => write!(f, "lambda-star in [{lower}, {upper}]"),
            Claim::UniqueMinimizer { lambda, radius, center } => {
                write!(f, "unique-minimizer lambda = {lambda} within {radius} of{}", Numbers(center))
            }
            Claim::UniqueMinimizers { denominator, point } => {
                f.write_str("unique-minimizer lambda > 0 at")?;
                point.iter().try_for_each(|p| write!(f, " {}", Coefficients(p)))?;
                write!(f, " over {}", Coefficients(denominator))
            }
            Claim::MinimizerFrom { from, point } => {
                write!(f, "minimizer lambda >= {from} at{}", Numbers(point))
            }
            Claim::NeverMinimizer { point } => write!(f, "never-minimizer at{}", Numbers(point)),
            Claim::NoMinimizer { lambda } => write!(f, "no-minimizer lambda = {lambda}"),
            Claim::Minimum { lambda, lower, upper } => {
                write!(f, "minimum lambda = {lambda} in [{lower}, {upper}]")
            }
            Claim::Curve { samples } => {
                f.write_str("curve")?;
                samples.iter().try_for_each(|Sample { lambda, lower, upper }| {
                    write!(f, " {lambda} in [{lower}, {upper}]")
                })
            }
            Claim::Value { lambda, lower, upper, point } => {
                write!(f, "value lambda = {lambda} in [{lower}, {upper}] at{}", Numbers(point))
            }
            Claim::Constant { lambda, value } => write!(f, "constant lambda = {lambda} value {value}"),
            Claim::Invariant { part, map } => write!(f, "invariant {} under{}", part.word(), Images(map)),
            Claim::NotInvariant { part, map } => {
                write!(f, "not-invariant {} under{}", part.word(), Images(map))
            }
        }
    }
}
