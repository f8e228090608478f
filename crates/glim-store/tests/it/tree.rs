//! The tree of messages against a plain model of it.

use std::collections::HashMap;

use glim_store::{ConversationId, Error, MessageId, Role};
use proptest::prelude::*;

use crate::scene::{NOON, Scene, new_attempt, new_turn};

#[tokio::test]
async fn trying_again_makes_a_sibling_and_both_are_kept() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let first = scene.turn(conversation.id, None, "问题", "一").await;
    let second = scene
        .store
        .begin_retry(first.answer, &new_attempt())
        .await
        .unwrap();
    scene.finish(second, "二").await;

    assert_eq!(
        scene.path(conversation.id).await,
        [first.user.unwrap(), second.answer]
    );
    let siblings = scene.store.siblings(first.answer).await.unwrap();
    let shown: Vec<_> = siblings
        .iter()
        .map(|one| (one.text.as_str(), one.sibling_index, one.sibling_count))
        .collect();
    assert_eq!(shown, [("一", 0, 2), ("二", 1, 2)]);

    let leaf = scene.store.select_sibling(first.answer).await.unwrap();
    assert_eq!(leaf, first.answer);
    assert_eq!(
        scene.path(conversation.id).await,
        [first.user.unwrap(), first.answer]
    );
    scene.assert_whole().await;
}

#[tokio::test]
async fn going_back_to_a_branch_shows_the_leaf_where_it_was_left() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let id = conversation.id;
    let first = scene.turn(id, None, "a", "1").await;
    let second = scene.turn(id, Some(first.answer), "b", "2").await;
    let again = scene
        .store
        .begin_retry(second.answer, &new_attempt())
        .await
        .unwrap();
    scene.finish(again, "2b").await;
    let third = scene.turn(id, Some(again.answer), "c", "3").await;
    let before = scene.path(id).await;

    let edited = scene
        .store
        .edit(first.user.unwrap(), "a'", &new_attempt())
        .await
        .unwrap();
    scene.finish(edited, "1'").await;
    assert_eq!(scene.path(id).await, [edited.user.unwrap(), edited.answer]);

    let leaf = scene
        .store
        .select_sibling(first.user.unwrap())
        .await
        .unwrap();
    assert_eq!(leaf, third.answer);
    assert_eq!(scene.path(id).await, before);

    let deep = scene.store.select_sibling(second.answer).await.unwrap();
    assert_eq!(
        deep, second.answer,
        "a message on a branch that is not shown can be opened"
    );
    scene
        .store
        .select_sibling(edited.user.unwrap())
        .await
        .unwrap();
    let back = scene
        .store
        .select_sibling(first.user.unwrap())
        .await
        .unwrap();
    assert_eq!(back, second.answer, "the branch last seen, not the newest");
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_deleted_message_hides_all_below_it_and_comes_back_as_it_was() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let id = conversation.id;
    let first = scene.turn(id, None, "根", "答").await;
    let second = scene.turn(id, Some(first.answer), "独角兽", "彩虹").await;
    let before = scene.path(id).await;

    scene
        .store
        .delete_message(first.answer, NOON + 7)
        .await
        .unwrap();
    assert_eq!(scene.path(id).await, [first.user.unwrap()]);
    assert_eq!(
        scene.store.message(first.answer).await.unwrap().deleted_ms,
        Some(NOON + 7)
    );
    assert_eq!(
        scene.store.message(second.answer).await.unwrap().deleted_ms,
        None
    );
    assert!(
        scene.store.search("彩虹", 5).await.unwrap().is_empty(),
        "hidden words are not found"
    );
    let hidden = scene.store.select_sibling(second.answer).await;
    assert!(matches!(hidden, Err(Error::NotFound { .. })));
    let twice = scene.store.delete_message(second.answer, NOON).await;
    assert!(matches!(twice, Err(Error::NotFound { .. })));
    let below = scene.store.restore_message(second.answer).await;
    assert!(
        matches!(below, Err(Error::NotAllowed { .. })),
        "it was hidden, not deleted"
    );

    scene.store.restore_message(first.answer).await.unwrap();
    assert_eq!(scene.path(id).await, before);
    assert_eq!(scene.store.search("彩虹", 5).await.unwrap().len(), 1);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_page_is_the_same_part_of_the_path_wherever_it_lies() {
    let scene = Scene::new().await;
    let conversation = scene.conversation().await;
    let mut parent = None;
    for round in 0..25 {
        let turn = scene
            .turn(conversation.id, parent, &format!("q{round}"), "a")
            .await;
        parent = Some(turn.answer);
    }
    assert_eq!(scene.store.path_len(conversation.id).await.unwrap(), 50);
    let whole = scene.path(conversation.id).await;
    for start in [0, 1, 17, 48, 49, 50, 80] {
        let page = scene
            .store
            .path_page(conversation.id, start, 7)
            .await
            .unwrap();
        let ids: Vec<_> = page.iter().map(|message| message.id).collect();
        let from = usize::try_from(start).unwrap().min(50);
        assert_eq!(ids, whole[from..(from + 7).min(50)]);
        assert!(
            page.iter()
                .zip(start..)
                .all(|(message, depth)| message.depth == depth)
        );
    }
    let nobody = glim_store::ConversationId::new();
    assert_eq!(scene.store.path_len(nobody).await.unwrap(), 0);
    assert!(
        scene
            .store
            .path_page(nobody, 0, 7)
            .await
            .unwrap()
            .is_empty()
    );
}

