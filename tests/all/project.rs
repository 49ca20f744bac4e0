//! What the project's files say of the project.

use std::fs;
use std::path::{Path, PathBuf};

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
        "src/budget",
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

/// The most lines of a file and of a function.
const MOST_LINES: [usize; 2] = [500, 60];

/// The Rust files below a folder, in order.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let files =
        entries.into_iter().flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The name of the function that begins in a line of formatted code.
fn function(line: &str) -> Option<&str> {
    let (modifiers, rest) = line.trim_start().split_once("fn ")?;
    let is_modifier = |word: &str| {
        word.starts_with("pub") || word.ends_with(')') || matches!(word, "const" | "unsafe" | "async")
    };
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    (!name.is_empty() && modifiers.split_whitespace().all(is_modifier)).then_some(name)
}

/// Functions with more lines than there may be: from `fn` to the brace that closes at the same depth.
fn long_functions(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let depth = |line: &str| line.len() - line.trim_start().len();
    let length = |start: usize| {
        let closes = |line: &&str| depth(line) == depth(lines[start]) && line.trim_start().starts_with('}');
        match lines[start].ends_with(['}', ';']) {
            true => 1,
            false => 2 + lines[start + 1..].iter().take_while(|line| !closes(line)).count(),
        }
    };
    let functions = lines.iter().enumerate().filter_map(|(i, line)| Some((function(line)?, length(i))));
    functions.filter(|(_, lines)| *lines > MOST_LINES[1]).map(|(name, _)| name).collect()
}

/// Files and functions of `src` that are too long.
fn too_long() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for path in rust_files(&root.join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let file = path.strip_prefix(root).unwrap().display();
        let is_long = text.lines().count() > MOST_LINES[0];
        found.extend(is_long.then(|| file.to_string()));
        found.extend(long_functions(&text).iter().map(|name| format!("{file}: {name}")));
    }
    found
}

#[test]
fn files_and_functions_are_short() {
    assert_eq!(too_long(), Vec::<String>::new());
}

#[test]
fn a_long_function_is_seen() {
    let function = |lines: usize| {
        let body = "        if x {\n        }\n".repeat((lines - 2) / 2);
        format!("impl A {{\n    fn short(&self) {{}}\n\n    pub(in a::b) fn long(\n{body}    }}\n}}\n")
    };
    assert_eq!(long_functions(&function(60)), [""; 0]);
    assert_eq!(long_functions(&function(62)), ["long"]);
}
