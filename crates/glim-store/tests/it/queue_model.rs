//! Anything a person, a disk and an indexer can do, in any order: the library stays whole, claims that are lost stay lost,
//! and an index that follows by generations holds exactly what one made from nothing would.

use glim_store::{Claim, EmbeddingModel, Error, NewPassage, SourceId, Store};
use proptest::{prelude::*, test_runner::TestRunner};
use tempfile::TempDir;

use crate::{
    scene::{NOON, Scene},
    shelf::{Index, LEASE, embed, file, model, passage, texts},
};

const PLACES: u8 = 3;
const CONTENTS: u8 = 4;

#[derive(Debug, Clone, Copy)]
enum Deed {
    Add(u8, u8),
    Miss(u8),
    Delete(u8),
    Restore(u8),
    Purge,
    Skip(u8),
    Retry(u8),
    Claim,
    Passage,
    EndCutting,
    Embed,
    Show(bool),
    Empty,
    Fail,
    Release,
    Restart,
    Reopen,
    Sweep,
    Follow,
    NewModel(u8),
    Reembed,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        5 => (0..PLACES, 1..=CONTENTS).prop_map(|(place, content)| Deed::Add(place, content)),
        1 => (0..PLACES).prop_map(Deed::Miss),
        1 => (0..PLACES).prop_map(Deed::Delete),
        1 => (0..4_u8).prop_map(Deed::Restore),
        1 => Just(Deed::Purge),
        1 => (0..PLACES).prop_map(Deed::Skip),
        1 => (0..PLACES).prop_map(Deed::Retry),
        4 => Just(Deed::Claim),
        6 => Just(Deed::Passage),
        4 => Just(Deed::EndCutting),
        3 => Just(Deed::Embed),
        4 => any::<bool>().prop_map(Deed::Show),
        1 => Just(Deed::Empty),
        1 => Just(Deed::Fail),
        1 => Just(Deed::Release),
        1 => Just(Deed::Restart),
        1 => Just(Deed::Reopen),
        1 => Just(Deed::Sweep),
        2 => Just(Deed::Follow),
        1 => (0..2_u8).prop_map(Deed::NewModel),
        1 => Just(Deed::Reembed),
    ]
}

struct World {
    /// Only taken while it is closed and opened again.
    scene: Option<Scene>,
    /// The claim that was taken last, and whether it must be lost by now.
    claim: Option<(Claim, bool)>,
    kept: i64,
    index: Index,
    model: EmbeddingModel,
}

/// Passage `ordinal` of a content; one word is in all of them.
fn part(claim: &Claim, ordinal: i64) -> NewPassage {
    passage(&format!("内容{} 第{ordinal}段 共同", claim.hash.0[0]))
}

/// Where syncing costs nothing, if there is such a place: here it is about order, not about what survives.
fn in_memory() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.exists() {
        TempDir::new_in(memory).unwrap()
    } else {
        TempDir::new().unwrap()
    }
}

fn place(place: u8) -> String {
    format!("/家/{place}.txt")
}

impl World {
    fn store(&self) -> &Store {
        &self.scene().store
    }

    fn scene(&self) -> &Scene {
        self.scene.as_ref().unwrap()
    }

    async fn at(&self, of: u8) -> Option<SourceId> {
        let place = glim_store::Place::File(place(of).into());
        let known = self.store().known_at(&place).await.unwrap();
        known.map(|known| known.source)
    }

    fn lose(&mut self, source: SourceId) {
        if let Some((claim, lost)) = &mut self.claim {
            *lost |= claim.source == source;
        }
    }

    async fn person(&mut self, deed: Deed) {
        let (Deed::Delete(place_of) | Deed::Skip(place_of) | Deed::Retry(place_of)) = deed else {
            return;
        };
        let Some(source) = self.at(place_of).await else {
            return;
        };
        match deed {
            Deed::Delete(_) => {
                self.store().delete_sources(&[source], NOON).await.unwrap();
                self.lose(source);
            }
            Deed::Skip(_) => {
                if self.store().skip_source(source).await.unwrap() {
                    self.lose(source);
                }
            }
            _ => self.store().retry_source(source, 1, NOON).await.unwrap(),
        }
    }

    /// A step of the indexer. What is not allowed now changes nothing, and a lost claim is refused.
    async fn work(&mut self, deed: Deed) -> Result<(), TestCaseError> {
        let Some((claim, lost)) = self.claim.clone() else {
            return Ok(());
        };
        let store = self.store();
        let done = match deed {
            Deed::Passage => {
                let added = store
                    .add_passages(&claim, self.kept, &[part(&claim, self.kept)])
                    .await;
                self.kept += i64::from(added.is_ok());
                added
            }
            Deed::EndCutting => store.end_cutting(&claim, None).await,
            Deed::Show(words_only) => store.show_source(&claim, words_only).await,
            Deed::Empty => store.end_without_text(&claim, None).await,
            Deed::Fail => store.fail_source(&claim, "worker", None).await,
            _ => store.release_source(&claim).await,
        };
        match done {
            Ok(()) => prop_assert!(!lost, "{deed:?} by a claim that is lost"),
            Err(Error::ClaimLost { .. }) => self.claim = None,
            Err(Error::NotAllowed { .. }) => {}
            Err(error) => prop_assert!(false, "{error:?}"),
        }
        Ok(())
    }

