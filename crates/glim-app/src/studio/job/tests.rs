//! A world that answers, fails and crashes as chance wills, against the rules.

use std::time::Duration;

use glim_store::{JobState, MediaKind};
use proptest::prelude::*;

use super::*;

const FAST: Pace = Pace {
    first_look: Duration::from_millis(1),
    longest_image: Duration::from_millis(5),
    longest_video: Duration::from_millis(8),
    after_failure: Duration::from_millis(1),
    longest: Duration::from_millis(9),
    disk_full: Duration::from_millis(2),
};

fn job(state: JobState) -> Job {
    Job {
        state,
        kind: MediaKind::Image,
        tries: 0,
        has_task: state == JobState::Running,
        renewed: false,
    }
}

/// What the store does with a write; false when the job is not where that can be.
fn write(job: &mut Job, write: Write) -> bool {
    use JobState as State;
    let from = job.state;
    let allowed = match write {
        Write::Nothing => return true,
        Write::Sending => from == State::Waiting,
        Write::Unsent { .. } | Write::Running { .. } | Write::Unknown => from == State::Sending,
        Write::Later { .. } => {
            matches!(from, State::Waiting | State::Running | State::Fetching)
        }
        Write::Linked => matches!(from, State::Sending | State::Running | State::Fetching),
        Write::Done => from == State::Fetching,
        Write::Failed | Write::Cancelled => !from.is_settled(),
    };
    if !allowed {
        return false;
    }
    match write {
        Write::Sending => (job.state, job.tries) = (State::Sending, job.tries + 1),
        Write::Unsent { .. } => job.state = State::Waiting,
        Write::Running { .. } => {
            (job.state, job.tries, job.has_task) = (State::Running, 0, true);
        }
        Write::Later { .. } => job.tries += 1,
        Write::Linked => {
            job.renewed = from == State::Fetching;
            (job.state, job.tries) = (State::Fetching, 0);
        }
        Write::Done => job.state = State::Done,
        Write::Failed => job.state = State::Failed,
        Write::Cancelled => job.state = State::Cancelled,
        Write::Unknown => job.state = State::Unknown,
        Write::Nothing => {}
    }
    true
}

/// The platform and the machine, deciding by numbers from outside.
struct World {
    chances: Vec<u8>,
    at: usize,
    /// Calls that the platform has taken, and charges for.
    taken: u32,
    synchronous: bool,
}

impl World {
    fn chance(&mut self) -> u8 {
        let chance = self.chances.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        chance
    }

    fn is_over(&self) -> bool {
        self.at >= self.chances.len()
    }

