//! Answers as text.

use super::facts::{self, plural};
use super::number::{at_least, short};
use super::sheet::cut;
use super::table::Table;
use super::{Answer, Checked, Outcome, Question, Survey, headline, impasse, lower_end, path};
use crate::bound::Method;
use crate::budget::Budget;
use crate::certificate::Certificate;
use crate::check::{Effort, Verified, convex_by_composition};
use crate::function::Smoothness;
use crate::problem::Problem;
use crate::search::{GroupFacts, StopReason, Subgroup};
use crate::source::{Activation, Loaded, Network};
use crate::words::in_words;
use clap::builder::styling::{AnsiColor, Style};
use indicatif::HumanBytes;
use rug::Rational;
use std::time::Duration;

/// Generators that are named.
const MAX_GENERATORS: usize = 8;
/// Subgroups that are named.
const MAX_SUBGROUPS: usize = 12;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const OPEN: Style = AnsiColor::Yellow.on_default().bold();

/// The answer of `lambda`, `certify`, `refute`, `orbit`, `minimize`, `minimum` or `path`.
pub fn answer(question: &Question, answer: &Answer) -> String {
    let mut table = Table::default();
    if let Some(verified) = &answer.verified {
        facts::about_claim(&mut table, verified.get());
    }
    if let Question::Orbit { symmetry, subgroups, lower } = question {
        about_symmetry(&mut table, symmetry, &answer.problem);
        about_subgroups(&mut table, subgroups, lower);
    }
    for (label, value) in path::rows(question, &answer.problem) {
        table.row(label, value);
    }
    if let Some(failure) = facts::composition(question, answer) {
        table.row("composition", failure);
    }
    if let Some(impasse) = &answer.impasse {
        table.row("obstacle", impasse::impasse(impasse, &answer.problem));
    }
    if let Some(remedy) = answer.remedy(question) {
        table.row("may help", remedy);
    }
    about_effort(&mut table, answer);
    match (&answer.verified, &answer.unchecked) {
        (Some(verified), _) => {
            table.row("certificate", &answer.file);
            about_verdict(&mut table, verified);
            if answer.is_resumable(question) {
                table.row("to go on", format!("--resume {}", answer.file));
            }
        }
        (None, Some(found)) => {
            table.row("not checked", facts::claim(&found.claim));
            table.row("certificate", &answer.file);
            table.row("verdict", format!("{OPEN}undecided{OPEN:#}: written, not checked, for want of time"));
        }
        (None, None) => table.row("verdict", format!("{OPEN}undecided{OPEN:#}, nothing written")),
    }
    if let Some(command) = answer.to_check() {
        table.row("to check it", command);
    }
    format!("{}: {}\n\n{}", answer.name, headline::of_answer(question, answer), table.text())
}

fn about_effort(table: &mut Table, answer: &Answer) {
    let spent = answer.spent;
    let cells = spent.cells.map_or(String::new(), |n| format!("{n} {}, ", plural(n as usize, "cell")));
    table.row("search", format!("{cells}{} (seed {})", seconds(spent.search), spent.seed));
    if answer.verified.is_some() {
        table.row("check", seconds(spent.check));
    }
    let reason = match spent.stop {
        StopReason::Done => return,
        StopReason::Cells => "--cells",
        StopReason::Time => "--time",
        StopReason::Memory => "--memory",
        StopReason::Signal => "a signal",
    };
    let caveat = "what is proved is valid, but another run may prove more or less";
    table.row(
        "ended by",
        if spent.stop.is_reproducible() { reason.to_owned() } else { format!("{reason}: {caveat}") },
    );
}