/// What a person does; the number picks one of the messages there are.
#[derive(Debug, Clone)]
enum Step {
    Ask(usize),
    AskAtRoot,
    Retry(usize),
    Edit(usize),
    Select(usize),
    Delete(usize),
    Restore(usize),
    DeleteAndRestoreShown(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<usize>().prop_map(Step::Ask),
        1 => Just(Step::AskAtRoot),
        3 => any::<usize>().prop_map(Step::Retry),
        2 => any::<usize>().prop_map(Step::Edit),
        4 => any::<usize>().prop_map(Step::Select),
        3 => any::<usize>().prop_map(Step::Delete),
        3 => any::<usize>().prop_map(Step::Restore),
        1 => any::<usize>().prop_map(Step::DeleteAndRestoreShown),
    ]
}

struct Node {
    id: MessageId,
    parent: Option<usize>,
    role: Role,
    deleted: bool,
}

/// The rules of the tree in their plainest form: everything walked, nothing kept twice.
#[derive(Default)]
struct Model {
    nodes: Vec<Node>,
    chosen: HashMap<Option<usize>, usize>,
}

impl Model {
    fn visible(&self, node: usize) -> bool {
        !self.nodes[node].deleted
            && self.nodes[node]
                .parent
                .is_none_or(|parent| self.visible(parent))
    }

    fn children(&self, parent: Option<usize>) -> impl Iterator<Item = usize> {
        (0..self.nodes.len())
            .filter(move |node| self.nodes[*node].parent == parent && !self.nodes[*node].deleted)
    }

