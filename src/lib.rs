//! **Jensen** answers one question with proof: *is this objective convex here, and if not, how much
//! penalty makes it so?*
//!
//! An objective `f_λ(θ) = L(θ) + λ·P(θ)` on a box of parameters is a [`problem::Problem`]. A search
//! produces a [`certificate::Certificate`]; [`check::check`] alone turns bytes into a
//! [`check::Verified`] certificate, and nothing else in this crate may call a statement proved.
//!
//! The folders are layers, and arrows point down only:
//!
//! | folder | trusted | what it holds |
//! |---|---|---|
//! | [`budget`] | yes | counted work and memory of a check |
//! | [`number`] | yes | endpoints with directed rounding, intervals, rationals, polynomials |
//! | [`function`] | yes | the scalar functions: values, derivatives, shapes |
//! | [`kind`] | yes | kinds of number that functions apply to: exact, affine, series, in λ |
//! | [`expression`] | yes | formulas: parser, graph, tape |
//! | [`problem`] | yes | objective, penalty, domain, rows |
//! | [`bound`] | yes | Hessian enclosures on cells and the one leaf test |
//! | [`certificate`] | yes | claims, evidence, and their text |
//! | [`check`] | yes | one file a rule |
//! | `source` | only for `check --problem` | problem files, data, networks |
//! | `search` | no | produces evidence |
//! | `report`, `command` | no | what people see |

#![warn(missing_docs)]

pub mod bound;
pub mod budget;
pub mod certificate;
pub mod check;
pub mod expression;
pub mod function;
pub mod grammar;
pub mod kind;
pub mod number;
pub mod problem;
pub mod words;

#[cfg(feature = "search")]
pub mod search;
#[cfg(feature = "files")]
pub mod source;

#[cfg(feature = "cli")]
pub mod command;
#[cfg(feature = "cli")]
pub mod report;

#[cfg(all(doctest, feature = "files", feature = "search"))]
#[doc = include_str!("../README.md")]
struct Readme;
