//! Figures as SVG: panels one above the other over one logarithmic axis.
//!
//! Colours are those of Okabe and Ito (*Color universal design*, 2008), which people with any kind of colour
//! vision tell apart; marks and outlines differ too, so that a figure reads without colours.

use std::fmt::Write;

const COLOURS: [&str; 8] =
    ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442"];
/// Lengths in pixels: the figure, its margins, a panel, a legend's line.
const WIDTH: f64 = 900.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 120.0;
const PANEL: f64 = 230.0;
const GAP: f64 = 34.0;
const LINE: f64 = 18.0;
const FOOT: f64 = 40.0;
/// Ticks of a value axis, about.
const TICKS: f64 = 5.0;

/// A figure.
pub struct Figure {
    /// How the text begins.
    pub opening: &'static str,
    pub title: String,
    pub x_label: String,
    /// The axis from … to, both > 0.
    pub range: [f64; 2],
    pub panels: Vec<Panel>,
    /// Vertical lines.
    pub marks: Vec<Mark>,
}

/// Curves over one value axis.
pub struct Panel {
    pub label: String,
    /// A logarithmic axis; else it begins at 0.
    pub is_log: bool,
    pub bands: Vec<Band>,
    pub series: Vec<Series>,
}

/// An enclosure: x, lower and upper y, in pieces.
pub struct Band {
    pub name: String,
    pub pieces: Vec<Vec<(f64, f64, f64)>>,
    pub colour: usize,
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
        let legends: Vec<f64> = self.panels.iter().map(|panel| panel.legend_lines() * LINE + GAP).collect();
        let height = TOP + legends.iter().map(|legend| legend + PANEL).sum::<f64>() + FOOT;
        let mut out = format!(
            "{} xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\">\n",
            self.opening
        );
        out += &format!("<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"white\"/>\n");
        out += &text(LEFT, 26.0, "start", "font-size=\"17\" font-weight=\"bold\"", &self.title);
        let mut top = TOP;
        for (k, (panel, legend)) in self.panels.iter().zip(&legends).enumerate() {
            let is_last = k + 1 == self.panels.len();
            panel.draw(self, top, &mut out);
            self.draw_marks(top, k == 0, &mut out);
            self.draw_ticks(top + PANEL, is_last, &mut out);
            panel.draw_legend(top + PANEL + if is_last { 58.0 } else { 24.0 }, &mut out);
            if is_last {
                let middle = (LEFT + WIDTH - RIGHT) / 2.0;
                out += &text(middle, top + PANEL + 34.0, "middle", "", &self.x_label);
            }
            top += PANEL + legend;
        }
        out + "</svg>\n"
    }

    fn x(&self, value: f64) -> f64 {
        let [from, to] = self.range;
        let share = if to > from { (value / from).ln() / (to / from).ln() } else { 0.5 };
        LEFT + share * (WIDTH - LEFT - RIGHT)
    }

    /// Powers of ten.
    fn draw_ticks(&self, bottom: f64, with_labels: bool, out: &mut String) {
        let [from, to] = self.range;
        for exponent in from.log10().ceil() as i32..=to.log10().floor() as i32 {
            let value = 10f64.powi(exponent);
            let x = self.x(value);
            *out += &line([x, bottom], [x, bottom + 5.0], "stroke=\"black\"");
            if with_labels {
                *out += &text(x, bottom + 17.0, "middle", "", &format!("{value}"));
            }
        }
    }

    /// Dashed lines, jumps heavier, with labels in turn on several heights.
    fn draw_marks(&self, top: f64, with_labels: bool, out: &mut String) {
        let [from, to] = self.range;
        for (k, mark) in self.marks.iter().filter(|mark| (from..=to).contains(&mark.at)).enumerate() {
            let x = self.x(mark.at);
            let (width, dash) = if mark.is_jump { (2.0, "none") } else { (1.0, "5 4") };
            let style = format!("stroke=\"#444444\" stroke-width=\"{width}\" stroke-dasharray=\"{dash}\"");
            let start = if with_labels { top - 6.0 } else { top };
            *out += &line([x, start], [x, top + PANEL], &style);
            if with_labels {
                let label = format!("{} from {}", mark.label, significant(mark.at));
                let label = if mark.is_jump { format!("{label} (jump)") } else { label };
                let (anchor, shift) = if x > WIDTH / 2.0 { ("end", 4.0) } else { ("start", -4.0) };
                let y = top - 8.0 - 16.0 * ((4 - k % 5) as f64);
                *out += &text(x + shift, y, anchor, "font-size=\"12\" fill=\"#222222\"", &label);
            }
        }
    }
}

impl Panel {
    fn legend_lines(&self) -> f64 {
        (self.bands.len() as f64) + (self.series.len() as f64 / 4.0).ceil()
    }

