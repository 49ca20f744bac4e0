//! Rule `cover`: what it accepts, and false certificates that it rejects for the right reason.

use crate::jensen::neuron;
use crate::support::{
    assert_verdicts, changed, cover, grow, problem, problem_with_data, text, verdict, verdict_of,
    with_penalty, with_weights,
};
use jensen::certificate::{Cover, Evidence, Tree};
use jensen::check::Effort;
use jensen::problem::Problem;

fn covered(problem: &Problem, claim: &str, objective: &str, penalty: &str) -> String {
    text(problem, claim, Evidence::Cover(cover(objective, penalty)))
}

fn grown(problem: &Problem, claim: &str, tree: Tree) -> String {
    text(problem, claim, Evidence::Cover(Cover { tree, penalty: None }))
}

#[test]
fn verdicts() {
    let cubic = problem("-x^3", "x -1 2");
    let one = |formula: &str, claim: &str, tree: &str| covered(&problem(formula, "x -1 1"), claim, tree, "");
    let bowl = with_penalty(problem("-x^2", "x -1 1"), "x^2 + x^4");
    let well = with_penalty(problem("x^2", "x -1 1"), "x^4 - x^2");
    let elastic = with_weights(problem("-x^3", "x -1 2"), "1", "1", "0");
    let point = problem("-x^2 + relu(y) - relu(y)", "x 1/3 1/3, y 2 2");
    let data = |formula: &str, rows: &[&str]| problem_with_data(formula, "x -1 1", "c", rows);
    assert_verdicts(&[
        ("cubic", covered(&cubic, "convex lambda >= 7", "1", ""), "valid: convex lambda >= 7"),
        ("one lambda", covered(&cubic, "convex lambda = 7", "1", ""), "valid: convex lambda = 7"),
        ("split", covered(&cubic, "convex lambda >= 7", "aa10a21", ""), "valid: convex lambda >= 7"),
        ("precise leaves", covered(&cubic, "convex lambda >= 7", "aa33a21", ""), "valid: convex lambda >= 7"),
        ("below the rows", covered(&cubic, "convex lambda >= 7", "a5a56", ""), "valid: convex lambda >= 7"),
        ("elastic net", covered(&elastic, "convex lambda >= 7", "1", ""), "valid: convex lambda >= 7"),
        ("constant Hessian", one("-x^2", "convex lambda >= 1", "4"), "valid: convex lambda >= 1"),
        ("a convex formula", covered(&bowl, "convex lambda >= 2", "1", "1"), "valid: convex lambda >= 2"),
        (
            "another at one lambda",
            covered(&well, "convex lambda = 1/2", "1", ""),
            "valid: convex lambda = 1/2",
        ),
        (
            "jumps of the second derivative",
            one("huber(2*x)", "convex lambda >= 0", "0"),
            "valid: convex lambda >= 0",
        ),
        (
            "whole line",
            covered(&problem("softplus(x)", "x -inf inf"), "convex lambda >= 0", "0", ""),
            "valid: convex lambda >= 0",
        ),
        ("a point", covered(&point, "convex lambda >= 0", "0", ""), "valid: convex lambda >= 0"),
        (
            "no parameter",
            covered(&problem("2", ""), "convex lambda >= 0", "4", ""),
            "valid: convex lambda >= 0",
        ),
        (
            "lambda too small",
            covered(&cubic, "convex lambda >= 5", "1", ""),
            "rejected: line 14: cover: node 0 of the tree, a leaf: the Hessian's enclosure is too wide; the cell is x in [-1, 2]",
        ),
        (
            "lambda too small below the rows",
            covered(&cubic, "convex lambda >= 5", "5", ""),
            "rejected: line 14: cover: node 0 of the tree, a leaf: the Hessian's enclosure is too wide; the cell is x in [-1, 2]",
        ),
        (
            "unbounded cell, rows",
            covered(&problem("sin(x)", "x -inf inf"), "convex lambda >= 1", "5", ""),
            "rejected: line 12: cover: node 0 of the tree, a leaf: the method does not apply; the cell is x in [-inf, inf]",
        ),
        (
            "lambda too small, later leaf",
            covered(&cubic, "convex lambda >= 5", "aa10a21", ""),
            "rejected: line 14: cover: node 6 of the tree, a leaf: the Hessian's enclosure is too wide; the cell is x in [1.25, 2]",
        ),
        (
            "a hair too small",
            one("-x^2", "convex lambda = 999999999/1000000000", "4"),
            "rejected: line 14: cover: node 0 of the tree, a leaf: the Hessian at the centre is not positive definite; the cell is x in [-1, 1]",
        ),
        (
            "negative lambda",
            covered(&cubic, "convex lambda = -1", "1", ""),
            "rejected: line 2: cover: the claim speaks of no λ ≥ 0",
        ),
        (
            "not constant",
            covered(&cubic, "convex lambda >= 7", "4", ""),
            "rejected: line 14: cover: node 0 of the tree, a leaf: the method does not apply; the cell is x in [-1, 2]",
        ),
        (
            "unbounded cell, bounded method",
            covered(&problem("softplus(x)", "x -inf inf"), "convex lambda >= 0", "1", ""),
            "rejected: line 12: cover: node 0 of the tree, a leaf: the method does not apply; the cell is x in [-inf, inf]",
        ),
        (
            "split of an unbounded cell",
            covered(&problem("softplus(x)", "x -inf inf"), "convex lambda >= 0", "a00", ""),
            "rejected: line 12: cover: node 0 of the tree cannot split its cell in variable 0",
        ),
        (
            "split of no parameter",
            covered(&cubic, "convex lambda >= 7", "a1b11", ""),
            "rejected: line 14: cover: node 2 of the tree cannot split its cell in variable 1",
        ),
        (
            "split of a pinned parameter",
            covered(&problem("x^2", "x 1 1"), "convex lambda >= 0", "a00", ""),
            "rejected: line 12: cover: node 0 of the tree cannot split its cell in variable 0",
        ),
        (
            "kink",
            one("-relu(x)", "convex lambda >= 0", "1"),
            "rejected: line 14: cover: node 0 of the tree, a leaf: `relu(x)` is undefined or not smooth somewhere in [-1, 1]; the cell is x in [-1, 1]",
        ),
        (
            "kink on the boundary of leaves",
            one("-relu(x)", "convex lambda >= 0", "a00"),
            "rejected: line 14: cover: node 1 of the tree, a leaf: `relu(x)` is undefined or not smooth somewhere in [-1, 0]; the cell is x in [-1, 0]",
        ),
        (
            "abs",
            one("abs(x)", "convex lambda >= 0", "0"),
            "rejected: line 12: cover: node 0 of the tree, a leaf: `abs(x)` is undefined or not smooth somewhere in [-1, 1]; the cell is x in [-1, 1]",
        ),
        (
            "outside the domain of log",
            one("x^2 + log(x)", "convex lambda >= 100", "0"),
            "rejected: line 14: cover: node 0 of the tree, a leaf: `log(x)` is undefined or not smooth somewhere in [-1, 1]; the cell is x in [-1, 1]",
        ),
        (
            "undefined everywhere",
            one("x^2 + log(0*x - 1)", "convex lambda >= 0", "0"),
            "rejected: line 18: cover: node 0 of the tree, a leaf: `log(0*x - 1)` is undefined or not smooth somewhere in [-1, -1]; the cell is x in [-1, 1]",
        ),
        (
            "undefined for a row",
            covered(&data("x^2 + sum(log(c))", &["1", "0"]), "convex lambda >= 0", "0", ""),
            "rejected: line 17: cover: node 0 of the tree, a leaf: `log(c)` is undefined or not smooth, data row 2; the cell is x in [-1, 1]",
        ),
        (
            "undefined slope",
            covered(&data("x^2 + sum(x*log(c))", &["1", "-1"]), "convex lambda >= 0", "0", ""),
            "rejected: line 18: cover: node 0 of the tree, a leaf: `log(c)` is undefined or not smooth, data row 2; the cell is x in [-1, 1]",
        ),
        (
            "undefined, constant Hessian",
            covered(&data("x^2 + sum(1/c)", &["1", "0"]), "convex lambda >= 0", "4", ""),
            "rejected: line 17: cover: node 0 of the tree, a leaf: the method does not apply; the cell is x in [-1, 1]",
        ),
        (
            "undefined, affine objective",
            covered(&data("sum(x*sqrt(c))", &["1", "-1"]), "convex lambda >= 0", "4", ""),
            "rejected: line 18: cover: node 0 of the tree, a leaf: the method does not apply; the cell is x in [-1, 1]",
        ),
        (
            "defined for all rows",
            covered(&data("x^2 + sum(1/c)", &["1", "2"]), "convex lambda >= 0", "4", ""),
            "valid: convex lambda >= 0",
        ),
        (
            "formula not proved convex",
            covered(&bowl, "convex lambda >= 2", "1", ""),
            "rejected: line 13: cover: a penalty given as a formula needs a tree that proves it convex",
        ),
        (
            "formula that is not convex",
            covered(&well, "convex lambda >= 1/2", "1", "1"),
            "rejected: line 17: cover: node 0 of the tree, a leaf: the Hessian's enclosure is too wide; the cell is x in [-1, 1]",
        ),
        (
            "needless tree, one lambda",
            covered(&bowl, "convex lambda = 2", "1", "1"),
            "rejected: line 16: cover: the claim calls for no tree of the penalty",
        ),
        (
            "needless tree, separable",
            covered(&cubic, "convex lambda >= 7", "1", "1"),
            "rejected: line 15: cover: the claim calls for no tree of the penalty",
        ),
        (
            "claims the contrary",
            covered(&cubic, "not-convex lambda < 5", "1", ""),
            "rejected: line 12: cover: this rule does not establish `not-convex lambda < 5`",
        ),
        (
            "missing leaf",
            changed(
                &covered(&cubic, "convex lambda >= 7", "aa10a21", ""),
                "tree 7\naa10a21",
                "tree 6\naa10a2",
            ),
            "rejected: line 15: format: expected one leaf more than splits, and a leaf at the end, found `another shape`",
        ),
        (
            "extra leaf",
            changed(
                &covered(&cubic, "convex lambda >= 7", "aa10a21", ""),
                "tree 7\naa10a21",
                "tree 8\naa10a211",
            ),
            "rejected: line 15: format: expected one leaf more than splits, and a leaf at the end, found `another shape`",
        ),
        (
            "announced leaf missing",
            changed(&covered(&cubic, "convex lambda >= 7", "aa10a21", ""), "aa10a21", "aa10a2"),
            "rejected: line 15: format: expected the end of the tree, found `nd 15`",
        ),
        (
            "unannounced leaf",
            changed(&covered(&cubic, "convex lambda >= 7", "a11", ""), "tree 3", "tree 1"),
            "rejected: line 14: format: expected the end of the tree, found `11`",
        ),
        (
            "no such method",
            changed(&covered(&cubic, "convex lambda >= 7", "1", ""), "\n1\nend", "\n7\nend"),
            "rejected: line 14: format: expected a node of a tree, found `7`",
        ),
        (
            "letter in braces",
            changed(&covered(&cubic, "convex lambda >= 7", "a11", ""), "a11", "{0}11"),
            "rejected: line 14: format: the line is not canonical; it should be `a11`",
        ),
        (
            "empty tree",
            changed(&covered(&cubic, "convex lambda >= 7", "1", ""), "tree 1\n1\n", "tree 0\n\n"),
            "rejected: line 14: format: expected one leaf more than splits, and a leaf at the end, found `another shape`",
        ),
        (
            "enormous tree",
            changed(&covered(&cubic, "convex lambda >= 7", "1", ""), "tree 1", "tree 99999999999"),
            "rejected: line 14: format: expected a smaller tree, found `99999999999`",
        ),
    ]);
}

