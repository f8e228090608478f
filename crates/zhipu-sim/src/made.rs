//! What was asked for and made: accepted submissions, tasks, and links to files that are drawn when
//! they are first fetched.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::time::Instant;

use crate::film::{Film, Motion, Shot};
use crate::scene::{Canvas, Scene};

/// Tasks and links kept; older ones are forgotten.
const KEPT: usize = 20_000;
/// Bytes of drawn files kept; others are drawn again.
const KEPT_BYTES: usize = 96 * 1024 * 1024;

/// A submission that was accepted, and would have been billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The id that the caller gave; two of the same are two submissions.
    pub request_id: Option<String>,
    /// The model.
    pub model: String,
    /// The task, or the id of an answer that waited.
    pub id: String,
}

/// In which form a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Png,
    Jpeg,
    Mp4,
}

impl FileKind {
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Mp4 => "mp4",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Mp4 => "video/mp4",
        }
    }
}

/// From what a file is drawn.
#[derive(Debug)]
pub(crate) struct Recipe {
    pub(crate) kind: FileKind,
    pub(crate) prompt: String,
    pub(crate) seed: u64,
    pub(crate) size: [u32; 2],
    /// Of a clip.
    pub(crate) seconds: u32,
    pub(crate) fps: u32,
    pub(crate) sound: bool,
    /// Pictures that the clip shows; drawn if there are none that can be read.
    pub(crate) pictures: Vec<Bytes>,
}

impl Recipe {
    /// Draws the file; takes up to a second for the largest, so not on a thread that serves.
    pub(crate) fn draw(&self) -> Option<Vec<u8>> {
        let [width, height] = self.size;
        let given = || -> Vec<Canvas> {
            let pictures = self.pictures.iter();
            pictures
                .filter_map(|bytes| Canvas::from_bytes(bytes, width, height))
                .collect()
        };
        let scene = || Scene::new(&self.prompt, self.seed, width, height);
        match self.kind {
            FileKind::Png => given()
                .into_iter()
                .next()
                .unwrap_or_else(|| scene().draw())
                .png(),
            FileKind::Jpeg => scene().draw().jpeg(),
            FileKind::Mp4 => self.film(&given(), &scene()),
        }
    }

    fn film(&self, given: &[Canvas], scene: &Scene) -> Option<Vec<u8>> {
        let drawn;
        let shots = if given.is_empty() {
            drawn = scene.draw();
            let disc = scene.disc();
            let motion = Motion::Swing {
                x: disc.x,
                y: disc.y,
                reach: disc.reach,
            };
            vec![Shot {
                canvas: &drawn,
                motion,
            }]
        } else {
            let last = given.len() - 1;
            let motion = |place| {
                if place == last && last > 0 {
                    Motion::Farther
                } else {
                    Motion::Nearer
                }
            };
            (0..)
                .zip(given)
                .map(|(place, canvas)| Shot {
                    canvas,
                    motion: motion(place),
                })
                .collect()
        };
        let film = Film {
            shots,
            seconds: self.seconds,
            fps: self.fps,
            sound: self.sound,
        };
        film.mp4()
    }
}

/// A link to a file.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The last part of its path.
    pub(crate) name: String,
    pub(crate) recipe: Arc<Recipe>,
    /// On the simulator's clock.
    ends: Duration,
    drawn: Option<Bytes>,
}

/// What a look at a task finds.
#[derive(Debug)]
pub(crate) enum Look {
    Working,
    Failed(Option<u16>),
    Ready(Vec<Ready>),
}

/// One result: the names of its links.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) file: String,
    pub(crate) cover: Option<String>,
}

/// How a task fails: with this code, or without one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failing(pub(crate) Option<u16>);

/// A task that was accepted.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) request_id: String,
    pub(crate) model: String,
    pub(crate) recipe: Arc<Recipe>,
    /// How long its links live.
    pub(crate) link_life: Duration,
    pub(crate) fails: Option<Failing>,
    /// Looks that still find it working.
    pub(crate) polls: u32,
    /// When it may be ready, on the simulator's clock.
    pub(crate) ready: Duration,
    pub(crate) links: Option<Ready>,
}

#[derive(Debug)]
struct Inner {
    accepted: Vec<Accepted>,
    tasks: VecDeque<Task>,
    links: VecDeque<Link>,
    drawn_bytes: usize,
    /// How far the clock was moved.
    moved: Duration,
    next: u64,
}

/// All of it, and the clock by which links die.
#[derive(Debug)]
pub(crate) struct Made {
    begun: Instant,
    inner: Mutex<Inner>,
}

