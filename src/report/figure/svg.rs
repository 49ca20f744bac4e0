//! The SVG elements that figures consist of. Whatever is written is well-formed XML, whatever names hold.

use std::fmt::Write;

/// The colours of Okabe and Ito (*Color universal design*, 2008), which people with any kind of colour
/// vision tell apart; the yellow, too pale on white, comes last.
const COLOURS: [&str; 8] =
    ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9", "#8C7A00"];
/// Line styles, so that lines read without colours.
const DASHES: [&str; 5] = ["none", "9 5", "2 4", "12 4 2 4", "5 3"];

/// A colour by its number.
pub(super) fn colour(number: usize) -> &'static str {
    COLOURS[number % COLOURS.len()]
}

/// Text without a meaning in XML, and without the characters that XML does not allow.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A line of text; `anchor` is `start`, `middle` or `end`.
pub(super) fn text(x: f64, y: f64, anchor: &str, attributes: &str, text: &str) -> String {
    let space = if attributes.is_empty() { "" } else { " " };
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\"{space}{attributes}>{}</text>\n",
        escape(text)
    )
}

/// A straight line.
pub(super) fn line([x, y]: [f64; 2], [to_x, to_y]: [f64; 2], style: &str) -> String {
    format!("<line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{to_x:.1}\" y2=\"{to_y:.1}\" {style}/>\n")
}

/// A rectangle from its upper left corner.
pub(super) fn rectangle([x, y]: [f64; 2], [width, height]: [f64; 2], style: &str) -> String {
    format!("<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" {style}/>\n")
}

/// A closed or an open chain of points.
pub(super) fn chain(element: &str, points: impl IntoIterator<Item = [f64; 2]>, style: &str) -> String {
    let mut out = format!("<{element} points=\"");
    for (k, [x, y]) in points.into_iter().enumerate() {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "{}{x:.1},{y:.1}", if k > 0 { " " } else { "" });
    }
    out + "\" " + style + "/>\n"
}

/// How a curve of this colour and dash is drawn.
pub(super) fn stroke(colour_number: usize, dash: usize) -> String {
    format!(
        "fill=\"none\" stroke=\"{}\" stroke-width=\"2.2\" stroke-dasharray=\"{}\"",
        colour(colour_number),
        DASHES[dash % DASHES.len()]
    )
}

/// How a band of this colour is filled; the first is the strongest.
pub(super) fn fill(colour_number: usize) -> String {
    let (opacity, width) = if colour_number == 0 { (0.55, 1.6) } else { (0.25, 0.8) };
    let colour = colour(colour_number);
    format!("fill=\"{colour}\" fill-opacity=\"{opacity}\" stroke=\"{colour}\" stroke-width=\"{width}\"")
}

/// A disc, square, triangle, cross and so on.
pub(super) fn mark(kind: usize, x: f64, y: f64, colour: &str) -> String {
    let r = 4.5;
    match kind % 4 {
        0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r}\" fill=\"{colour}\"/>\n"),
        1 => rectangle(
            [x - r, y - r],
            [2.0 * r, 2.0 * r],
            &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\""),
        ),
        2 => format!(
            "<path d=\"M{x:.1} {:.1} l5.5 9.5 h-11 z\" fill=\"{colour}\" fill-opacity=\"0.8\"/>\n",
            y - 6.0
        ),
        _ => format!(
            "<path d=\"M{:.1} {:.1} l9 9 m0 -9 l-9 9\" stroke=\"{colour}\" stroke-width=\"2\"/>\n",
            x - r,
            y - r
        ),
    }
}
