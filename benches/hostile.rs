//! `cargo bench --bench hostile [BYTES] [RULE, or part of a construction's name…]`: what `jensen-check` takes for the hostile
//! certificates of the tests, of about so many bytes (a megabyte if nothing is said): a line a certificate, and of each rule the
//! most that one takes. The times are CPU seconds, user and system, as GNU time measures them.

#[path = "../tests/all/hostile/certificates.rs"]
mod certificates;
#[path = "../tests/all/hostile/objectives.rs"]
mod objectives;

use certificates::Hostile;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;

/// What a check took, and how it ended.
struct Run {
    construction: String,
    bytes: usize,
    seconds: f64,
    megabytes: f64,
    verdict: &'static str,
}

fn main() -> Result<(), Box<dyn Error>> {
    let size = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(1_000_000);
    let folder = std::env::temp_dir().join(format!("jensen-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut by_rule: BTreeMap<&str, Vec<Run>> = BTreeMap::new();
    let rules: Vec<String> = std::env::args().skip(1).filter(|word| is_rule(word)).collect();
    let is_asked = |hostile: &Hostile| {
        let is_named = |word: &String| word == hostile.rule || hostile.construction.contains(word);
        rules.is_empty() || rules.iter().any(is_named)
    };
    for hostile in certificates::all(size).into_iter().filter(is_asked) {
        let run = run(&hostile, &folder.join("hostile.jensen"))?;
        let Run { construction, bytes, seconds, megabytes, verdict } = &run;
        println!("{} | {construction} | {bytes} | {seconds:.2} | {megabytes:.0} | {verdict}", hostile.rule);
        by_rule.entry(hostile.rule).or_default().push(run);
    }
    std::fs::remove_dir_all(&folder)?;
    println!(
        "\n| rule | files | bytes, at most | CPU s, at most | MB, at most | valid, rejected, undecided, other |"
    );
    println!("|---|---|---|---|---|---|");
    for (rule, runs) in &by_rule {
        let most = |of: fn(&Run) -> f64| runs.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
        let (Some(longest), Some(largest)) = (most(|run| run.seconds), most(|run| run.megabytes)) else {
            continue;
        };
        let bytes = runs.iter().map(|run| run.bytes).max().unwrap_or_default();
        let count = |verdict| runs.iter().filter(|run| run.verdict == verdict).count();
        println!(
            "| {rule} | {} | {bytes} | {:.1} ({}) | {:.0} ({}) | {}, {}, {}, {} |",
            runs.len(),
            longest.seconds,
            longest.construction,
            largest.megabytes,
            largest.construction,
            count("valid"),
            count("rejected"),
            count("undecided"),
            count("other")
        );
    }
    Ok(())
}

/// Options are cargo's, numbers are sizes.
fn is_rule(word: &str) -> bool {
    !word.starts_with('-') && word.parse::<usize>().is_err()
}

/// Checks one certificate, in a process of its own.
fn run(hostile: &Hostile, file: &Path) -> Result<Run, Box<dyn Error>> {
    let text = hostile.text();
    std::fs::write(file, &text)?;
    let output = Command::new("/usr/bin/time")
        .args(["--quiet", "--format", "%U %S %M", env!("CARGO_BIN_EXE_jensen-check")])
        .arg(file)
        .output()?;
    let measured = String::from_utf8(output.stderr)?;
    let numbers: Vec<f64> = measured.split_whitespace().filter_map(|field| field.parse().ok()).collect();
    let [user, system, kilobytes] = numbers[..] else { return Err(measured.into()) };
    let verdict = match output.status.code() {
        Some(0) => "valid",
        Some(1) => "rejected",
        Some(3) => "undecided",
        // A crash, or killed: what this bench is there to find.
        _ => "other",
    };
    Ok(Run {
        construction: hostile.construction.clone(),
        bytes: text.len(),
        seconds: user + system,
        megabytes: kilobytes / 1024.0,
        verdict,
    })
}
