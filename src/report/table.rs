//! Labelled lines: what a report is made of.

/// Lines are wrapped between the items of a list.
const WIDTH: usize = 100;
/// Width of the labels.
const LABEL: usize = 13;

/// Labelled values in order; a value may have several lines.
#[derive(Clone, Debug, Default)]
pub struct Table(Vec<(&'static str, String)>);

impl Table {
    /// Adds a value.
    pub fn row(&mut self, label: &'static str, value: impl Into<String>) {
        self.0.push((label, value.into()));
    }

    /// Adds a list, wrapped between its items.
    pub fn list(&mut self, label: &'static str, items: &[String]) {
        let text = items.join(",\n");
        self.row(label, fill(text.split('\n'), WIDTH - LABEL));
    }

    /// Adds a list after some words.
    pub fn list_after(&mut self, label: &'static str, words: &str, mut items: Vec<String>) {
        if let Some(first) = items.first_mut() {
            first.insert_str(0, words);
        }
        self.list(label, &items);
    }

    /// Labels and values, lists in one line; a label is empty where a row goes on.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.0.iter().map(|(label, value)| (*label, value.replace(",\n", ", ")))
    }

    /// With the rows of another table at the end.
    pub fn then(mut self, other: &Table) -> Self {
        self.0.extend(other.0.iter().cloned());
        self
    }

    /// In two columns.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (label, value) in &self.0 {
            for (i, line) in value.lines().enumerate() {
                text += &format!("  {:<LABEL$}{line}\n", if i == 0 { label } else { "" });
            }
        }
        text
    }

    /// As a Markdown table.
    pub fn markdown(&self) -> String {
        let rows = self
            .rows()
            .map(|(label, value)| format!("| {label} | {} |\n", escape(&value).replace('\n', "<br>")));
        format!("| | |\n|---|---|\n{}", rows.collect::<String>())
    }
}

/// Lines of at most so many characters, broken at white space only.
pub fn wrap(text: &str) -> String {
    fill(text.split_whitespace(), WIDTH)
}

/// Pieces in lines.
fn fill<'t>(pieces: impl Iterator<Item = &'t str>, width: usize) -> String {
    let (mut text, mut length) = (String::new(), 0);
    for piece in pieces {
        let size = piece.chars().count();
        if length > 0 {
            let fits = length + 1 + size <= width;
            text.push(if fits { ' ' } else { '\n' });
            length = if fits { length + 1 } else { 0 };
        }
        text += piece;
        length += size;
    }
    text
}

/// Without a meaning in Markdown.
pub fn escape(text: &str) -> String {
    let special = |c| "\\`*_[]<|".contains(c);
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_wrapped_between_items() {
        let mut table = Table::default();
        let items: Vec<String> = (1..=12).map(|i| format!("parameter{i} = {i}")).collect();
        table.list("point", &items);
        table.row("P", "|x|");
        insta::assert_snapshot!(table.text(), @r"
          point        parameter1 = 1, parameter2 = 2, parameter3 = 3, parameter4 = 4, parameter5 = 5,
                       parameter6 = 6, parameter7 = 7, parameter8 = 8, parameter9 = 9, parameter10 = 10,
                       parameter11 = 11, parameter12 = 12
          P            |x|
        ");
        insta::assert_snapshot!(table.markdown().lines().last().unwrap_or_default(), @r"| P | \|x\| |");
    }
}
