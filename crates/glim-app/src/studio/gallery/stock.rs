//! The lines of all artifacts in the order of a gallery, and what a filter leaves of them. Pure: what must be asked of the
//! store comes in as numbers.

use std::cmp::Reverse;

use glim_store::{ArtifactLine, ArtifactLines};

use super::super::GalleryFilter;
use super::layout::Entry;

/// All lines, newest first.
#[derive(Debug)]
pub(crate) struct Stock {
    pub(crate) generation: i64,
    pub(crate) epoch: i64,
    pub(crate) lines: Vec<ArtifactLine>,
    pub(crate) models: Vec<String>,
}

impl Default for Stock {
    /// Of no generation and no epoch: whatever the store has is news to it.
    fn default() -> Self {
        Self {
            generation: -1,
            epoch: -1,
            lines: Vec::new(),
            models: Vec::new(),
        }
    }
}

impl Stock {
    /// With what the store has to say of what came after.
    pub(crate) fn with(&self, news: ArtifactLines) -> Self {
        let is_whole = news.epoch != self.epoch || news.generation < self.generation;
        let (mut lines, mut models) = if is_whole {
            (Vec::new(), Vec::new())
        } else {
            (self.lines.clone(), self.models.clone())
        };
        let places: Vec<u32> = news
            .models
            .iter()
            .map(|name| place_of(&mut models, name))
            .collect();
        let mut fresh = Vec::new();
        for mut line in news.lines {
            line.model = line.model.and_then(|model| {
                let at = usize::try_from(model).unwrap_or(usize::MAX);
                places.get(at).copied()
            });
            match lines.binary_search_by_key(&key(&line), key) {
                Ok(at) => {
                    if let Some(known) = lines.get_mut(at) {
                        *known = line;
                    }
                }
                Err(_) => fresh.push(line),
            }
        }
        lines.extend(fresh);
        lines.sort_by_key(key);
        Self {
            generation: news.generation,
            epoch: news.epoch,
            lines,
            models,
        }
    }

    /// What the filter leaves, in order; of each list of numbers only what is in it.
    pub(crate) fn filtered(&self, filter: &GalleryFilter, among: &[Vec<i64>]) -> Vec<Entry> {
        let sets: Vec<Numbers> = among.iter().map(|numbers| Numbers::new(numbers)).collect();
        let models: Vec<u32> = (0_u32..)
            .zip(&self.models)
            .filter(|(_, name)| filter.models.contains(name))
            .map(|(place, _)| place)
            .collect();
        let has_model = |line: &ArtifactLine| {
            filter.models.is_empty() || line.model.is_some_and(|model| models.contains(&model))
        };
        let wanted = |line: &&ArtifactLine| {
            line.deleted == filter.deleted
                && (!filter.favourite || line.favourite)
                && (filter.kinds.is_empty() || filter.kinds.contains(&line.kind))
                && has_model(line)
                && sets.iter().all(|set| set.has(line.number))
        };
        self.between(filter.from_ms, filter.until_ms)
            .iter()
            .filter(wanted)
            .map(|line| Entry {
                number: line.number,
                made_ms: line.made_ms,
                aspect_milli: line.aspect_milli,
            })
            .collect()
    }

    fn between(&self, from_ms: Option<i64>, until_ms: Option<i64>) -> &[ArtifactLine] {
        let begin = until_ms.map_or(0, |until| {
            self.lines.partition_point(|line| line.made_ms >= until)
        });
        let end = from_ms.map_or(self.lines.len(), |from| {
            self.lines.partition_point(|line| line.made_ms >= from)
        });
        self.lines.get(begin..end).unwrap_or_default()
    }
}

fn key(line: &ArtifactLine) -> Reverse<(i64, i64)> {
    Reverse((line.made_ms, line.number))
}

