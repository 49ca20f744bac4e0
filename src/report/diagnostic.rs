//! Errors and remarks about what a user wrote: file, line, column, the line with carets, one sentence of
//! help, and a code that `jensen explain` knows.

use crate::source::{Place, SourceError};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// How serious it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// There is no answer.
    Error,
    /// Something to know about the answer.
    Note,
}

/// A message about a place in what a user wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How serious it is.
    pub severity: Severity,
    /// The message, in one line.
    pub title: String,
    /// Its code.
    pub code: Option<&'static str>,
    /// The place, if it has one.
    pub place: Option<Place>,
    /// One sentence on what to do.
    pub help: Option<String>,
}

impl From<&SourceError> for Diagnostic {
    fn from(error: &SourceError) -> Self {
        Diagnostic {
            severity: Severity::Error,
            title: error.to_string(),
            code: Some(error.code().as_str()),
            place: error.place.clone(),
            help: Some(error.help()),
        }
    }
}

impl Diagnostic {
    /// The characters shown of a long line.
    const WIDTH: usize = 100;

    /// The message as plain text, without a final line feed.
    pub fn plain(&self) -> String {
        self.render(&Renderer::plain())
    }

    /// The message with ANSI colours, without a final line feed.
    pub fn coloured(&self) -> String {
        self.render(&Renderer::styled())
    }

    /// Line and column of the place, from 1.
    pub fn position(&self) -> Option<[usize; 2]> {
        let Place { text, span } = self.place.as_ref()?;
        let Excerpt { line, column, .. } = Excerpt::new(&text.content, span.as_ref()?);
        Some([line, column])
    }

    fn render(&self, renderer: &Renderer) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Note => Level::NOTE,
        };
        let mut title = level.primary_title(self.title.as_str());
        if let Some(code) = self.code {
            title = title.id(code);
        }
        let mut group = Group::with_title(title);
        if let Some(Place { text, span }) = &self.place {
            let path = text.name.as_str();
            match span.as_ref().map(|span| Excerpt::new(&text.content, span)) {
                None => group = group.element(Origin::path(path)),
                Some(Excerpt { line, column, before: None, .. }) => {
                    group = group.element(Origin::path(path).line(line).char_column(column));
                }
                Some(Excerpt { line, before: Some(before), after, marked, .. }) => {
                    let caret = AnnotationKind::Primary.span(before.len()..before.len() + marked);
                    let snippet = Snippet::source(format!("{before}{after}")).line_start(line).path(path);
                    group = group.element(snippet.annotation(caret));
                }
            }
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.clone().term_width(Self::WIDTH).render(&[group])
    }
}

/// The error as plain text, without a final line feed.
pub fn render(error: &SourceError) -> String {
    Diagnostic::from(error).plain()
}

/// The line in which a span begins.
struct Excerpt<'t> {
    /// Its number, from 1.
    line: usize,
    /// The span's first character in it, from 1.
    column: usize,
    /// The line before the span, unless it is too long to be shown.
    before: Option<&'t str>,
    /// The line from the span on, as far as it will be shown.
    after: &'t str,
    /// The bytes of `after` in the span.
    marked: usize,
}

impl<'t> Excerpt<'t> {
    fn new(content: &'t str, span: &Range<usize>) -> Self {
        const LONGEST: usize = 4 << 20;
        let start = boundary(content, span.start);
        let (head, tail) = content.split_at(start);
        let line_start = head.rfind('\n').map_or(0, |end| end + 1);
        let before = &head[line_start..];
        let line_end = tail.find(['\r', '\n']).unwrap_or(tail.len());
        let after = &tail[..boundary(tail, line_end.min(4 * Diagnostic::WIDTH))];
        Excerpt {
            line: head.bytes().filter(|c| *c == b'\n').count() + 1,
            column: before.chars().count() + 1,
            before: (before.len() <= LONGEST).then_some(before),
            after,
            marked: boundary(after, span.len()),
        }
    }
}

/// The last character boundary up to `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
