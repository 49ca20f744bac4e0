//! Writing certificates. FORMAT.md describes the text line by line.

use super::field::{Coefficients, Numbers, write_symmetry};
use super::problem::write_problem;
use super::tree::write_nodes;
use crate::certificate::{
    Certificate, Cover, Evidence, Family, Jensen, Leaf, Minimum, Orbit, Proof, Ray, Reduction, Rival, Strong,
    Tree, Witness,
};
use crate::number::{Polynomial, Rational};
use crate::problem::{Problem, Symmetry};
use std::fmt::{Result, Write};

/// The certificate as text; equal certificates give equal bytes. `provenance` lines become a comment
/// block outside the digested part.
pub fn write_certificate(certificate: &Certificate, provenance: &[String]) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    let _ = write_digested(certificate, &mut text);
    let comments: String =
        provenance.iter().flat_map(|entry| entry.lines()).map(|line| format!("# {line}\n")).collect();
    comments + &text
}

/// The part that the digest covers.
fn write_digested(certificate: &Certificate, text: &mut String) -> Result {
    writeln!(text, "jensen-certificate 2")?;
    writeln!(text, "claim {}", certificate.claim)?;
    text.push_str(&write_problem(&certificate.problem));
    writeln!(text, "evidence {}", certificate.evidence.rule())?;
    match &certificate.evidence {
        Evidence::Witness(witness) => write_witness(witness, &certificate.problem, text)?,
        Evidence::Family(family) => write_family(family, text)?,
        Evidence::Proof(proof) => write_proof(proof, &certificate.problem, text)?,
        Evidence::Bracket { lower, upper } => {
            write_lower(lower.as_ref(), &certificate.problem, text)?;
            writeln!(text, "upper {}", upper.rule())?;
            write_proof(upper, &certificate.problem, text)?;
        }
        Evidence::Strong(Strong { convex_at, proof }) | Evidence::Minimizer(Strong { convex_at, proof }) => {
            writeln!(text, "convex-at {convex_at}")?;
            write_proof_by(proof, &certificate.problem, text)?;
        }
        Evidence::Minimum(minimum) => write_minimum(minimum, text)?,
        Evidence::Stationary(proof) => write_proof_by(proof, &certificate.problem, text)?,
        Evidence::Value | Evidence::Identity | Evidence::Invariance => {}
        Evidence::Counterexample(point) => {
            text.push_str("at");
            write_numbers(point, text)?;
        }
        Evidence::Descent(direction) => {
            text.push_str("direction");
            write_numbers(direction, text)?;
        }
        Evidence::Rivals(rivals) => rivals.iter().try_for_each(|rival| {
            let (keyword, numbers) = match rival {
                Rival::Point(point) => ("rival", point),
                Rival::Direction(direction) => ("towards", direction),
            };
            text.push_str(keyword);
            write_numbers(numbers, text)
        })?,
        Evidence::Curve(samples) => samples.iter().try_for_each(|minimum| write_minimum(minimum, text))?,
    }
    let lines = text.lines().count() + 1;
    writeln!(text, "end {lines}")
}

fn write_lower(lower: Option<&Witness>, problem: &Problem, text: &mut String) -> Result {
    let Some(witness) = lower else { return writeln!(text, "lower none") };
    writeln!(text, "lower {}", witness.rule())?;
    write_witness(witness, problem, text)
}

fn write_witness(witness: &Witness, problem: &Problem, text: &mut String) -> Result {
    match witness {
        Witness::Jensen(jensen) => write_jensen(jensen, text),
        Witness::Curvature(ray) | Witness::Kink(ray) => write_ray(ray, text),
        Witness::Orbit(orbit) => write_orbit(orbit, problem, text),
    }
}

fn write_jensen(jensen: &Jensen, text: &mut String) -> Result {
    for (weight, point) in &jensen.points {
        write!(text, "point {weight} at")?;
        write_numbers(point, text)?;
    }
    Ok(())
}

fn write_ray(Ray { point, direction }: &Ray, text: &mut String) -> Result {
    text.push_str("at");
    write_numbers(point, text)?;
    text.push_str("direction");
    write_numbers(direction, text)
}

/// A cover, or `by` another rule.
fn write_proof_by(proof: &Proof, problem: &Problem, text: &mut String) -> Result {
    if *proof == Proof::Composition {
        writeln!(text, "by {}", proof.rule())?;
    }
    write_proof(proof, problem, text)
}

fn write_family(family: &Family, text: &mut String) -> Result {
    text.push_str("denominator");
    write_polynomials(std::slice::from_ref(&family.denominator), text)?;
    for (weight, point) in &family.points {
        write!(text, "point {weight} at")?;
        write_polynomials(point, text)?;
    }
    Ok(())
}

fn write_polynomials(polynomials: &[Polynomial], text: &mut String) -> Result {
    polynomials.iter().try_for_each(|polynomial| write!(text, " {}", Coefficients(polynomial)))?;
    writeln!(text)
}

fn write_numbers(numbers: &[Rational], text: &mut String) -> Result {
    writeln!(text, "{}", Numbers(numbers))
}

fn write_minimum(minimum: &Minimum, text: &mut String) -> Result {
    text.push_str("at");
    write_numbers(&minimum.point, text)?;
    text.push_str("convex-at");
    write_numbers(&minimum.convex_at, text)?;
    write_tree("tree", &minimum.tree, text)
}

fn write_proof(proof: &Proof, problem: &Problem, text: &mut String) -> Result {
    match proof {
        Proof::Cover(cover) => write_cover(cover, problem, text),
        Proof::Composition => Ok(()),
    }
}

fn write_cover(cover: &Cover, problem: &Problem, text: &mut String) -> Result {
    if let Some(reduction) = &cover.reduction {
        write_reduction(reduction, problem, text)?;
    }
    write_tree("tree", &cover.tree, text)?;
    cover.penalty.as_ref().map_or(Ok(()), |penalty| write_tree("penalty-tree", penalty, text))
}

fn write_tree<L: Leaf>(keyword: &str, tree: &Tree<L>, text: &mut String) -> Result {
    writeln!(text, "{keyword} {}", tree.tokens().len())?;
    write_nodes(tree, text);
    Ok(())
}

fn write_orbit(orbit: &Orbit, problem: &Problem, text: &mut String) -> Result {
    write_symmetries(&orbit.symmetries, problem, text)?;
    text.push_str("at");
    write_numbers(&orbit.point, text)
}

fn write_symmetries(symmetries: &[Symmetry], problem: &Problem, text: &mut String) -> Result {
    writeln!(text, "symmetries {}", symmetries.len())?;
    symmetries.iter().try_for_each(|symmetry| {
        text.push_str("map");
        write_symmetry(symmetry, problem, text)?;
        writeln!(text)
    })
}

fn write_reduction(reduction: &Reduction, problem: &Problem, text: &mut String) -> Result {
    write_symmetries(&reduction.symmetries, problem, text)?;
    text.push_str("order");
    reduction.order.iter().try_for_each(|&k| write!(text, " {}", problem.parameters[k]))?;
    writeln!(text)
}
