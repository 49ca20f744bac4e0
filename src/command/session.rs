//! One question, from the search to the checker's verdict.
//!
//! Every command that writes a certificate goes the same way: search, write the file, read its bytes
//! back, check them. What is printed afterwards is about the verified certificate only.

use super::arguments::{CoverArguments, Format, OutputArguments, ProblemArguments, SearchArguments};
use super::exit::{Exit, Failure};
use super::output::{self, Destination, Kind};
use super::progress::ProgressLine;
use super::{earlier, signal, stage, stream};
use crate::budget::Stop;
use crate::certificate::{Certificate, Tree};
use crate::check::{Effort, Refusal, Undecided, check, convex_by_composition};
use crate::problem::Problem;
use crate::report::diagnostic::{Diagnostic, Severity};
use crate::report::{Answer, Question, Spent, Unchecked, impasse_in_words, json, text};
use crate::search::{
    Budget, Control, Earlier, Impasse, LambdaOutcome, MinimumOutcome, PathOutcome, Refutation, Stage,
    StopReason,
};
use crate::source::Loaded;
use crate::words::in_words;
use rug::Rational;
use std::path::Path;
use std::time::{Duration, Instant};

/// A problem with a place for its certificate.
pub struct Session {
    /// The problem.
    loaded: Loaded,
    /// Where the certificate goes.
    destination: Destination,
    command: &'static str,
    budget: Budget,
    seed: u64,
    threads: usize,
    format: Format,
    started: Instant,
    progress: ProgressLine,
}

/// What a search has found.
pub struct Found {
    /// Claim and evidence, if any.
    pub certificate: Option<Certificate>,
    /// A finer tree than the certificate's, to go on from.
    pub finer: Option<Tree>,
    /// Why the search ended.
    pub stop: StopReason,
    /// Leaf tests, where the search counts them.
    pub cells: Option<u64>,
    /// Why there was nothing left to try.
    pub impasse: Option<Impasse>,
    /// What became of the cover that the search has gone on from.
    pub earlier: Earlier,
}

