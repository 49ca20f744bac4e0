//! Text and formulas in TeX. Whatever names hold, what comes out means itself, needs no package, and has
//! places where a line may end.

use crate::problem::Problem;
use std::collections::HashMap;

/// Digits between two places where a long number may be broken, and the length from which it may.
const GROUP: usize = 6;
const LONG: usize = 18;
/// Lowercase words of reports that a parameter may be called, too.
const WORDS: [&str; 14] =
    ["a", "as", "at", "by", "for", "from", "in", "is", "no", "of", "on", "or", "the", "to"];

/// How the names of a problem are set in mathematics.
pub struct Names(HashMap<String, String>);

impl Names {
    /// Each name by its looks (`a1` as a₁) or, where two would look alike, letter by letter.
    pub fn new(problem: &Problem) -> Self {
        let names = || problem.parameters.iter().chain(&problem.columns);
        let mut counts: HashMap<String, usize> = HashMap::new();
        names().for_each(|name| *counts.entry(identifier(name)).or_default() += 1);
        let set = |name: &String| {
            let looks = identifier(name);
            let is_unique = counts.get(&looks) == Some(&1);
            let set = if is_unique { looks } else { format!("\\mathtt{{{}}}", letters(name)) };
            (name.clone(), set)
        };
        Names(names().map(set).collect())
    }

    /// For texts without names.
    pub fn none() -> Self {
        Names(HashMap::new())
    }

    /// A name of the problem that stands at the beginning of a text, the longest.
    fn at<'t>(&self, text: &'t str) -> Option<(&str, &'t str)> {
        let word = word(text);
        let suffix = text[word.len()..].strip_prefix('[').and_then(|rest| rest.find(']'));
        let indexed = suffix.map(|end| &text[..word.len() + end + 2]);
        let known = |name: &'t str| self.0.get(name).map(|set| (set.as_str(), name));
        indexed.and_then(known).or_else(|| known(word))
    }
}

/// The letters and digits that a text begins with.
fn word(text: &str) -> &str {
    let is_part = |c: char| c == '_' || c.is_alphanumeric() && !"²½ᵀ".contains(c);
    &text[..text.find(|c| !is_part(c)).unwrap_or(text.len())]
}

/// A name in mathematics: a letter with its number as an index, or all of it in italics.
fn identifier(name: &str) -> String {
    let (stem, index) = name.split_once('[').unwrap_or((name, ""));
    let index = index.trim_end_matches(']');
    let (base, number) = stem.split_at(stem.trim_end_matches(|c: char| c.is_ascii_digit()).len());
    let base = base.strip_suffix('_').filter(|base| !base.is_empty() && !number.is_empty()).unwrap_or(base);
    let single = |text: &str| text.chars().count() == 1;
    match stem.split_once('_') {
        _ if !index.is_empty() => format!("{}_{{{index}}}", italic(stem)),
        _ if single(base) && !number.is_empty() => format!("{}_{{{number}}}", italic(base)),
        Some((base, index)) if single(base) && !index.is_empty() => {
            format!("{}_{{{}}}", italic(base), italic(index))
        }
        _ => italic(stem),
    }
}

fn italic(text: &str) -> String {
    if text.chars().count() == 1 { letters(text) } else { format!("\\mathit{{{}}}", letters(text)) }
}

/// Letters and digits in mathematics.
fn letters(text: &str) -> String {
    text.chars().map(|c| greek(c).unwrap_or_else(|| escaped(c))).collect()
}

/// A Greek letter; those that look like Latin ones upright.
fn greek(c: char) -> Option<String> {
    const SMALL: [&str; 25] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
        "mu", "nu", "xi", "", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi",
        "omega",
    ];
    const CAPITAL: &str = "ABΓΔEZHΘIKΛMNΞOΠP ΣTΥΦXΨΩ";
    let name = match c {
        'ο' => return Some("\\mathrm{o}".to_owned()),
        'α'..='ω' => SMALL[(c as usize) - ('α' as usize)].to_owned(),
        'Α'..='Ω' => {
            let latin = CAPITAL.chars().nth((c as usize) - ('Α' as usize))?;
            if latin.is_ascii() {
                return Some(format!("\\mathrm{{{latin}}}"));
            }
            let small = SMALL[(c as usize) - ('Α' as usize)];
            small[..1].to_uppercase() + &small[1..]
        }
        _ => return None,
    };
    Some(format!("\\{name} "))
}

