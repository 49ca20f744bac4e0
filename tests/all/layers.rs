//! The rooms of `src` and what they may use: the table in the documentation of the crate, held against the `use` lines.
//!
//! Two things are looked for: an arrow from a room to one that its row of the table does not name, and a circle between
//! files. A name that a `mod.rs` hands on belongs to the file that defines it, and a `mod.rs` may use the files of its own
//! room, which is what it is there for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Files by their path below `src`.
type Sources = BTreeMap<String, String>;

fn sources() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut open, mut found) = (vec![root.clone()], Sources::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            found.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
    found
}

/// A module's path, `["bound", "cell"]` for `bound/cell.rs`.
type Module = Vec<String>;

fn module_of(file: &str) -> Module {
    let stem = file.strip_suffix(".rs").unwrap();
    let mut parts: Module = stem.split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
        parts.pop();
    }
    parts
}

/// The text without comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// One path of a `use`, and the name that it has afterwards.
struct Import {
    path: Vec<String>,
    name: String,
    is_public: bool,
}

/// All paths of all `use` items.
fn imports(code: &str) -> Vec<Import> {
    let mut found = Vec::new();
    for item in code.split(';') {
        let item = item.rsplit(['{', '}']).find(|_| true).map_or(item, |_| item);
        let Some(start) = item.rfind("use ").filter(|at| !item[..*at].ends_with('_')) else {
            continue;
        };
        let before = item[..start].trim_end();
        let is_item = before.is_empty() || before.ends_with(['}', ']', ')', 'b', '{']);
        if is_item {
            let is_public = before.ends_with("pub") || before.ends_with(')');
            expand(&item[start + 4..], &[], is_public, &mut found);
        }
    }
    found
}

/// `a::{b, c as d}` as single paths.
fn expand(text: &str, before: &[String], is_public: bool, found: &mut Vec<Import>) {
    let text = text.trim();
    let mut path = before.to_vec();
    if let Some((head, group)) = text.split_once('{') {
        path.extend(head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
        let inner = group.rsplit_once('}').map_or(group, |(inner, _)| inner);
        for part in split_at_top(inner) {
            expand(part, &path, is_public, found);
        }
        return;
    }
    let (whole, alias) = text.split_once(" as ").unwrap_or((text, ""));
    path.extend(whole.split("::").map(|part| part.trim().to_owned()).filter(|part| part != "self"));
    let last = path.last().cloned().unwrap_or_default();
    let name = if alias.is_empty() { last } else { alias.trim().to_owned() };
    found.push(Import { path, name, is_public });
}

/// Splits at commas outside of braces.
fn split_at_top(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

/// Paths that code names without a `use`: `crate::a::b` and `super::a`.
fn inline(code: &str) -> Vec<Vec<String>> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let starts = code.match_indices("crate::").chain(code.match_indices("super::"));
    starts
        .filter(|(at, _)| !code[..*at].ends_with(is_name))
        .map(|(at, _)| {
            let end = code[at..].find(|c| !is_name(c)).map_or(code.len(), |length| at + length);
            code[at..end].split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect()
        })
        .collect()
}

/// The modules, and what their files import.
struct Crate {
    files: BTreeMap<Module, String>,
    imports: BTreeMap<Module, Vec<Import>>,
    inline: BTreeMap<Module, Vec<Vec<String>>>,
}

impl Crate {
    fn new(sources: &Sources) -> Self {
        let mut all = Crate { files: BTreeMap::new(), imports: BTreeMap::new(), inline: BTreeMap::new() };
        for (file, text) in sources.iter().filter(|(file, _)| !file.starts_with("bin/")) {
            let (module, code) = (module_of(file), code(text));
            all.imports.insert(module.clone(), imports(&code));
            all.inline.insert(module.clone(), inline(&code));
            all.files.insert(module, file.clone());
        }
        all
    }

    /// The module that defines what a path in `from` names; `None` where it is not of this crate.
    fn resolve(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let mut at = match path.first().map(String::as_str)? {
            "crate" => Vec::new(),
            "super" | "self" => from.clone(),
            first if self.files.contains_key(&[from.clone(), vec![first.to_owned()]].concat()) => {
                from.clone()
            }
            _ => return None,
        };
        for part in path {
            match part.as_str() {
                "crate" | "self" => continue,
                "super" => drop(at.pop()),
                _ => {
                    let child = [at.clone(), vec![part.clone()]].concat();
                    if self.files.contains_key(&child) {
                        at = child;
                        continue;
                    }
                    let handed = self.imports[&at].iter().find(|import| import.name == *part);
                    let defined = handed
                        .filter(|_| depth < 8)
                        .and_then(|import| self.resolve(&at, &import.path, depth + 1));
                    return Some(defined.unwrap_or(at));
                }
            }
        }
        Some(at)
    }

    /// Which module uses which.
    fn arrows(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let arrows_of = |module: &Module| {
            let uses = self.imports[module].iter().filter(|import| {
                // What a room's front hands on is no use of its own.
                !(import.is_public && self.is_front(module))
            });
            let paths = uses.map(|import| &import.path).chain(&self.inline[module]);
            paths
                .filter_map(|path| self.resolve(module, path, 0))
                .filter(|to| to != module && !(self.is_front(module) && to.starts_with(module)))
                .collect()
        };
        self.files.keys().map(|module| (module, arrows_of(module))).collect()
    }

    fn is_front(&self, module: &Module) -> bool {
        self.files[module].ends_with("mod.rs") || module.is_empty()
    }
}

/// The rows of the table in the crate's documentation: a room, and the rooms that it may use.
fn allowed(sources: &Sources) -> BTreeMap<String, BTreeSet<String>> {
    let rows = sources["lib.rs"].lines().filter_map(|line| line.strip_prefix("//! | "));
    let names = |cell: &str| -> Vec<String> {
        let parts = cell.split('`').skip(1).step_by(2);
        parts.map(str::to_owned).filter(|part| !part.is_empty()).collect()
    };
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let room = names(cells.first()?).into_iter().next()?;
        Some((room, names(cells.last()?).into_iter().collect()))
    })
    .collect()
}

