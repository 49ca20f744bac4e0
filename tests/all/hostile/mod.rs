//! Certificates that cost as much as they can: a verdict or "more work than N", never a crash, never a rejection for
//! want of work.

mod certificates;
mod objectives;

use certificates::all;
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