impl Made {
    pub(crate) fn new() -> Self {
        Self {
            begun: Instant::now(),
            inner: Mutex::new(Inner {
                accepted: Vec::new(),
                tasks: VecDeque::new(),
                links: VecDeque::new(),
                drawn_bytes: 0,
                moved: Duration::ZERO,
                next: 1,
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Each change is whole before the lock is let go, so a panic elsewhere does no harm.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time since the start, and what it was moved by.
    pub(crate) fn now(&self) -> Duration {
        let moved = self.lock().moved;
        self.begun.elapsed().saturating_add(moved)
    }

    pub(crate) fn move_clock(&self, by: Duration) {
        let mut inner = self.lock();
        inner.moved = inner.moved.saturating_add(by);
    }

    /// A number for the next drawing, so that four of one prompt differ.
    pub(crate) fn number(&self) -> u64 {
        let mut inner = self.lock();
        inner.next += 1;
        inner.next
    }

    pub(crate) fn accept(&self, accepted: Accepted) {
        self.lock().accepted.push(accepted);
    }

    pub(crate) fn accepted(&self) -> Vec<Accepted> {
        self.lock().accepted.clone()
    }

    pub(crate) fn hand_in(&self, task: Task) {
        let mut inner = self.lock();
        if inner.tasks.len() >= KEPT {
            inner.tasks.pop_front();
        }
        inner.tasks.push_back(task);
    }

    /// Adds a link and gives its name.
    pub(crate) fn link(&self, id: &str, recipe: &Arc<Recipe>, life: Duration) -> String {
        let ends = self.now().saturating_add(life);
        let name = format!("{id}.{}", recipe.kind.ending());
        let mut inner = self.lock();
        if inner.links.len() >= KEPT {
            inner.links.pop_front();
        }
        inner.links.push_back(Link {
            name: name.clone(),
            recipe: Arc::clone(recipe),
            ends,
            drawn: None,
        });
        name
    }

    /// Looks at a task; `None` if there is none of that id. `renew` gives new links for dead ones.
    pub(crate) fn look(&self, id: &str, renew: bool, new_id: &str) -> Option<(Task, Look)> {
        let now = self.now();
        let task = {
            let mut inner = self.lock();
            let task = inner.tasks.iter_mut().find(|task| task.id == id)?;
            if task.polls > 0 || now < task.ready {
                task.polls = task.polls.saturating_sub(1);
                return Some((task.clone(), Look::Working));
            }
            task.clone()
        };
        if let Some(Failing(code)) = task.fails {
            return Some((task, Look::Failed(code)));
        }
        let alive = |ready: &Ready| self.find(&ready.file).is_some_and(|(_, alive)| alive);
        let known = task.links.clone().filter(|ready| !renew || alive(ready));
        let ready = known.unwrap_or_else(|| self.ready(&task, new_id));
        let mut inner = self.lock();
        if let Some(task) = inner.tasks.iter_mut().find(|task| task.id == id) {
            task.links = Some(ready.clone());
        }
        drop(inner);
        Some((task, Look::Ready(vec![ready])))
    }

    fn ready(&self, task: &Task, new_id: &str) -> Ready {
        let recipe = &task.recipe;
        let cover = (recipe.kind == FileKind::Mp4).then(|| {
            let cover = Arc::new(Recipe {
                kind: FileKind::Png,
                prompt: recipe.prompt.clone(),
                pictures: recipe.pictures.clone(),
                ..**recipe
            });
            self.link(&format!("{new_id}-cover"), &cover, task.link_life)
        });
        Ready {
            file: self.link(new_id, recipe, task.link_life),
            cover,
        }
    }

    /// A link, and whether it is alive.
    pub(crate) fn find(&self, name: &str) -> Option<(Link, bool)> {
        let now = self.now();
        let inner = self.lock();
        let link = inner.links.iter().rev().find(|link| link.name == name)?;
        Some((link.clone(), now < link.ends))
    }

    /// The bytes of a link, drawn now if they are not kept.
    pub(crate) async fn bytes(&self, link: Link) -> Option<Bytes> {
        if let Some(drawn) = link.drawn {
            return Some(drawn);
        }
        let recipe = Arc::clone(&link.recipe);
        let drawing = tokio::task::spawn_blocking(move || recipe.draw());
        let drawn = Bytes::from(drawing.await.ok()??);
        let mut inner = self.lock();
        if inner.drawn_bytes + drawn.len() > KEPT_BYTES {
            inner.links.iter_mut().for_each(|link| link.drawn = None);
            inner.drawn_bytes = 0;
        }
        if let Some(kept) = inner.links.iter_mut().find(|kept| kept.name == link.name)
            && kept.drawn.is_none()
        {
            kept.drawn = Some(drawn.clone());
            inner.drawn_bytes += drawn.len();
        }
        Some(drawn)
    }
}

/// The accepted submissions as JSON, for programs that are not in this process.
pub(crate) fn told(accepted: &[Accepted]) -> Value {
    accepted
        .iter()
        .map(|one| {
            serde_json::json!({ "request_id": one.request_id, "model": one.model, "id": one.id })
        })
        .collect()
}
