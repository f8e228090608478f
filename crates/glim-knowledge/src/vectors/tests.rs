//! The vectors over real folders, against the plain way.

use proptest::prelude::*;

use super::*;
use crate::Allowed;

/// Vectors in a narrow cone, as embeddings are: a common part and a little of their own.
fn vector(seed: u64, dimensions: usize) -> Embedding {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        f32::from(u16::from_be_bytes([
            state.to_be_bytes()[0],
            state.to_be_bytes()[1],
        ])) / 32768.0
            - 1.0
    };
    let own = (0..dimensions).map(|_| next());
    Embedding::new(
        own.enumerate()
            .map(|(at, own)| own * 0.3 + if at % 3 == 0 { 1.0 } else { 0.1 })
            .collect(),
    )
}

fn keyed(from: u64, count: u64, dimensions: usize) -> Vec<(ChunkKey, Embedding)> {
    (from..from + count)
        .map(|key| (ChunkKey(key), vector(key, dimensions)))
        .collect()
}

fn open(folder: &Path, generation: u64) -> (Vectors, Found) {
    Vectors::open(folder, "test/1", 100, generation).unwrap()
}

fn nearest(vectors: &Vectors, query: &Embedding, filter: &Filter) -> Vec<u64> {
    let hits = vectors.find(query, filter, CANDIDATES).unwrap();
    assert!(hits.is_sorted_by(|one, next| one.score >= next.score));
    let candidates: Vec<_> = hits
        .iter()
        .map(|hit| (hit.chunk, vector(hit.chunk.0, query.values().len())))
        .collect();
    rescored(query, &candidates)
        .into_iter()
        .take(10)
        .map(|hit| hit.chunk.0)
        .collect()
}

fn exact(query: &Embedding, keys: impl Iterator<Item = u64>) -> Vec<u64> {
    let all: Vec<_> = keys
        .map(|key| (ChunkKey(key), vector(key, query.values().len())))
        .collect();
    rescored(query, &all)
        .into_iter()
        .take(10)
        .map(|hit| hit.chunk.0)
        .collect()
}

#[test]
fn the_nearest_ten_are_the_exact_ten_after_rescoring() {
    let folder = tempfile::tempdir().unwrap();
    for dimensions in [7, 64, 384, 1024] {
        let path = folder.path().join(dimensions.to_string());
        let (vectors, _) = Vectors::open(&path, "test/1", dimensions, 1).unwrap();
        vectors
            .put(SourceKey(1), &keyed(0, 1_000, dimensions))
            .unwrap();
        vectors
            .put(SourceKey(2), &keyed(1_000, 500, dimensions))
            .unwrap();
        vectors.commit(1).unwrap();
        let mut same = 0;
        for seed in 0..20 {
            let query = vector(1_000_000 + seed, dimensions);
            let exact = exact(&query, 0..1_500);
            same += nearest(&vectors, &query, &Filter::default())
                .iter()
                .filter(|it| exact.contains(it))
                .count();
        }
        assert!(same >= 199, "{dimensions} dimensions: {same} of 200");
    }
}

#[test]
fn every_way_of_this_processor_finds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (mut vectors, _) = open(folder.path(), 1);
    vectors.put(SourceKey(1), &keyed(0, 700, 100)).unwrap();
    vectors.commit(1).unwrap();
    let query = vector(99_999, 100);
    let found = vectors.find(&query, &Filter::default(), 30).unwrap();
    for way in Way::available() {
        vectors.way = way;
        assert_eq!(
            vectors.find(&query, &Filter::default(), 30).unwrap(),
            found,
            "{way:?}"
        );
    }
}

#[test]
fn filters_hold_before_the_scan() {
    let folder = tempfile::tempdir().unwrap();
    let (vectors, _) = open(folder.path(), 1);
    for source in 0..20 {
        vectors
            .put(SourceKey(source), &keyed(source * 50, 50, 100))
            .unwrap();
    }
    vectors.commit(1).unwrap();
    let query = vector(99_999, 100);
    let filter = Filter {
        sources: Some([SourceKey(3), SourceKey(4), SourceKey(17), SourceKey(88)].into()),
        chunks: Allowed::Without([ChunkKey(150), ChunkKey(151)].into()),
    };
    let keys = (150..250)
        .chain(850..900)
        .filter(|key| ![150, 151].contains(key));
    assert_eq!(nearest(&vectors, &query, &filter), exact(&query, keys));
    let none = Filter {
        sources: Some(std::collections::HashSet::new()),
        chunks: Allowed::All,
    };
    assert!(nearest(&vectors, &query, &none).is_empty());
    let one = Filter {
        sources: None,
        chunks: Allowed::Only([ChunkKey(7)].into()),
    };
    assert_eq!(nearest(&vectors, &query, &one), [7]);
}