    /// What comes of an act; none when the process dies in the middle of it, after the world has done its part.
    fn act(&mut self, act: Act, job: Job) -> Option<Event> {
        let chance = self.chance();
        let dies = chance % 8 == 7;
        let event = match act {
            Act::Submit => match chance % 6 {
                0 => Event::Refused,
                1 => Event::NotNow,
                2 => {
                    self.taken += 1;
                    Event::Unclear
                }
                // Cut before it arrived: nobody here can tell.
                3 => Event::Unclear,
                _ => {
                    self.taken += 1;
                    if self.synchronous {
                        Event::Linked
                    } else {
                        Event::Accepted
                    }
                }
            },
            Act::Look => match chance % 5 {
                0 => Event::StillRunning,
                1 => Event::LookFailed,
                2 => Event::NoSuchTask,
                3 => Event::Refused,
                _ => Event::Linked,
            },
            Act::Fetch => match chance % 6 {
                0 => Event::FetchFailed,
                1 => Event::DiskFull,
                2 => Event::NotMedia,
                3 => Event::LinkGone,
                _ => Event::Fetched,
            },
            Act::Rest => return None,
        };
        assert!(
            !job.state.is_settled() || act == Act::Rest,
            "an ended job acts"
        );
        (!dies).then_some(event)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_taken_twice_and_nothing_is_left_half_whatever_happens(
        chances in proptest::collection::vec(any::<u8>(), 1..400),
        synchronous in any::<bool>(),
        video in any::<bool>(),
    ) {
        let mut world = World { chances, at: 0, taken: 0, synchronous };
        let mut kept = job(JobState::Waiting);
        kept.kind = if video { MediaKind::Video } else { MediaKind::Image };
        while !kept.state.is_settled() && !world.is_over() {
            // A process begins: what was being sent is settled first, then whatever is due.
            let (settled, act) = step(kept, Event::Restarted, &FAST);
            prop_assert!(write(&mut kept, settled) && act == Act::Rest);
            prop_assert_ne!(kept.state, JobState::Sending);
            let mut event = Some(Event::Due);
            while let Some(now) = event.take() {
                let now = match world.chance() % 32 {
                    31 => Event::GivenUp,
                    30 if kept.state == JobState::Waiting => Event::NotNow,
                    _ => now,
                };
                let (told, act) = step(kept, now, &FAST);
                prop_assert!(write(&mut kept, told), "{now:?} wrote {told:?} in {:?}", kept.state);
                // It may die between the write and the act.
                if world.chance() % 8 == 7 {
                    break;
                }
                event = world.act(act, kept);
            }
            prop_assert!(world.taken <= 1, "paid {} times", world.taken);
        }
        if kept.state == JobState::Waiting {
            prop_assert_eq!(world.taken, 0, "what was taken is not sent again");
        }
        if kept.state == JobState::Done {
            prop_assert_eq!(world.taken, 1);
        }
    }

    #[test]
    fn a_kind_world_brings_every_job_to_its_picture_after_any_crash(
        deaths in proptest::collection::vec(any::<bool>(), 0..40),
        synchronous in any::<bool>(),
    ) {
        let mut deaths = deaths.into_iter();
        let mut dies = || deaths.next().unwrap_or(false);
        let mut kept = job(JobState::Waiting);
        let mut rounds = 0;
        while !kept.state.is_settled() {
            rounds += 1;
            prop_assert!(rounds < 200, "it goes round and round");
            let (settled, _) = step(kept, Event::Restarted, &FAST);
            write(&mut kept, settled);
            let mut event = Some(Event::Due);
            while let Some(now) = event.take() {
                let (told, act) = step(kept, now, &FAST);
                prop_assert!(write(&mut kept, told));
                if dies() {
                    break;
                }
                event = match act {
                    Act::Submit if synchronous => Some(Event::Linked),
                    Act::Submit => Some(Event::Accepted),
                    Act::Look => Some(Event::Linked),
                    Act::Fetch => Some(Event::Fetched),
                    Act::Rest => None,
                };
            }
        }
        prop_assert!(matches!(kept.state, JobState::Done | JobState::Unknown));
    }
}

#[test]
fn links_that_are_gone_are_asked_for_once_more_and_only_where_there_is_a_task() {
    let mut kept = job(JobState::Fetching);
    kept.has_task = true;
    assert_eq!(
        step(kept, Event::LinkGone, &FAST),
        (Write::Nothing, Act::Look)
    );
    assert_eq!(
        step(kept, Event::Linked, &FAST),
        (Write::Linked, Act::Fetch)
    );
    assert!(write(&mut kept, Write::Linked) && kept.renewed);
    assert_eq!(
        step(kept, Event::LinkGone, &FAST),
        (Write::Failed, Act::Rest)
    );
    let synchronous = job(JobState::Fetching);
    assert_eq!(step(synchronous, Event::LinkGone, &FAST).0, Write::Failed);
}

#[test]
fn a_full_disk_and_a_bad_line_never_end_a_job_that_is_paid_for() {
    let mut kept = job(JobState::Fetching);
    for event in [Event::DiskFull, Event::FetchFailed].repeat(500) {
        let (told, act) = step(kept, event, &FAST);
        assert!(matches!(told, Write::Later { .. }) && act == Act::Rest);
        assert!(write(&mut kept, told));
    }
    let mut kept = job(JobState::Running);
    for event in [Event::LookFailed, Event::StillRunning].repeat(500) {
        let (told, _) = step(kept, event, &FAST);
        assert!(matches!(told, Write::Later { .. }), "no deadline of ours");
        assert!(write(&mut kept, told));
    }
}

#[test]
fn pauses_grow_to_their_longest_and_stay_there() {
    let pace = Pace::default();
    let looks: Vec<_> = (0..12)
        .map(|tries| pace.look(MediaKind::Video, tries))
        .collect();
    assert_eq!(looks[0], pace.first_look);
    assert!(looks.is_sorted() && looks.last() == Some(&pace.longest_video));
    assert_eq!(pace.look(MediaKind::Image, u32::MAX), pace.longest_image);
    assert_eq!(pace.failure(0), pace.after_failure);
    assert_eq!(pace.failure(u32::MAX), pace.longest);
}

#[test]
fn what_is_over_stays_as_it_is() {
    for state in [
        JobState::Done,
        JobState::Failed,
        JobState::Cancelled,
        JobState::Unknown,
    ] {
        for event in [
            Event::Due,
            Event::GivenUp,
            Event::Linked,
            Event::Accepted,
            Event::Restarted,
        ] {
            assert_eq!(step(job(state), event, &FAST), (Write::Nothing, Act::Rest));
        }
    }
}