    fn add(&mut self, id: MessageId, parent: Option<usize>, role: Role) -> usize {
        self.nodes.push(Node {
            id,
            parent,
            role,
            deleted: false,
        });
        self.show(self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    fn show(&mut self, node: usize) {
        let mut at = Some(node);
        while let Some(child) = at {
            at = self.nodes[child].parent;
            self.chosen.insert(at, child);
        }
    }

    fn delete(&mut self, node: usize) {
        self.nodes[node].deleted = true;
        let parent = self.nodes[node].parent;
        if self.chosen.get(&parent) == Some(&node) {
            let older = self.children(parent).filter(|other| *other < node).last();
            match older.or_else(|| self.children(parent).find(|other| *other > node)) {
                Some(other) => self.chosen.insert(parent, other),
                None => self.chosen.remove(&parent),
            };
        }
    }

    fn restore(&mut self, node: usize) {
        self.nodes[node].deleted = false;
        if self.visible(node) {
            self.show(node);
        } else {
            self.chosen.entry(self.nodes[node].parent).or_insert(node);
        }
    }

    fn path(&self) -> Vec<MessageId> {
        let mut path = Vec::new();
        let mut at = None;
        while let Some(child) = self.chosen.get(&at) {
            path.push(self.nodes[*child].id);
            at = Some(*child);
        }
        path
    }

    fn pick(&self, number: usize, fits: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..self.nodes.len())
            .filter(|node| fits(self, *node))
            .collect();
        (!fitting.is_empty()).then(|| fitting[number % fitting.len()])
    }
}

async fn play(scene: &Scene, conversation: ConversationId, model: &mut Model, step: &Step) {
    let store = &scene.store;
    let visible = Model::visible;
    match step {
        Step::Ask(_) | Step::AskAtRoot => {
            let parent = match step {
                Step::Ask(number) => model.pick(*number, visible),
                _ => None,
            };
            let id = parent.map(|parent| model.nodes[parent].id);
            let turn = store
                .begin_turn(&new_turn(conversation, id, "问"))
                .await
                .unwrap();
            let question = model.add(turn.user.unwrap(), parent, Role::User);
            model.add(turn.answer, Some(question), Role::Assistant);
        }
        Step::Retry(number) => {
            let Some(node) = model.pick(*number, visible) else {
                return;
            };
            let turn = store
                .begin_retry(model.nodes[node].id, &new_attempt())
                .await
                .unwrap();
            let question = match model.nodes[node].role {
                Role::User => Some(node),
                Role::Assistant => model.nodes[node].parent,
            };
            model.add(turn.answer, question, Role::Assistant);
        }
        Step::Edit(number) => {
            let is_question =
                |model: &Model, node| visible(model, node) && model.nodes[node].role == Role::User;
            let Some(node) = model.pick(*number, is_question) else {
                return;
            };
            let turn = store
                .edit(model.nodes[node].id, "改", &new_attempt())
                .await
                .unwrap();
            let question = model.add(turn.user.unwrap(), model.nodes[node].parent, Role::User);
            model.add(turn.answer, Some(question), Role::Assistant);
        }
        Step::Select(number) => {
            let Some(node) = model.pick(*number, visible) else {
                return;
            };
            let leaf = store.select_sibling(model.nodes[node].id).await.unwrap();
            model.show(node);
            assert_eq!(Some(leaf), model.path().last().copied());
        }
        Step::Delete(number) => {
            let Some(node) = model.pick(*number, visible) else {
                return;
            };
            store
                .delete_message(model.nodes[node].id, NOON)
                .await
                .unwrap();
            model.delete(node);
        }
        Step::Restore(number) => {
            let Some(node) = model.pick(*number, |model, node| model.nodes[node].deleted) else {
                return;
            };
            store.restore_message(model.nodes[node].id).await.unwrap();
            model.restore(node);
        }
        Step::DeleteAndRestoreShown(number) => {
            let before = model.path();
            if !before.is_empty() {
                let id = before[number % before.len()];
                store.delete_message(id, NOON).await.unwrap();
                store.restore_message(id).await.unwrap();
                assert_eq!(
                    scene.path(conversation).await,
                    before,
                    "undo brings back what was shown"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// Whatever is done, the shown path begins at one root, ends at a leaf, and no message is lost.
    #[test]
    fn any_moves_keep_one_root_and_every_message(steps in prop::collection::vec(step(), 1..40)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let scene = Scene::new().await;
            let conversation = scene.conversation().await.id;
            let mut model = Model::default();
            for step in &steps {
                play(&scene, conversation, &mut model, step).await;
                assert_eq!(scene.path(conversation).await, model.path(), "after {step:?}");
            }
            scene.assert_whole().await;
            let page = scene.store.path_page(conversation, 0, 1_000).await.unwrap();
            assert!(page.iter().filter(|message| message.parent_id.is_none()).count() <= 1);
            for node in &model.nodes {
                let message = scene.store.message(node.id).await.unwrap();
                assert_eq!(message.parent_id, node.parent.map(|parent| model.nodes[parent].id));
            }
        });
    }
}
