//! Certificates that cost as much as they can: a verdict or "more work than N", never a crash, never a rejection for
//! want of work.

mod certificates;
mod objectives;

use certificates::{Hostile, all};
use jensen::check::{Effort, Refusal, Undecided, check};
use std::thread;

/// What is said of a certificate, on a thread with a stack of 2 MB.
fn verdict(text: &str, effort: Effort) -> String {
    thread::scope(|scope| {
        let said = || match check(text.as_bytes(), &effort) {
            Ok(_) => "valid".to_owned(),
            Err(Refusal::Undecided(Undecided::MoreWork { limit })) => {
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
    for Hostile { rule, construction, text } in all(1_200) {
        let of = |work, threads| verdict(&text, Effort { work, threads, ..Effort::default() });
        let least = of(100, 1);
        assert_eq!(least, MORE_WORK, "{rule}, {construction}");
        let full = of(Effort::default().work, 1);
        assert!(full == "valid" || full == MORE_WORK || full.starts_with("rejected"), "{rule}: {full}");
        for exponent in 5..10 {
            let work = 10_u64.pow(exponent);
            let found = of(work, 1);
            assert!(
                found == full || found == MORE_WORK,
                "{rule}, {construction}, {work}: {found}, not {full}"
            );
            assert_eq!(of(work, 3), found, "{rule}, {construction}, {work}");
        }
    }
}

/// Every construction in full size, with little work: what is not paid for is not begun.
#[test]
fn megabytes_end() {
    for Hostile { rule, construction, text } in all(1_000_000) {
        let found = verdict(&text, Effort { work: 400_000_000, ..Effort::default() });
        let is_verdict = found == "valid" || found == MORE_WORK || found.starts_with("rejected");
        assert!(is_verdict, "{rule}, {construction}: {found}");
    }
}
