//! The search for λ\*: what it costs beside the direct walk, where it ends, and how it goes on.

use crate::jensen::neuron;
use crate::support::{cover, problem, problem_with_data, q, with_penalty};
use jensen::budget::Stop;
use jensen::certificate::{Certificate, Claim, Evidence};
use jensen::check::{Effort, check};
use jensen::problem::Problem;
use jensen::search::{
    Budget, Control, Earlier, LambdaOutcome, LambdaStatus, Stage, StopReason, certify, finer_comment, lambda,
    read_finer,
};
use jensen::writing::write_certificate;
use rug::Rational;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// `tanh2` of the README on a smaller box.
fn neurons() -> Problem {
    let loss = "mean((y - a1*tanh(w1*x) - a2*tanh(w2*x))^2)";
    let box_ = "a1 -1 1, a2 -1 1, w1 -1 1, w2 -1 1";
    problem_with_data(loss, box_, "x y", &["-1 -1", "1/2 1/3", "2 1"])
}

fn with_cells(cells: u64) -> Control<'static> {
    Control { budget: Budget { cells: Some(cells), ..Budget::default() }, ..Control::default() }
}

/// The text of a certificate, which must be valid.
fn valid(certificate: &Certificate) -> String {
    let text = write_certificate(certificate, &[]);
    if let Err(rejection) = check(text.as_bytes(), &Effort::default()) {
        panic!("{rejection}\n{text}");
    }
    text
}

fn ends(outcome: &LambdaOutcome) -> [Rational; 2] {
    match outcome.certificate.as_ref().map(|found| &found.claim) {
        Some(Claim::LambdaStar { lower, upper }) => [lower.clone(), upper.clone()],
        claim => panic!("{claim:?}"),
    }
}

fn stage(outcome: &LambdaOutcome) -> Stage {
    Stage { certificate: outcome.certificate.clone().unwrap(), finer: outcome.finer.clone() }
}

#[test]
fn the_lower_end_of_a_bracket_can_be_checked_alone() {
    let outcome = lambda(&neurons(), &q("1/1000"), &with_cells(200));
    assert_eq!(outcome.status, LambdaStatus::Open);
    let (lower, spare) = (ends(&outcome)[0].clone(), outcome.spare.unwrap());
    assert_eq!(spare.certificate.claim, Claim::NotConvexBelow(lower));
    assert!(valid(&spare.certificate).len() < valid(&outcome.certificate.unwrap()).len());
    // Where it is all there is, nothing is spared.
    let alone = lambda(&neurons(), &q("1/1000"), &with_cells(0));
    assert!(matches!(alone.certificate.unwrap().claim, Claim::NotConvexBelow(_)) && alone.spare.is_none());
}

#[test]
fn the_rungs_cost_little() {
    for problem in [neuron(), neurons(), problem("(1 - a*b*c)^2", "a -1 1, b -1 1, c -1 1")] {
        for gap in ["1/10", "1/100", "1/1000"] {
            let outcome = lambda(&problem, &q(gap), &Control::default());
            assert_eq!((outcome.status, outcome.stop), (LambdaStatus::Closed, StopReason::Done));
            valid(outcome.certificate.as_ref().unwrap());
            let direct = certify(&problem, &ends(&outcome)[1], &Control::default());
            let (cells, direct) = (outcome.cells, direct.cells);
            assert!(100 * cells <= 115 * direct + 500, "{cells} tests, {direct} by the direct walk");
        }
    }
}

#[test]
fn threads_do_not_matter() {
    let problem = neurons();
    for budget in [Some(700), None] {
        let run = |threads| {
            let budget = Budget { cells: budget, ..Budget::default() };
            let found = lambda(&problem, &q("1/100"), &Control { budget, threads, ..Control::default() });
            let finer = found.finer.as_ref().map(finer_comment);
            (valid(&found.certificate.unwrap()), finer, found.cells)
        };
        let alone = run(1);
        assert!([2, 3].iter().all(|&threads| run(threads) == alone));
    }
}

#[test]
fn every_stop_leaves_a_bracket_to_go_on_from() {
    let problem = neurons();
    let whole = lambda(&problem, &q("1/100"), &Control::default());
    let mut last: Option<Rational> = None;
    for cells in [20, 6, 3, 2].map(|share| whole.cells / share).into_iter().chain([whole.cells * 3 / 4]) {
        let part = lambda(&problem, &q("1/100"), &with_cells(cells));
        assert_eq!((part.status, part.stop), (LambdaStatus::Open, StopReason::Cells));
        assert!(part.cells <= cells);
        valid(part.certificate.as_ref().unwrap());
        let upper = ends(&part)[1].clone();
        assert!(last.is_none_or(|last| upper <= last), "{upper} after more cells");
        last = Some(upper);
        let earlier = stage(&part);
        let rest = lambda(&problem, &q("1/100"), &Control { earlier: Some(&earlier), ..Control::default() });
        assert_eq!((rest.status, rest.stop), (LambdaStatus::Closed, StopReason::Done));
        assert!(rest.cells < whole.cells + 20, "{} tests after {cells}", rest.cells);
        valid(rest.certificate.as_ref().unwrap());
    }
}