    async fn disk(&mut self, deed: Deed) {
        let store = self.store();
        match deed {
            Deed::Add(of, content) => {
                store
                    .add_sources(&[file(&place(of), content)], None, NOON)
                    .await
                    .unwrap();
            }
            Deed::Miss(of) => {
                let place = glim_store::Place::File(place(of).into());
                store.mark_missing(&[place], NOON).await.unwrap();
            }
            Deed::Restore(at) => {
                let deleted = store.list_deleted_sources().await.unwrap();
                if let Some(source) = deleted.get(usize::from(at)) {
                    store.restore_sources(&[source.id]).await.unwrap();
                }
            }
            Deed::Purge => drop(store.purge_deleted(NOON).await.unwrap()),
            _ => drop(store.sweep_library().await.unwrap()),
        }
    }

    async fn reembed(&mut self) {
        let store = &self.store().clone();
        for model in store.models().await.unwrap() {
            let mut after = 0;
            while let Some((version, _)) = store.next_uncovered(model.number, after).await.unwrap()
            {
                embed(store, version, &model).await;
                assert!(store.cover_version(version, model.number).await.unwrap());
                after = version;
            }
        }
        if store.models().await.unwrap().len() == 2 {
            assert_eq!(store.switch_model().await.unwrap(), 0, "all is embedded");
        }
        self.model = store.models().await.unwrap()[0].clone();
    }

    async fn follow(&mut self) {
        let store = self.store().clone();
        self.index.follow(&store).await;
    }

    async fn step(&mut self, deed: Deed) -> Result<(), TestCaseError> {
        match deed {
            Deed::Claim => {
                let now = glim_store::Lease {
                    now_ms: NOON + 100_000_000,
                    ..LEASE
                };
                let next = self.store().claim_next(&now).await.unwrap();
                if let Some(next) = next {
                    self.kept = next.passages;
                    self.claim = Some((next, false));
                }
            }
            Deed::Embed => {
                if let Some((claim, false)) = &self.claim {
                    embed(self.store(), claim.version, &self.model).await;
                }
            }
            Deed::Reopen => {
                let scene = self.scene.take().unwrap();
                self.scene = Some(scene.again().await);
                self.claim.iter_mut().for_each(|(_, lost)| *lost = true);
            }
            Deed::Restart => {
                if let Some((claim, lost)) = self.claim.take() {
                    let again = self.store().restart_cutting(&claim).await;
                    prop_assert!(!(lost && again.is_ok()), "a lost claim begins anew");
                    self.claim = again.ok().map(|again| (again, false));
                    self.kept = 0;
                }
            }
            Deed::Follow => self.follow().await,
            Deed::NewModel(name) => {
                model(self.store(), &format!("model {name}")).await;
                self.model = self.store().models().await.unwrap()[0].clone();
            }
            Deed::Reembed => self.reembed().await,
            Deed::Delete(_) | Deed::Skip(_) | Deed::Retry(_) => self.person(deed).await,
            Deed::Add(..) | Deed::Miss(_) | Deed::Restore(_) | Deed::Purge | Deed::Sweep => {
                self.disk(deed).await;
            }
            _ => self.work(deed).await?,
        }
        Ok(())
    }

    /// Each text that is found is one content, whole and in order.
    async fn check(&mut self) -> Result<(), TestCaseError> {
        self.scene().assert_whole().await;
        self.follow().await;
        let mut anew = Index::default();
        anew.follow(self.store()).await;
        prop_assert_eq!(&self.index, &anew);
        let found = self.store().found_chunks(&anew.chunks()).await.unwrap();
        prop_assert_eq!(
            found.len(),
            anew.chunks().len(),
            "what an index holds is found"
        );
        for source in self
            .store()
            .list_sources(None, None, 100)
            .await
            .unwrap()
            .sources
        {
            let texts = texts(self.store(), source.id).await;
            let Some(first) = texts.first() else { continue };
            let content = first.split(' ').next().unwrap();
            for (text, ordinal) in texts.iter().zip(0..) {
                prop_assert_eq!(text, &format!("{content} 第{ordinal}段 共同"));
            }
        }
        Ok(())
    }
}

#[test]
fn the_library_stays_whole_whatever_happens() {
    let config = ProptestConfig {
        cases: 24,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    };
    let deeds = proptest::collection::vec(deed(), 1..80);
    TestRunner::new(config)
        .run(&deeds, |deeds| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(live(deeds))
        })
        .unwrap();
}

/// How a source is read when nothing comes between; chance alone would seldom do all of it.
const READ_TO_THE_END: [Deed; 6] = [
    Deed::Add(0, 1),
    Deed::Claim,
    Deed::Passage,
    Deed::EndCutting,
    Deed::Embed,
    Deed::Show(false),
];

async fn live(deeds: Vec<Deed>) -> Result<(), TestCaseError> {
    let scene = Scene::open(in_memory()).await;
    let model = model(&scene.store, "model 0").await;
    let mut world = World {
        scene: Some(scene),
        claim: None,
        kept: 0,
        index: Index::default(),
        model,
    };
    for deed in READ_TO_THE_END {
        world.step(deed).await?;
    }
    world.check().await?;
    prop_assert_eq!(world.index.sources.len(), 1);
    for deed in deeds {
        world.step(deed).await?;
    }
    world.check().await?;
    world.store().sweep_library().await.unwrap();
    world.check().await?;
    Ok(())
}