/// Arrows that the table does not allow, and circles.
fn violations(sources: &Sources) -> Vec<String> {
    let (all, allowed) = (Crate::new(sources), allowed(sources));
    let arrows = all.arrows();
    let mut found = Vec::new();
    for (from, targets) in &arrows {
        let Some(room) = from.first() else { continue };
        let Some(may_use) = allowed.get(room) else {
            found.push(format!("the room `{room}` has no row in the table"));
            continue;
        };
        for target in targets.iter().filter_map(|target| target.first()) {
            if target != room && !may_use.contains(target) {
                found.push(format!("{} uses `{target}`", all.files[*from]));
            }
        }
    }
    found.extend(circles(&all, &arrows));
    found.sort();
    found.dedup();
    found
}

/// The sets of files of which each uses each, directly or by way of others.
fn circles(all: &Crate, arrows: &BTreeMap<&Module, BTreeSet<Module>>) -> BTreeSet<String> {
    let reach = |from: &Module| {
        let (mut open, mut seen) = (vec![from], BTreeSet::new());
        while let Some(module) = open.pop() {
            open.extend(arrows[module].iter().filter(|to| seen.insert((*to).clone())));
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> =
        arrows.keys().map(|from| (*from, reach(from))).collect();
    let circle_of = |module: &Module| {
        let members = reached[module].iter().filter(|other| reached[*other].contains(module));
        let names: Vec<&str> = members.map(|other| all.files[other].as_str()).collect();
        (!names.is_empty()).then(|| format!("circle: {}", names.join(", ")))
    };
    arrows.keys().filter_map(|module| circle_of(module)).collect()
}

#[test]
fn arrows_point_down_and_files_form_no_circles() {
    assert_eq!(violations(&sources()), Vec::<String>::new());
}

#[test]
fn planted_arrows_and_circles_are_found() {
    let plant = |file: &str, line: &str| {
        let mut sources = sources();
        let text = sources.get_mut(file).unwrap_or_else(|| panic!("{file}"));
        text.push_str(line);
        violations(&sources)
    };
    let before = violations(&sources());
    let added = |found: Vec<String>| -> Vec<String> {
        found.into_iter().filter(|violation| !before.contains(violation)).collect()
    };
    for (file, line, expected) in [
        ("number/interval.rs", "use crate::function::Function;\n", "number/interval.rs uses `function`"),
        (
            "certificate/digest.rs",
            "use crate::{check::{Effort}, number};\n",
            "certificate/digest.rs uses `check`",
        ),
        ("problem/domain.rs", "fn f() { crate::search::lambda(); }\n", "problem/domain.rs uses `search`"),
        ("budget/stop.rs", "use crate::number::Interval as I;\n", "budget/stop.rs uses `number`"),
    ] {
        let found = added(plant(file, line));
        assert!(found.contains(&expected.to_owned()), "{file}: {found:?}");
    }
    let found = added(plant("number/constant.rs", "use super::Interval;\n"));
    let is_circle =
        |violation: &String| violation.starts_with("circle: ") && violation.contains("number/constant.rs");
    assert!(found.iter().any(is_circle), "{found:?}");
}
