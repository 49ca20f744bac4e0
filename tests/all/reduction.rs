//! Symmetries in covers: canonical forms prove what is true only, and skipped cells are those that symmetry
//! proves elsewhere.

use crate::support::{
    assert_verdicts, changed, problem, problem_with_data, q, text, tree, with_penalty, with_weights,
};
use jensen::budget::Budget;
use jensen::certificate::{Cover, Evidence, Proof, Reduction};
#[cfg(feature = "search")]
use jensen::certificate::{Token, Tree};
use jensen::expression::Signed;
use jensen::kind::Exact;
use jensen::problem::{Invariance, Objective, Part, Problem, Symmetry};
#[cfg(feature = "search")]
use jensen::search::{Control, lambda};
#[cfg(feature = "search")]
use jensen::writing::write_certificate;
use proptest::prelude::*;

/// A symmetry by the images' names, as `-a2 a1`; columns behind a bar.
fn map(problem: &Problem, images: &str) -> Symmetry {
    let signed = |names: &[String], text: &str| -> Vec<Signed> {
        let one = |field: &str| {
            let name = field.trim_start_matches('-');
            let index = names.iter().position(|other| other == name).expect("a name");
            Signed { index, is_negative: field.starts_with('-') }
        };
        text.split_whitespace().map(one).collect()
    };
    let (parameters, columns) = images.split_once('|').unwrap_or((images, ""));
    let straight = Symmetry::identity(problem).columns;
    let columns = if columns.is_empty() { straight } else { signed(&problem.columns, columns) };
    Symmetry { parameters: signed(&problem.parameters, parameters), columns }
}

fn keeps(problem: &Problem, part: Part, images: &str) -> bool {
    Invariance::new(problem, &Budget::default()).keeps(part, &map(problem, images))
}

#[test]
fn what_canonical_forms_prove() {
    let two = |formula: &str| problem(formula, "a -1 1, b -1 1");
    let kept = |formula: &str, images: &str| keeps(&two(formula), Part::Objective, images);
    for (formula, images) in [
        ("a^2 + b^2", "b a"),
        ("a^2 + b^2", "-b a"),
        ("(a - b)^4", "b a"),
        ("a*b", "-b -a"),
        ("tanh(a)*sin(b)", "-a -b"),
        ("cos(a - 2*b) + erf(b)^2", "-a -b"),
        ("exp(a) + exp(b)", "b a"),
        ("(1 - a*b)^2", "b a"),
        ("a*b^2*a^3", "-a -b"),
        ("log(2 + a + b)", "b a"),
        ("1/(a^2 + 2) + abs(b)", "-a -b"),
        ("(1 + a)*(1 + a) + b", "a b"),
    ] {
        assert!(kept(formula, images), "{formula} {images}");
    }
    for (formula, images) in [
        ("a^2 + 2*b^2", "b a"),
        ("a^3 + b^3", "-b a"),
        ("exp(a) + b^2", "-a b"),
        ("sigmoid(a) + b", "-a b"),
        ("a*b", "-a b"),
        ("tanh(a + 1) + b", "-a b"),
        ("(a - b)^3", "b a"),
        // Equal where both are defined, but not defined at the same places.
        ("0*log(a) + b", "-a b"),
        ("0*log(a) + b", "b a"),
        ("log(a) - log(a) + b", "-a b"),
        ("sqrt(a)*sqrt(a) + a*b/a - b", "-a b"),
    ] {
        assert!(!kept(formula, images), "{formula} {images}");
    }
}

#[test]
fn what_parts_are_kept() {
    let boxed = problem("a^2 + b^2", "a -1 2, b -2 1");
    assert!(keeps(&boxed, Part::Domain, "-b -a") && !keeps(&boxed, Part::Domain, "b a"));
    let half = problem("a^2 + b^2", "a 0 inf, b 0 inf");
    assert!(keeps(&half, Part::Domain, "b a") && !keeps(&half, Part::Domain, "-a b"));
    let shifted = with_weights(problem("a*b", "a -1 1, b -1 1"), "1 1", "0 0", "1/2 -1/2");
    assert!(keeps(&shifted, Part::PenaltyCurvature, "b a") && !keeps(&shifted, Part::Penalty, "b a"));
    assert!(keeps(&shifted, Part::Penalty, "-b -a"));
    let uneven = with_weights(problem("a*b", "a -1 1, b -1 1"), "1 2", "0 0", "0 0");
    assert!(!keeps(&uneven, Part::PenaltyCurvature, "b a") && keeps(&uneven, Part::Penalty, "-a -b"));
    let sparse = with_weights(problem("a*b", "a -1 1, b -1 1"), "1 1", "1 2", "0 0");
    assert!(keeps(&sparse, Part::PenaltyCurvature, "b a") && !keeps(&sparse, Part::Penalty, "b a"));
    let formula = with_penalty(problem("a*b", "a -1 1, b -1 1"), "a^2 + b^2 + a^4");
    assert!(!keeps(&formula, Part::PenaltyCurvature, "b a") && keeps(&formula, Part::Penalty, "-a b"));
    let rows = |data: &[&str]| problem_with_data("sum((a*x + b*y)^2)", "a -1 1, b -1 1", "x y", data);
    let even = rows(&["1 2", "2 1", "3 3"]);
    assert!(keeps(&even, Part::Objective, "b a | y x") && !keeps(&even, Part::Objective, "b a"));
    assert!(!keeps(&rows(&["1 2", "2 2"]), Part::Objective, "b a | y x"));
    assert!(!keeps(&rows(&["1 2", "2 1", "2 1"]), Part::Objective, "b a | y x"));
    assert!(keeps(&rows(&["1 2", "-1 2"]), Part::Objective, "-a b | -x y"));
    assert!(!keeps(&rows(&["1 2", "-1 3"]), Part::Objective, "-a b | -x y"));
}

