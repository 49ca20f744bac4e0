//! A verified certificate as a theorem in LaTeX: a document of its own, or a fragment to `\input`. Plain LaTeX
//! without packages; its neighbour `tex` sets names and numbers.

use super::sheet::{Sheet, VERSION};
use super::table::Table;
use super::tex::{Names, code, formula, prose};
use crate::certificate::Certificate;
use crate::check::Verified;

/// How the text begins.
pub const OPENING: &str = "% jensen";
/// Rows of a list in columns.
const MAX_ROWS: usize = 40;
/// The share of its first column.
const FIRST: f64 = 0.12;

/// A document that compiles as it is.
pub fn document(verified: &Verified<Certificate>, file: &str) -> String {
    format!(
        "{}\\documentclass{{article}}\n\\begin{{document}}\n{}\\end{{document}}\n",
        header(verified.digest()),
        body(&Sheet::new(verified, file))
    )
}

/// The theorem alone.
pub fn fragment(verified: &Verified<Certificate>, file: &str) -> String {
    header(verified.digest()) + &body(&Sheet::new(verified, file))
}

fn header(digest: &str) -> String {
    format!("{OPENING} {VERSION}, certificate {digest}\n")
}

fn body(sheet: &Sheet<'_>) -> String {
    let names = Names::new(&sheet.certificate.problem);
    let name = sheet.name();
    format!(
        "\\makeatletter\n\
         \\@ifundefined{{theorem}}{{\\newtheorem{{theorem}}{{Theorem}}}}{{}}\n\
         \\makeatother\n\
         \\begingroup\\sloppy\\emergencystretch=3em\n\
         \\begin{{theorem}}[certified by Jensen]\\label{{jensen:{name}}}\n\
         {}. Here\n{}\\end{{theorem}}\n\
         \\noindent\\textit{{Evidence.}}\n{}\
         \\noindent\\textit{{Certificate.}}\n\
         The checker of Jensen {VERSION} accepts it, with the claim\n{}.\n\
         Its SHA-256 is\n{}.\n\
         To check it again:\n{}.\n\
         \\par\\endgroup\n",
        prose(&sheet.sentence(), &names),
        rows(&sheet.problem, &names),
        rows(&sheet.evidence, &names),
        code(&sheet.exact),
        code(sheet.digest),
        code(&sheet.command),
    )
}

/// Labelled values; objective and penalty are formulas.
fn rows(table: &Table, names: &Names) -> String {
    let mut out = String::new();
    for (label, value) in table.rows() {
        let label_set = prose(label, &Names::none());
        let set = match label {
            "L" | "P" => formula(&value, names),
            _ if is_grid(&value) => grid(&value, names),
            _ => value.lines().map(|line| prose(line, names)).collect::<Vec<_>>().join("\\\\\n"),
        };
        out += &match label {
            "" => format!("\\\\\n{set}"),
            _ => format!("\\item[{label_set}] {set}"),
        };
        out.push('\n');
    }
    if out.is_empty() {
        out
    } else {
        format!("\\begin{{description}}\\raggedright\n{out}\\end{{description}}\n")
    }
}

/// Whether a value is in columns, which two spaces tell apart.
pub fn is_grid(value: &str) -> bool {
    value.lines().any(|line| line.contains("  "))
}

fn grid(value: &str, names: &Names) -> String {
    let cells = |line: &str| -> Vec<String> {
        line.split("  ")
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .map(|cell| prose(cell, names))
            .collect()
    };
    let lines: Vec<Vec<String>> = value.lines().map(cells).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let more = lines.len().saturating_sub(MAX_ROWS);
    let width = |column: usize| if column == 0 { FIRST } else { (0.95 - FIRST) / (columns - 1) as f64 };
    let columns: String =
        (0..columns).map(|column| format!("p{{{:.3}\\linewidth}}", width(column))).collect();
    let mut rows: Vec<String> =
        lines.iter().take(MAX_ROWS).map(|line| line.join(" & \\raggedright ")).collect();
    rows.extend((more > 0).then(|| format!("and {more} more")));
    format!(
        "\\mbox{{}}\\\\\n{{\\scriptsize\\tabcolsep=2pt\n\\begin{{tabular}}{{@{{}}{columns}@{{}}}}\n{}\n\\end{{tabular}}}}",
        rows.join("\\tabularnewline\n"),
    )
}
