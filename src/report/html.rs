//! A verified certificate as one page of HTML: no script, nothing from the network, light or dark, and readable on
//! a phone.

use super::figure::escape;
use super::latex::is_grid;
use super::sheet::{Sheet, VERSION};
use super::sketch;
use super::table::Table;
use super::{bibtex, latex};
use crate::certificate::Certificate;
use crate::check::Verified;

/// How the text begins.
pub const OPENING: &str = "<!DOCTYPE html><!-- jensen";

const STYLE: &str = "\
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --faint: #5a5a5a; --line: #d5d5d5; --box: #f4f4f2;
  --good: #00573f; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616; --faint: #b0b0b0; --line: #444444;
  --box: #232323; --good: #6fd6b3; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.2rem 1rem 3rem; }
h1 { font-size: 1.45rem; line-height: 1.3; margin: .2rem 0 .6rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
.kind { margin: 0; color: var(--faint); }
.verdict { color: var(--good); font-weight: 600; margin: 0 0 1rem; }
figure { margin: 1rem 0; }
figure svg { display: block; width: 100%; height: auto; background: #ffffff; border: 1px solid var(--line);
  border-radius: 6px; }
figcaption { color: var(--faint); font-size: .9rem; margin-top: .4rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; white-space: nowrap; color: var(--faint); }
td { overflow-wrap: anywhere; width: 100%; max-width: 0; }
.long { max-height: 12rem; overflow-y: auto; }
@media (max-width: 30rem) { th { white-space: normal; font-size: .85rem; } }
pre, code { font: .86rem/1.45 ui-monospace, monospace; }
pre { background: var(--box); border-radius: 6px; padding: .7rem .8rem; overflow-x: auto; margin: .5rem 0; }
td pre { margin: 0; }
code { overflow-wrap: anywhere; }
";

/// Longer values scroll.
const LONG: usize = 500;

/// The page.
pub fn page(verified: &Verified<Certificate>, file: &str) -> String {
    let sheet = Sheet::new(verified, file);
    let claim = escape(&sheet.sentence());
    let figure = match sketch::figure(sheet.certificate) {
        Some(figure) => format!(
            "<figure>\n{}<figcaption>{}</figcaption>\n</figure>\n",
            figure.draw(),
            escape(&figure.description)
        ),
        None => String::new(),
    };
    format!(
        "{OPENING} {VERSION} -->\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>{claim}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <p class=\"kind\">A certificate of Jensen, <code>{}</code></p>\n<h1>{claim}</h1>\n\
         <p class=\"verdict\">Valid: the checker of Jensen {VERSION} accepts the certificate.</p>\n{figure}\
         <section>\n<h2>The problem</h2>\n{}</section>\n\
         <section>\n<h2>Why it holds</h2>\n{}</section>\n\
         <section>\n<h2>To check it again</h2>\n{}\
         <p>The certificate's own words: <code>{}</code></p>\n<p>Its SHA-256: <code>{}</code></p>\n</section>\n\
         <section>\n<h2>To cite it</h2>\n<h3>BibTeX</h3>\n{}<h3>LaTeX</h3>\n{}</section>\n\
         </main>\n</body>\n</html>\n",
        escape(sheet.name()),
        rows(&sheet.problem),
        rows(&sheet.evidence),
        block(&sheet.command),
        escape(&sheet.exact),
        escape(sheet.digest),
        block(&bibtex::entry(verified, file)),
        block(&latex::fragment(verified, file)),
    )
}

/// A text as it is, that can be scrolled to by the keyboard too.
fn block(text: &str) -> String {
    format!("<pre tabindex=\"0\">{}</pre>\n", verbatim(text))
}

/// Lines as they are, each without a meaning in HTML.
fn verbatim(text: &str) -> String {
    text.trim_end().lines().map(escape).collect::<Vec<_>>().join("\n")
}

fn rows(table: &Table) -> String {
    let mut out = "<table>\n".to_owned();
    for (label, value) in table.rows() {
        let value = match is_grid(&value) {
            true => format!("<pre tabindex=\"0\">{}</pre>", verbatim(&value)),
            _ if value.len() > LONG => format!("<div class=\"long\" tabindex=\"0\">{}</div>", escape(&value)),
            false => value.lines().map(escape).collect::<Vec<_>>().join("<br/>"),
        };
        out += &format!("<tr><th scope=\"row\">{}</th><td>{value}</td></tr>\n", escape(label));
    }
    out + "</table>\n"
}
