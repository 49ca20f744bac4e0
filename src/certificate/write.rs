//! Writing certificates.

use super::{Certificate, Cover, Curvature, Evidence, Jensen, Tree, Witness};
use crate::problem::{spaced, write_problem};

/// The first line of the digested part.
pub(super) const VERSION: &str = "jensen-certificate 1";

/// The certificate as text; equal certificates give equal bytes. `provenance` lines become a comment
/// block outside the digested part.
pub fn write_certificate(certificate: &Certificate, provenance: &[String]) -> String {
    let mut body = format!("{VERSION}\nclaim {}\n", certificate.claim);
    body.push_str(&write_problem(&certificate.problem));
    match &certificate.evidence {
        Evidence::Jensen(jensen) => write_jensen(jensen, "evidence", &mut body),
        Evidence::Curvature(curvature) => write_curvature(curvature, "evidence", &mut body),
        Evidence::Cover(cover) => write_cover(cover, "evidence", &mut body),
        Evidence::Bracket { lower, upper } => {
            body.push_str("evidence bracket\n");
            match lower {
                None => body.push_str("lower none\n"),
                Some(Witness::Jensen(jensen)) => write_jensen(jensen, "lower", &mut body),
                Some(Witness::Curvature(curvature)) => write_curvature(curvature, "lower", &mut body),
            }
            write_cover(upper, "upper", &mut body);
        }
    }
    let count = body.lines().count() + 1;
    let comments: String =
        provenance.iter().flat_map(|text| text.lines()).map(|l| format!("# {l}\n")).collect();
    format!("{comments}{body}end {count}\n")
}

fn write_jensen(jensen: &Jensen, keyword: &str, out: &mut String) {
    out.push_str(&format!("{keyword} jensen\n"));
    for (weight, point) in &jensen.points {
        out.push_str(&format!("point {weight}{}\n", spaced(point)));
    }
}

fn write_curvature(curvature: &Curvature, keyword: &str, out: &mut String) {
    out.push_str(&format!("{keyword} curvature\n"));
    out.push_str(&format!("at{}\n", spaced(&curvature.point)));
    out.push_str(&format!("along{}\n", spaced(&curvature.direction)));
}

fn write_cover(cover: &Cover, keyword: &str, out: &mut String) {
    out.push_str(&format!("{keyword} cover\n"));
    write_tree(&cover.tree, "tree", out);
    if let Some(tree) = &cover.penalty {
        write_tree(tree, "penalty-tree", out);
    }
}

fn write_tree(tree: &Tree, keyword: &str, out: &mut String) {
    let lines = tree.lines();
    out.push_str(&format!("{keyword} {}\n", lines.len()));
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
}
