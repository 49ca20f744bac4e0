//! Rule `cover`: what it accepts, and false certificates that it rejects for the right reason.

use crate::jensen::neuron;
use crate::support::{
    Random, assert_verdicts, changed, cover, grow, problem, problem_with_data, q, text, verdict, verdict_of,
    with_penalty, with_weights,
};
use jensen::certificate::{Cover, Evidence, Proof, Tree};
use jensen::check::Effort;
use jensen::number::Rational;
use jensen::problem::Problem;

fn covered(problem: &Problem, claim: &str, objective: &str, penalty: &str) -> String {
    text(problem, claim, Evidence::Proof(Proof::Cover(cover(objective, penalty))))
}

fn grown(problem: &Problem, claim: &str, tree: Tree) -> String {
    text(problem, claim, Evidence::Proof(Proof::Cover(Cover { tree, penalty: None, reduction: None })))
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
    let wide = |formula: &str, domain: &str, claim: &str, tree: &str| {
        covered(&problem(formula, domain), claim, tree, "")
    };
    let tiny = format!("x^2 * (-1/1{})", "0".repeat(400));
    let huge = format!("x^2 * (-1{})", "0".repeat(400));
    let names: Vec<String> = (0..60).map(|i| format!("p{i} 0 1")).collect();
    let many = problem("p0^2 - p59^3", &names.join(", "));
    assert_verdicts(&[
        ("cubic", covered(&cubic, "convex lambda >= 7", "~", ""), "valid: convex lambda >= 7"),
        ("one lambda", covered(&cubic, "convex lambda = 7", "~", ""), "valid: convex lambda = 7"),
        ("split", covered(&cubic, "convex lambda >= 7", "aa~.a.~", ""), "valid: convex lambda >= 7"),
        ("precise leaves", covered(&cubic, "convex lambda >= 7", "aa~~a.~", ""), "valid: convex lambda >= 7"),
        ("below the rows", covered(&cubic, "convex lambda >= 7", "a<a<<", ""), "valid: convex lambda >= 7"),
        ("elastic net", covered(&elastic, "convex lambda >= 7", "~", ""), "valid: convex lambda >= 7"),
        ("constant Hessian", one("-x^2", "convex lambda >= 1", "="), "valid: convex lambda >= 1"),
        ("a convex formula", covered(&bowl, "convex lambda >= 2", "~", "~"), "valid: convex lambda >= 2"),
        (
            "another at one lambda",
            covered(&well, "convex lambda = 1/2", "~", ""),
            "valid: convex lambda = 1/2",
        ),
        (
            "jumps of the second derivative",
            one("huber(2*x)", "convex lambda >= 0", "."),
            "valid: convex lambda >= 0",
        ),
        (
            "whole line",
            covered(&problem("softplus(x)", "x -inf inf"), "convex lambda >= 0", ".", ""),
            "valid: convex lambda >= 0",
        ),
        ("a point", covered(&point, "convex lambda >= 0", ".", ""), "valid: convex lambda >= 0"),
        (
            "no parameter",
            covered(&problem("2", ""), "convex lambda >= 0", "=", ""),
            "valid: convex lambda >= 0",
        ),
        (
            "lambda too small",
            covered(&cubic, "convex lambda >= 5", "~", ""),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is x in [-1, 2]",
        ),
        (
            "lambda too small below the rows",
            covered(&cubic, "convex lambda >= 5", "<", ""),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is x in [-1, 2]",
        ),
        (
            "unbounded cell, rows",
            covered(&problem("sin(x)", "x -inf inf"), "convex lambda >= 1", "<", ""),
            "rejected: line 12: cover: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is x in [-inf, inf]",
        ),
        (
            "lambda too small, later leaf",
            covered(&cubic, "convex lambda >= 5", "aa~.a.~", ""),
            "rejected: line 14: cover: node 6 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is x in [1.25, 2]",
        ),
        (
            "a hair too small",
            one("-x^2", "convex lambda = 999999999/1000000000", "="),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-1, 1]",
        ),
        (
            "negative lambda",
            covered(&cubic, "convex lambda = -1", "~", ""),
            "rejected: line 2: cover: the claim speaks of no λ ≥ 0",
        ),
        (
            "negative lambda and all larger",
            covered(&cubic, "convex lambda >= -1", "~", ""),
            "rejected: line 2: cover: the claim speaks of no λ ≥ 0",
        ),
        (
            "not constant",
            covered(&cubic, "convex lambda >= 7", "=", ""),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is x in [-1, 2]",
        ),
        (
            "unbounded cell, bounded method",
            covered(&problem("softplus(x)", "x -inf inf"), "convex lambda >= 0", "~", ""),
            "rejected: line 12: cover: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is x in [-inf, inf]",
        ),
        (
            "split of an unbounded cell",
            covered(&problem("softplus(x)", "x -inf inf"), "convex lambda >= 0", "a..", ""),
            "rejected: line 12: cover: node 0 of the tree cannot split its cell in variable 0",
        ),
        (
            "split of no parameter",
            covered(&cubic, "convex lambda >= 7", "a~b~~", ""),
            "rejected: line 14: cover: node 2 of the tree cannot split its cell in variable 1",
        ),
        (
            "split of a pinned parameter",
            covered(&problem("x^2", "x 1 1"), "convex lambda >= 0", "a..", ""),
            "rejected: line 12: cover: node 0 of the tree cannot split its cell in variable 0",
        ),
        (
            "kink",
            one("-relu(x)", "convex lambda >= 0", "~"),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: `relu(x)` is undefined or not smooth somewhere in [-1, 1]; the cell is x in [-1, 1]",
        ),
        (
            "kink on the boundary of leaves",
            one("-relu(x)", "convex lambda >= 0", "a.."),
            "rejected: line 14: cover: node 1 of the tree, a leaf, is not proved: `relu(x)` is undefined or not smooth somewhere in [-1, 0]; the cell is x in [-1, 0]",
        ),
        (
            "abs",
            one("abs(x)", "convex lambda >= 0", "."),
            "rejected: line 12: cover: node 0 of the tree, a leaf, is not proved: `abs(x)` is undefined or not smooth somewhere in [-1, 1]; the cell is x in [-1, 1]",
        ),
        (
            "outside the domain of log",
            one("x^2 + log(x)", "convex lambda >= 100", "."),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: `log(x)` is undefined or not smooth somewhere in [-1, 1]; the cell is x in [-1, 1]",
        ),
        (
            "undefined everywhere",
            one("x^2 + log(0*x - 1)", "convex lambda >= 0", "."),
            "rejected: line 18: cover: node 0 of the tree, a leaf, is not proved: `log(0*x - 1)` is undefined or not smooth somewhere in [-1, -1]; the cell is x in [-1, 1]",
        ),
        (
            "undefined for a row",
            covered(&data("x^2 + sum(log(c))", &["1", "0"]), "convex lambda >= 0", ".", ""),
            "rejected: line 17: cover: node 0 of the tree, a leaf, is not proved: `log(c)` is undefined or not smooth, data row 2; the cell is x in [-1, 1]",
        ),
        (
            "undefined slope",
            covered(&data("x^2 + sum(x*log(c))", &["1", "-1"]), "convex lambda >= 0", ".", ""),
            "rejected: line 18: cover: node 0 of the tree, a leaf, is not proved: `log(c)` is undefined or not smooth, data row 2; the cell is x in [-1, 1]",
        ),
        (
            "undefined, constant Hessian",
            covered(&data("x^2 + sum(1/c)", &["1", "0"]), "convex lambda >= 0", "=", ""),
            "rejected: line 17: cover: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is x in [-1, 1]",
        ),
        (
            "undefined, affine objective",
            covered(&data("sum(x*sqrt(c))", &["1", "-1"]), "convex lambda >= 0", "=", ""),
            "rejected: line 18: cover: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is x in [-1, 1]",
        ),
        (
            "defined for all rows",
            covered(&data("x^2 + sum(1/c)", &["1", "2"]), "convex lambda >= 0", "=", ""),
            "valid: convex lambda >= 0",
        ),
        (
            "formula not proved convex",
            covered(&bowl, "convex lambda >= 2", "~", ""),
            "rejected: line 13: cover: a penalty given as a formula needs a tree that proves it convex",
        ),
        (
            "formula that is not convex",
            covered(&well, "convex lambda >= 1/2", "~", "~"),
            "rejected: line 17: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-1, 1]",
        ),
        (
            "needless tree, one lambda",
            covered(&bowl, "convex lambda = 2", "~", "~"),
            "rejected: line 16: cover: the claim calls for no tree of the penalty",
        ),
        (
            "needless tree, separable",
            covered(&cubic, "convex lambda >= 7", "~", "~"),
            "rejected: line 15: cover: the claim calls for no tree of the penalty",
        ),
        (
            "claims the contrary",
            covered(&cubic, "not-convex lambda < 5", "~", ""),
            "rejected: line 12: cover: this rule does not establish `not-convex lambda < 5`",
        ),
        (
            "missing leaf",
            changed(
                &covered(&cubic, "convex lambda >= 7", "aa~.a.~", ""),
                "tree 7\naa~.a.~",
                "tree 6\naa~.a.",
            ),
            "rejected: line 15: format: expected one leaf more than splits, and a leaf at the end, found `another shape`",
        ),
        (
            "extra leaf",
            changed(
                &covered(&cubic, "convex lambda >= 7", "aa~.a.~", ""),
                "tree 7\naa~.a.~",
                "tree 8\naa~.a.~~",
            ),
            "rejected: line 15: format: expected one leaf more than splits, and a leaf at the end, found `another shape`",
        ),
        (
            "announced leaf missing",
            changed(&covered(&cubic, "convex lambda >= 7", "aa~.a.~", ""), "aa~.a.~", "aa~.a."),
            "rejected: line 15: format: expected the end of the tree, found `nd 15`",
        ),
        (
            "unannounced leaf",
            changed(&covered(&cubic, "convex lambda >= 7", "a~~", ""), "tree 3", "tree 1"),
            "rejected: line 14: format: expected the end of the tree, found `~~`",
        ),
        (
            "an unknown leaf",
            changed(&covered(&cubic, "convex lambda >= 7", "~", ""), "\n~\nend", "\n%\nend"),
            "undecided: line 14: unknown leaf `%`: a newer version of jensen may know it",
        ),
        (
            "an unknown leaf behind false ones",
            changed(&covered(&cubic, "convex lambda >= 0", "a~~", ""), "a~~", "a~^"),
            "undecided: line 14: unknown leaf `^`: a newer version of jensen may know it",
        ),
        (
            "a hint for a leaf",
            changed(&covered(&cubic, "convex lambda >= 7", "~", ""), "\n~\nend", "\n~[1]\nend"),
            "rejected: line 14: format: expected the end of the tree, found `[1]`",
        ),
        (
            "a leaf of a tree of lower bounds",
            changed(&covered(&cubic, "convex lambda >= 7", "~", ""), "\n~\nend", "\n0\nend"),
            "rejected: line 14: format: expected a node of a tree, found `0`",
        ),
        (
            "another such leaf",
            changed(&covered(&cubic, "convex lambda >= 7", "a~~", ""), "a~~", "a~_"),
            "rejected: line 14: format: expected a node of a tree, found `_`",
        ),
        (
            "no leaf",
            changed(&covered(&cubic, "convex lambda >= 7", "~", ""), "\n~\nend", "\né\nend"),
            "rejected: line 14: format: expected a node of a tree, found `é`",
        ),
        (
            "far out, where the curvature underflows",
            wide("erf(x)", "x -1000 -30", "convex lambda >= 0", "~"),
            "rejected: line 12: cover: node 0 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is x in [-1000, -30]",
        ),
        (
            "concave on the whole line",
            wide("-x^2", "x -inf inf", "convex lambda >= 0", "."),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-inf, inf]",
        ),
        (
            "concave on half a line",
            wide("-x^2", "x -inf 0", "convex lambda >= 0", "="),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-inf, 0]",
        ),
        (
            "concave by less than any double",
            wide(&tiny, "x -1 1", "convex lambda >= 0", "."),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-1, 1]",
        ),
        (
            "the same in affine forms",
            wide(&tiny, "x -1 1", "convex lambda >= 0", "~"),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-1, 1]",
        ),
        (
            "the same in long numbers",
            wide(&tiny, "x -1 1", "convex lambda >= 0", "."),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-1, 1]",
        ),
        (
            "the same exactly",
            wide(&tiny, "x -1 1", "convex lambda >= 0", "="),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-1, 1]",
        ),
        (
            "concave by more than any double",
            wide(&huge, "x -1 1", "convex lambda >= 1000", "."),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian's enclosure overflows; the cell is x in [-1, 1]",
        ),
        (
            "the same in affine forms",
            wide(&huge, "x -1 1", "convex lambda >= 1000", "~"),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian's enclosure overflows; the cell is x in [-1, 1]",
        ),
        (
            "a box between two doubles",
            wide("-x^3", "x 1/3 10000000000000001/30000000000000000", "convex lambda >= 99/100", "."),
            "rejected: line 14: cover: node 0 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [0.3333333333333333, 0.33333333333333337]",
        ),
        (
            "split of a box between two doubles",
            wide("x^2", "x 1/3 1/3", "convex lambda >= 0", "a.."),
            "rejected: line 12: cover: node 0 of the tree cannot split its cell in variable 0",
        ),
        (
            "split of half a line",
            wide("exp(x)", "x 0 inf", "convex lambda >= 0", "a.."),
            "rejected: line 12: cover: node 0 of the tree cannot split its cell in variable 0",
        ),
        (
            "undefined on the end of a cell",
            wide("1/x", "x 0 1", "convex lambda >= 0", "aa..a.."),
            "rejected: line 12: cover: node 2 of the tree, a leaf, is not proved: `1/x` is undefined or not smooth somewhere in [0, 0.25]; the cell is x in [0, 0.25]",
        ),
        (
            "undefined on a hair of a cell",
            wide("x^4 - log1p(x)", &format!("x -1{0}1/1{0}0 1", "0".repeat(20)), "convex lambda >= 0", "."),
            "rejected: line 16: cover: node 0 of the tree, a leaf, is not proved: `log1p(x)` is undefined or not smooth somewhere in [-1.0000000000000002, 1]; the cell is x in [-1.0000000000000002, 1]",
        ),
        (
            "kink in a pinned parameter",
            wide("x^2 + abs(y)*x", "x -1 1, y 0 0", "convex lambda >= 0", "."),
            "rejected: line 18: cover: node 0 of the tree, a leaf, is not proved: `abs(y)` is undefined or not smooth somewhere in [0, 0]; the cell is x in [-1, 1], y in [0, 0]",
        ),
        (
            "kink behind a factor of 0",
            wide("x^2 + 0*relu(x)", "x -1 1", "convex lambda >= 0", "="),
            "rejected: line 16: cover: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is x in [-1, 1]",
        ),
        (
            "kink behind data of 0",
            covered(&data("x^2 + sum(-c*relu(x))", &["0"]), "convex lambda >= 0", "~", ""),
            "rejected: line 19: cover: node 0 of the tree, a leaf, is not proved: `relu(x)` is undefined or not smooth somewhere in [-1, 1], data row 1; the cell is x in [-1, 1]",
        ),
        (
            "kink at a constant argument",
            covered(&data("x^2 - sum(relu(c*x))", &["0"]), "convex lambda >= 0", ".", ""),
            "rejected: line 19: cover: node 0 of the tree, a leaf, is not proved: `relu(c*x)` is undefined or not smooth somewhere in [0, 0], data row 1; the cell is x in [-1, 1]",
        ),
        (
            "kink behind a function of data",
            covered(
                &data("x^2 - sum(sin(c)*relu(x - 1/3))", &["0", "3"]),
                "convex lambda >= 0",
                "aa..a..",
                "",
            ),
            "rejected: line 23: cover: node 5 of the tree, a leaf, is not proved: `relu(x - 1/3)` is undefined or not smooth somewhere in [-0.33333333333333337, 0.16666666666666669], data row 1; the cell is x in [0, 0.5]",
        ),
        (
            "concave in the upper half of a lower half",
            wide("(x - 1/2)^4 - x^3*y", "x 0 1, y 0 1", "convex lambda >= 1/100", "bab~~b~~ab~~b~~"),
            "rejected: line 22: cover: node 3 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [0, 0.5], y in [0, 0.25]",
        ),
        (
            "many parameters",
            covered(&many, "convex lambda >= 3", "=", ""),
            "rejected: line 135: cover: node 0 of the tree, a leaf, is not proved: the method does not apply; the cell is p0 in [0, 1], p1 in [0, 1], p2 in [0, 1], p3 in [0, 1], …",
        ),
        (
            "many parameters, split in the last",
            changed(&covered(&many, "convex lambda >= 3", "a~~", ""), "a~~", "{59}.."),
            "valid: convex lambda >= 3",
        ),
        (
            "split beyond the last parameter",
            changed(&covered(&many, "convex lambda >= 3", "a~~", ""), "a~~", "{60}.."),
            "rejected: line 135: cover: node 0 of the tree cannot split its cell in variable 60",
        ),
        (
            "split in a capital letter",
            changed(&covered(&many, "convex lambda >= 2", "a~~", ""), "a~~", "Z~~"),
            "rejected: line 135: cover: node 1 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is p0 in [0, 1], p1 in [0, 1], p2 in [0, 1], p3 in [0, 1], …",
        ),
        (
            "variable with a zero in front",
            changed(&covered(&many, "convex lambda >= 3", "a~~", ""), "a~~", "{059}.."),
            "rejected: line 135: format: expected a node of a tree, found `{059}..`",
        ),
        (
            "variable with a sign",
            changed(&covered(&many, "convex lambda >= 3", "a~~", ""), "a~~", "{+59}.."),
            "rejected: line 135: format: expected a node of a tree, found `{+59}..`",
        ),
        (
            "variable beyond all numbers",
            changed(&covered(&many, "convex lambda >= 3", "a~~", ""), "a~~", "{99999999999}.."),
            "rejected: line 135: format: expected a node of a tree, found `{99999999999}..`",
        ),
        (
            "braces without an end",
            changed(&covered(&many, "convex lambda >= 3", "a~~", ""), "a~~", "{59.."),
            "rejected: line 135: format: expected a node of a tree, found `{59..`",
        ),
        (
            "penalty's tree cut short",
            changed(&covered(&bowl, "convex lambda >= 2", "~", "a~~"), "penalty-tree 3", "penalty-tree 2"),
            "rejected: line 17: format: expected the end of the tree, found `~`",
        ),
        (
            "penalty's tree in front",
            changed(
                &covered(&bowl, "convex lambda >= 2", "~", "~"),
                "tree 1\n~\npenalty-tree 1\n~",
                "penalty-tree 1\n~\ntree 1\n~",
            ),
            "rejected: line 14: format: expected `tree`, found `penalty-tree`",
        ),
        (
            "a penalty that is convex at one lambda only",
            covered(&with_penalty(problem("x^4", "x -1 1"), "x^3"), "convex lambda >= 0", ".", "a.."),
            "rejected: line 14: cover: node 1 of the tree, a leaf, is not proved: the Hessian at the centre is not positive definite; the cell is x in [-1, 0]",
        ),
        (
            "tree larger than the file",
            changed(&covered(&cubic, "convex lambda >= 7", "~", ""), "tree 1", "tree 90000000"),
            "rejected: line 14: format: expected a smaller tree, found `90000000`",
        ),
        (
            "leaf after the end",
            changed(&covered(&cubic, "convex lambda >= 7", "a~~", ""), "a~~", "~a~"),
            "rejected: line 15: format: expected one leaf more than splits, and a leaf at the end, found `another shape`",
        ),
        (
            "letter in braces",
            changed(&covered(&cubic, "convex lambda >= 7", "a~~", ""), "a~~", "{0}~~"),
            "rejected: line 14: format: expected a node of a tree, found `{0}~~`",
        ),
        (
            "empty tree",
            changed(&covered(&cubic, "convex lambda >= 7", "~", ""), "tree 1\n~\n", "tree 0\n\n"),
            "rejected: line 14: format: expected one leaf more than splits, and a leaf at the end, found `another shape`",
        ),
        (
            "enormous tree",
            changed(&covered(&cubic, "convex lambda >= 7", "~", ""), "tree 1", "tree 99999999999"),
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

/// A failure at the end of one thread's share comes later in time, but earlier in the tree, than the next one's.
#[test]
fn the_earliest_failure_in_the_tree_is_reported() {
    let bump = problem("exp(-20000*(x - 1/2)^2)", "x 0 1");
    fn halves(depth: usize) -> String {
        if depth == 0 { ".".to_owned() } else { format!("a{0}{0}", halves(depth - 1)) }
    }
    let text = covered(&bump, "convex lambda = 19900", &halves(7), "");
    // At this precision the first share takes longer than it takes another thread to begin.
    let effort = Effort { precision: 1 << 14, ..Effort::default() };
    for threads in [1, 2, 3] {
        let verdict = verdict_of(text.as_bytes(), &Effort { threads, ..effort });
        assert!(verdict.ends_with("the cell is x in [0.4921875, 0.5]"), "{threads} threads: {verdict}");
    }
}

/// With `--precise` every leaf is proved over MPFR, whatever it names: here doubles are too coarse.
#[test]
fn precise_checks_use_no_doubles() {
    let tiny = problem(&format!("exp(x)*(1/1{0}) - x^2*(1/1{0}00)", "0".repeat(400)), "x 0 1/4");
    let precise = Effort { precise: true, ..Effort::default() };
    for leaf in [".", "~"] {
        let text = covered(&tiny, "convex lambda = 0", leaf, "");
        assert!(verdict(&text).starts_with("rejected"), "{}", verdict(&text));
        assert_eq!(verdict_of(text.as_bytes(), &precise), "valid: convex lambda = 0");
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

/// A tree is valid if and only if each of its leaves is, as the only leaf on a domain of its own.
#[test]
fn every_leaf_is_proved_on_its_own_cell() {
    let dent = "-exp(-9*((x - 5/8)^2 + (y - 1/8)^2))";
    let mut random = Random(1);
    let mut valid = 0;
    for sample in 0..60 {
        let claim = ["convex lambda = 16", "convex lambda = 40", "convex lambda = 100"][sample % 3];
        let (mut text, mut leaves) = (String::new(), Vec::new());
        let mut open = vec![([q("0"), q("0")], [q("1"), q("1")], 0)];
        while let Some((lower, upper, depth)) = open.pop() {
            if depth == 7 || (depth > 2 && random.unit() < 0.2) {
                text.push('~');
                leaves.push((lower, upper));
                continue;
            }
            let k = usize::from(random.unit() < 0.5);
            text.push(['a', 'b'][k]);
            let middle = Rational::from(&lower[k] + &upper[k]) / 2u32;
            let (mut low, mut high) = (upper.clone(), lower.clone());
            (low[k], high[k]) = (middle.clone(), middle);
            open.extend([(high, upper, depth + 1), (lower, low, depth + 1)]);
        }
        let is_valid = |domain: &str, tree: &str| {
            let text = covered(&problem(dent, domain), claim, tree, "");
            verdict(&text).starts_with("valid")
        };
        let alone =
            leaves.iter().all(|([x, y], [to_x, to_y])| is_valid(&format!("x {x} {to_x}, y {y} {to_y}"), "~"));
        assert_eq!(is_valid("x 0 1, y 0 1", &text), alone, "{text}");
        valid += usize::from(alone);
    }
    assert!((5..55).contains(&valid), "{valid} of 60 valid");
}

/// What under- and overflow hide must not be proved.
#[test]
fn false_covers_stay_rejected() {
    let forged = [
        include_str!("forged/vertices.txt"),
        include_str!("forged/vertices-in-a-sum.txt"),
        include_str!("forged/gradient.txt"),
        include_str!("forged/overflow.txt"),
        include_str!("forged/unbounded.txt"),
        include_str!("forged/unbounded-sigmoid.txt"),
    ];
    for text in forged {
        assert!(verdict(text).starts_with("rejected: line"), "{}\n{text}", verdict(text));
        assert!(!verdict(text).contains("format"), "{}", verdict(text));
    }
}

/// `c + softplus(a − c)` where `a − c` is a local coordinate and `a` is none.
#[test]
fn a_softplus_of_a_difference_is_no_riddle() {
    let text = include_str!("inputs/softplus-of-a-difference.txt");
    assert_eq!(verdict(text), "valid: convex lambda = 1");
}
