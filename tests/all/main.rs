//! Integration tests: one binary, a module a topic.

mod affine;
#[cfg(feature = "search")]
mod bound;
mod bracket;
mod certificate;
#[cfg(feature = "cli")]
mod command;
mod composition;
mod cover;
mod curvature;
mod curve;
#[cfg(feature = "cli")]
mod data;
mod domain;
#[cfg(feature = "search")]
mod every;
mod family;
mod first_order;
mod function;
mod hostile;
mod interval;
mod jensen;
mod kink;
#[cfg(feature = "cli")]
mod known;
#[cfg(feature = "search")]
mod lambda;
mod layers;
mod line;
#[cfg(feature = "search")]
mod linear;
#[cfg(feature = "search")]
mod lower;
mod minimizer;
mod minimum;
mod mutation;
#[cfg(feature = "cli")]
mod network;
mod one_sided;
mod orbit;
mod parabola;
mod parse;
mod polynomial;
mod project;
#[cfg(feature = "cli")]
mod proofs;
mod rational;
mod reduction;
#[cfg(feature = "cli")]
mod shift;
#[cfg(feature = "cli")]
mod show;
#[cfg(feature = "search")]
mod simplest;
#[cfg(feature = "cli")]
mod source;
mod statement;
#[cfg(feature = "cli")]
mod stop;
mod support;
mod taylor;
#[cfg(feature = "cli")]
mod tensor;
mod theory;
#[cfg(feature = "cli")]
mod weights;
