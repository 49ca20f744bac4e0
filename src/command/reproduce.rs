//! `jensen reproduce`: do the claims of `proofs/` still come out as they are written?
//!
//! Each certificate is made anew by the command that its `claim.toml` names, in a temporary folder, checked, and compared
//! with the frozen one but for comments; then the page and the table are written anew and compared.

use super::arguments::ThreadArguments;
use super::exit::{Exit, Failure};
use super::{output, stream};
use crate::certificate::Certificate;
use crate::check::{Effort, Verified, check};
use crate::report::proof::{Library, Shown, page, table};
use crate::report::sketch;
use crate::source::{Proof, Step, read_proof};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What stands for the table in the template of the README.
const TABLE: &str = "{{table}}";

/// Derive the claims of proofs/ again, check them, and compare with what is frozen
#[derive(Args)]
pub struct Arguments {
    /// Only these claims, by the names of their folders
    #[arg(value_name = "SLUG")]
    slugs: Vec<String>,
    /// The folder of the proofs
    #[arg(long, value_name = "DIR", default_value = "proofs")]
    proofs: PathBuf,
    /// Check what is frozen, and compare its pages, without deriving anything anew
    #[arg(long)]
    check: bool,
    /// Write what comes out over what is frozen
    #[arg(long)]
    update: bool,
    #[command(flatten)]
    threads: ThreadArguments,
}

/// A proof and where it stands.
struct Folder {
    slug: String,
    path: PathBuf,
    proof: Proof,
}

/// What became of a proof.
struct Reproduction {
    differences: Vec<String>,
    time: Duration,
}

impl Arguments {
    /// Derives, checks, compares, prints.
    ///
    /// # Errors
    /// Where the folder or a `claim.toml` cannot be read, or a slug is none of a claim.
    pub fn run(self) -> Result<Exit, Failure> {
        let folders = folders(&self.proofs)?;
        if let Some(slug) = self.slugs.iter().find(|slug| folders.iter().all(|folder| folder.slug != **slug))
        {
            let known: Vec<&str> = folders.iter().map(|folder| folder.slug.as_str()).collect();
            return Err(Failure::Usage(format!(
                "there is no claim `{slug}`; there are {}",
                known.join(", ")
            )));
        }
        let is_wanted = |folder: &&Folder| self.slugs.is_empty() || self.slugs.contains(&folder.slug);
        let (wanted, others): (Vec<_>, Vec<_>) = folders.iter().partition(is_wanted);
        let mut library = cited(&wanted, &others);
        let mut differ = 0;
        let started = Instant::now();
        let width = folders.iter().map(|folder| folder.slug.len()).max().unwrap_or_default();
        for folder in &wanted {
            let Reproduction { differences, time } = self.reproduce(folder, &mut library)?;
            let count = folder.proof.steps.len();
            let outcome = match (differences.is_empty(), self.update) {
                (true, _) if self.check => "valid",
                (true, _) => "as frozen",
                (false, true) => "updated",
                (false, false) => "DIFFERS",
            };
            stream::result(&format!(
                "{:>2} {:<width$}  {count} {:<12}  {outcome:<9}  {:>6.2} s  {}\n",
                folder.proof.number,
                folder.slug,
                if count == 1 { "certificate" } else { "certificates" },
                time.as_secs_f64(),
                folder.proof.verdict,
            ))?;
            for difference in &differences {
                stream::note(difference);
            }
            differ += usize::from(!differences.is_empty());
        }
        let pages = self.compare_table(&folders)?;
        if let Some(difference) = &pages {
            stream::note(difference);
        }
        let count = wanted.len();
        let seconds = started.elapsed().as_secs_f64();
        let noun = if count == 1 { "claim" } else { "claims" };
        let is_same = differ == 0 && pages.is_none();
        let verdict = match (is_same, self.update) {
            (true, _) if self.check => "all valid and as written".to_owned(),
            (true, _) => "all as frozen".to_owned(),
            (false, true) => format!("{differ} updated"),
            (false, false) if differ == 0 => "but the table of all differs".to_owned(),
            (false, false) => format!("{differ} differ"),
        };
        stream::result(&format!("{count} {noun}, {verdict}, {seconds:.1} s\n"))?;
        Ok(if is_same || self.update { Exit::Established } else { Exit::Opposite })
    }

    /// Makes the certificates and the page of one proof.
    fn reproduce(&self, folder: &Folder, library: &mut Library) -> Result<Reproduction, Failure> {
        let started = Instant::now();
        let mut differences = Vec::new();
        for step in &folder.proof.steps {
            let frozen = folder.path.join(format!("{}.jensen", step.name));
            let new = if self.check { read(&frozen) } else { self.derive(folder, step) };
            match new {
                Ok((verified, bytes)) => {
                    if !self.check
                        && let old = read(&frozen).ok().map(|(old, _)| old)
                        && let Some(difference) = difference(old.as_ref(), &verified, &frozen)
                    {
                        differences.push(difference);
                        if self.update {
                            std::fs::write(&frozen, bytes).map_err(Failure::file("write", &frozen))?;
                        }
                    }
                    if self.update && folder.proof.figures.contains(&step.name) {
                        draw(&verified, &folder.path.join(format!("{}.svg", step.name)))?;
                    }
                    library.insert(key(folder, step), Shown::from(&verified));
                }
                Err(reason) => differences.push(format!("{}: {reason}", frozen.display())),
            }
        }
        let place = folder.path.join("claim.md");
        match page(&folder.slug, &folder.proof, library) {
            Ok(page) => differences.extend(self.settle(&place, &page)?),
            Err(error) => differences.push(format!("{}: {error}", place.display())),
        }
        Ok(Reproduction { differences, time: started.elapsed() })
    }

