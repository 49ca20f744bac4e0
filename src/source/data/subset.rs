//! Some of the rows: `take = "1..100"`, then `every = 10`.

use super::super::error::{DataError, EntryError, SourceError};
use super::super::place::Place;
use super::super::toml::Table;
use super::{Data, Places};

/// Which rows are taken.
pub(super) struct Subset {
    /// The first and the last, counted from 1, and where this is written.
    range: Option<(usize, usize, Place)>,
    /// Of these, the first and every so many after it.
    every: usize,
}

impl Subset {
    pub fn read(table: &Table) -> Result<Self, SourceError> {
        let take = table.get("take");
        let range = take.map(|entry| {
            let ends = entry
                .string()?
                .split_once("..")
                .and_then(|(first, last)| Some((first.trim().parse().ok()?, last.trim().parse().ok()?)));
            match ends {
                Some((first, last)) if 1 <= first && first <= last => Ok((first, last, entry.place())),
                _ => Err(entry.error(DataError::RowRange)),
            }
        });
        let every = table.get("every").map(|entry| match entry.count()? {
            0 => Err(entry.error(EntryError::OutOfRange { what: "`every`", range: "at least 1" })),
            every => Ok(every),
        });
        Ok(Subset { range: range.transpose()?, every: every.transpose()?.unwrap_or(1) })
    }

    /// Leaves out the others.
    pub fn apply(self, data: &mut Data) -> Result<(), SourceError> {
        let (first, last) = match self.range {
            Some((_, last, place)) if last > data.len() => {
                let kind = DataError::RowsBeyond { last, rows: data.len() };
                return Err(super::Fault::at(kind, place));
            }
            Some((first, last, _)) => (first, last),
            None => (1, data.len()),
        };
        let mut row = 0;
        let mut is_taken = || {
            row += 1;
            (first..=last).contains(&row) && (row - first) % self.every == 0
        };
        let taken: Vec<bool> = (0..data.len()).map(|_| is_taken()).collect();
        keep(&mut data.records, &taken);
        keep(&mut data.numbers, &taken);
        match &mut data.places {
            Places::Inline(places) => keep(places, &taken),
            Places::Csv { starts, .. } => keep(starts, &taken),
        }
        Ok(())
    }
}

fn keep<T>(rows: &mut Vec<T>, taken: &[bool]) {
    let mut taken = taken.iter();
    rows.retain(|_| taken.next().copied().unwrap_or_default());
}