/// A character of text without its meaning in TeX.
fn escaped(c: char) -> String {
    match c {
        '_' | '%' | '&' | '#' | '$' => format!("\\{c}"),
        '{' | '}' | '\\' | '^' | '~' | '`' | '"' | '\'' => format!("{{\\char{}}}", u32::from(c)),
        '…' => "\\ldots{}".to_owned(),
        _ if symbol(c).is_some() || greek(c).is_some() || "<>|".contains(c) => {
            let math = symbol(c).map(str::to_owned).or_else(|| greek(c)).unwrap_or_else(|| c.to_string());
            format!("\\ensuremath{{{}}}", math.trim_end())
        }
        _ if c.is_control() => " ".to_owned(),
        _ if c.is_ascii() => c.to_string(),
        _ => format!("[U+{:04X}]", u32::from(c)),
    }
}

/// A sign that only mathematics has.
fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '≥' => "\\geq",
        '≤' => "\\leq",
        '≈' => "\\approx",
        '≠' => "\\neq",
        '∈' => "\\in",
        '∞' => "\\infty",
        '∇' => "\\nabla",
        '·' => "\\cdot",
        '×' => "\\times",
        '±' => "\\pm",
        '→' => "\\to",
        '↔' => "\\leftrightarrow",
        '‖' => "\\|",
        '−' => "-",
        '½' => "\\frac{1}{2}",
        '²' => "^{2}",
        'ᵀ' => "^{T}",
        '∂' => "\\partial",
        '⪰' => "\\succeq",
        _ => return None,
    })
}

/// A text as it is, in the letters of a typewriter.
pub fn code(text: &str) -> String {
    let (mut out, mut length) = (String::new(), 0);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        out += &escaped(c);
        // Some fonts would make a dash of two.
        if c == '-' && characters.peek() == Some(&'-') {
            out += "{}";
        }
        length = if c.is_alphanumeric() { length + 1 } else { 0 };
        if characters.peek().is_some() && ("/_.,=+".contains(c) || length == 8) {
            out += "\\allowbreak{}";
            length = 0;
        }
    }
    format!("\\texttt{{{out}}}")
}

/// The number that a text begins with, in mathematics, and its length.
fn number(text: &str) -> Option<(String, usize)> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(0);
    if whole == 0 {
        return None;
    }
    let mut end = whole;
    let mut set = grouped(&text[..whole]);
    let after = |end: usize, sign: char| text[end..].starts_with(sign).then(|| digits(end + 1));
    if let Some(more @ 1..) = after(end, '.') {
        set += &format!(".{}", grouped(&text[end + 1..=end + more]));
        end += 1 + more;
    }
    if text[end..].starts_with('e') {
        let sign = usize::from(text[end + 1..].starts_with(['-', '−']));
        let sign_length = text[end + 1..].chars().next().filter(|_| sign > 0).map_or(0, char::len_utf8);
        let more = digits(end + 1 + sign_length);
        if more > 0 {
            let start = end + 1 + sign_length;
            let minus = if sign > 0 { "-" } else { "" };
            set += &format!("\\cdot 10^{{{minus}{}}}", &text[start..start + more]);
            end = start + more;
        }
    }
    if let Some(more @ 1..) = after(end, '/') {
        set += &format!("/{}", grouped(&text[end + 1..=end + more]));
        end += 1 + more;
    }
    Some((set, end))
}

/// Digits that may be broken where there are many.
fn grouped(digits: &str) -> String {
    if digits.len() < LONG {
        return digits.to_owned();
    }
    let groups: Vec<&str> =
        (0..digits.len()).step_by(GROUP).map(|i| &digits[i..digits.len().min(i + GROUP)]).collect();
    groups.join("\\allowbreak ")
}

/// A formula of the problem, in mathematics.
pub fn formula(text: &str, names: &Names) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        let previous = text[..text.len() - rest.len()].chars().next_back();
        if let Some((set, name)) = names.at(rest) {
            out += set;
            length = name.len();
        } else if let Some((set, size)) = number(rest) {
            out += &set;
            length = size;
        } else if !word(rest).is_empty() {
            let word = word(rest);
            length = word.len();
            out += &if rest[length..].starts_with('(') { function(word) } else { variable(word) };
        } else {
            let next_is_digit = rest[length..].starts_with(|c: char| c.is_ascii_digit());
            let after_digit = previous.is_some_and(|c| c.is_ascii_digit());
            match c {
                '^' => {
                    let minus = usize::from(rest[1..].starts_with('-'));
                    let digits = rest[1 + minus..].bytes().take_while(u8::is_ascii_digit).count();
                    length = 1 + minus + digits;
                    out += &format!("^{{{}}}", &rest[1..length]);
                }
                '*' if next_is_digit && after_digit => out += "\\cdot ",
                '*' => out += "\\,\\allowbreak ",
                '/' => out += "/\\allowbreak ",
                ' ' => out.push(' '),
                '(' | ')' | '[' | ']' | '+' | '-' | ',' | '|' => out.push(c),
                _ => {
                    out += &symbol(c).map_or_else(|| format!("\\mbox{{{}}}", escaped(c)), |s| format!("{s} "))
                }
            }
        }
        rest = &rest[length..];
    }
    format!("${out}$")
}

