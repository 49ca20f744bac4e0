//! Work on several threads.

/// What `work(0)` to `work(threads − 1)` return, in this order, each on a thread of its own; a panic is passed on.
pub fn spread<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let work = &work;
        let helpers: Vec<_> = (1..threads).map(|index| scope.spawn(move || work(index))).collect();
        let own = work(0);
        let joined = helpers
            .into_iter()
            .map(|helper| helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(own).chain(joined).collect()
    })
}
