//! `proofs/theory.md` and `proofs/SOUNDNESS.md`: every citation of a theorem resolves, every theorem is cited, and the tests
//! that stand against a risk exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = "theory.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The files below a folder of the project, as paths from its root.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut open = vec![PathBuf::from(folder)];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if root().join(&path).is_dir() {
            let entries = fs::read_dir(root().join(&path)).unwrap();
            open.extend(entries.map(|entry| path.join(entry.unwrap().file_name())));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A text without the breaks of its lines and the marks of comments, so that a citation may go on in the next line.
fn flowing(text: &str) -> String {
    let line = |line: &str| line.trim().trim_start_matches('/').trim_start_matches('!').trim().to_owned();
    text.lines().map(line).collect::<Vec<_>>().join(" ")
}

/// The label that a text begins with: a capital and a number.
fn label(text: &str) -> Option<&str> {
    let digits = text.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let is_over = !digits[length..].starts_with(|c: char| c.is_alphanumeric());
    (length > 0 && is_over).then(|| &text[..=length])
}

/// The labels behind each mention of the page: `theory.md, W1`, `theory.md W1`, `theory.md, W1, C2 and L3`.
fn citations(text: &str) -> Vec<Vec<String>> {
    let flowing = flowing(text);
    let behind = |(at, _)| {
        let mut rest = flowing[at + PAGE.len()..].trim_start_matches(['`', ',', ' ']);
        let mut labels = Vec::new();
        while let Some(found) = label(rest) {
            labels.push(found.to_owned());
            let next = &rest[found.len()..];
            let Some(next) = next.strip_prefix(", ").or_else(|| next.strip_prefix(" and ")) else { break };
            rest = next;
        }
        labels
    };
    flowing.match_indices(PAGE).map(behind).collect()
}

/// Labels and titles of the theorems, in their order.
fn theorems(page: &str) -> Vec<(&str, &str)> {
    page.lines().filter_map(|line| line.strip_prefix("### ")?.split_once(". ")).collect()
}

/// The files of `src` that cite each label, without folder `src` and ending.
fn users() -> BTreeMap<String, BTreeSet<String>> {
    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files("src", "rs") {
        let name = file.strip_prefix("src").unwrap().with_extension("").display().to_string();
        for cited in citations(&read(&file)).into_iter().flatten() {
            users.entry(cited).or_default().insert(name.clone());
        }
    }
    users
}

#[test]
fn citations_are_read() {
    let cases: [(&str, &[&[&str]]); 6] = [
        ("see (theory.md, W1).", &[&["W1"]]),
        ("`proofs/theory.md`, L12 and L3; theory.md C4", &[&["L12", "L3"], &["C4"]]),
        ("//! as theory.md,\n//! W1, C2, and so on", &[&["W1", "C2"]]),
        ("theory.md says", &[&[]]),
        ("theory.md, W1x", &[&[]]),
        ("nothing", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(citations(text), expected, "{text}");
    }
}

#[test]
fn every_citation_resolves() {
    let page = read("proofs/theory.md");
    let known: Vec<&str> = theorems(&page).into_iter().map(|(label, _)| label).collect();
    let unique: BTreeSet<&str> = known.iter().copied().collect();
    assert_eq!(known.len(), unique.len(), "a label occurs twice");
    assert!(known.iter().all(|name| label(name) == Some(name)), "{known:?}");
    let pages = files("proofs", "md").into_iter().filter(|file| file.parent() == Some(Path::new("proofs")));
    for file in files("src", "rs").into_iter().chain(pages).chain([PathBuf::from("FORMAT.md")]) {
        for labels in citations(&read(&file)) {
            let is_code = file.starts_with("src");
            assert!(!(is_code && labels.is_empty()), "{}: which theorem?", file.display());
            for cited in labels {
                assert!(unique.contains(&*cited), "{}: there is no theorem {cited}", file.display());
            }
        }
    }
}

/// The table in front says of every theorem which files cite it, and each is cited.
#[test]
fn every_theorem_is_used() {
    let page = read("proofs/theory.md");
    let users = users();
    let row = |(label, title): (&str, &str)| {
        let files = users.get(label).unwrap_or_else(|| panic!("nothing in src cites {label}"));
        let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        format!("| {label} | {title} | {} |", files.join(", "))
    };
    let expected: Vec<String> = theorems(&page).into_iter().map(row).collect();
    let rows = page.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let found: Vec<&str> = rows.take_while(|line| line.starts_with('|')).collect();
    assert_eq!(found, expected, "the table in proofs/theory.md should be\n{}", expected.join("\n"));
}

/// Pages that are mentioned are there.
#[test]
fn pages_exist() {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut pages: BTreeSet<String> = BTreeSet::new();
    for file in
        files("proofs", "md").into_iter().chain(fs::read_dir(root()).unwrap().map(|e| e.unwrap().path()))
    {
        pages.insert(file.file_name().unwrap().to_string_lossy().into_owned());
    }
    for file in files("src", "rs").into_iter().chain([PathBuf::from("FORMAT.md")]) {
        let text = read(&file);
        let words = text.split(|c| !is_part(c)).map(|word| word.trim_end_matches('.'));
        for page in words.filter(|word| word.len() > 3 && word.ends_with(".md")) {
            assert!(pages.contains(page), "{}: there is no page {page}", file.display());
        }
    }
}

/// Risks are numbered, and the tests named beside them, `module::test`, exist.
#[test]
fn tests_stand_against_risks() {
    let page = read("proofs/SOUNDNESS.md");
    let numbers: Vec<usize> =
        page.lines().filter_map(|line| line.strip_prefix("**R")?.split_once('.')?.0.parse().ok()).collect();
    assert!(numbers.len() > 10 && numbers.iter().copied().eq(1..=numbers.len()), "{numbers:?}");
    let quoted = page.split('`').skip(1).step_by(2);
    let mut count = 0;
    for (module, test) in quoted.filter_map(|quoted| quoted.split_once("::")) {
        let file = format!("tests/all/{module}.rs");
        let is_file = root().join(&file).exists();
        let text = read(if is_file { file } else { format!("tests/all/{module}/mod.rs") });
        assert!(text.contains(&format!("fn {test}(")), "there is no test {module}::{test}");
        count += 1;
    }
    assert!(count > 10, "{count}");
}
