//! Shapes: what is known of a function of the parameters on the whole domain, by the rules of composition (theory.md, K1 and
//! K3); undefined where nothing is.
//!
//! Every operation gives its result a new identity, which only clones share: that is how `g·g` and `u + φ(v − u)` are told from
//! products and sums of other functions.

use super::strict::Strict;
use super::{Kind, Weighed};
use crate::budget::{Budget, Held};
use crate::function::{Bend, Function, Profile};
use crate::number::{Endpoint, Interval, Number, pair_work, words};
use rug::Rational;
use std::rc::Rc;

/// A function's shape, if it has one, paid from a budget.
#[derive(Clone, Debug)]
pub struct Shape<'b, E: Endpoint> {
    context: E::Context,
    pub(crate) known: Option<Rc<Known<E>>>,
    strict: Strict<'b>,
    held: Held<'b>,
}

#[derive(Clone, Debug)]
pub(crate) struct Known<E: Endpoint> {
    pub range: Interval<E>,
    pub is_constant: bool,
    pub is_positive: bool,
    pub bend: Bend,
    /// Nothing is known of it unless the function is positive.
    log: Bend,
    form: Form,
    identity: Rc<()>,
}

/// How a function was made, as far as later operations ask.
#[derive(Clone, Debug)]
enum Form {
    Other,
    /// `−u`.
    Negative(Term),
    /// `v − u`, which need not bend in any way; `−u − w` is one in two ways.
    Difference(Vec<Reading>),
    /// `φ(v − u)` for a convex φ with slopes in `[0, 1]`.
    Excess(Vec<Reading>),
    /// `−φ(v − u)`.
    Shortfall(Vec<Reading>),
}

/// `v − u`; without v, `−u`.
#[derive(Clone, Debug)]
struct Reading {
    of: Option<Term>,
    over: Term,
}

#[derive(Clone, Debug)]
struct Term {
    identity: Rc<()>,
    bend: Bend,
}

/// How `φ(g)` bends, from φ's bend and direction on g's range and from g's bend.
fn composed([rises, falls]: [bool; 2], function: Bend, argument: Bend) -> Bend {
    let monotone = Bend {
        convex: (rises && argument.convex) || (falls && argument.concave),
        concave: (rises && argument.concave) || (falls && argument.convex),
    };
    let is_affine = argument == Bend::AFFINE;
    let any = Bend { convex: is_affine, concave: is_affine };
    function.and(monotone.or(any))
}

impl<E: Endpoint> Known<E> {
    fn new(range: Interval<E>, is_constant: bool, is_positive: bool) -> Self {
        let (bend, log) = (Bend::UNKNOWN, Bend::UNKNOWN);
        Known { range, is_constant, is_positive, bend, log, form: Form::Other, identity: Rc::default() }
    }

    fn completed(mut self) -> Self {
        self.is_positive |= *self.range.lower() > 0.0;
        if self.is_constant {
            (self.bend, self.log) = (Bend::AFFINE, Bend::AFFINE);
        }
        if !self.is_positive {
            self.log = Bend::UNKNOWN;
            return self;
        }
        self.log.concave |= self.bend.concave;
        self.bend.convex |= self.log.convex;
        self
    }

    fn term(&self) -> Term {
        Term { identity: self.identity.clone(), bend: self.bend }
    }

    fn is(&self, term: &Term) -> bool {
        Rc::ptr_eq(&self.identity, &term.identity)
    }

    fn is_zero(&self) -> bool {
        *self.range.lower() == 0.0 && *self.range.upper() == 0.0
    }

    fn is_useful(&self) -> bool {
        self.bend.is_known() || self.log.is_known() || !matches!(self.form, Form::Other)
    }
}

impl<'b, E: Endpoint> Shape<'b, E> {
    /// A parameter that ranges over an interval; with its number, directions of strictness are followed.
    pub fn parameter(range: Interval<E>, index: Option<usize>, budget: &'b Budget) -> Self {
        let context = (range.context(), budget);
        let strict = index.map_or_else(Strict::default, |index| Strict::parameter(index, budget));
        let known = Known { bend: Bend::AFFINE, ..Known::new(range, false, false) };
        Self::new(known, strict, context)
    }

    fn new(known: Known<E>, strict: Strict<'b>, (context, budget): (E::Context, &'b Budget)) -> Self {
        let known = known.completed();
        let held = Held::new(budget, 24 + known.range.words());
        let is_useful = known.range.is_defined() && known.is_useful();
        Shape { context, known: is_useful.then(|| Rc::new(known)), strict, held }
    }

    /// How the function bends; nothing is known of it where it is undefined.
    pub fn bend(&self) -> Bend {
        self.known.as_ref().map_or(Bend::UNKNOWN, |known| known.bend)
    }

    /// The first of these parameters that is not constant on some line along which the function may not bend strictly.
    pub fn first_open(&self, parameters: impl Iterator<Item = usize>) -> Option<usize> {
        self.strict.first_open(parameters)
    }

    /// What is known of both operands, while there is work for a sum or product.
    fn pair<'k>(&'k self, other: &'k Self) -> Option<[&'k Known<E>; 2]> {
        let (a, b) = self.known.as_deref().zip(other.known.as_deref())?;
        self.held.budget().spend(200 + a.range.work(&a.range)).then_some([a, b])
    }
}

