//! One binary, a module a topic.

mod bracket;
mod certificate;
mod cover;
mod curvature;
mod function;
mod interval;
mod jensen;
mod rational;
mod support;
