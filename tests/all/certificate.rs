//! The text of certificates: one text for one certificate, and everything else rejected.

use crate::bracket::cubic;
use crate::curvature::product_text;
use crate::family::product_family;
use crate::jensen::swap_text;
use crate::kink::two_neurons;
use crate::mutation::shipped;
use crate::support::{assert_verdicts, changed, problem, q, text, tree, verdict, verdict_of};
use jensen::certificate::{Claim, Cover, CoverLeaf, Evidence, Proof, Token, Tree, digest, read_certificate};
use jensen::check::{Effort, check};
use jensen::number::Rational;
use jensen::writing::{write_certificate, write_problem};

fn swap() -> String {
    swap_text("not-convex lambda < 18/5")
}

fn examples() -> [String; 5] {
    let bracket = cubic("lambda-star in [6, 25/4]");
    [swap(), product_text("not-convex lambda < 2"), bracket, two_neurons(), product_family()]
}

#[test]
fn the_worked_example() {
    insta::assert_snapshot!(swap());
}

/// The certificate in FORMAT.md is that example, and valid.
#[test]
fn the_format_document_shows_it() {
    let document = include_str!("../../FORMAT.md");
    assert!(document.contains(&format!("```text\n{}```\n", swap())));
    assert_eq!(verdict(&swap()), "valid: not-convex lambda < 18/5");
}

#[test]
fn writing_what_was_read_gives_the_same_bytes() {
    for text in examples() {
        let certificate = read_certificate(&text).expect("a certificate");
        assert_eq!(write_certificate(&certificate, &[]), text);
        let again = read_certificate(&write_certificate(&certificate, &[])).expect("a certificate");
        assert_eq!(again, certificate);
    }
}

/// Numbering follows the graph; what neither objective nor penalty needs is left out.
#[test]
fn equal_problems_have_equal_texts() {
    let formula = "(1 - a*b)^2 + exp(a)";
    let clean = problem(formula, "a -1 1, b -1 1");
    let mut cluttered = clean.clone();
    let unused = cluttered.graph.constant(Rational::from(77)).expect("room");
    assert_ne!(clean, cluttered);
    assert_eq!(write_problem(&clean), write_problem(&cluttered));
    assert!(cluttered.graph.nodes().len() > unused.index());
}

/// However an expression came about, its nodes stand in one order.
#[test]
fn equal_expressions_have_equal_texts() {
    let text = |formula: &str| write_problem(&problem(formula, "a -1 1, b -1 1"));
    for (one, other) in [
        ("(1 - a*b)^2 + exp(a)", "exp(a) + (b*a*(-1) + 1)^2"),
        ("tanh(b) + tanh(a) + 3", "tanh(b) + tanh(a) + 3"),
        ("a^2*b^3 + 2*a^2", "2*a^2 + b^3*a^2"),
    ] {
        assert_eq!(text(one), text(other));
    }
    assert_ne!(text("a + tanh(b)"), text("b + tanh(a)"));
}

/// FORMAT.md's order of nodes, by the text alone: each node's height, word, and what follows, rise.
#[test]
fn nodes_of_shipped_certificates_are_in_order() {
    for file in crate::mutation::shipped() {
        let text = std::fs::read_to_string(&file).expect("a certificate");
        let names = |kind: &str| -> Vec<&str> {
            let lines = text.lines().filter_map(|line| line.strip_prefix(kind));
            lines.map(|line| line.split(' ').next().unwrap_or_default()).collect()
        };
        let [parameters, columns] = ["parameter ", "column "].map(names);
        let (mut heights, mut last): (Vec<usize>, _) = (Vec::new(), None);
        for line in text.lines().filter(|line| line.starts_with("node ")) {
            let fields: Vec<&str> = line.split(' ').skip(2).collect();
            let place = |names: &[&str]| names.iter().position(|name| *name == fields[1]).expect("a name");
            let numbers: Vec<Rational> = match fields[0] {
                "parameter" => vec![place(&parameters).into()],
                "column" => vec![place(&columns).into()],
                _ => fields[1..].iter().map(|field| q(field)).collect(),
            };
            let operands = match fields[0] {
                "parameter" | "column" | "constant" => 0,
                "add" | "mul" => 2,
                _ => 1,
            };
            let operand = |number: &Rational| heights[number.to_f64() as usize] + 1;
            let height = numbers.iter().take(operands).map(operand).max().unwrap_or_default();
            heights.push(height);
            let key = Some((height, fields[0].to_owned(), numbers));
            assert!(last < key, "{file:?}: {line}");
            last = key;
        }
        assert!(last.is_some());
    }
}