    /// The least and the greatest value that the axis shows.
    fn range(&self) -> [f64; 2] {
        let bands = self.bands.iter().flat_map(|band| band.pieces.iter().flatten());
        let points = self.series.iter().flat_map(|series| &series.points);
        let values = bands.flat_map(|p| [p.1, p.2]).chain(points.map(|p| p.1));
        let values: Vec<f64> = values.filter(|y| y.is_finite() && *y > 0.0).collect();
        let most = values.iter().copied().fold(0.0, f64::max);
        let least = values.iter().copied().fold(most, f64::min);
        match (most > 0.0, self.is_log) {
            (false, _) => [0.0, 1.0],
            (true, true) => [least.max(most / 1e6) * 0.8, most * 1.25],
            (true, false) => [0.0, most * 1.06],
        }
    }

    /// The values with a line across.
    fn ticks(&self, [least, most]: [f64; 2]) -> Vec<f64> {
        if self.is_log && least > 0.0 {
            let decades = least.log10().floor() as i32..=most.log10().floor() as i32;
            // Over many decades the powers of ten are enough.
            let factors: &[f64] = if most / least < 1e3 { &[1.0, 2.0, 5.0] } else { &[1.0] };
            let steps = |decade| factors.iter().map(move |k| k * 10f64.powi(decade));
            return decades.flat_map(steps).filter(|value| (least..=most).contains(value)).collect();
        }
        let step = tick(most);
        (0..=(most / step) as usize).map(|k| k as f64 * step).collect()
    }

    fn draw(&self, figure: &Figure, top: f64, out: &mut String) {
        let [least, most] = self.range();
        let is_log = self.is_log && least > 0.0;
        let share = |value: f64| match is_log {
            true => (value.max(least) / least).ln() / (most / least).ln(),
            false => value / most,
        };
        let y = |value: f64| top + PANEL * (1.0 - share(value));
        let [left, right] = [LEFT, WIDTH - RIGHT];
        for value in self.ticks([least, most]) {
            *out += &line([left, y(value)], [right, y(value)], "stroke=\"#dddddd\"");
            *out += &text(left - 8.0, y(value) + 4.0, "end", "", &significant(value));
        }
        for band in &self.bands {
            for piece in band.pieces.iter().filter(|piece| !piece.is_empty()) {
                let upper = piece.iter().map(|(x, _, u)| format!("{:.1},{:.1}", figure.x(*x), y(*u)));
                let lower = piece.iter().rev().map(|(x, l, _)| format!("{:.1},{:.1}", figure.x(*x), y(*l)));
                let points: Vec<String> = upper.chain(lower).collect();
                let _ = writeln!(
                    out,
                    "<polygon points=\"{}\" fill=\"{c}\" fill-opacity=\"{}\" stroke=\"{c}\" stroke-width=\"{}\"/>",
                    points.join(" "),
                    if band.colour == 0 { 0.55 } else { 0.25 },
                    if band.colour == 0 { 1.6 } else { 0.8 },
                    c = COLOURS[band.colour % COLOURS.len()],
                );
            }
        }
        for series in &self.series {
            for (x, value) in &series.points {
                *out += &mark(series.mark, figure.x(*x), y(*value), COLOURS[series.colour % COLOURS.len()]);
            }
        }
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{PANEL}\" fill=\"none\" stroke=\"black\"/>",
            right - left
        );
        let middle = top + PANEL / 2.0;
        let turned = format!("transform=\"rotate(-90 20 {middle})\"");
        *out += &text(20.0, middle, "middle", &turned, &self.label);
    }

    fn draw_legend(&self, top: f64, out: &mut String) {
        let mut line = top;
        for band in &self.bands {
            let colour = COLOURS[band.colour % COLOURS.len()];
            let opacity = if band.colour == 0 { 0.55 } else { 0.25 };
            let _ = writeln!(
                out,
                "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"24\" height=\"11\" fill=\"{colour}\" \
                 fill-opacity=\"{opacity}\" stroke=\"{colour}\"/>",
                line - 10.0
            );
            *out += &text(LEFT + 32.0, line, "start", "", &band.name);
            line += LINE;
        }
        for (k, series) in self.series.iter().enumerate() {
            let x = LEFT + 12.0 + 200.0 * (k % 4) as f64;
            let at = line + LINE * (k / 4) as f64;
            *out += &mark(series.mark, x, at - 4.0, COLOURS[series.colour % COLOURS.len()]);
            *out += &text(x + 20.0, at, "start", "", &series.name);
        }
    }
}

/// A disc, square, triangle, cross and so on.
fn mark(kind: usize, x: f64, y: f64, colour: &str) -> String {
    let r = 4.5;
    match kind % 4 {
        0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r}\" fill=\"{colour}\"/>\n"),
        1 => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"9\" height=\"9\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"1.8\"/>\n",
            x - r,
            y - r
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

fn line([x, y]: [f64; 2], [to_x, to_y]: [f64; 2], style: &str) -> String {
    format!("<line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{to_x:.1}\" y2=\"{to_y:.1}\" {style}/>\n")
}

fn text(x: f64, y: f64, anchor: &str, attributes: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {attributes}>{text}</text>\n")
}

/// A round step of an axis.
fn tick(most: f64) -> f64 {
    let rough = most / TICKS;
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|k| k * power).find(|step| *step >= rough).unwrap_or(rough)
}

/// A number in three significant digits or so.
fn significant(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    let digits = (2 - x.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{x:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