fn place_of(models: &mut Vec<String>, name: &str) -> u32 {
    let at = models.iter().position(|known| known == name);
    let at = at.unwrap_or_else(|| {
        models.push(name.to_owned());
        models.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Numbers to look up, a bit for each there could be.
struct Numbers(Vec<u64>);

impl Numbers {
    fn new(numbers: &[i64]) -> Self {
        let place = |number: i64| usize::try_from(number).ok();
        let most = numbers.iter().copied().max().and_then(place);
        let mut words = vec![0_u64; most.map_or(0, |most| most / 64 + 1)];
        for at in numbers.iter().copied().filter_map(place) {
            if let Some(word) = words.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
        }
        Self(words)
    }

    fn has(&self, number: i64) -> bool {
        let Ok(at) = usize::try_from(number) else {
            return false;
        };
        self.0
            .get(at / 64)
            .is_some_and(|word| word & (1 << (at % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use glim_store::MediaKind;

    use super::*;

    fn line(number: i64, made_ms: i64) -> ArtifactLine {
        ArtifactLine {
            number,
            made_ms,
            aspect_milli: 1000,
            kind: MediaKind::Image,
            favourite: false,
            deleted: false,
            model: Some(0),
        }
    }

    fn news(generation: i64, lines: Vec<ArtifactLine>, models: &[&str]) -> ArtifactLines {
        ArtifactLines {
            generation,
            epoch: 0,
            lines,
            models: models.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    fn numbers(stock: &Stock, filter: &GalleryFilter, among: &[Vec<i64>]) -> Vec<i64> {
        let entries = stock.filtered(filter, among);
        entries.iter().map(|entry| entry.number).collect()
    }

    #[test]
    fn news_change_what_is_known_and_add_what_is_not() {
        let first = Stock::default().with(news(
            3,
            vec![line(1, 10), line(2, 30), line(3, 30)],
            &["cogview-4"],
        ));
        let filter = GalleryFilter::default();
        assert_eq!(numbers(&first, &filter, &[]), [3, 2, 1]);

        let mut changed = line(2, 30);
        changed.deleted = true;
        let mut added = line(4, 20);
        added.model = Some(1);
        let second = first.with(news(5, vec![changed, added], &["x", "cogvideox-3"]));
        assert_eq!(numbers(&second, &filter, &[]), [3, 4, 1]);
        let deleted = GalleryFilter {
            deleted: true,
            ..GalleryFilter::default()
        };
        assert_eq!(numbers(&second, &deleted, &[]), [2]);
        let model = |name: &str| GalleryFilter {
            models: vec![name.to_owned()],
            ..GalleryFilter::default()
        };
        assert_eq!(numbers(&second, &model("cogvideox-3"), &[]), [4]);
        assert_eq!(numbers(&second, &model("cogview-4"), &[]), [3, 1]);
        assert!(numbers(&second, &model("other"), &[]).is_empty());
    }

    #[test]
    fn after_a_removal_all_is_read_anew() {
        let first = Stock::default().with(news(3, vec![line(1, 10), line(2, 30)], &["m"]));
        let mut removed = news(4, vec![line(1, 10)], &["m"]);
        removed.epoch = 1;
        let second = first.with(removed);
        assert_eq!(numbers(&second, &GalleryFilter::default(), &[]), [1]);
    }

    #[test]
    fn filters_hold_together() {
        let mut lines: Vec<_> = (0..200).map(|at| line(at, at * 10)).collect();
        lines[150].favourite = true;
        lines[160].favourite = true;
        lines[160].kind = MediaKind::Video;
        let stock = Stock::default().with(news(1, lines, &["m"]));
        let mut filter = GalleryFilter {
            favourite: true,
            ..GalleryFilter::default()
        };
        assert_eq!(numbers(&stock, &filter, &[]), [160, 150]);
        filter.kinds = vec![MediaKind::Video];
        assert_eq!(numbers(&stock, &filter, &[]), [160]);
        filter = GalleryFilter {
            from_ms: Some(20),
            until_ms: Some(50),
            ..GalleryFilter::default()
        };
        assert_eq!(numbers(&stock, &filter, &[]), [4, 3, 2]);
        assert_eq!(numbers(&stock, &filter, &[vec![3, 4, 199, -1]]), [4, 3]);
        assert_eq!(numbers(&stock, &filter, &[vec![3, 4], vec![3]]), [3]);
        assert!(numbers(&stock, &filter, &[Vec::new()]).is_empty());
        filter.until_ms = Some(0);
        assert!(numbers(&stock, &filter, &[]).is_empty());
    }
}
