//! `jensen init`: a problem file to start from.

use super::exit::{Exit, Failure};
use super::output::write_new;
use super::stream;
use crate::source::{self, Draft};
use clap::Args;
use std::path::{Component, Path, PathBuf};

/// Print a problem file for a table of data, to be edited
#[derive(Args)]
pub struct Arguments {
    /// The data (CSV with a header); - is standard input, which the problem file then calls data.csv
    #[arg(value_name = "DATA")]
    data: PathBuf,
    /// The target column (default: the last)
    #[arg(long, value_name = "COLUMN")]
    target: Option<String>,
    /// The input columns; repeats (default: all columns of numbers but the target)
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    inputs: Option<Vec<String>>,
    /// Units of the hidden layers, such as 16,16, or of all layers; 0 for no hidden layer (default: 3)
    #[arg(long, value_name = "UNITS", value_delimiter = ',', value_parser = parse_units)]
    layers: Option<Vec<usize>>,
    /// Trained weights (.csv, .json, .npy, .npz, .safetensors, .onnx): the domain is a box around them
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Write it to this file, which must not be there yet
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Arguments {
    /// Prints or writes the file.
    ///
    /// # Errors
    /// Where the data cannot be read or the file not be written.
    pub fn run(self) -> Result<Exit, Failure> {
        let folder = self.output.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        // Standard input has no name: it is to be kept under this one.
        let is_stdin = self.data == Path::new("-");
        let named = if is_stdin { PathBuf::from("data.csv") } else { seen_from(folder, &self.data) };
        let layers = self.layers.map(|units| units.into_iter().filter(|units| *units > 0).collect());
        let weights = self.weights.map(|path| (path.clone(), seen_from(folder, &path)));
        let draft = Draft { target: self.target, inputs: self.inputs, layers, weights };
        let text = source::init(&self.data, &named, &draft)?;
        match self.output {
            Some(path) => {
                write_new(&path, text.as_bytes())?;
                text.lines()
                    .filter_map(|line| line.strip_prefix("# "))
                    .for_each(|note| stream::note(&format!("note: {note}")));
            }
            None => stream::result(&text)?,
        }
        Ok(Exit::Established)
    }
}

/// Reads the number of a layer's units.
fn parse_units(text: &str) -> Result<usize, String> {
    text.trim().parse().map_err(|_| "layers have whole numbers of units, such as 16,16".to_owned())
}

/// The path of a file as a file in `folder` must name it.
fn seen_from(folder: &Path, path: &Path) -> PathBuf {
    let is_below = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    match path.strip_prefix(folder) {
        Ok(inside) => inside.to_owned(),
        Err(_) if path.is_absolute() => path.to_owned(),
        Err(_) if is_below(folder) => folder.iter().map(|_| Path::new("..")).chain([path]).collect(),
        Err(_) => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}
