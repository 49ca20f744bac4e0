//! Texts that users wrote: read, and the strings quoted in them.

use super::error::{Fault, FileError, SourceError};
use super::format;
use super::place::{Place, Text};
use crate::certificate::in_words;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Reads a text of at most `limit` bytes; `-` is standard input.
pub(super) fn read(path: &Path, limit: u64) -> Result<Arc<Text>, SourceError> {
    let (name, bytes) = read_bytes(path, limit)?;
    decode(name, bytes)
}

/// Reads a file of at most `limit` bytes, and what messages call it.
pub(super) fn read_bytes(path: &Path, limit: u64) -> Result<(String, Vec<u8>), SourceError> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin { "standard input".to_owned() } else { path.display().to_string() };
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => FileError::FileNotFound(name.clone()).nowhere(),
        io::ErrorKind::IsADirectory => FileError::Directory(name.clone()).nowhere(),
        _ => FileError::Unreadable { file: name.clone(), reason: in_words(&error) }.nowhere(),
    };
    let mut bytes = Vec::new();
    let length = if is_stdin {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        0
    } else {
        let file = File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.is_dir() {
            return Err(FileError::Directory(name).nowhere());
        }
        if metadata.len() <= limit {
            file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        }
        metadata.len()
    };
    if length.max(bytes.len() as u64) > limit {
        return Err(FileError::FileTooLarge { file: name, limit }.nowhere());
    }
    Ok((name, bytes))
}

/// Text that is not blank, without a byte order mark: UTF-8, or UTF-16 where a mark says so.
pub(super) fn decode(name: String, bytes: Vec<u8>) -> Result<Arc<Text>, SourceError> {
    const MARK: &str = "\u{feff}";
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units).map_err(|_| FileError::NotUtf8.at(Place::whole(&blank(&name))))
    };
    let decoded = match bytes.get(..2) {
        Some([0xff, 0xfe]) => Ok(utf16(u16::from_le_bytes)?),
        Some([0xfe, 0xff]) => Ok(utf16(u16::from_be_bytes)?),
        _ => match format::of(&bytes).filter(|_| bytes.contains(&0)) {
            Some(format) => return Err(FileError::NoText { file: name, format }.nowhere()),
            None => String::from_utf8(bytes),
        },
    };
    match decoded {
        Ok(content) if content.trim_start_matches(MARK).trim().is_empty() => {
            Err(FileError::EmptyFile(name).nowhere())
        }
        Ok(content) => {
            let content = content.strip_prefix(MARK).map(str::to_owned).unwrap_or(content);
            Ok(Arc::new(Text { name, content }))
        }
        Err(error) => {
            if let Some(format) = format::of(error.as_bytes()) {
                return Err(FileError::NoText { file: name, format }.nowhere());
            }
            let valid = error.utf8_error().valid_up_to();
            let mut content = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            content.push(char::REPLACEMENT_CHARACTER);
            let text = Arc::new(Text { name, content });
            Err(FileError::NotUtf8.at(Place::new(&text, valid..valid + 3)))
        }
    }
}

/// What stands for a file that is no text.
pub(super) fn blank(name: &str) -> Arc<Text> {
    Arc::new(Text { name: name.to_owned(), content: String::new() })
}

/// A string that stands quoted in a text, or is one: its value, and where each byte of it stands.
#[derive(Clone, Debug)]
pub(super) struct Quoted {
    /// The value.
    pub value: String,
    text: Arc<Text>,
    /// Everything that stands for it, quotes included.
    span: Range<usize>,
    /// From these bytes of the value on, it is copied from these bytes of the text.
    runs: Vec<(usize, usize)>,
}

impl Quoted {
    /// A whole text, such as an option's argument.
    pub fn whole(name: &str, content: &str) -> Self {
        let text = Arc::new(Text { name: name.to_owned(), content: content.to_owned() });
        Quoted { value: content.to_owned(), text, span: 0..content.len(), runs: vec![(0, 0)] }
    }

    /// The string `value` that a TOML file quotes at `span`.
    ///
    /// A value is a copy of what is written, but for line ends without their carriage return, and
    /// escapes: a backslash with one character, with 2, 4 or 8 hexadecimal digits (`x`, `u`, `U`), or
    /// with the white space up to the next line's first character, which stands for nothing.
    pub fn toml(text: &Arc<Text>, span: Range<usize>, value: &str) -> Self {
        let written = &text.content[span.clone()];
        let escapes = written.starts_with('"');
        let content = match written.strip_prefix("\"\"\"").or_else(|| written.strip_prefix("'''")) {
            Some(lines) => lines.strip_prefix("\r\n").or_else(|| lines.strip_prefix('\n')).unwrap_or(lines),
            None => written.get(1..).unwrap_or_default(),
        };
        let mut from = written.len() - content.len();
        let mut runs = vec![(0, span.start + from)];
        let mut rest = value;
        while let (Some(wanted), Some(found)) = (rest.chars().next(), written[from..].chars().next()) {
            let escape = written[from..].strip_prefix('\\').filter(|_| escapes);
            let blank = escape.map_or(0, |escape| escape.len() - escape.trim_start().len());
            from += match escape {
                None if found == '\r' && wanted != '\r' => 1,
                None => found.len_utf8(),
                Some(_) if blank > 0 => 1 + blank,
                Some(escape) if escape.starts_with('x') => 4,
                Some(escape) if escape.starts_with('u') => 6,
                Some(escape) if escape.starts_with('U') => 10,
                Some(_) => 2,
            };
            let copied = escape.is_none() && found == wanted;
            if copied || (escape.is_some() && blank == 0) {
                rest = &rest[wanted.len_utf8()..];
            }
            if !copied {
                runs.push((value.len() - rest.len(), span.start + from));
            }
        }
        Quoted { value: value.to_owned(), text: text.clone(), span, runs }
    }

    /// Where the whole string stands.
    pub fn place(&self) -> Place {
        Place::new(&self.text, self.span.clone())
    }

    /// Where a slice of the value stands.
    pub fn slice(&self, slice: &str) -> Place {
        let start = (slice.as_ptr() as usize).saturating_sub(self.value.as_ptr() as usize);
        self.part(&(start..start + slice.len()))
    }

    /// Where some bytes of the value stand.
    pub fn part(&self, span: &Range<usize>) -> Place {
        let locate = |at: usize| {
            let run = self.runs.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            self.runs.get(run).map_or(self.span.start, |(start, written)| written + (at - start))
        };
        let start = locate(span.start).min(self.span.end);
        // An escape ends a run: look for the last byte, not for what comes after it.
        let end = if span.is_empty() { start } else { locate(span.end - 1) + 1 };
        Place::new(&self.text, start..end.clamp(start, self.span.end))
    }
}
