//! Rule `bracket`: what it accepts, and false certificates that it rejects for the right reason.

use crate::support::{assert_verdicts, changed, cover, curvature, jensen, problem, text, with_penalty};
use jensen::certificate::{Cover, Evidence, Witness};

fn bracket(formula: &str, claim: &str, lower: Option<Witness>, upper: Cover) -> String {
    text(&problem(formula, "x -1 2"), claim, Evidence::Bracket { lower, upper: upper.into() })
}

/// −x³ on [−1, 2], whose λ* is 6.
pub fn cubic(claim: &str) -> String {
    bracket("-x^3", claim, Some(Witness::Curvature(curvature("2", "1"))), cover("a.~", ""))
}

#[test]
fn verdicts() {
    let chord = || Some(Witness::Jensen(jensen(&["1/2: 9/5", "1/2: 2"])));
    let well = with_penalty(problem("-x^2", "x -1 1"), "x^2 - x^4/100");
    let unproved = Evidence::Bracket { lower: None, upper: cover("~", "").into() };
    assert_verdicts(&[
        ("cubic", cubic("lambda-star in [6, 25/4]"), "valid: lambda-star in [6, 25/4]"),
        (
            "chord",
            bracket("-x^3", "lambda-star in [57/10, 7]", chord(), cover("~", "")),
            "valid: lambda-star in [57/10, 7]",
        ),
        (
            "convex already",
            bracket("x^2", "lambda-star in [0, 0]", None, cover("=", "")),
            "valid: lambda-star in [0, 0]",
        ),
        (
            "lower end too large",
            cubic("lambda-star in [601/100, 25/4]"),
            "rejected: line 13: bracket: A − λC is not shown to be at least 0: it is -1/100",
        ),
        (
            "upper end too small",
            cubic("lambda-star in [5, 11/2]"),
            "rejected: line 18: bracket: node 2 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is x in [0.5, 2]",
        ),
        (
            "upper end too small behind three points",
            bracket(
                "-x^3",
                "lambda-star in [4, 11/2]",
                Some(Witness::Jensen(jensen(&["1/3: 1", "1/3: 3/2", "1/3: 2"]))),
                cover("a.~", ""),
            ),
            "rejected: line 19: bracket: node 2 of the tree, a leaf, is not proved: the Hessian's enclosure is too wide; the cell is x in [0.5, 2]",
        ),
        (
            "wrong order",
            cubic("lambda-star in [7, 25/4]"),
            "rejected: line 12: bracket: the lower end 7 exceeds the upper end 25/4",
        ),
        (
            "negative lower end",
            cubic("lambda-star in [-1, 25/4]"),
            "rejected: line 2: bracket: the claim speaks of no λ ≥ 0",
        ),
        (
            "witness missing",
            bracket("-x^3", "lambda-star in [1, 7]", None, cover("~", "")),
            "rejected: line 13: bracket: a lower end of 0 goes without a witness, any other with one",
        ),
        (
            "witness for 0",
            cubic("lambda-star in [0, 25/4]"),
            "rejected: line 13: bracket: a lower end of 0 goes without a witness, any other with one",
        ),
        (
            "chord too weak",
            bracket("-x^3", "lambda-star in [58/10, 7]", chord(), cover("~", "")),
            "rejected: line 13: bracket: A − λC is not shown to be at least 0: it is -1/1000",
        ),
        (
            "witness for another lambda",
            bracket("-x^3", "lambda-star in [6, 7]", chord(), cover("~", "")),
            "rejected: line 13: bracket: A − λC is not shown to be at least 0: it is -3/1000",
        ),
        (
            "point outside",
            bracket(
                "-x^3",
                "lambda-star in [7, 8]",
                Some(Witness::Curvature(curvature("7/3", "1"))),
                cover("~", ""),
            ),
            "rejected: line 14: bracket: x = 7/3 lies above its limit 2",
        ),
        (
            "claims no convexity",
            cubic("not-convex lambda < 6"),
            "rejected: line 12: bracket: this rule does not establish `not-convex lambda < 6`",
        ),
        (
            "two lower parts",
            changed(&cubic("lambda-star in [6, 25/4]"), "lower curvature", "lower none\nlower curvature"),
            "rejected: line 14: format: expected `upper`, found `lower`",
        ),
        (
            "two upper parts",
            changed(&cubic("lambda-star in [6, 25/4]"), "tree 3\na.~", "tree 3\na.~\nupper cover\ntree 1\n~"),
            "rejected: line 19: format: expected `end`, found `upper`",
        ),
        (
            "no upper part",
            changed(&cubic("lambda-star in [6, 25/4]"), "upper cover\ntree 3\na.~\n", ""),
            "rejected: line 16: format: expected `upper`, found `end`",
        ),
        (
            "claims more",
            cubic("convex lambda >= 25/4"),
            "rejected: line 12: bracket: this rule does not establish `convex lambda >= 25/4`",
        ),
        (
            "penalty not proved convex",
            text(&well, "lambda-star in [0, 2]", unproved),
            "rejected: line 18: bracket: a penalty given as a formula needs a tree that proves it convex",
        ),
        (
            "lower part of no rule",
            changed(&cubic("lambda-star in [6, 25/4]"), "lower curvature", "lower cover"),
            "rejected: line 13: format: expected another rule, found `cover`",
        ),
        (
            "two problems",
            changed(&cubic("lambda-star in [6, 25/4]"), "upper cover", "problem\nupper cover"),
            "rejected: line 16: format: expected `upper`, found `problem`",
        ),
    ]);
}
