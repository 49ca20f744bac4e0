//! What ends work from outside: searches that are stopped before they begin return at once, a stopped check says nothing, and
//! a check knows the work that it takes.

use super::support::q;
use jensen::budget::{Budget, Stop};
use jensen::check::{Effort, Refusal, Undecided, check};
use jensen::problem::Problem;
use jensen::search::{Control, StopReason, certify, lambda, minimize, refute, refute_every};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

fn set() -> Stop {
    static SET: AtomicBool = AtomicBool::new(true);
    Stop::new(&SET)
}

fn shipped() -> Vec<(PathBuf, Vec<u8>)> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs")];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "jensen") {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    assert!(found.len() > 20);
    found
}

#[test]
fn a_moment_that_has_come_stays() {
    assert!(!Stop::default().is_set());
    assert!(!Stop::default().by(None).is_set());
    let now = Instant::now();
    let later = now + Duration::from_secs(1_000_000);
    assert!(!Stop::default().by(Some(later)).is_set());
    // The earlier of two counts, in either order.
    assert!(Stop::default().by(Some(now)).by(Some(later)).is_set());
    assert!(Stop::default().by(Some(later)).by(Some(now)).is_set());
    assert!(set().by(Some(later)).is_set());
}

#[test]
fn a_budget_that_is_stopped_is_spent() {
    let stopped = Budget::boundless().stopped_by(set());
    assert!(stopped.is_stopped() && stopped.is_spent() && !stopped.spend(1));
    let whole = Budget::new(1_000_000);
    whole.settle(&stopped.part(2));
    assert!(whole.is_stopped() && whole.is_spent());
    // Without a stop nothing changes, and what was needed is known.
    let budget = Budget::new(1_000_000);
    assert!(budget.spend(600_000) && budget.hold(1000) && !budget.is_spent());
    assert_eq!(budget.needed(), 600_000);
    budget.release(1000);
    assert!(budget.hold(3000));
    assert_eq!(budget.needed(), 750_000);
}

#[test]
fn what_is_stopped_before_it_begins_tests_nothing() {
    let stopped = Control { stop: set(), ..Control::default() };
    let time = jensen::search::Budget { time: Some(Duration::ZERO), ..Default::default() };
    let late = Control { budget: time, ..Control::default() };
    for (control, reason) in [(stopped, StopReason::Signal), (late, StopReason::Time)] {
        for file in ["tanh2", "xor-tanh", "iris-4-3-3"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("problems/{file}.toml"));
            let problem = Problem::read(path).unwrap();
            for outcome in [
                lambda(&problem, &q("1/100"), &control),
                certify(&problem, &q("5"), &control),
                minimize(&problem, &q("5"), &q("1/100"), &control),
            ] {
                assert_eq!((outcome.stop, outcome.cells), (reason, 0), "{file}");
            }
            for outcome in [refute(&problem, None, 2, &control), refute_every(&problem, &control)] {
                assert_eq!(outcome.stop, reason, "{file}");
            }
        }
    }
}

#[test]
fn a_check_that_is_stopped_says_nothing() {
    let effort = Effort { stop: set(), ..Effort::default() };
    for (path, bytes) in shipped() {
        let verdict = check(&bytes, &effort);
        let is_stopped = matches!(verdict, Err(Refusal::Undecided(Undecided::Stopped(_))));
        assert!(is_stopped, "{}: {verdict:?}", path.display());
    }
}

#[test]
fn a_check_takes_the_work_that_it_says() {
    for (path, bytes) in shipped() {
        let Ok(verified) = check(&bytes, &Effort::default()) else { continue };
        let work = verified.work();
        assert!(work > 0 && work <= Budget::DEFAULT, "{}: {work}", path.display());
        // A part is kept for attempts that others follow: a quarter more than what was spent is enough, as the command says.
        let enough = Effort { work: work + work / 4, ..Effort::default() };
        assert!(check(&bytes, &enough).is_ok(), "{}: {work}", path.display());
        let less = check(&bytes, &Effort { work: work / 8, ..Effort::default() });
        assert!(
            matches!(less, Err(Refusal::Undecided(Undecided::MoreWork(_))) | Ok(_)),
            "{}",
            path.display()
        );
    }
}