proptest! {
    /// What is proved to be invariant has equal values at exact points.
    #[test]
    fn proved_invariances_hold(
        terms in prop::collection::vec((-2i32..3, 0u32..3, 0u32..3, 0u32..3), 1..5),
        images in prop::sample::select(vec!["b a c", "-a b c", "-b -a c", "c a b", "-a -b -c", "b -a -c"]),
        at in prop::collection::vec(-5i32..6, 3),
    ) {
        let term = |(k, a, b, c): &(i32, u32, u32, u32)| format!("({k})*(a^2)^{a}*b^({b}+1)*abs(c)^({c}+1)", a = a + 1);
        let sum: Vec<String> = terms.iter().map(term).collect();
        let problem = problem(&format!("({})^2 + a*b*c", sum.join(" + ")), "a -9 9, b -9 9, c -9 9");
        let g = map(&problem, images);
        if Invariance::new(&problem, &Budget::default()).keeps(Part::Objective, &g) {
            let at: Vec<_> = at.into_iter().map(|x| q(&x.to_string())).collect();
            let value = |at: &[_]| {
                let at: Vec<Exact> = at.iter().cloned().map(Exact::from).collect();
                Objective::<Exact>::new(&problem, ()).loss(&at).into_value()
            };
            prop_assert_eq!(value(&at), value(&g.image(&at)));
        }
    }
}

fn reduced(problem: &Problem, maps: &[&str], order: &[usize], nodes: &str) -> String {
    let symmetries = maps.iter().map(|images| map(problem, images)).collect();
    let reduction = Some(Reduction { symmetries, order: order.to_vec() });
    let cover = Cover { tree: tree(nodes), penalty: None, reduction };
    text(problem, "convex lambda >= 3", Evidence::Proof(Proof::Cover(cover)))
}