#[test]
fn a_closed_bracket_is_proved_anew_and_narrowed() {
    let problem = neuron();
    let coarse = lambda(&problem, &q("1/10"), &Control::default());
    let earlier = stage(&coarse);
    let control = || Control { earlier: Some(&earlier), ..Control::default() };
    let again = lambda(&problem, &q("1/10"), &control());
    assert_eq!(ends(&again), ends(&coarse));
    let finer = lambda(&problem, &q("1/1000"), &control());
    assert_eq!(finer.status, LambdaStatus::Closed);
    assert!(ends(&finer)[1] < ends(&coarse)[1]);
    valid(finer.certificate.as_ref().unwrap());
    let convex = certify(&problem, &ends(&coarse)[1], &control());
    valid(convex.certificate.as_ref().unwrap());
}

#[test]
fn a_stop_keeps_the_earlier_bracket() {
    let problem = neurons();
    let whole = lambda(&problem, &q("1/10"), &Control::default());
    let earlier = stage(&whole);
    let stopped = lambda(&problem, &q("1/100"), &Control { earlier: Some(&earlier), ..with_cells(30) });
    assert_eq!((stopped.status, stopped.stop), (LambdaStatus::Open, StopReason::Cells));
    assert_eq!(ends(&stopped), ends(&whole));
    valid(stopped.certificate.as_ref().unwrap());
}

#[test]
fn a_stopped_certify_leaves_a_bracket_to_go_on_from() {
    let (problem, asked) = (neurons(), q("37/10"));
    let whole = certify(&problem, &asked, &Control::default());
    let convex = Claim::ConvexFrom(asked.clone());
    assert_eq!(whole.certificate.as_ref().map(|found| &found.claim), Some(&convex));
    for cells in [20, 6, 3, 2].map(|share| whole.cells / share) {
        let part = certify(&problem, &asked, &with_cells(cells));
        assert_eq!((part.status, part.stop), (LambdaStatus::Open, StopReason::Cells));
        valid(part.certificate.as_ref().unwrap());
        let [lower, upper] = ends(&part);
        assert!(lower < asked && asked < upper, "[{lower}, {upper}]");
        // The witness alone and the tree do as well.
        let Some(Evidence::Bracket { lower: Some(witness), .. }) =
            part.certificate.clone().map(|c| c.evidence)
        else {
            panic!("no witness");
        };
        let claim = Claim::NotConvexBelow(lower);
        let refuted = Certificate { claim, problem: problem.clone(), evidence: witness.into() };
        for earlier in [stage(&part), Stage { certificate: refuted, finer: part.finer.clone() }] {
            let control = Control { earlier: Some(&earlier), ..Control::default() };
            let rest = certify(&problem, &asked, &control);
            assert_eq!(rest.certificate.as_ref().map(|found| &found.claim), Some(&convex));
            assert!(rest.cells + cells / 2 < whole.cells + 30, "{} tests after {cells}", rest.cells);
            valid(rest.certificate.as_ref().unwrap());
        }
    }
}

#[test]
fn without_time_an_earlier_bracket_is_kept_or_left() {
    let problem = neurons();
    let whole = lambda(&problem, &q("1/10"), &Control::default());
    let earlier = stage(&whole);
    // A signal leaves the check to whoever has sent it.
    static SET: AtomicBool = AtomicBool::new(true);
    let stop = Stop::new(&SET);
    let control = Control { earlier: Some(&earlier), stop, ..Control::default() };
    let stopped = lambda(&problem, &q("1/100"), &control);
    assert_eq!((stopped.earlier, stopped.stop), (Earlier::Kept, StopReason::Signal));
    assert_eq!(ends(&stopped), ends(&whole));
    // What cannot be checked in time is not written.
    let budget = Budget { time: Some(Duration::ZERO), ..Budget::default() };
    for asked in [None, Some(q("4"))] {
        let control = Control { earlier: Some(&earlier), budget, ..Control::default() };
        let late = match asked {
            None => lambda(&problem, &q("1/100"), &control),
            Some(asked) => certify(&problem, &asked, &control),
        };
        assert!(matches!(late.earlier, Earlier::TooLong(time) if time > Duration::ZERO));
        assert!(late.certificate.is_none() && late.stop == StopReason::Time);
    }
}