/// The group, its generators, what the penalty makes of them, and why there are no flips where there are none.
fn about_symmetry(table: &mut Table, symmetry: &GroupFacts, problem: &Problem) {
    let GroupFacts { generators, keeps_penalty, order, is_whole, fixed } = symmetry;
    if generators.is_empty() {
        table.row("symmetry", "none found");
    } else {
        let dimensions = plural(*fixed, "dimension");
        let least = if *is_whole { "" } else { "at least " };
        table.row(
            "symmetry",
            format!("a group of order {least}{order}, fixed points in {fixed} {dimensions}"),
        );
        let numbered: Vec<_> = (1..).zip(generators.iter().zip(keeps_penalty)).collect();
        let named = facts::first_few(&numbered, MAX_GENERATORS, |(number, (generator, keeps_penalty))| {
            let broken = if **keeps_penalty { "" } else { " (the penalty breaks it)" };
            format!("{number}: {}{broken}", facts::symmetry(generator, problem))
        });
        table.row("generators", named.join("\n"));
    }
    if !generators.iter().flat_map(|g| &g.parameters).any(|image| image.is_negative) {
        let reasons = facts::no_flips(problem);
        if !reasons.is_empty() {
            table.row("no flips", reasons.join("\n"));
        }
    }
}

/// What each subgroup forces, and its share of what is known of λ\*.
fn about_subgroups(table: &mut Table, subgroups: &[Subgroup], lower: &Rational) {
    let forced_ends = subgroups.iter().filter_map(|subgroup| subgroup.claim.as_ref().and_then(lower_end));
    let is_known = *lower > 0 && forced_ends.max().is_none_or(|most| most <= lower);
    let forced = |Subgroup { members, order, claim }: &Subgroup| {
        let names: Vec<String> = members.iter().map(|member| (member + 1).to_string()).collect();
        let what = plural(members.len(), "generator");
        let bound = match claim.as_ref().map(lower_end) {
            None => "nothing".to_owned(),
            Some(None) => "λ* = ∞".to_owned(),
            Some(Some(end)) if is_known => {
                let share = 100.0 * Rational::from(end / lower).to_f64();
                format!("λ* ≥ {}, {share:.1} % of the best lower end found", at_least(end))
            }
            Some(Some(end)) => format!("λ* ≥ {}", short(end)),
        };
        format!("{what} {} (order {order}): {bound}", names.join(", "))
    };
    if !subgroups.is_empty() {
        let more = subgroups.len().saturating_sub(MAX_SUBGROUPS);
        let more = (more > 0).then(|| format!("and {more} more: see --format json"));
        let lines = subgroups.iter().take(MAX_SUBGROUPS).map(forced).chain(more);
        table.row("forces", lines.collect::<Vec<_>>().join("\n"));
    }
    if is_known && !subgroups.is_empty() {
        table.row(
            "λ* itself",
            format!("at least {}, by a witness that is not part of this certificate", at_least(lower)),
        );
    }
}

fn about_verdict(table: &mut Table, verified: &Verified<Certificate>) {
    table.row("sha256", verified.digest());
    table.row("verdict", format!("{GOOD}valid{GOOD:#}"));
}

/// `0.52 s`.
fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// A time to one digit: `50 ms`, `3 s`, `2 min`.
fn roughly(seconds: f64) -> String {
    let one_digit = |x: f64| {
        let size = 10.0_f64.powf(x.max(1.0).log10().floor());
        (x.max(1.0) / size).round() * size
    };
    match seconds {
        0.0..1e-3 => format!("{:.0} µs", one_digit(seconds * 1e6)),
        1e-3..1.0 => format!("{:.0} ms", one_digit(seconds * 1e3)),
        1.0..100.0 => format!("{:.0} s", one_digit(seconds)),
        _ => format!("{:.0} min", one_digit(seconds / 60.0)),
    }
}

/// A verified certificate in words.
pub fn certificate(verified: &Verified<Certificate>) -> String {
    let mut table = Table::default();
    facts::about_claim(&mut table, verified.get());
    facts::about_problem(&mut table, &verified.get().problem, super::problem::MAX_EXPRESSION);
    about_verdict(&mut table, verified);
    format!("{}\n\n{}", cut(&verified.get().claim.to_string()), table.text())
}

/// The verdicts of `check`.
pub fn checked(results: &[Checked]) -> String {
    results.iter().map(|result| format!("{}: {}\n", result.file, outcome(&result.outcome))).collect()
}

fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Valid { verified, problem } => {
            let of = problem.as_ref().map_or(String::new(), |file| format!(", of the problem in {file}"));
            format!("{GOOD}valid{GOOD:#}: {}{of}", cut(&verified.get().claim.to_string()))
        }
        Outcome::Rejected { rule, line, reason } => {
            let line = line.map_or(String::new(), |line| format!(", line {line}"));
            format!("{BAD}rejected{BAD:#} by rule {rule}{line}: {reason}")
        }
        Outcome::Undecided { line, reason } => {
            let line = line.map_or(String::new(), |line| format!(", line {line}"));
            format!("{BAD}undecided{BAD:#}{line}: {reason}")
        }
        Outcome::Unreadable(reason) => format!("{BAD}unreadable{BAD:#}: {reason}"),
    }
}

/// What `info` found out.
pub fn survey(survey: &Survey, loaded: &Loaded) -> String {
    let mut table = Table::default();
    let problem = &loaded.problem;
    if let Some(Network { layers, activations, loss, .. }) = &loaded.network {
        let sizes: Vec<String> = layers.iter().map(usize::to_string).collect();
        let mut names: Vec<&str> = activations.iter().map(Activation::name).collect();
        names.dedup();
        let parts = [sizes.join("-"), names.join(" "), loss.name().to_owned()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        table.list("network", &parts);
    }
    facts::about_problem(&mut table, problem, super::problem::MAX_EXPRESSION);
    let pinned = problem.dimension() - survey.order;
    let pinned = if pinned > 0 { format!(", {pinned} of them pinned") } else { String::new() };
    table.row("parameters", format!("{}{pinned}", problem.dimension()));
    table.row("nodes", survey.nodes.to_string());
    let (smoothness, rough) = match survey.smoothness {
        Smoothness::C2 => ("analytic: witnesses and covers apply", ""),
        Smoothness::C11 => ("its second derivatives jump: witnesses and covers apply", "jumps"),
        Smoothness::C0 => ("it has kinks: witnesses apply, covers only away from them", "kinks"),
    };
    table.row("smoothness", smoothness);
    if !survey.rough.is_empty() {
        table.list(rough, &survey.rough);
    }
    about_symmetry(&mut table, &survey.symmetry, problem);
    table.row(
        "composition",
        match convex_by_composition(problem, &Effort::default()) {
            Ok(()) => "L + λP is convex for every λ ≥ 0 by its form".to_owned(),
            Err(reason) => in_words(&reason, problem),
        },
    );
    about_leaf_test(&mut table, survey);
    format!("{}\n\n{}", loaded.name, table.text())
}

/// The leaf test, what it takes, or why there is none.
fn about_leaf_test(table: &mut Table, survey: &Survey) {
    table.row(
        "leaf test",
        match survey.method {
            _ if !survey.is_of_moderate_order => {
                "none takes more than 2,000 parameters that are not pinned: lower ends alone".to_owned()
            }
            _ if !survey.has_leaf_test => {
                format!("none: the second derivatives take more work than {}", Budget::DEFAULT)
            }
            Method::Constant => "the Hessian is constant: exact elimination decides".to_owned(),
            Method::Affine => {
                let vertices = match survey.vertices {
                    0 => String::new(),
                    n => format!(" at {} vertices", 1u64 << n),
                };
                let locals = plural(survey.locals, "coordinate");
                format!("affine Hessian in {} local {locals}{vertices}", survey.locals)
            }
            Method::Interval => "natural interval Hessian".to_owned(),
            Method::Loewner | Method::Tensor => {
                "lower bounds of the rows' Hessians in the Loewner order".to_owned()
            }
        },
    );
    if !survey.is_of_moderate_order || !survey.has_leaf_test {
        return;
    }
    table.row("a test takes", format!("about {}", roughly(survey.seconds)));
    table.row("memory", format!("about {} a thread and leaf test", HumanBytes(survey.bytes as u64)));
}
