//! What opening an index that can be made again may find.

/// Whether an index could be used as it was on disk. When it could not, it was opened empty, and everything has to be
/// put in again from the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It holds what the database held at this generation.
    Whole,
    /// There was none.
    Missing,
    /// It was built from another generation of the database.
    Behind {
        /// The generation it was built from.
        generation: u64,
    },
    /// Its files do not hold together, or another version of the app wrote them.
    Damaged,
}
