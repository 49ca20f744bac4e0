//! Certificates that cost as much as they can: a verdict or "more work than N", never a crash, never a rejection for
//! want of work.

mod certificates;
mod objectives;

use crate::support::{problem_with_data, text_of_claim};
use certificates::all;
use jensen::certificate::Evidence;
use jensen::check::{Effort, Refusal, Undecided, check};
use std::thread;

/// What is said of a certificate, on a thread with a stack of 2 MB.
fn verdict(text: &str, effort: Effort) -> String {
    thread::scope(|scope| {
        let said = || match check(text.as_bytes(), &effort) {
            Ok(_) => "valid".to_owned(),
            Err(Refusal::Undecided(Undecided::MoreWork(limit))) => {
                assert_eq!(limit, effort.work);
                MORE_WORK.to_owned()
            }
            Err(refusal) => refusal.to_string(),
        };
        let thread = thread::Builder::new().stack_size(2 << 20).spawn_scoped(scope, said);
        let Ok(thread) = thread else { panic!("no thread") };
        thread.join().unwrap_or_else(|_| "a panic".to_owned())
    })
}

const MORE_WORK: &str = "more work";

/// With less and less work the verdict stays, or there is none; and threads change nothing.
#[test]
fn want_of_work_rejects_nothing() {
    for hostile in all(1_200) {
        let (text, name) = (hostile.text(), format!("{}, {}", hostile.rule, hostile.construction));
        let of = |work, threads| verdict(&text, Effort { work, threads, ..Effort::default() });
        assert_eq!(of(100, 1), MORE_WORK, "{name}");
        let full = of(100_000_000, 1);
        assert!(full == "valid" || full == MORE_WORK || full.starts_with("rejected"), "{name}: {full}");
        for work in [100_000, 1_000_000, 10_000_000] {
            let found = of(work, 1);
            // In fewer bits a number that fails is known less well.
            let is_same = found.split(':').next() == full.split(':').next();
            assert!(is_same || found == MORE_WORK, "{name}, {work}: {found}, not {full}");
        }
        assert_eq!(of(10_000_000, 3), of(10_000_000, 1), "{name}");
    }
}

/// Some of every kind in full size, with little work: what is not paid for is not begun. `cargo bench --bench hostile`
/// has them all.
#[test]
fn megabytes_end() {
    for hostile in all(1_000_000).iter().step_by(37) {
        let found = verdict(&hostile.text(), Effort { work: 400_000_000, ..Effort::default() });
        let is_verdict = found == "valid" || found == MORE_WORK || found.starts_with("rejected");
        assert!(is_verdict, "{}, {}: {found}", hostile.rule, hostile.construction);
    }
}

/// Where exact numbers are cut short by their part of the budget, what intervals leave open is not rejected: here a value
/// that is exactly 0, and that no interval can tell from its neighbours.
#[test]
fn an_exact_attempt_that_is_cut_short_rejects_nothing() {
    let problem = problem_with_data("sum(a*x^300)", "x -inf inf", "a", &["1", "-1"]);
    let said = |claim: &str, work: u64| {
        let claim = format!("value lambda = 0 in {claim} at 12157665459056928801/12157665459056928802");
        verdict(&text_of_claim(&problem, &claim, Evidence::Value), Effort { work, ..Effort::default() })
    };
    let works = (0..80).map(|step| (1000.0 * 1.2_f64.powi(step)) as u64);
    let verdicts = works.map(|work| [said("[0, 0]", work), said("[-1, 1]", work)]);
    let verdicts: Vec<[String; 2]> = verdicts.collect();
    assert!(verdicts.iter().flatten().all(|said| said == "valid" || said == MORE_WORK), "{verdicts:?}");
    // With as much work as this intervals do show what they can.
    assert!(verdicts.contains(&[MORE_WORK.to_owned(), "valid".to_owned()]));
    assert_eq!(verdicts.last(), Some(&["valid".to_owned(), "valid".to_owned()]));
}