#[test]
fn a_tree_holds_for_its_own_lambda_only() {
    let (neuron, tree) = (neuron(), grow(&neuron(), "5"));
    assert!(tree.tokens().len() > 20);
    assert_eq!(verdict(&grown(&neuron, "convex lambda >= 5", tree.clone())), "valid: convex lambda >= 5");
    let smaller = verdict(&grown(&neuron, "convex lambda >= 9/2", tree));
    assert!(smaller.contains("the Hessian's enclosure is too wide"), "{smaller}");
}

/// The first failure in preorder is reported, whatever the number of threads.
#[test]
fn threads_do_not_matter() {
    let (neuron, tree) = (neuron(), grow(&neuron(), "17/4"));
    assert!(tree.tokens().len() > 80, "{}", tree.tokens().len());
    for lambda in ["17/4", "16/4", "2"] {
        let text = grown(&neuron, &format!("convex lambda = {lambda}"), tree.clone());
        let with = |threads| verdict_of(text.as_bytes(), &Effort { threads, ..Effort::default() });
        assert!([2, 3, 8].iter().all(|&threads| with(threads) == with(1)), "{}", with(1));
        assert_eq!(with(1).starts_with("valid"), lambda == "17/4");
    }
}

#[test]
fn precise_checks_agree() {
    let (neuron, tree) = (neuron(), grow(&neuron(), "5"));
    let precise = Effort { precise: true, ..Effort::default() };
    let verdict = |lambda: &str| {
        let text = grown(&neuron, &format!("convex lambda >= {lambda}"), tree.clone());
        verdict_of(text.as_bytes(), &precise)
    };
    assert_eq!(verdict("5"), "valid: convex lambda >= 5");
    assert!(verdict("9/2").starts_with("rejected"));
}
