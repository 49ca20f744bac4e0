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
        let (mut lines, mut line) = (Vec::new(), String::new());
        for (i, item) in items.iter().enumerate() {
            let separator = if i + 1 < items.len() { "," } else { "" };
            if !line.is_empty() && line.chars().count() + item.chars().count() + 2 > WIDTH - LABEL {
                lines.push(std::mem::take(&mut line));
            }
            let space = if line.is_empty() { "" } else { " " };
            line += &format!("{space}{item}{separator}");
        }
        lines.push(line);
        self.row(label, lines.join("\n"));
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
            .0
            .iter()
            .map(|(label, value)| format!("| {label} | {} |\n", escape(value).replace('\n', "<br>")));
        format!("| | |\n|---|---|\n{}", rows.collect::<String>())
    }
}

/// Without a meaning in Markdown.
fn escape(text: &str) -> String {
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