/// How a sum of these bends if it is `u + φ(v − u)` or `v − φ(v − u)`.
fn envelope<E: Endpoint>(term: &Known<E>, other: &Known<E>) -> Bend {
    let convex = |Reading { of, over }: &Reading| {
        let first = of.as_ref().map_or(Bend::AFFINE, |of| of.bend);
        term.is(over) && first.and(over.bend).convex
    };
    let concave = |Reading { of, over }: &Reading| {
        of.as_ref().is_some_and(|of| term.is(of) && of.bend.and(over.bend).concave)
    };
    match &other.form {
        Form::Excess(readings) => Bend { convex: readings.iter().any(convex), concave: false },
        Form::Shortfall(readings) => Bend { convex: false, concave: readings.iter().any(concave) },
        _ => Bend::UNKNOWN,
    }
}

/// `v − u`, if a sum is one, and both bend alike.
fn difference<E: Endpoint>(from: &Known<E>, other: &Known<E>) -> Option<Reading> {
    match &other.form {
        Form::Negative(minus) if from.bend.and(minus.bend).is_known() => {
            Some(Reading { of: Some(from.term()), over: minus.clone() })
        }
        _ => None,
    }
}

/// How `c·g` bends, from c's range.
fn scaled<E: Endpoint>(bend: Bend, by: &Interval<E>) -> Bend {
    match bend {
        _ if *by.lower() >= 0.0 => bend,
        _ if *by.upper() <= 0.0 => bend.flipped(),
        Bend::AFFINE => bend,
        _ => Bend::UNKNOWN,
    }
}

impl<'b, E: Endpoint> Number for Shape<'b, E> {
    type Context = (E::Context, &'b Budget);

    fn exact(q: &Rational, context: Self::Context) -> Self {
        let is_paid = context.1.spend(pair_work(words(q), 4));
        let known = || Known::new(Interval::exact(q, context.0), true, *q > 0);
        let strict = || Strict::constant(q, context.1);
        if is_paid { Self::new(known(), strict(), context) } else { Self::undefined(context) }
    }

    fn undefined((context, budget): Self::Context) -> Self {
        Shape { context, known: None, strict: Strict::default(), held: Held::new(budget, 4) }
    }

    fn context(&self) -> Self::Context {
        (self.context, self.held.budget())
    }

    fn is_defined(&self) -> bool {
        self.known.is_some()
    }

    fn add(&self, other: &Self) -> Self {
        let Some([a, b]) = self.pair(other) else { return Self::undefined(self.context()) };
        let not_negative = |x: &Known<E>| x.is_positive || *x.range.lower() >= 0.0;
        let is_positive = (a.is_positive && not_negative(b)) || (b.is_positive && not_negative(a));
        let mut sum = Known::new(a.range.add(&b.range), a.is_constant && b.is_constant, is_positive);
        sum.bend = a.bend.and(b.bend).or(envelope(a, b)).or(envelope(b, a));
        sum.log.convex = a.log.convex && b.log.convex;
        let readings: Vec<Reading> = difference(a, b).into_iter().chain(difference(b, a)).collect();
        sum.form = if readings.is_empty() { Form::Other } else { Form::Difference(readings) };
        let strict = self.strict.add(&other.strict, a.bend.and(b.bend).is_known(), self.held.budget());
        Self::new(sum, strict, self.context())
    }

    fn mul(&self, other: &Self) -> Self {
        let Some([a, b]) = self.pair(other) else { return Self::undefined(self.context()) };
        if Rc::ptr_eq(&a.identity, &b.identity) {
            return self.apply(Function::Power(2), 0);
        }
        let is_constant = (a.is_constant && b.is_constant) || a.is_zero() || b.is_zero();
        let mut product = Known::new(a.range.mul(&b.range), is_constant, a.is_positive && b.is_positive);
        product.log = a.log.and(b.log);
        for (constant, factor) in [(a, b), (b, a)] {
            if constant.is_constant {
                product.bend = product.bend.or(scaled(factor.bend, &constant.range));
                if *constant.range.lower() == -1.0 && *constant.range.upper() == -1.0 {
                    product.form = match &factor.form {
                        Form::Excess(readings) => Form::Shortfall(readings.clone()),
                        _ => Form::Negative(factor.term()),
                    };
                }
            }
        }
        let are_constant = [a, b].map(|x| x.is_constant && !x.range.contains_zero());
        Self::new(product, self.strict.mul(&other.strict, are_constant), self.context())
    }
}

impl<E: Endpoint> Kind for Shape<'_, E> {
    fn apply(&self, f: Function, order: usize) -> Self {
        let budget = self.held.budget();
        let is_paid = |known: &&Known<E>| order == 0 && budget.spend(200 + 3 * known.range.work_of(f));
        let known = self.known.as_deref().filter(is_paid);
        let profile = known.and_then(|known| f.profile(&known.range, known.is_positive));
        let Some((known, profile)) = known.zip(profile) else { return Self::undefined(self.context()) };
        let Profile { range, is_positive, rises, falls, is_gentle, bend, log, is_strict } = profile;
        let mut value = Known::new(range, known.is_constant, is_positive);
        value.bend = composed([rises, falls], bend, known.bend);
        let strict = self.strict.apply(f, is_strict && value.bend.is_known(), budget);
        value.log = composed([true, false], log, known.bend);
        match f {
            Function::Log => value.bend = value.bend.or(known.log),
            Function::Log1p => value.bend.convex |= known.log.convex,
            Function::Power(n) if n < 0 => value.log = value.log.or(known.log.flipped()),
            Function::Power(_) | Function::Sqrt => value.log = value.log.or(known.log),
            _ => {}
        }
        if is_gentle && bend.convex {
            value.form = match &known.form {
                Form::Negative(over) => Form::Excess(vec![Reading { of: None, over: over.clone() }]),
                Form::Difference(readings) => Form::Excess(readings.clone()),
                _ => Form::Other,
            };
        }
        Self::new(value, strict, self.context())
    }
}
