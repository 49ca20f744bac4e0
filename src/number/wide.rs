//! The widest vector instructions that the machine has: they change no bit of a result (theory.md, A14).

/// Work that profits.
pub trait Task {
    /// What comes of it.
    type Output;
    /// Does the work. Implementations are `#[inline(always)]`, and so is what they call in loops.
    fn perform(self) -> Self::Output;
}

/// Does the work with the widest instructions there are.
pub fn perform<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2<T: Task>(task: T) -> T::Output {
            task.perform()
        }
        if std::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has just been asked.
            return unsafe { with_avx2(task) };
        }
    }
    task.perform()
}