#[test]
fn every_truncation_is_rejected() {
    for text in examples() {
        for end in 0..text.len() {
            assert!(check(&text.as_bytes()[..end], &Effort::default()).is_err(), "{}", &text[..end]);
        }
    }
}

#[test]
fn provenance_is_outside_the_digest() {
    let plain = swap();
    let certificate = read_certificate(&plain).expect("a certificate");
    let noted = write_certificate(&certificate, &["made by hand\non a Monday".to_owned(), String::new()]);
    assert_eq!(noted, format!("# made by hand\n# on a Monday\n{plain}"));
    assert_eq!(digest(&noted), digest(&plain));
    let verified = check(noted.as_bytes(), &Effort::default()).expect("valid");
    assert_eq!(verified.digest(), digest(&plain));
    assert_eq!(verified.get(), &certificate);
    assert_ne!(digest(&plain), digest(&swap_text("not-convex lambda < 17/5")));
    // The standard's own test vector.
    assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn lines_are_counted_with_the_comments() {
    let text = format!("# one\n# two\n{}", changed(&swap(), "row 1 3", "row 1 03"));
    assert_eq!(verdict(&text), "rejected: line 12: format: `03` is not the canonical spelling");
}

#[test]
fn verdicts() {
    let swap = swap();
    let digits = |count: usize| "9".repeat(count);
    let change = |from: &str, to: &str| changed(&swap, from, to);
    let lines: Vec<&str> = swap.lines().collect();
    assert_verdicts(&[
        ("as it is", swap.clone(), "valid: not-convex lambda < 18/5"),
        ("comments", format!("# a note\n#\n{swap}"), "valid: not-convex lambda < 18/5"),
        ("empty", String::new(), "rejected: line 1: format: expected `jensen-certificate 2`, found ``"),
        (
            "comments only",
            "# a note\n".to_owned(),
            "rejected: line 2: format: expected `jensen-certificate 2`, found ``",
        ),
        (
            "comment inside",
            change("problem\n", "problem\n# a note\n"),
            "rejected: line 4: format: expected `objective`, found `#`",
        ),
        (
            "comment at the end",
            format!("{swap}# a note\n"),
            "rejected: line 40: format: text follows the end of the certificate",
        ),
        (
            "empty line in front",
            format!("\n{swap}"),
            "rejected: line 1: format: expected `jensen-certificate 2`, found ``",
        ),
        (
            "two certificates",
            format!("{swap}{swap}"),
            "rejected: line 40: format: text follows the end of the certificate",
        ),
        (
            "zero byte in a comment",
            format!("# \0\n{swap}"),
            "rejected: line 1: format: this is no text: it has a NUL byte",
        ),
        (
            "later version",
            change("jensen-certificate 2", "jensen-certificate 3"),
            "undecided: line 1: unknown version `3`: a newer version of jensen may know it",
        ),
        (
            "carriage returns",
            swap.replace('\n', "\r\n"),
            "rejected: line 1: format: expected `jensen-certificate 2`, found `jensen-certificate 2\\r`",
        ),
        (
            "no last newline",
            swap.trim_end().to_owned(),
            "rejected: line 40: format: expected a line break, found the end",
        ),
        (
            "two spaces",
            change("row 1 3", "row 1  3"),
            "rejected: line 10: format: expected 2 numbers, found 3",
        ),
        (
            "space at the end",
            change("row 1 3", "row 1 3 "),
            "rejected: line 10: format: expected 2 numbers, found 3",
        ),
        (
            "tab",
            change("row 1 3", "row\t1 3"),
            "rejected: line 10: format: expected `objective`, found `row\\t1`",
        ),
        (
            "wrong count",
            swap.replace("end ", "end 1"),
            "rejected: line 39: format: expected `end 39`, found `end 139`",
        ),
        (
            "no count",
            swap.replace("end 3", "end"),
            "undecided: line 39: unknown line `end9`: a newer version of jensen may know it",
        ),
        (
            "a claim in another shape",
            change("claim not-convex lambda <", "claim not-convex lambda <="),
            "rejected: line 2: format: this is no claim: `claim not-convex lambda <= 18/5`",
        ),
        (
            "unknown rule",
            change("evidence jensen", "evidence trust"),
            "undecided: line 36: unknown rule `trust`: a newer version of jensen may know it",
        ),
        (
            "unknown section",
            change("objective ", "hypothesis true\nobjective "),
            "undecided: line 30: unknown line `hypothesis`: a newer version of jensen may know it",
        ),
        (
            "claim missing",
            changed(&swap, &format!("{}\n", lines[1]), ""),
            "rejected: line 2: format: this is no claim: `problem`",
        ),
        (
            "evidence twice",
            change("evidence jensen\n", "evidence jensen\nevidence jensen\n"),
            "rejected: line 37: format: expected `end`, found `evidence`",
        ),
        (
            "fraction not reduced",
            change("point 1/2", "point 2/4"),
            "rejected: line 37: format: `2/4` is not the canonical spelling",
        ),
        (
            "over 1",
            change("row 1 3", "row 1/1 3"),
            "rejected: line 10: format: `1/1` is not the canonical spelling",
        ),
        ("plus sign", change("row 1 3", "row +1 3"), "rejected: line 10: format: this is not a number"),
        (
            "leading zero",
            change("row 1 3", "row 01 3"),
            "rejected: line 10: format: `01` is not the canonical spelling",
        ),
        (
            "negative zero",
            change("center 0", "center -0"),
            "rejected: line 32: format: `-0` is not the canonical spelling",
        ),
        (
            "negative denominator",
            change("point 1/2", "point 1/-2"),
            "rejected: line 37: format: this is not a number",
        ),
        (
            "zero denominator",
            change("point 1/2", "point 1/0"),
            "rejected: line 37: format: the denominator is zero",
        ),
        ("decimal", change("point 1/2", "point 0.5"), "rejected: line 37: format: this is not a number"),
        ("exponent", change("row 1 3", "row 1 3e0"), "rejected: line 10: format: this is not a number"),
        ("NaN", change("row 1 3", "row 1 NaN"), "rejected: line 10: format: this is not a number"),
        ("infinite", change("row 1 3", "row 1 inf"), "rejected: line 10: format: this is not a number"),
        (
            "too many digits",
            change("row 1 3", &format!("row 1 {}", digits(10_001))),
            "rejected: line 10: format: a number has at most 10,000 digits and a decimal exponent within ±10,000",
        ),
        (
            "many digits",
            change("row 1 3", &format!("row 1 {}", digits(10_000))),
            "valid: not-convex lambda < 18/5",
        ),
        (
            "duplicate name",
            change("parameter a2", "parameter a1"),
            "rejected: line 5: format: the name `a1` occurs twice",
        ),
        (
            "duplicate column",
            change("column y", "column x"),
            "rejected: line 9: format: the name `x` occurs twice",
        ),
        (
            "no identifier",
            change("parameter a2", "parameter 2a"),
            "rejected: line 5: format: `2a` is not an identifier",
        ),
        (
            "empty limits",
            change("parameter a1 -2 2", "parameter a1 3 2"),
            "rejected: line 4: format: the lower limit exceeds the upper one",
        ),
        (
            "swapped infinities",
            change("parameter a1 -2 2", "parameter a1 inf -inf"),
            "rejected: line 4: format: this is not a number",
        ),
        ("short row", change("row 1 3", "row 1"), "rejected: line 10: format: expected 2 numbers, found 1"),
        (
            "long row",
            change("row 1 3", "row 1 3 3"),
            "rejected: line 10: format: expected 2 numbers, found 3",
        ),
        (
            "no such column",
            change("node 0 column x", "node 0 column z"),
            "rejected: line 11: format: nothing has the name `z`",
        ),
        (
            "forward reference",
            change("node 10 power 8 2", "node 10 power 11 2"),
            "rejected: line 21: format: node 11 is not an earlier node",
        ),
        (
            "self reference",
            change("node 10 power 8 2", "node 10 power 10 2"),
            "rejected: line 21: format: node 10 is not an earlier node",
        ),
        (
            "wrong number",
            change("node 10 power 8 2", "node 11 power 8 2"),
            "rejected: line 21: format: this node is not in canonical form",
        ),
        (
            "unknown function",
            change("node 10 power 8 2", "node 10 sinh 8"),
            "undecided: line 21: unknown operation `sinh`: a newer version of jensen may know it",
        ),
        (
            "exponent 1",
            change("node 10 power 8 2", "node 10 power 8 1"),
            "rejected: line 21: format: the exponent 1 is 0, 1, or beyond ±1000",
        ),
        (
            "exponent too large",
            change("node 10 power 8 2", "node 10 power 8 1001"),
            "rejected: line 21: format: the exponent 1001 is 0, 1, or beyond ±1000",
        ),
        (
            "repeated node",
            change("node 10 power 8 2", "node 10 column x"),
            "rejected: line 21: format: this node is not in canonical form",
        ),
        (
            "unordered operands",
            change("node 8 mul 0 6", "node 8 mul 6 0"),
            "rejected: line 19: format: this node is not in canonical form",
        ),
        (
            "unused node",
            changed(&swap, "objective 3", "node 19 exp 16\nobjective 3"),
            "rejected: line 30: format: this node is not in canonical form",
        ),
        (
            "sum with a constant 0",
            changed(&swap, "objective 3", "node 19 add 3 16\nobjective 19"),
            "rejected: line 30: format: this node is not in canonical form",
        ),
        (
            "column in the fixed part",
            changed(&swap, "objective 3 rows 18", "objective 18"),
            "rejected: line 30: format: the fixed part of the objective mentions a data column",
        ),
        (
            "no such node",
            changed(&swap, "rows 18", "rows 99"),
            "rejected: line 30: format: node 99 is not an earlier node",
        ),
        (
            "negative weight",
            change("term a2 square 1", "term a2 square -1"),
            "rejected: line 33: format: a penalty's weight is negative",
        ),
        (
            "negative absolute weight",
            change("square 1 absolute 0", "square 1 absolute -1/2"),
            "rejected: line 32: format: a penalty's weight is negative",
        ),
        (
            "terms out of order",
            change("term a2", "term w1"),
            "rejected: line 33: format: expected the parameters in their order, found `w1`",
        ),
        (
            "term missing",
            changed(&swap, "term a2 square 1 absolute 0 center 0\n", ""),
            "rejected: line 33: format: expected the parameters in their order, found `w1`",
        ),
        (
            "penalty of another kind",
            change("penalty separable", "penalty entropy"),
            "undecided: line 31: unknown penalty `entropy`: a newer version of jensen may know it",
        ),
        (
            "carriage return in a number",
            swap.replace("row 1 3", "row 1 3\r"),
            "rejected: line 10: format: this is not a number",
        ),
        (
            "zero byte",
            change("row 1 3", "row 1 \u{0}3"),
            "rejected: line 10: format: this is no text: it has a NUL byte",
        ),
        (
            "zero byte behind the end",
            format!("{swap}\u{0}"),
            "rejected: line 40: format: this is no text: it has a NUL byte",
        ),
        (
            "no-break space",
            change("row 1 3", "row 1\u{a0}3"),
            "rejected: line 10: format: expected 2 numbers, found 1",
        ),
        (
            "minus sign that is none",
            change("row 1 3", "row 1 \u{2212}3"),
            "rejected: line 10: format: this is not a number",
        ),
        (
            "digits that are none",
            change("row 1 3", "row 1 \u{663}"),
            "rejected: line 10: format: this is not a number",
        ),
        (
            "byte order mark",
            format!("\u{feff}{swap}"),
            "rejected: line 1: format: expected `jensen-certificate 2`, found `﻿jensen-certificate 2`",
        ),
        (
            "empty last line",
            format!("{swap}\n"),
            "rejected: line 40: format: text follows the end of the certificate",
        ),
        (
            "line count with a sign",
            swap.replace("end 39", "end +39"),
            "rejected: line 39: format: expected the number of lines, found `+39`",
        ),
        (
            "line count with a zero in front",
            swap.replace("end 39", "end 039"),
            "rejected: line 39: format: expected the number of lines, found `039`",
        ),
        (
            "line count beyond all numbers",
            swap.replace("end 39", &format!("end {}", digits(30))),
            "rejected: line 39: format: expected the number of lines, found `999999999999999999999999999999`",
        ),
        (
            "node number with a sign",
            change("objective 3", "objective +3"),
            "rejected: line 30: format: expected the number of a node, found `+3`",
        ),
        (
            "node number beyond 32 bits",
            change("objective 3", "objective 4294967299"),
            "rejected: line 30: format: node 4294967299 is not an earlier node",
        ),
        (
            "exponent 0",
            change("node 10 power 8 2", "node 10 power 8 0"),
            "rejected: line 21: format: the exponent 0 is 0, 1, or beyond ±1000",
        ),
        (
            "exponent with a sign",
            change("node 10 power 8 2", "node 10 power 8 +2"),
            "rejected: line 21: format: `+2` is not the canonical spelling",
        ),
        (
            "exponent beyond 64 bits",
            change("node 10 power 8 2", &format!("node 10 power 8 {}", digits(30))),
            "rejected: line 21: format: expected an exponent, found `999999999999999999999999999999`",
        ),
        (
            "exponent that is a fraction",
            change("node 10 power 8 2", "node 10 power 8 1/2"),
            "undecided: line 21: unknown exponent `1/2`: a newer version of jensen may know it",
        ),
        (
            "times 1",
            change("node 2 constant -1", "node 2 constant 1"),
            "rejected: line 25: format: this node is not in canonical form",
        ),
        (
            "function of too many",
            change("node 10 power 8 2", "node 10 exp 8 2"),
            "rejected: line 21: format: expected the end of the line, found `2`",
        ),
        (
            "function of nothing",
            change("node 10 power 8 2", "node 10 exp"),
            "rejected: line 21: format: expected the number of a node, found the end",
        ),
        (
            "minus infinity above",
            change("parameter a1 -2 2", "parameter a1 -2 -inf"),
            "rejected: line 4: format: this is not a number",
        ),
        (
            "infinity below",
            change("parameter a1 -2 2", "parameter a1 inf inf"),
            "rejected: line 4: format: this is not a number",
        ),
        (
            "parameter without limits",
            change("parameter a1 -2 2", "parameter a1"),
            "rejected: line 4: format: expected a limit, found the end",
        ),
        (
            "one name for two terms",
            change("term a2", "term a1"),
            "rejected: line 33: format: expected the parameters in their order, found `a1`",
        ),
        (
            "term without a weight",
            change("term a2 square 1 absolute 0", "term a2 square 1"),
            "rejected: line 33: format: expected `absolute`, found `center`",
        ),
        (
            "objective of rows without a number",
            change("rows 18", "rows"),
            "rejected: line 30: format: expected the number of a node, found the end",
        ),
        (
            "two problems",
            change("evidence jensen", "problem\nevidence jensen"),
            "rejected: line 36: format: expected `evidence`, found `problem`",
        ),
        (
            "rows in front of columns",
            change("column x\ncolumn y\nrow 1 3", "row 1 3\ncolumn x\ncolumn y"),
            "rejected: line 8: format: expected 0 numbers, found 2",
        ),
        (
            "another version",
            change("jensen-certificate 2", "jensen-certificate 10"),
            "undecided: line 1: unknown version `10`: a newer version of jensen may know it",
        ),
        (
            "the earlier version",
            change("jensen-certificate 2", "jensen-certificate 1"),
            "undecided: line 1: this is version 1 of the format: `jensen upgrade OLD NEW` writes version 2",
        ),
        (
            "version 0",
            change("jensen-certificate 2", "jensen-certificate 0"),
            "rejected: line 1: format: expected `jensen-certificate 2`, found `jensen-certificate 0`",
        ),
        (
            "a version with a zero in front",
            change("jensen-certificate 2", "jensen-certificate 03"),
            "rejected: line 1: format: expected `jensen-certificate 2`, found `jensen-certificate 03`",
        ),
        (
            "a claim in capitals",
            change("claim not-convex", "claim Not-convex"),
            "rejected: line 2: format: expected a known claim, found `Not-convex`",
        ),
        (
            "a bracket without a comma",
            change("not-convex lambda < 18/5", "lambda-star in [1 2]"),
            "rejected: line 2: format: this is no claim: `claim lambda-star in [1 2]`",
        ),
        (
            "too many points",
            changed(&swap, "point 1/2 at -1 1 1 2\n", &"point 1/20000 at -1 1 1 2\n".repeat(10_000)),
            "rejected: line 10037: format: more than 10000 points",
        ),
        (
            "nodes in another order",
            change("node 0 column x\nnode 1 column y", "node 0 column y\nnode 1 column x"),
            "rejected: line 11: format: this node is not in canonical form",
        ),
        (
            "operands in another order of nodes",
            change("node 8 mul 0 6\nnode 9 mul 0 7", "node 8 mul 0 7\nnode 9 mul 0 6"),
            "rejected: line 19: format: this node is not in canonical form",
        ),
        (
            "unknown claim",
            change("claim not-convex lambda < 18/5", "claim quasi-convex lambda < 18/5"),
            "undecided: line 2: unknown claim `quasi-convex`: a newer version of jensen may know it",
        ),
        (
            "unknown part",
            change("claim not-convex lambda < 18/5", "claim invariant hessian under 1 2 3 4"),
            "undecided: line 2: unknown part `hessian`: a newer version of jensen may know it",
        ),
        (
            "a cylinder",
            change("column x\n", "cylinder 1/100\ncolumn x\n"),
            "undecided: line 8: unknown line `cylinder`: a newer version of jensen may know it",
        ),
        (
            "an open limit",
            change("parameter a1 -2 2", "parameter a1 (-2 2"),
            "undecided: line 4: unknown limit `(-2`: a newer version of jensen may know it",
        ),
        (
            "an open limit above",
            change("parameter a1 -2 2", "parameter a1 -2 2)"),
            "undecided: line 4: unknown limit `2)`: a newer version of jensen may know it",
        ),
        (
            "an open limit that is none",
            change("parameter a1 -2 2", "parameter a1 (two 2"),
            "rejected: line 4: format: this is not a number",
        ),
        (
            "a function that is no word",
            change("node 10 power 8 2", "node 10 Power 8 2"),
            "rejected: line 21: format: expected a known operation, found `Power`",
        ),
        (
            "lines of an unknown kind in the evidence",
            change("point 1/2 at 1 -1 2 1\n", "hint 3\npoint 1/2 at 1 -1 2 1\n"),
            "undecided: line 37: unknown line `hint`: a newer version of jensen may know it",
        ),
        (
            "what is malformed before it is unknown",
            change("row 1 3", "row 1 x").replace("evidence jensen", "evidence trust"),
            "rejected: line 10: format: this is not a number",
        ),
        (
            "penalty of data",
            changed(&swap, "penalty separable", "penalty formula 18"),
            "rejected: line 31: format: the penalty mentions a data column",
        ),
    ]);
}

/// Precisions beyond what is allowed are brought within it.
#[test]
fn every_precision_will_do() {
    let irrational = include_str!("certificates/neuron-chord.jensen").to_owned();
    for text in examples().into_iter().chain([irrational]) {
        for precision in [0, 1, 52, 53, 1000, u32::MAX] {
            for precise in [false, true] {
                let effort = Effort { precise, precision, ..Effort::default() };
                assert_eq!(verdict_of(text.as_bytes(), &effort), verdict(&text), "{effort:?}");
            }
        }
    }
}

#[test]
fn bytes_that_are_no_text() {
    let mut bytes = swap().into_bytes();
    bytes[30] = 0xff;
    assert_eq!(verdict_of(&bytes, &Effort::default()), "rejected: line 2: format: the text is not UTF-8");
}

/// Numbers in names of functions and nodes of a graph that would fold are constants in disguise.
#[test]
fn disguised_constants() {
    let text = text(
        &problem("x^2 + log(3)", "x -1 1"),
        "convex lambda >= 0",
        Evidence::Proof(Proof::Cover(crate::support::cover("=", ""))),
    );
    assert_verdicts(&[
        ("as it is", text.clone(), "valid: convex lambda >= 0"),
        (
            "undefined",
            changed(&text, "constant 3", "constant -3"),
            "rejected: line 7: format: this constant expression is undefined",
        ),
        (
            "rational",
            changed(&text, "constant 3", "constant 1"),
            "rejected: line 7: format: this node is not in canonical form",
        ),
    ]);
}

#[test]
fn long_trees_wrap() {
    let long = "a".repeat(100) + &"~".repeat(101);
    let text = text(
        &problem("-x^3", "x -1 2"),
        "convex lambda >= 7",
        Evidence::Proof(Proof::Cover(Cover {
            tree: tree(&long),
            penalty: None,
            reduction: None,
            shifts: Vec::new(),
        })),
    );
    let lines: Vec<usize> = text.lines().rev().skip(1).take(3).map(str::len).collect();
    assert_eq!(lines, [57, 72, 72]);
    assert_eq!(read_certificate(&text).expect("a certificate").claim, Claim::ConvexFrom(7.into()));
    let rewrapped = changed(&text, "a\na", "aa");
    assert!(verdict(&rewrapped).contains("is not the canonical spelling"), "{}", verdict(&rewrapped));
}

/// Variables in braces are as wide as they are written.
#[test]
fn wide_variables_wrap() {
    let names: Vec<String> = (0..60).map(|i| format!("p{i} 0 1")).collect();
    let halved = [vec![Token::Split(59); 30], vec![Token::Leaf(CoverLeaf::Natural); 31]].concat();
    let tree = Tree::new(halved).expect("a tree");
    let text = text(
        &problem("p0^2 + p59^2", &names.join(", ")),
        "convex lambda >= 0",
        Evidence::Proof(Proof::Cover(Cover { tree, penalty: None, reduction: None, shifts: Vec::new() })),
    );
    let lines: Vec<usize> = text.lines().rev().skip(1).take(3).map(str::len).collect();
    assert_eq!(lines, [7, 72, 72]);
    assert_eq!(verdict(&text), "valid: convex lambda >= 0");
}

/// A certificate has one text: whatever is read of texts near the shipped ones, and is none of them, is written as it stands.
#[test]
fn what_is_read_is_written_back() {
    const CHARACTERS: &[u8] = b"0123456789/-,+ \nabz{}.~=<_[]()e#";
    let mut state: u64 = 1;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut others = 0;
    for file in shipped() {
        let text = std::fs::read_to_string(&file).expect("a certificate");
        if text.len() > 4_000 {
            continue;
        }
        for _ in 0..2_000 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..=random(2) {
                let (at, new) = (random(bytes.len()), CHARACTERS[random(CHARACTERS.len())]);
                match random(4) {
                    0 => bytes.insert(at, new),
                    1 => drop(bytes.remove(at)),
                    2 => bytes[at] = new,
                    _ => bytes.insert(at, bytes[at]),
                }
            }
            let Ok(mutant) = String::from_utf8(bytes) else { continue };
            let Ok(certificate) = read_certificate(&mutant) else { continue };
            others += usize::from(mutant != text);
            let without_comments: String =
                mutant.split_inclusive('\n').skip_while(|line| line.starts_with('#')).collect();
            assert_eq!(write_certificate(&certificate, &[]), without_comments, "{file:?}");
        }
    }
    assert!(others > 1_000, "{others}");
}