#[test]
fn a_restart_finds_what_was_committed_and_only_that() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors");
    let (vectors, found) = open(&path, 3);
    assert_eq!(found, Found::Missing);
    vectors.put(SourceKey(1), &keyed(0, 40, 100)).unwrap();
    vectors.commit(4).unwrap();
    vectors.put(SourceKey(2), &keyed(40, 40, 100)).unwrap();
    assert_eq!(vectors.len(), 40);
    drop(vectors);
    fs::write(path.join("9.vectors"), "of a commit that was cut short").unwrap();
    let (vectors, found) = open(&path, 4);
    assert_eq!((found, vectors.len()), (Found::Whole, 40));
    assert!(!path.join("9.vectors").exists());
    let (other, found) = open(&path, 5);
    assert_eq!((found, other.len()), (Found::Behind { generation: 4 }, 0));
    let (_, found) = Vectors::open(&path, "other/1", 100, 5).unwrap();
    assert_eq!(found, Found::Missing, "nothing was committed");
}

#[test]
fn damage_and_another_model_empty_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors");
    let fill = || {
        let (vectors, _) = open(&path, 1);
        vectors.put(SourceKey(1), &keyed(0, 40, 100)).unwrap();
        vectors.commit(1).unwrap();
    };
    let damage = |change: &dyn Fn()| {
        fill();
        change();
        let (vectors, found) = open(&path, 1);
        assert!(vectors.is_empty());
        found
    };
    let packed = path.join("0.vectors");
    let flip = |at: usize| {
        let mut bytes = fs::read(&packed).unwrap();
        bytes[at] ^= 1;
        fs::write(&packed, bytes).unwrap();
    };
    assert_eq!(damage(&|| flip(3)), Found::Damaged);
    assert_eq!(damage(&|| flip(5_000)), Found::Damaged);
    assert_eq!(damage(&|| fs::write(&packed, "").unwrap()), Found::Damaged);
    assert_eq!(
        damage(&|| fs::remove_file(&packed).unwrap()),
        Found::Damaged
    );
    assert_eq!(
        damage(&|| fs::write(path.join("vectors.json"), "{}").unwrap()),
        Found::Damaged
    );
    fill();
    let (_, found) = Vectors::open(&path, "other/1", 100, 1).unwrap();
    assert_eq!(found, Found::Behind { generation: 1 });
}

#[test]
fn a_vector_of_another_length_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (vectors, _) = open(folder.path(), 1);
    let refused = vectors.put(SourceKey(1), &keyed(0, 1, 99));
    assert!(matches!(
        refused,
        Err(Error::Dimensions {
            expected: 100,
            found: 99
        })
    ));
    assert!(vectors.find(&vector(1, 99), &Filter::default(), 5).is_err());
    vectors
        .put(
            SourceKey(1),
            &[(ChunkKey(1), Embedding::new(vec![0.0; 100]))],
        )
        .unwrap();
    vectors.commit(1).unwrap();
    assert_eq!(
        vectors
            .find(&vector(1, 100), &Filter::default(), 5)
            .unwrap()
            .len(),
        1
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_run_of_changes_leaves_what_a_plain_list_would(
        steps in proptest::collection::vec((0..6_u64, 0..30_u64, any::<bool>(), any::<bool>()), 1..25),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors");
        let (mut vectors, _) = open(&path, 0);
        let mut plain: std::collections::BTreeMap<u64, Vec<u64>> = std::collections::BTreeMap::new();
        let mut key = 0;
        for (generation, (source, count, remove, restart)) in (1..).zip(steps) {
            if remove {
                vectors.remove(SourceKey(source));
                plain.remove(&source);
            } else {
                vectors.put(SourceKey(source), &keyed(key, count, 100)).unwrap();
                plain.insert(source, (key..key + count).collect());
                key += count;
            }
            vectors.commit(generation).unwrap();
            if restart {
                drop(vectors);
                let (again, found) = open(&path, generation);
                prop_assert_eq!(found, Found::Whole);
                vectors = again;
            }
            let mut expected: Vec<u64> = plain.values().flatten().copied().collect();
            let hits = vectors.find(&vector(77, 100), &Filter::default(), 10_000).unwrap();
            let mut found: Vec<u64> = hits.iter().map(|hit| hit.chunk.0).collect();
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(vectors.len(), hits.len());
            for hit in hits {
                let cosine = vector(hit.chunk.0, 100).cosine(&vector(77, 100));
                prop_assert!((hit.score - cosine).abs() < 0.01, "{} {}", hit.score, cosine);
            }
        }
    }
}
