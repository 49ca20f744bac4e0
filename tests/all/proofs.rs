//! The claims of `proofs/`: that they are valid, that their pages say what the certificates say, and that a changed number
//! does not pass.

use jensen::certificate::read_certificate;
use jensen::source::read_proof;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs")
}

fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(home()).expect("proofs").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.join("claim.toml").is_file()).collect();
    folders.sort();
    folders
}

fn reproduce(arguments: &[&str], proofs: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jensen"))
        .arg("reproduce")
        .args(arguments)
        .arg("--proofs")
        .arg(proofs)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs")
}

/// A copy of what some claims need.
fn copy(slugs: &[&str]) -> tempfile::TempDir {
    let scratch = tempfile::tempdir().expect("a folder");
    let root = home().parent().expect("the project").to_owned();
    for folder in ["problems".to_owned(), "data".to_owned()]
        .into_iter()
        .chain(slugs.iter().map(|s| format!("proofs/{s}")))
    {
        let to = scratch.path().join(&folder);
        std::fs::create_dir_all(&to).expect("a folder");
        for entry in std::fs::read_dir(root.join(&folder)).expect("a folder") {
            let from = entry.expect("an entry").path();
            if from.is_file() {
                std::fs::copy(&from, to.join(from.file_name().expect("a name"))).expect("a copy");
            }
        }
    }
    std::fs::write(scratch.path().join("proofs/README.template.md"), "{{table}}\n").expect("a file");
    let update = reproduce(&["--check", "--update"], &scratch.path().join("proofs"));
    assert_eq!(update.status.code(), Some(0), "{update:?}");
    scratch
}

fn texts(output: &Output) -> [String; 2] {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

#[test]
fn every_claim_is_valid_and_its_page_says_so() {
    let output = reproduce(&["--check"], &home());
    let [stdout, stderr] = texts(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    assert_eq!(folders().len(), 31);
    assert!(stdout.contains("31 claims, all valid and as written"), "{stdout}");
}

#[test]
fn claims_and_numbers() {
    let mut lines = Vec::new();
    for folder in folders() {
        let proof = read_proof(&folder.join("claim.toml")).expect("a claim");
        let slug = folder.file_name().expect("a name").to_string_lossy().into_owned();
        lines.push((proof.number, format!("{slug}: {}", proof.verdict)));
        for step in &proof.steps {
            let text = std::fs::read_to_string(folder.join(format!("{}.jensen", step.name))).expect("a file");
            let certificate = read_certificate(&text).expect("a certificate");
            let claim = certificate.claim.to_string();
            let shown: String = claim.chars().take(160).collect();
            lines.push((
                proof.number,
                format!("    {} by {}: {shown}", step.name, certificate.evidence.rule()),
            ));
        }
    }
    lines.sort_by_key(|(number, _)| *number);
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_claim_is_derived_again() {
    let scratch = copy(&["cubic-on-a-box", "l2-is-not-sparse"]);
    let output = reproduce(&["cubic-on-a-box", "--threads", "1"], &scratch.path().join("proofs"));
    let [stdout, stderr] = texts(&output);
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    assert!(stdout.contains("1 claim, all as frozen"), "{stdout}");
}

#[test]
fn a_changed_number_is_found() {
    let change = |file: &str, from: &str, to: &str| {
        let scratch = copy(&["cubic-on-a-box"]);
        let path = scratch.path().join("proofs/cubic-on-a-box").join(file);
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{text}");
        std::fs::write(&path, text.replace(from, to)).expect("a file");
        let output = reproduce(&["--check"], &scratch.path().join("proofs"));
        let [stdout, stderr] = texts(&output);
        assert_eq!(output.status.code(), Some(1), "{stdout}{stderr}");
        stderr.replace(&scratch.path().display().to_string(), "…")
    };
    let found = [
        change("claim.md", "λ* = 6", "λ* = 7"),
        change("to-two.jensen", "lambda-star in [6, 6]", "lambda-star in [6, 7]"),
        change("to-two.jensen", "lambda-star in [6, 6]", "lambda-star in [5, 5]"),
        change("to-two.jensen", "parameter x -1 2", "parameter x -1 3"),
    ];
    insta::assert_snapshot!(found.join("\n---\n"));
}

#[test]
fn what_is_asked_must_be_there() {
    let output = reproduce(&["cubik"], &home());
    assert_eq!(output.status.code(), Some(2));
    let [_, stderr] = texts(&output);
    assert!(stderr.contains("there is no claim `cubik`"), "{stderr}");
    let output = reproduce(&[], Path::new("no-such-folder"));
    assert_eq!(output.status.code(), Some(2));
}