#[test]
fn nothing_earlier_is_trusted() {
    let problem = neuron();
    let whole = lambda(&problem, &q("1/100"), &Control::default());
    let Some(Evidence::Bracket { lower, .. }) = whole.certificate.clone().map(|found| found.evidence) else {
        panic!("no bracket");
    };
    // λ* is 4.22: a false upper end, a false lower end, splits that do not fit.
    for (claimed, tree) in [("1 2", "a~~"), ("4 21/5", "~"), ("7 9", "~"), ("4 5", "c~~")] {
        let [low, high] = claimed.split(' ').map(q).collect::<Vec<_>>().try_into().unwrap();
        let certificate = Certificate {
            claim: Claim::LambdaStar { lower: low, upper: high },
            problem: problem.clone(),
            evidence: Evidence::Bracket { lower: lower.clone(), upper: cover(tree, "").into() },
        };
        let earlier = Stage { certificate, finer: None };
        let found = lambda(&problem, &q("1/100"), &Control { earlier: Some(&earlier), ..Control::default() });
        assert_eq!(found.status, LambdaStatus::Closed, "{claimed}");
        assert_eq!(ends(&found)[0], ends(&whole)[0]);
        valid(found.certificate.as_ref().unwrap());
        let control = Control { earlier: Some(&earlier), ..with_cells(2) };
        let stopped = lambda(&problem, &q("1/100"), &control);
        valid(stopped.certificate.as_ref().unwrap());
    }
}

#[test]
fn saved_stages_are_valid_and_serve() {
    let problem = neurons();
    let stages = Mutex::new(Vec::new());
    let save = |stage: &Stage| stages.lock().unwrap().push(stage.clone());
    let control = Control { save: Some(&save), save_every: Duration::ZERO, ..Control::default() };
    let whole = lambda(&problem, &q("1/100"), &control);
    let unsaved = lambda(&problem, &q("1/100"), &Control::default());
    assert_eq!(valid(&whole.certificate.unwrap()), valid(&unsaved.certificate.unwrap()));
    let stages = stages.into_inner().unwrap();
    assert!(!stages.is_empty());
    for stage in [stages.first(), stages.last()].into_iter().flatten() {
        valid(&stage.certificate);
        let text = write_certificate(&stage.certificate, &[finer_comment(stage.finer.as_ref().unwrap())]);
        let read = read_finer(&text).unwrap();
        let splits = |tree: &jensen::certificate::Tree| finer_comment(tree);
        assert_eq!(Some(splits(&read)), stage.finer.as_ref().map(splits));
        let rest = lambda(&problem, &q("1/100"), &Control { earlier: Some(stage), ..Control::default() });
        assert_eq!(rest.status, LambdaStatus::Closed);
        valid(rest.certificate.as_ref().unwrap());
    }
}

#[test]
fn memory_ends_a_search() {
    let budget = Budget { memory: Some(100), ..Budget::default() };
    let found = lambda(&neurons(), &q("1/100"), &Control { budget, ..Control::default() });
    assert_eq!((found.status, found.stop), (LambdaStatus::Open, StopReason::Memory));
    valid(found.certificate.as_ref().unwrap());
}

#[test]
fn ill_posed_problems_have_answers() {
    let ask = |problem: &Problem| lambda(problem, &q("1/100"), &with_cells(20_000));
    let status = |formula: &str, domain: &str| {
        let found = ask(&problem(formula, domain));
        let claim = found.certificate.map_or("nothing".to_owned(), |certificate| {
            valid(&certificate);
            certificate.claim.to_string()
        });
        let obstacle = if found.impasse.is_some() { ", an obstacle" } else { "" };
        format!("{:?}: {claim}{obstacle}", found.status)
    };
    let cases = [
        ("(x + y)^2 + x", "x -inf inf, y -1 1", "Zero: convex lambda >= 0"),
        ("x*y", "x -inf inf, y -inf inf", "Closed: lambda-star in [1/2, 1/2]"),
        ("x^4", "x -1 1", "Zero: convex lambda >= 0"),
        ("-x^2 + y^2", "x 1/2 1/2, y -1 1", "Zero: convex lambda >= 0"),
        ("-x^2", "x 1/2 1/2", "Zero: convex lambda >= 0"),
        ("(1 - a*b)^2", "a -1 1, b 1 1", "Zero: convex lambda >= 0"),
        ("-x^3", "x -1 2", "Closed: lambda-star in [6, 6]"),
    ];
    for (formula, domain, expected) in cases {
        assert_eq!(status(formula, domain), expected, "{formula} on {domain}");
    }
    let sine = ask(&problem("sin(x)", "x -inf inf"));
    assert_eq!(sine.status, LambdaStatus::Closed);
    assert!(ends(&sine)[0] <= q("1/2") && q("1/2") <= ends(&sine)[1]);
    // Refuted though there is no Hessian, or it has no bound.
    for (formula, domain) in [("-relu(x)", "x -1 1"), ("-x^3", "x -inf inf")] {
        assert_eq!(status(formula, domain), "Infinite: no-finite-lambda", "{formula} on {domain}");
    }
    let found = status("-exp(exp(x))", "x 0 10");
    assert!(found.starts_with("Open: not-convex lambda < ") && found.ends_with("an obstacle"), "{found}");
    let dented = with_penalty(problem("-x^3", "x -1 1"), "x^2 - x^4");
    // At x = 1 the penalty itself bends down.
    let found = ask(&dented).certificate.unwrap();
    assert!(valid(&found).contains("\nclaim no-finite-lambda\n"), "{}", found.claim);
}