    /// Runs the command of a step, and checks what it writes.
    fn derive(&self, folder: &Folder, step: &Step) -> Result<(Verified<Certificate>, Vec<u8>), String> {
        let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
        let output = scratch.path().join("new.jensen");
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let run = Command::new(program)
            .args(&step.arguments)
            .arg("--output")
            .arg(&output)
            .arg("--quiet")
            .arg("--threads")
            .arg(self.threads.count().to_string())
            .current_dir(&folder.path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&run.stderr);
        let bytes = output::read_certificate(&output)
            .map_err(|_| format!("`jensen {}` wrote nothing\n{}", step.arguments.join(" "), said.trim()))?;
        Ok((verify(&bytes)?, bytes))
    }

    /// Compares a text with a file, or writes it there.
    fn settle(&self, place: &Path, text: &str) -> Result<Option<String>, Failure> {
        let old = std::fs::read_to_string(place).unwrap_or_default();
        if old == text {
            return Ok(None);
        }
        if self.update {
            std::fs::write(place, text).map_err(Failure::file("write", place))?;
        }
        let mut lines = old.lines().chain(std::iter::repeat("")).zip(text.lines().chain([""])).enumerate();
        let (number, (before, after)) = lines.find(|(_, (a, b))| a != b).unwrap_or_default();
        let number = number + 1;
        Ok(Some(format!("{}, line {number}:\n  frozen {before}\n  found  {after}", place.display())))
    }

    /// The table of all claims.
    fn compare_table(&self, folders: &[Folder]) -> Result<Option<String>, Failure> {
        let template = self.proofs.join("README.template.md");
        let text = std::fs::read_to_string(&template).map_err(Failure::file("read", &template))?;
        let proofs: Vec<(String, Proof)> =
            folders.iter().map(|folder| (folder.slug.clone(), folder.proof.clone())).collect();
        self.settle(&self.proofs.join("README.md"), &text.replace(TABLE, table(&proofs).trim_end()))
    }
}

/// Draws a certificate. (Figures come from floats, whose last digits differ between machines: they are not compared.)
fn draw(verified: &Verified<Certificate>, place: &Path) -> Result<(), Failure> {
    let Some(figure) = sketch::svg(verified) else { return Ok(()) };
    std::fs::write(place, figure).map_err(Failure::file("write", place))
}

/// A certificate and its bytes.
fn read(path: &Path) -> Result<(Verified<Certificate>, Vec<u8>), String> {
    let bytes = output::read_certificate(path).map_err(|error| error.to_string())?;
    Ok((verify(&bytes)?, bytes))
}

fn verify(bytes: &[u8]) -> Result<Verified<Certificate>, String> {
    check(bytes, &Effort { work: u64::MAX, ..Effort::default() }).map_err(|rejection| rejection.to_string())
}

fn key(folder: &Folder, step: &Step) -> String {
    format!("{}/{}", folder.slug, step.name)
}

/// What is new, if the certificates differ in more than comments.
fn difference(
    old: Option<&Verified<Certificate>>,
    new: &Verified<Certificate>,
    place: &Path,
) -> Option<String> {
    let claim = |verified: &Verified<Certificate>| {
        format!("{} (rule {})", verified.get().claim, verified.get().evidence.rule())
    };
    let before = match old {
        Some(old) if old.digest() == new.digest() => return None,
        Some(old) => claim(old),
        None => "nothing valid".to_owned(),
    };
    let after = claim(new);
    Some(match before == after {
        true => format!("{}: other evidence for {after}", place.display()),
        false => format!("{}:\n  frozen {before}\n  found  {after}", place.display()),
    })
}

/// All proofs, by number.
fn folders(path: &Path) -> Result<Vec<Folder>, Failure> {
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(path).map_err(Failure::file("read", path))? {
        let path = entry.map_err(Failure::file("read", path))?.path();
        let source = path.join("claim.toml");
        if source.is_file() {
            let slug = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            folders.push(Folder { slug, proof: read_proof(&source)?, path });
        }
    }
    folders.sort_by(|a, b| (a.proof.number, &a.slug).cmp(&(b.proof.number, &b.slug)));
    Ok(folders)
}

/// What is frozen and valid of other proofs that some cite.
fn cited(wanted: &[&Folder], others: &[&Folder]) -> Library {
    let is_cited = |folder: &&&Folder| {
        let citation = format!("{}/", folder.slug);
        wanted.iter().any(|wanted| wanted.proof.text.contains(&citation))
    };
    let mut library = Library::new();
    for folder in others.iter().filter(is_cited) {
        for step in &folder.proof.steps {
            if let Ok((verified, _)) = read(&folder.path.join(format!("{}.jensen", step.name))) {
                library.insert(key(folder, step), Shown::from(&verified));
            }
        }
    }
    library
}
