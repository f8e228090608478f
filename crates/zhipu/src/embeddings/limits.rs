//! What one call for vectors may hold, as data (embeddings §1, CN-OAS-2026-07).

/// The limits of a model for vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddingLimits {
    /// The model's id, lower case.
    pub model: &'static str,
    /// Texts in one call; `None` if only their tokens count.
    pub most_texts: Option<usize>,
    /// Tokens of one text.
    pub most_text_tokens: u64,
    /// Tokens of one call; `None` if not documented.
    pub most_call_tokens: Option<u64>,
    /// Lengths of vectors that may be asked for. (The official sample asks for 2, which the same
    /// page forbids; older pages say "any from 256 to 2048".)
    pub dimensions: &'static [u32],
    /// The length if none is asked for.
    pub default_dimensions: u32,
    /// Whether `dimensions` may be sent at all.
    pub takes_dimensions: bool,
}

/// The models of the platform, newest first.
pub const EMBEDDING_LIMITS: &[EmbeddingLimits] = &[
    EmbeddingLimits {
        model: "embedding-3",
        most_texts: Some(64),
        most_text_tokens: 3072,
        most_call_tokens: None,
        dimensions: &[256, 512, 1024, 2048],
        default_dimensions: 2048,
        takes_dimensions: true,
    },
    EmbeddingLimits {
        model: "embedding-2",
        most_texts: None,
        most_text_tokens: 512,
        most_call_tokens: Some(8000),
        dimensions: &[1024],
        default_dimensions: 1024,
        takes_dimensions: false,
    },
];

impl EmbeddingLimits {
    /// The limits of a model, in whatever case; `None` if it is not one of the platform's.
    pub fn of(model: &str) -> Option<&'static Self> {
        let model = model.trim();
        EMBEDDING_LIMITS
            .iter()
            .find(|limits| limits.model.eq_ignore_ascii_case(model))
    }
}