fn function(word: &str) -> String {
    match word {
        "exp" | "log" | "tanh" | "sin" | "cos" => format!("\\{word}"),
        "atan" => "\\arctan".to_owned(),
        "sum" => "\\sum_{\\mathrm{rows}}".to_owned(),
        _ => format!("\\mathrm{{{}}}", letters(word)),
    }
}

fn variable(word: &str) -> String {
    if word == "Σ" { "\\sum ".to_owned() } else { identifier(word) }
}

/// Mathematics, text, or a space between them.
enum Atom {
    Math(String),
    Text(String),
    Space,
}

/// A sentence of a report, with its numbers, names and relations in mathematics.
pub fn prose(text: &str, names: &Names) -> String {
    let (mut out, mut run, mut space) = (String::new(), Vec::new(), false);
    let close = |out: &mut String, run: &mut Vec<String>| {
        if !run.is_empty() {
            *out += &format!("${}$", run.join(" "));
            run.clear();
        }
    };
    for atom in atoms(text, names) {
        match atom {
            Atom::Space => space = true,
            Atom::Math(set) => {
                // `8 λs` is no product.
                if space && is_letter(&set) && ends_in_digit(&run) {
                    close(&mut out, &mut run);
                }
                if space && run.is_empty() && !out.is_empty() {
                    out.push(' ');
                }
                run.push(set);
                space = false;
            }
            Atom::Text(words) => {
                close(&mut out, &mut run);
                if space && !out.is_empty() {
                    out.push(' ');
                }
                out += &words;
                space = false;
            }
        }
    }
    close(&mut out, &mut run);
    out
}

fn ends_in_digit(run: &[String]) -> bool {
    run.last().is_some_and(|last| last.ends_with(|c: char| c.is_ascii_digit()))
}

/// Whether an atom is a Greek letter.
fn is_letter(set: &str) -> bool {
    set.starts_with('\\') && ('α'..='ω').filter_map(greek).any(|letter| letter.trim_end() == set)
}

fn atoms(text: &str, names: &Names) -> Vec<Atom> {
    let (mut atoms, mut rest) = (Vec::new(), text);
    while let Some(c) = rest.chars().next() {
        let previous = text[..text.len() - rest.len()].chars().next_back();
        let (atom, length) = atom(c, rest, previous, names);
        atoms.push(atom);
        rest = &rest[length..];
    }
    atoms
}

/// What a text begins with, and its length.
fn atom(c: char, rest: &str, previous: Option<char>, names: &Names) -> (Atom, usize) {
    let size = c.len_utf8();
    let begins = previous.is_none_or(|p| p.is_whitespace() || "([=|-".contains(p));
    if c.is_whitespace() {
        return (Atom::Space, size);
    }
    if let Some((set, name)) = names.at(rest)
        && is_meant(name, &rest[name.len()..])
    {
        return (Atom::Math(set.to_owned()), name.len());
    }
    if let Some((set, length)) = number(rest) {
        return (Atom::Math(set), length);
    }
    let word = word(rest);
    match c {
        'Σ' if word == "Σ" => (Atom::Math("\\sum".to_owned()), size),
        _ if word.contains('_') && word.chars().count() == 3 => {
            (Atom::Math(identifier(word).trim_end().to_owned()), word.len())
        }
        'λ' if rest[size..].starts_with('*') => (Atom::Math("\\lambda^{*}".to_owned()), size + 1),
        _ if greek(c).is_some() => (Atom::Math(greek(c).unwrap_or_default().trim_end().to_owned()), size),
        'A' | 'C' | 'L' | 'P' | 'R' | 'f' | 't' | 'v' if word.len() == 1 => (Atom::Math(c.to_string()), 1),
        '^' => {
            let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
            (Atom::Math(format!("^{{{}}}", &rest[1..=digits])), 1 + digits)
        }
        '-' if begins => (Atom::Math("-".to_owned()), 1),
        '<' | '>' | '=' | '+' | '|' => (Atom::Math(c.to_string()), 1),
        '…' => (Atom::Text("\\ldots{}".to_owned()), size),
        _ if symbol(c).is_some() => (Atom::Math(symbol(c).unwrap_or_default().to_owned()), size),
        _ if !word.is_empty() => (Atom::Text(word.chars().map(escaped).collect()), word.len()),
        _ => (Atom::Text(escaped(c)), size),
    }
}

/// Whether a word that may be a name is one here: before a relation, a comma, a sign.
fn is_meant(name: &str, rest: &str) -> bool {
    let rest = rest.trim_start();
    let relations = ["=", "≤", "+", "|", ",", ")", "(", "≈", "→", "↔", "in [", "in R", "in ("];
    !WORDS.contains(&name) || rest.is_empty() || relations.iter().any(|relation| rest.starts_with(relation))
}