#[test]
fn skipped_cells() {
    let even = problem("(1 - a*b)^2", "a -1 1, b -1 1");
    let good = reduced(&even, &["-a -b"], &[0], "a-~");
    let uneven = problem("(1 - a*b)^2 + a", "a -1 1, b -1 1");
    let pinned = problem("(1 - a*b)^2 + c", "a -1 1, b -1 1, c 0 0");
    let lopsided = problem("(1 - a*b)^2", "a -1 2, b -1 2");
    let weighted = with_weights(even.clone(), "1 4", "0 0", "0 0");
    assert_verdicts(&[
        ("a flip", good.clone(), "valid: convex lambda >= 3"),
        ("a swap", reduced(&even, &["b a"], &[1], "ab~~b-~"), "valid: convex lambda >= 3"),
        ("both", reduced(&even, &["-a -b", "b a"], &[0], "a-b~ab~-~"), "valid: convex lambda >= 3"),
        (
            "a pinned parameter is passed over",
            reduced(&pinned, &["-a -b c"], &[2, 0], "a-~"),
            "valid: convex lambda >= 3",
        ),
        (
            "weights that no flip mixes",
            reduced(&weighted, &["-a -b"], &[0], "a-~"),
            "valid: convex lambda >= 3",
        ),
        (
            "the greater half",
            reduced(&even, &["-a -b"], &[0], "a~-"),
            "rejected: line 23: cover: no symmetry allows node 2 of the tree to be skipped; the cell is a in [0, 1], b in [-1, 1]",
        ),
        (
            "everything",
            reduced(&even, &["-a -b"], &[0], "-"),
            "rejected: line 23: cover: no symmetry allows node 0 of the tree to be skipped; the cell is a in [-1, 1], b in [-1, 1]",
        ),
        (
            "another order",
            reduced(&even, &["-a -b"], &[1], "a-~"),
            "rejected: line 23: cover: no symmetry allows node 1 of the tree to be skipped; the cell is a in [-1, 0], b in [-1, 1]",
        ),
        (
            "a swap that has not been compared",
            reduced(&even, &["b a"], &[0], "a-~"),
            "rejected: line 23: cover: no symmetry allows node 1 of the tree to be skipped; the cell is a in [-1, 0], b in [-1, 1]",
        ),
        (
            "the identity",
            reduced(&even, &["a b"], &[0], "a-~"),
            "rejected: line 23: cover: no symmetry allows node 1 of the tree to be skipped; the cell is a in [-1, 0], b in [-1, 1]",
        ),
        (
            "a false symmetry",
            reduced(&even, &["-a b"], &[0], "a-~"),
            "rejected: line 20: cover: symmetry 1 is not shown to leave the objective as it is",
        ),
        (
            "one false among true ones",
            reduced(&even, &["b a", "a -b"], &[0], "a-~"),
            "rejected: line 21: cover: symmetry 2 is not shown to leave the objective as it is",
        ),
        (
            "of the objective only",
            reduced(&lopsided, &["-a -b"], &[0], "a-~"),
            "rejected: line 20: cover: symmetry 1 is not shown to leave the domain as it is",
        ),
        (
            "of a part of the objective",
            reduced(&uneven, &["-a -b"], &[0], "a-~"),
            "rejected: line 21: cover: symmetry 1 is not shown to leave the objective as it is",
        ),
        (
            "weights that are exchanged",
            reduced(&weighted, &["b a"], &[1], "ab~~b-~"),
            "rejected: line 20: cover: symmetry 1 is not shown to leave the penalty's curvature as it is",
        ),
        (
            "no symmetry",
            reduced(&even, &[], &[0], "a-~"),
            "rejected: line 19: cover: there is no symmetry, or no order of parameters",
        ),
        (
            "no order",
            reduced(&even, &["-a -b"], &[], "a-~"),
            "rejected: line 19: cover: there is no symmetry, or no order of parameters",
        ),
        (
            "twice the same image",
            changed(&good, "map -a -b", "map -a -a"),
            "rejected: line 20: format: nothing has the name `a`",
        ),
        (
            "a parameter too few",
            changed(&good, "map -a -b", "map -a"),
            "rejected: line 20: format: expected the name of a parameter or column, found the end",
        ),
        (
            "two signs",
            changed(&good, "map -a -b", "map --a -b"),
            "rejected: line 20: format: nothing has the name `-a`",
        ),
        (
            "an order that names one twice",
            changed(&good, "order a", "order a a"),
            "rejected: line 21: format: nothing has the name `a`",
        ),
        (
            "columns that stay",
            changed(&good, "map -a -b", "map -a -b columns"),
            "rejected: line 20: format: `columns` is not the canonical spelling",
        ),
        (
            "skipped without symmetries",
            text(
                &even,
                "convex lambda >= 3",
                Evidence::Proof(Proof::Cover(Cover { tree: tree("a-~"), penalty: None, reduction: None })),
            ),
            "rejected: line 20: cover: no symmetry allows node 1 of the tree to be skipped; the cell is a in [-1, 0], b in [-1, 1]",
        ),
    ]);
}

/// Without its symmetries the cover that a search finds is rejected.
#[cfg(feature = "search")]
#[test]
fn a_search_with_symmetries() {
    let problem = problem_with_data(
        "mean((y - a1*tanh(w1*x) - a2*tanh(w2*x))^2)",
        "a1 -2 2, a2 -2 2, w1 -2 2, w2 -2 2",
        "x y",
        &["-1 -1", "1/2 1/3", "2 1"],
    );
    let found = lambda(&problem, &q("1/100"), &Control::default());
    let certificate = found.certificate.expect("a bracket");
    let written = write_certificate(&certificate, &[]);
    let verdict = crate::support::verdict;
    assert!(verdict(&written).starts_with("valid: lambda-star in"), "{}", verdict(&written));
    let cover = certificate.evidence.cover().expect("a cover");
    let reduction = cover.reduction.as_ref().expect("symmetries");
    // The group of order 8 moves a base parameter to ± itself and ± its twin, and then the twin to −itself.
    assert_eq!(reduction.symmetries.len(), 3 + 1);
    // Every cell by itself: the same bracket with at least four times as many leaves.
    let plain = Control { symmetry: false, ..Control::default() };
    let other = lambda(&problem, &q("1/100"), &plain).certificate.expect("a bracket");
    assert_eq!(other.claim, certificate.claim);
    let leaves = |tree: &Tree| tree.tokens().filter(|token| matches!(token, Token::Leaf(_))).count();
    let all = other.evidence.cover().expect("a cover");
    assert!(all.reduction.is_none() && leaves(&all.tree) >= 4 * leaves(&cover.tree));
    let unreduced = Cover { reduction: None, ..cover.clone() };
    let text = text(&problem, "convex lambda >= 10", Evidence::Proof(Proof::Cover(unreduced)));
    assert!(verdict(&text).contains("no symmetry allows"), "{}", verdict(&text));
}