impl Session {
    /// Reads the problem, makes sure that there are places for certificate and report, and watches for
    /// signals.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn open(
        command: &'static str,
        problem: &ProblemArguments,
        search: &SearchArguments,
        output: &OutputArguments,
    ) -> Result<Session, Failure> {
        let started = Instant::now();
        let default = format!("{}.{command}.jensen", problem.stem());
        let destination = Destination::choose(output.output.as_deref(), &default)?;
        let loaded = problem.load()?;
        signal::install()?;
        let progress = ProgressLine::new(search.quiet);
        Ok(Session {
            loaded,
            destination,
            command,
            budget: search.budget(),
            seed: search.seed,
            threads: search.threads.count(),
            format: output.report.format,
            started,
            progress,
        })
    }

    /// The problem as it is for λ = 0 alone.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn read_at_zero(&mut self, problem: &ProblemArguments) -> Result<(), Failure> {
        if let Some(loaded) = problem.load_at_zero()? {
            self.loaded = loaded;
        }
        Ok(())
    }

    /// The problem.
    pub fn problem(&self) -> &Problem {
        &self.loaded.problem
    }

    /// The λ that the problem file's weight decay means.
    pub fn lambda(&self) -> Option<&Rational> {
        self.loaded.lambda.as_ref()
    }

    /// Runs a search.
    pub fn search<T>(&self, search: impl FnOnce(&Problem, &Control<'_>) -> T) -> T {
        self.search_from(None, search)
    }

    /// Runs a search for a cover, from what `--resume` names on.
    ///
    /// # Errors
    /// See [`stage::read`].
    pub fn search_for_cover<T>(
        &self,
        cover: &CoverArguments,
        search: impl FnOnce(&Problem, &Control<'_>) -> T,
    ) -> Result<T, Failure> {
        let earlier = cover.resume.as_deref().map(|path| stage::read(path, self.problem())).transpose()?;
        Ok(self.search_from(earlier.as_ref(), |problem, control| {
            search(problem, &control.with_symmetry(!cover.no_symmetry))
        }))
    }

    fn search_from<T>(&self, earlier: Option<&Stage>, search: impl FnOnce(&Problem, &Control<'_>) -> T) -> T {
        self.progress.say("searching");
        let save = |stage: &Stage| self.save(stage);
        let control = Control {
            budget: self.budget,
            started: self.started,
            seed: self.seed,
            threads: self.threads,
            stop: Stop::new(&signal::STOP),
            progress: &|progress| self.progress.show(progress),
            earlier,
            save: (!self.destination.is_stdout()).then_some(&save),
            ..Control::default()
        };
        search(self.problem(), &control)
    }

    /// Writes the certificate, reads it back, checks it, and prints what the checker says.
    ///
    /// # Errors
    /// Where there can be no cover, where the file cannot be written or read, and where the checker
    /// rejects it.
    pub fn close(self, question: &Question, found: impl Into<Found>) -> Result<Exit, Failure> {
        self.close_with(question, found, |_| Ok(()))
    }

    /// The same, and something more with what the checker has accepted, before it is printed.
    ///
    /// # Errors
    /// The same, and those of `more`.
    pub fn close_with(
        self,
        question: &Question,
        found: impl Into<Found>,
        more: impl FnOnce(&Answer) -> Result<(), Failure>,
    ) -> Result<Exit, Failure> {
        let found = found.into();
        if let Found { certificate: None, stop: StopReason::Done, impasse: Some(impasse), .. } = &found
            && let Some(lasting) = impasse.lasting(self.problem())
        {
            return Err(self.refuse(&lasting));
        }
        let mut spent = Spent {
            seed: self.seed,
            stop: found.stop,
            cells: found.cells,
            search: self.started.elapsed(),
            check: Duration::ZERO,
        };
        let (mut verified, mut unchecked) = (None, None);
        if let Some(certificate) = found.certificate {
            let claim = certificate.claim.clone();
            let bytes = self.store(Stage { certificate, finer: found.finer })?;
            self.progress.say("checking what was found");
            let began = Instant::now();
            let verdict = check(&bytes, &self.effort());
            spent.check = began.elapsed();
            match verdict {
                Err(Refusal::Undecided(Undecided::Stopped(work))) => {
                    unchecked = Some(Unchecked { claim, work });
                }
                verdict => verified = Some(verdict.map_err(|refusal| self.disown(&refusal, found.earlier))?),
            }
            signal::set_checked();
        }
        drop(self.progress);
        let answer = Answer {
            name: self.loaded.name,
            problem: self.loaded.problem,
            verified,
            unchecked,
            file: self.destination.to_string(),
            impasse: found.impasse,
            earlier: found.earlier,
            spent,
        };
        more(&answer)?;
        let text = match self.format {
            Format::Text => text::answer(question, &answer),
            Format::Json => json::answer(question, &answer).to_string(),
        };
        stream::report(&text, self.destination.is_stdout())?;
        Ok(Exit::of(answer.claim().and_then(|claim| question.settled_by(claim))))
    }

    /// Says which node keeps the objective from having a cover, however small the cells.
    fn refuse(&self, impasse: &Impasse) -> Failure {
        let help =
            "a cover needs second derivatives: refute does without them, and so does a box away from there";
        let composition = convex_by_composition(self.problem(), &Effort::default()).err();
        let composition =
            composition.map_or(String::new(), |reason| format!(";\n{}", in_words(&reason, self.problem())));
        let node = impasse.obstacle().map(|obstacle| obstacle.node);
        Failure::Problem(Diagnostic {
            severity: Severity::Error,
            title: format!("no cover: {}", impasse_in_words(impasse, self.problem())),
            code: None,
            place: node.and_then(|node| self.loaded.place(node)).cloned(),
            help: Some(format!("{help}{composition}")),
        })
    }

    /// How long the checker may take: over the limit by a twenty-fifth, or most of a second, and no longer after a
    /// signal than a twentieth of the time so far, or half a second. A signal that comes only now ends it.
    fn effort(&self) -> Effort {
        let after = |time: Duration, part: u32, least: u64| (time / part).max(Duration::from_millis(least));
        let (stop, grace) = match signal::has_come() {
            false => (Stop::new(&signal::STOP), None),
            true => (Stop::default(), Some(Instant::now() + after(self.started.elapsed(), 20, 500))),
        };
        let limit = self.budget.time.and_then(|limit| limit.checked_add(after(limit, 25, 800)));
        let limit = limit.and_then(|limit| self.started.checked_add(limit));
        Effort { threads: self.threads, work: u64::MAX, stop: stop.by(grace).by(limit), ..Effort::default() }
    }

    /// What is said of a certificate outside its digested part: the same for any number of threads.
    fn provenance(&self) -> String {
        format!("jensen {} {}, seed {}", env!("CARGO_PKG_VERSION"), self.command, self.seed)
    }

    /// Saves what there is. A search goes on even where its checkpoint cannot be written.
    fn save(&self, stage: &Stage) {
        if let Destination::File(path) = &self.destination {
            let text = stage::write(stage, self.provenance());
            let checkpoint = stage::checkpoint(path);
            match Kind::Certificate.write(&checkpoint, text.as_bytes()) {
                Ok(()) => signal::set_checkpoint(Some(checkpoint)),
                Err(failure) => stream::note(&failure.to_string()),
            }
        }
    }

    /// Removes the checkpoint, if there is one: the certificate is there.
    fn forget(&self) {
        if let Destination::File(path) = &self.destination {
            let _ = std::fs::remove_file(stage::checkpoint(path));
            signal::set_checkpoint(None);
        }
    }

    /// Renames a certificate that the checker rejects, so that nobody takes it for one.
    fn disown(&self, refusal: &Refusal, earlier: Earlier) -> Failure {
        let kept = match &self.destination {
            Destination::Stdout => "standard output".to_owned(),
            Destination::File(path) => {
                let mut kept = path.clone().into_os_string();
                kept.push(".rejected");
                let kept = Path::new(&kept);
                let renamed =
                    Kind::Certificate.may_replace(kept).is_ok() && std::fs::rename(path, kept).is_ok();
                if renamed { kept.display().to_string() } else { path.display().to_string() }
            }
        };
        if earlier == Earlier::Kept {
            return Failure::Usage(format!(
                "what --resume names does not hold: {refusal}\n\
                 The search was stopped before it could prove it anew; the rejected text is in {kept}"
            ));
        }
        Failure::Disowned { refusal: refusal.to_string(), kept }
    }

    /// The bytes as they stand in the file afterwards.
    fn store(&self, stage: Stage) -> Result<Vec<u8>, Failure> {
        let text = stage::write(&stage, self.provenance());
        if let ("lambda", Destination::File(path)) = (self.command, &self.destination) {
            earlier::set_aside(path, &stage.certificate);
        }
        drop(stage);
        match &self.destination {
            Destination::Stdout => stream::raw(text.as_bytes()).map(|()| text.into_bytes()),
            Destination::File(path) => {
                let bytes = output::packed(path, text).map_err(Failure::file("write", path))?;
                signal::while_writing(path, || Kind::Certificate.write(path, &bytes))?;
                self.forget();
                output::read_certificate(path).map_err(Failure::file("read", path))
            }
        }
    }
}

impl From<LambdaOutcome> for Found {
    fn from(outcome: LambdaOutcome) -> Self {
        let LambdaOutcome { certificate, earlier, finer, stop, cells, impasse, .. } = outcome;
        Found { certificate, finer, stop, cells: Some(cells), impasse, earlier }
    }
}

impl From<MinimumOutcome> for Found {
    fn from(outcome: MinimumOutcome) -> Self {
        let MinimumOutcome { certificate, cells, stop } = outcome;
        Found { cells: Some(cells), ..Found::from(Refutation { certificate, stop }) }
    }
}

impl From<PathOutcome> for Found {
    fn from(outcome: PathOutcome) -> Self {
        let PathOutcome { certificate, cells, stop, .. } = outcome;
        Found { cells: Some(cells), ..Found::from(Refutation { certificate, stop }) }
    }
}

impl From<Refutation> for Found {
    fn from(refutation: Refutation) -> Self {
        let Refutation { certificate, stop } = refutation;
        let (impasse, earlier) = (None, Earlier::Settled);
        Found { certificate, finer: None, stop, cells: None, impasse, earlier }
    }
}

/// What was computed without a search that could be interrupted.
impl From<Option<Certificate>> for Found {
    fn from(certificate: Option<Certificate>) -> Self {
        Found::from(Refutation { certificate, stop: StopReason::Done })
    }
}
