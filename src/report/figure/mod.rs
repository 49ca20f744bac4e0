//! Figures as SVG: panels one above the other over one axis.
//!
//! Narrow, so that they read at the width of a phone too. Marks, dashes and outlines differ where colours
//! do, so that a figure reads without colours.

mod axis;
mod svg;

pub use axis::Axis;
pub use svg::escape;

use axis::significant;
use svg::{chain, colour, fill, line, mark, rectangle, stroke, text};

/// How a figure's text begins.
pub const OPENING: &str = "<svg class=\"jensen-figure\"";

/// Lengths in pixels: the figure, its margins, a panel, a line of text.
const WIDTH: f64 = 560.0;
const LEFT: f64 = 92.0;
const RIGHT: f64 = 18.0;
const PANEL: f64 = 220.0;
const LINE: f64 = 19.0;
/// The room that one character takes, about.
const CHARACTER: f64 = 7.3;
/// Characters of a line of the title, and of a name in a legend or beside a mark.
const TITLE: usize = 54;
const NAME: usize = 58;
/// Lines of labels above the first panel.
const LABELS: usize = 5;

/// A figure.
pub struct Figure {
    pub title: String,
    /// What is to be seen, for those who cannot see it.
    pub description: String,
    pub x: Axis,
    pub panels: Vec<Panel>,
    /// Vertical lines.
    pub marks: Vec<Mark>,
    /// Parts of the axis that are outside the domain.
    pub outside: Vec<[f64; 2]>,
}

/// Curves over one value axis. What leaves the axis is not drawn.
pub struct Panel {
    pub title: String,
    pub y: Axis,
    pub bands: Vec<Band>,
    pub curves: Vec<Curve>,
    pub series: Vec<Series>,
}

/// An enclosure: x, lower and upper y, in pieces.
pub struct Band {
    pub name: String,
    pub pieces: Vec<Vec<(f64, f64, f64)>>,
    pub colour: usize,
}

/// A line through points; interrupted where a value is not finite.
pub struct Curve {
    pub name: String,
    pub points: Vec<(f64, f64)>,
    pub colour: usize,
    pub dash: usize,
}

/// Single points.
pub struct Series {
    pub name: String,
    pub points: Vec<(f64, f64)>,
    pub colour: usize,
    pub mark: usize,
}

/// A place on the axis.
pub struct Mark {
    pub at: f64,
    pub label: String,
    pub is_jump: bool,
}

impl Figure {
    /// The SVG.
    pub fn draw(&self) -> String {
        let mut body = String::new();
        let mut top = 10.0;
        for words in broken(&self.title, TITLE) {
            top += LINE;
            body += &text(12.0, top, "start", "font-size=\"16\" font-weight=\"bold\"", &words);
        }
        top += if self.marks.is_empty() { 14.0 } else { 14.0 + 16.0 * LABELS as f64 };
        for (k, panel) in self.panels.iter().enumerate() {
            if !panel.title.is_empty() {
                for words in broken(&panel.title, NAME) {
                    top += LINE;
                    body += &text(LEFT, top - 6.0, "start", "", &words);
                }
            }
            let next = self.panels.get(k + 1);
            self.draw_outside(top, &mut body);
            panel.draw(self, top, &mut body);
            self.draw_marks(top, k == 0, &mut body);
            self.draw_ticks(top + PANEL, next.is_none(), &mut body);
            top += PANEL + if next.is_none() { 48.0 } else { 16.0 };
            if next.is_none_or(|next| next.names() != panel.names()) {
                top = panel.draw_legend(top, !self.outside.is_empty(), &mut body) + 10.0;
            }
        }
        let height = top + 4.0;
        format!(
            "{OPENING} xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
             height=\"{height:.0}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"14\" role=\"img\" \
             aria-label=\"{}\">\n<title>{}</title>\n<desc>{}</desc>\n\
             <rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"white\"/>\n{body}</svg>\n",
            escape(&self.title),
            escape(&self.title),
            escape(&self.description),
        )
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + self.x.share(value) * (WIDTH - LEFT - RIGHT)
    }

    fn draw_ticks(&self, bottom: f64, with_labels: bool, out: &mut String) {
        for (value, name) in self.x.ticks() {
            let x = self.x(value);
            *out += &line([x, bottom], [x, bottom + 5.0], "stroke=\"black\"");
            if with_labels {
                *out += &text(x, bottom + 18.0, "middle", "", &name);
            }
        }
        if with_labels {
            *out += &text((LEFT + WIDTH - RIGHT) / 2.0, bottom + 38.0, "middle", "", &self.x.label);
        }
    }

    fn draw_outside(&self, top: f64, out: &mut String) {
        for [from, to] in &self.outside {
            let [from, to] = [from, to].map(|x| self.x(x.clamp(self.x.range[0], self.x.range[1])));
            *out += &rectangle([from, top], [to - from, PANEL], "fill=\"#e4e4e4\"");
        }
    }

