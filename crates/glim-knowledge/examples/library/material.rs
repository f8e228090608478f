//! What is put in and asked for: as near to real as what lies on this machine allows.

use std::fs;
use std::path::Path;

use glim_knowledge::Embedding;

pub(crate) struct Material {
    chance: Chance,
    dimensions: usize,
    real: Vec<Embedding>,
    sentences: Vec<String>,
    queries: Vec<String>,
}

impl Material {
    pub(crate) fn read(target: &Path, dimensions: usize) -> Self {
        let sets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/retrieval");
        let texts = |name: &str| {
            let mut all = Vec::new();
            for set in ["cmrc2018_zh", "xquad_zh", "xquad_en", "scifact_en"] {
                let text = fs::read_to_string(sets.join(set).join(name)).unwrap_or_default();
                let values = text
                    .lines()
                    .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
                all.extend(
                    values.filter_map(|value| Some(value.get("text")?.as_str()?.to_owned())),
                );
            }
            all
        };
        let mut sentences: Vec<String> = Vec::new();
        for text in texts("corpus.jsonl") {
            let ends = |it: char| matches!(it, '。' | '！' | '？' | '\n');
            let parts = text
                .split_inclusive(ends)
                .flat_map(|part| part.split_inclusive(". "));
            let parts = parts.filter(|part| part.len() > 20);
            sentences.extend(parts.map(str::to_owned));
        }
        Self {
            chance: Chance(0x1234_5678_9abc_def1),
            dimensions,
            real: real(target, dimensions),
            sentences,
            queries: texts("queries.jsonl"),
        }
    }

    /// What it is made of, for the report.
    pub(crate) fn words(&self) -> String {
        let vectors = match self.real.len() {
            0 => "vectors in a made cone".to_owned(),
            count => format!("mixtures of {count} real vectors"),
        };
        let texts = match self.sentences.len() {
            0 => "made words".to_owned(),
            count => format!("{count} real sentences in new company"),
        };
        format!("{vectors}, {texts}")
    }

    pub(crate) fn text(&mut self) -> String {
        if self.sentences.is_empty() {
            return (0..60).map(|_| self.made_word() + " ").collect();
        }
        let mut text = String::new();
        // About as long as the cutter makes them: 180 Chinese characters or 60 English words.
        while text.len() < 330 {
            let at = self.chance.below(self.sentences.len());
            text.push_str(self.sentences.get(at).map_or("", String::as_str));
        }
        text
    }

    pub(crate) fn query(&mut self) -> String {
        if self.queries.is_empty() {
            return (0..8).map(|_| self.made_word() + " ").collect();
        }
        let at = self.chance.below(self.queries.len());
        self.queries.get(at).cloned().unwrap_or_default()
    }

    /// Between two real ones with a little noise, or a common direction with something of its own.
    pub(crate) fn vector(&mut self) -> Embedding {
        if self.real.is_empty() {
            let own = (0..self.dimensions).map(|_| self.chance.around_zero());
            let cone = own
                .zip(0_u16..)
                .map(|(own, at)| own * 0.5 + if at % 3 == 0 { 0.6 } else { 0.1 });
            return Embedding::new(cone.collect());
        }
        let (one, other) = (
            self.chance.below(self.real.len()),
            self.chance.below(self.real.len()),
        );
        let share = self.chance.around_zero() * 0.2 + 0.2;
        let mut mixed = Vec::with_capacity(self.dimensions);
        if let (Some(one), Some(other)) = (self.real.get(one), self.real.get(other)) {
            for (one, other) in one.values().iter().zip(other.values()) {
                let noise = self.chance.around_zero() * 0.008;
                mixed.push(one * (1.0 - share) + other * share + noise);
            }
        }
        Embedding::new(mixed)
    }

    /// Of 50,000 words, the n-th about n times as rare as the first.
    fn made_word(&mut self) -> String {
        let below = self.chance.below(50_000) + 1;
        format!("word{}", self.chance.below(below))
    }
}

/// Vectors in the cache of `eval`: a hash of 32 bytes, a length of 4, the vector.
fn real(target: &Path, dimensions: usize) -> Vec<Embedding> {
    let bytes = fs::read(target.join("eval/embeddings.cache")).unwrap_or_default();
    let record = 32 + 4 + dimensions * 2;
    let length = (dimensions * 2).to_le_bytes();
    let length = length.get(..4).unwrap_or_default();
    let vectors = bytes.chunks_exact(record).map_while(|record| {
        let (_, rest) = record.split_at_checked(32)?;
        let vector = rest.strip_prefix(length)?;
        Some(Embedding::from_bytes(vector))
    });
    vectors.collect()
}

struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(u64::MAX);
        usize::try_from((self.next() >> 11) % count).unwrap_or_default()
    }

    /// From -1 to 1, most near 0.
    fn around_zero(&mut self) -> f32 {
        let mut even = || {
            let [high, low, ..] = self.next().to_be_bytes();
            f32::from(u16::from_be_bytes([high, low])) / 65_536.0
        };
        (even() + even() + even() + even()) / 2.0 - 1.0
    }
}
