//! What people and programs see of an answer: text, JSON, Markdown, LaTeX, BibTeX, SVG, HTML.
//!
//! A report of a proved claim takes a [`Verified`](crate::check::Verified) certificate: what the checker has not accepted
//! cannot be printed as an answer.

mod answer;
pub mod bibtex;
mod checked;
mod decay;
mod defect;
pub mod diagnostic;
mod facts;
mod family;
mod figure;
mod headline;
pub mod html;
mod impasse;
pub mod json;
mod known;
pub mod latex;
pub mod markdown;
mod minimizer;
mod number;
pub mod path;
mod problem;
pub mod proof;
mod question;
mod sheet;
pub mod sketch;
mod status;
mod survey;
mod table;
mod tex;
pub mod text;
mod witness;

pub use answer::{Answer, Spent, Unchecked};
pub use checked::{Checked, Outcome};
pub use figure::OPENING as FIGURE;
pub use impasse::impasse as impasse_in_words;
pub use known::{Known, collapsed, known};
pub use question::Question;
pub use status::{BracketStatus, bracket_status, is_convex_at, lower_end, refutes, upper_end};
pub use survey::{Survey, survey};
pub use table::wrap;