    /// Dashed lines, jumps heavier, with labels in turn on several heights.
    fn draw_marks(&self, top: f64, with_labels: bool, out: &mut String) {
        for (k, mark) in self.marks.iter().filter(|mark| self.x.holds(mark.at)).enumerate() {
            let x = self.x(mark.at);
            let (width, dash) = if mark.is_jump { (2.0, "none") } else { (1.0, "5 4") };
            let style = format!("stroke=\"#444444\" stroke-width=\"{width}\" stroke-dasharray=\"{dash}\"");
            let start = if with_labels { top - 6.0 } else { top };
            *out += &line([x, start], [x, top + PANEL], &style);
            if with_labels {
                let label = format!("{} from {}", shortened(&mark.label, NAME / 2), significant(mark.at));
                let label = if mark.is_jump { format!("{label} (jump)") } else { label };
                let (anchor, shift) = if x > WIDTH / 2.0 { ("end", 4.0) } else { ("start", -4.0) };
                let y = top - 8.0 - 16.0 * (LABELS - 1 - k % LABELS) as f64;
                *out += &text(x + shift, y, anchor, "font-size=\"12\" fill=\"#222222\"", &label);
            }
        }
    }
}

/// What stands beside a name in a legend.
enum Sample {
    Band(usize),
    Curve(usize, usize),
    Series(usize, usize),
    Outside,
}

impl Panel {
    /// What its legend names.
    fn names(&self) -> Vec<&str> {
        let bands = self.bands.iter().map(|band| &band.name);
        let curves = self.curves.iter().map(|curve| &curve.name);
        let series = self.series.iter().map(|series| &series.name);
        bands.chain(curves).chain(series).map(String::as_str).collect()
    }

    fn draw(&self, figure: &Figure, top: f64, out: &mut String) {
        let (axis, [left, right]) = (&self.y, [LEFT, WIDTH - RIGHT]);
        let y = |value: f64| top + PANEL * (1.0 - axis.share(value).clamp(0.0, 1.0));
        for (value, name) in axis.ticks() {
            *out += &line([left, y(value)], [right, y(value)], "stroke=\"#d0d0d0\"");
            *out += &text(left - 8.0, y(value) + 5.0, "end", "", &name);
        }
        for band in &self.bands {
            for piece in band.pieces.iter().filter(|piece| !piece.is_empty()) {
                let upper = piece.iter().map(|(x, _, upper)| [figure.x(*x), y(*upper)]);
                let lower = piece.iter().rev().map(|(x, lower, _)| [figure.x(*x), y(*lower)]);
                *out += &chain("polygon", upper.chain(lower), &fill(band.colour));
            }
        }
        for curve in &self.curves {
            for piece in curve.points.split(|(_, value)| !value.is_finite() || !axis.holds(*value)) {
                if piece.len() > 1 {
                    let points = piece.iter().map(|(x, value)| [figure.x(*x), y(*value)]);
                    *out += &chain("polyline", points, &stroke(curve.colour, curve.dash));
                }
            }
        }
        for series in &self.series {
            for (x, value) in series.points.iter().filter(|(_, value)| value.is_finite()) {
                *out += &mark(series.mark, figure.x(*x), y(*value), colour(series.colour));
            }
        }
        *out += &rectangle([left, top], [right - left, PANEL], "fill=\"none\" stroke=\"black\"");
        let middle = top + PANEL / 2.0;
        let turned = format!("transform=\"rotate(-90 18 {middle})\"");
        *out += &text(18.0, middle, "middle", &turned, &axis.label);
    }

    /// The names of what is drawn, beside each other where there is room; gives the place below.
    fn draw_legend(&self, top: f64, with_outside: bool, out: &mut String) -> f64 {
        let bands = self.bands.iter().map(|b| (Sample::Band(b.colour), b.name.as_str()));
        let curves = self.curves.iter().map(|c| (Sample::Curve(c.colour, c.dash), c.name.as_str()));
        let series = self.series.iter().map(|s| (Sample::Series(s.colour, s.mark), s.name.as_str()));
        let outside = with_outside.then_some((Sample::Outside, "outside the box"));
        let (mut x, mut y) = (LEFT, top + LINE);
        for (sample, name) in bands.chain(curves).chain(series).chain(outside) {
            let name = shortened(name, NAME);
            let room = 56.0 + CHARACTER * name.chars().count() as f64;
            if x > LEFT && x + room > WIDTH {
                (x, y) = (LEFT, y + LINE);
            }
            let middle = y - 5.0;
            *out += &match sample {
                Sample::Band(number) => rectangle([x, y - 11.0], [30.0, 12.0], &fill(number)),
                Sample::Curve(number, dash) => line([x, middle], [x + 30.0, middle], &stroke(number, dash)),
                Sample::Series(number, kind) => mark(kind, x + 15.0, middle, colour(number)),
                Sample::Outside => {
                    rectangle([x, y - 11.0], [30.0, 12.0], "fill=\"#e4e4e4\" stroke=\"#999999\"")
                }
            };
            *out += &text(x + 37.0, y, "start", "", &name);
            x += room;
        }
        y
    }
}

/// A text of at most so many characters.
pub fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit - 1).chain(['…']).collect()
}

/// A text in lines of at most so many characters; longer words are cut short.
fn broken(text: &str, limit: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = shortened(word, limit);
        match lines.last_mut() {
            Some(last) if last.chars().count() + 1 + word.chars().count() <= limit => {
                last.push(' ');
                *last += &word;
            }
            _ => lines.push(word),
        }
    }
    lines
}
