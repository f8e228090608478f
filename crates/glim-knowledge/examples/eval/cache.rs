//! Embeddings by the hash of their text, kept between runs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

use glim_knowledge::{Embed, Embedding, Role};
use sha2::{Digest, Sha256};

use crate::Outcome;

const HASH: usize = 32;
/// Texts embedded between two writes.
const BATCH: usize = 256;

pub(crate) struct Cache {
    file: RefCell<File>,
    held: RefCell<HashMap<[u8; HASH], Vec<u8>>>,
}

impl Cache {
    /// Records are a hash, the length of a vector in bytes, the vector. A record that was cut is dropped.
    pub(crate) fn open(path: &Path) -> Outcome<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let bytes = fs::read(path).unwrap_or_default();
        let mut held = HashMap::new();
        let mut rest = bytes.as_slice();
        while let Some((hash, after)) = rest.split_first_chunk::<HASH>()
            && let Some((length, after)) = after.split_first_chunk::<4>()
            && let Ok(length) = usize::try_from(u32::from_le_bytes(*length))
            && let Some((vector, after)) = after.split_at_checked(length)
        {
            held.insert(*hash, vector.to_vec());
            rest = after;
        }
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        file.set_len(u64::try_from(bytes.len() - rest.len())?)?;
        Ok(Self {
            file: RefCell::new(file),
            held: RefCell::new(held),
        })
    }

    pub(crate) fn embed(
        &self,
        model: &dyn Embed,
        role: Role,
        texts: &[String],
    ) -> Outcome<Vec<Embedding>> {
        let hash = |text: &str| -> [u8; HASH] {
            let start = format!("{}\n{role:?}\n", model.model());
            Sha256::new_with_prefix(start)
                .chain_update(text)
                .finalize()
                .into()
        };
        let mut missing: Vec<&str> = Vec::new();
        for text in texts {
            if !self.held.borrow().contains_key(&hash(text)) {
                missing.push(text);
            }
        }
        for (number, batch) in missing.chunks(BATCH).enumerate() {
            if number % 8 == 0 {
                eprintln!("embedding {} of {}", number * BATCH, missing.len());
            }
            for (text, vector) in batch.iter().zip(model.embed(role, batch)?) {
                self.keep(hash(text), vector.to_bytes())?;
            }
        }
        let held = self.held.borrow();
        let vectors = texts.iter().map(|text| {
            held.get(&hash(text))
                .map(|bytes| Embedding::from_bytes(bytes))
        });
        vectors
            .collect::<Option<_>>()
            .ok_or_else(|| "a vector went missing".into())
    }

    fn keep(&self, hash: [u8; HASH], vector: Vec<u8>) -> Outcome<()> {
        let mut record = hash.to_vec();
        record.extend(u32::try_from(vector.len())?.to_le_bytes());
        record.extend(&vector);
        self.file.borrow_mut().write_all(&record)?;
        self.held.borrow_mut().insert(hash, vector);
        Ok(())
    }
}
