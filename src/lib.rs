//! **Jensen** answers one question with proof: *is this objective convex here, and if not, how much
//! penalty makes it so?*
//!
//! An objective `f_λ(θ) = L(θ) + λ·P(θ)` on a domain of parameters is a [`problem::Problem`]. A search
//! produces a [`certificate::Certificate`]; [`check::check`] alone turns bytes into a
//! [`check::Verified`] certificate, and nothing else in this crate may call a statement proved.
//!
//! # The rooms
//!
//! A room uses what its last column names, and nothing else; a test holds the `use` lines against this table.
//!
//! | room | trusted | what it holds | may use |
//! |---|---|---|---|
//! | [`error`] | no | what can be wrong with a number, a graph, a text or the proof of a leaf: data | |
//! | [`budget`] | yes | counted work and memory of a check, and what stops it | |
//! | [`number`] | yes | endpoints with directed rounding, intervals, rationals, polynomials | `error` `budget` |
//! | [`function`] | yes | the scalar functions: values, derivatives, how they bend | `number` |
//! | [`kind`] | yes | kinds of number that functions apply to: exact, affine forms, series, in λ, shapes | `budget` `number` `function` |
//! | [`expression`] | yes | graphs of operations, canonical forms, tapes that run over any kind | `error` `budget` `number` `function` `kind` |
//! | [`problem`] | yes | objective, penalty, domain, rows, symmetries, and their text | `error` `budget` `number` `function` `kind` `expression` |
//! | [`certificate`] | yes | claims, evidence, trees, and their text | `error` `number` `expression` `problem` |
//! | [`advice`] | no | proposals that the leaf tests verify: factors, vectors, metrics, points | `budget` `number` `problem` |
//! | [`bound`] | yes | the leaf tests: Hessians and values over cells | `error` `budget` `number` `function` `kind` `expression` `problem` `advice` |
//! | `cost` | no | the work of a leaf test, foreseen from sizes: no proof rests on it | `budget` `number` `bound` |
//! | [`reason`] | no | why a check fails, for messages | `error` `budget` `number` `function` `kind` `expression` `problem` `certificate` `bound` |
//! | [`check`] | yes | one file a rule; alone makes [`check::Verified`] | `error` `budget` `number` `function` `kind` `expression` `problem` `certificate` `bound` `reason` |
//! | [`grammar`] | no | the formula language: text into graphs, and back | `error` `number` `function` `expression` `problem` |
//! | [`writing`] | no | problems and certificates as text | `number` `function` `kind` `expression` `problem` `certificate` |
//! | [`words`] | no | verdicts as sentences | `error` `number` `function` `kind` `expression` `problem` `certificate` `bound` `reason` `check` `grammar` `writing` |
//! | [`source`] | for `check --problem` | problem files, data, networks | `error` `budget` `number` `function` `kind` `expression` `problem` `certificate` `advice` `reason` `grammar` `words` `writing` |
//! | [`search`] | no | produces evidence | `error` `budget` `number` `function` `kind` `expression` `problem` `certificate` `advice` `bound` `reason` `check` `writing` `words` |
//! | [`report`] | no | text, JSON, LaTeX, HTML, figures of what is verified | `error` `budget` `number` `function` `kind` `expression` `problem` `certificate` `bound` `reason` `check` `grammar` `words` `source` `search` `writing` |
//! | [`command`] | no | the command line | `error` `budget` `number` `problem` `certificate` `bound` `reason` `check` `grammar` `words` `source` `search` `report` `writing` |

#![warn(missing_docs)]

pub mod advice;
pub mod bound;
pub mod budget;
pub mod certificate;
pub mod check;
mod cost;
pub mod error;
pub mod expression;
pub mod function;
pub mod grammar;
pub mod kind;
pub mod number;
pub mod problem;
pub mod reason;
pub mod words;
pub mod writing;

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
