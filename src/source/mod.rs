//! What users write, lowered into a [`Problem`](crate::problem::Problem): problem files, data, networks,
//! command-line formulas. Trusted only for `jensen check --problem`.
