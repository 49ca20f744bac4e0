//! What the project's files say of the project.

use std::fs;
use std::path::Path;

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

fn lines_below(path: &Path) -> usize {
    if path.is_dir() {
        return fs::read_dir(path).unwrap().map(|entry| lines_below(&entry.unwrap().path())).sum();
    }
    fs::read_to_string(path).unwrap().lines().count()
}

#[test]
fn versions_agree() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("CITATION.cff").lines().any(|line| line == format!("version: {version}")));
    assert!(read("CHANGELOG.md").lines().any(|line| line.starts_with(&format!("## {version}"))));
}

#[test]
fn readme_knows_the_length_of_the_trusted_half() {
    let trusted = [
        "src/budget.rs",
        "src/number",
        "src/function",
        "src/kind",
        "src/expression",
        "src/problem",
        "src/bound",
        "src/certificate",
        "src/check",
        "src/bin/jensen-check.rs",
    ];
    let lines: usize =
        trusted.iter().map(|part| lines_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part))).sum();
    let readme = read("README.md");
    let stated = readme.split(" lines that use only").next().unwrap().split_whitespace().last().unwrap();
    let stated: usize = stated.replace(',', "").parse().unwrap();
    assert!(lines.abs_diff(stated) * 20 <= lines, "README: {stated}, in truth {lines}");
}

#[test]
fn readme_shows_the_problem_that_make_demo_solves() {
    assert!(read("README.md").contains(&format!("```toml\n{}```", read("problems/tanh2.toml"))));
}
