//! The columns that a problem uses, as numbers.

use super::super::error::{DataError, Fault, SourceError};
use super::super::limits::MAX_FIELDS;
use super::Data;
use super::field::{self, Field};
use rug::Rational;

/// Columns and their numbers.
#[derive(Clone, Debug)]
pub(in super::super) struct Selection {
    /// Which columns of the data.
    pub columns: Vec<usize>,
    /// The rows, each as long as `columns`; at least one.
    pub rows: Vec<Vec<Rational>>,
    /// Which rows of the data.
    pub places: Vec<usize>,
}

impl Selection {
    /// Says how many rows are left out.
    pub fn notice(&self, data: &Data) -> Option<String> {
        let (kept, all) = (self.rows.len(), data.len());
        (kept < all).then(|| format!("{} of {all} rows lack a value and are left out", all - kept))
    }
}

impl Data {
    /// The numbers of these columns; `classes` is the one that holds classes.
    ///
    /// # Errors
    /// Where a field holds no number, or none and such rows are not left out.
    pub fn select(&self, used: &[usize], classes: Option<usize>) -> Result<Selection, SourceError> {
        if used.len().saturating_mul(self.len()) > MAX_FIELDS {
            return Err(DataError::TooMuchData.at(self.header().clone()));
        }
        let mut selection = Selection { columns: used.to_vec(), rows: Vec::new(), places: Vec::new() };
        for row in 0..self.len() {
            let numbers = used.iter().map(|&column| self.number(row, column, classes == Some(column)));
            if let Some(numbers) = numbers.collect::<Result<Option<Vec<_>>, _>>()? {
                selection.rows.push(numbers);
                selection.places.push(row);
            }
        }
        if selection.rows.is_empty() {
            return Err(DataError::NoRows.at(self.header().clone()));
        }
        Ok(selection)
    }

    /// The same, and all other columns that have a number in each of these rows, in the order of the data.
    ///
    /// # Errors
    /// The same.
    pub fn select_with_others(
        &self,
        used: &[usize],
        classes: Option<usize>,
    ) -> Result<Selection, SourceError> {
        let Selection { rows, places, .. } = self.select(used, classes)?;
        let mut columns: Vec<Vec<Rational>> = vec![Vec::new(); self.columns.len()];
        for (index, &column) in used.iter().enumerate() {
            columns[column] = rows.iter().map(|row| row[index].clone()).collect();
        }
        for column in (0..columns.len()).filter(|column| !used.contains(column)) {
            let number = |row: &usize| self.number(*row, column, classes == Some(column)).ok().flatten();
            if let Some(numbers) = places.iter().map(number).collect() {
                columns[column] = numbers;
            }
        }
        let kept: Vec<usize> = (0..columns.len()).filter(|&column| !columns[column].is_empty()).collect();
        if kept.len().saturating_mul(places.len()) > MAX_FIELDS {
            return Err(DataError::TooMuchData.at(self.header().clone()));
        }
        let row = |row: usize| kept.iter().map(|&column| columns[column][row].clone()).collect();
        Ok(Selection { rows: (0..places.len()).map(row).collect(), columns: kept, places })
    }

    /// The number of a field; `None` where there is none and such rows are left out.
    fn number(&self, row: usize, column: usize, is_class: bool) -> Result<Option<Rational>, SourceError> {
        let name = || self.columns[column].name.clone();
        match self.field(row, column, is_class) {
            Field::Number(number) => Ok(Some(number)),
            Field::Missing if self.drop_missing => Ok(None),
            Field::Missing => {
                let kind = DataError::MissingValue { row: self.numbers[row], column: name() };
                Err(kind.at(self.place(row, column)))
            }
            Field::Text(error) => {
                let text = self.text(row, column);
                let kind = match (is_class, &self.classes) {
                    (true, Some(classes)) => {
                        DataError::UnknownClass { found: text.to_owned(), classes: classes.clone() }
                    }
                    _ if field::has_decimal_comma(text) => DataError::DecimalComma { column: name() },
                    _ => DataError::DataNumber { column: name(), error, values: self.few_values(column) },
                };
                Err(kind.at(self.place(row, column)))
            }
        }
    }

    fn field(&self, row: usize, column: usize, is_class: bool) -> Field {
        match &self.classes {
            Some(classes) if is_class => field::read_class(self.text(row, column), classes),
            _ => field::read(self.text(row, column)),
        }
    }

    /// The values of a column in the order in which they occur; empty where there are more than twenty.
    pub fn few_values(&self, column: usize) -> Vec<String> {
        const FEW: usize = 20;
        let mut values: Vec<String> = Vec::new();
        for row in 0..self.len() {
            let text = self.text(row, column);
            if !matches!(field::read(text), Field::Missing) && !values.iter().any(|value| value == text) {
                values.push(text.to_owned());
            }
            if values.len() > FEW {
                return Vec::new();
            }
        }
        values
    }

    /// Whether every field of a column is a number or missing.
    pub fn is_numeric(&self, column: usize) -> bool {
        (0..self.len()).all(|row| !matches!(field::read(self.text(row, column)), Field::Text(_)))
    }

    /// Refuses a column that holds something else than numbers.
    pub fn refuse_text(&self, column: usize) -> Result<(), SourceError> {
        let is_text = |row: &usize| matches!(field::read(self.text(*row, column)), Field::Text(_));
        (0..self.len()).find(is_text).map_or(Ok(()), |row| self.number(row, column, false).map(|_| ()))
    }

    /// Refuses a column of numbers with decimal commas.
    pub fn refuse_decimal_commas(&self, column: usize) -> Result<(), SourceError> {
        let has_comma = |row: &usize| field::has_decimal_comma(self.text(*row, column));
        match (0..self.len()).find(has_comma) {
            None => Ok(()),
            Some(row) => {
                let kind = DataError::DecimalComma { column: self.columns[column].name.clone() };
                Err(kind.at(self.place(row, column)))
            }
        }
    }

    /// Whether a row has no value in a column.
    pub fn has_missing(&self, column: usize) -> bool {
        (0..self.len()).any(|row| matches!(field::read(self.text(row, column)), Field::Missing))
    }

    /// Whether a column is the same in every row.
    pub fn is_constant(&self, column: usize) -> bool {
        (1..self.len()).all(|row| self.text(row, column) == self.text(0, column))
    }

    /// The largest size of a number in a column.
    pub fn largest(&self, column: usize) -> Rational {
        let size = |row| match field::read(self.text(row, column)) {
            Field::Number(number) => number.abs(),
            _ => Rational::new(),
        };
        (0..self.len()).map(size).max().unwrap_or_default()
    }
}
