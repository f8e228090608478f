#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

const GPU: Machine = Machine {
    has_gpu: true,
    has_nvidia_driver: false,
};
const ME: u32 = 0;

fn after(remembered: &Memory, drawing: Option<Drawing>, machine: Machine) -> Decision {
    decide(drawing, machine, remembered, |_| false)
}

#[test]
fn a_good_gpu_is_tried_and_the_try_is_marked() {
    let decision = after(&Memory::default(), None, GPU);
    assert_eq!(decision.plain, None);
    assert_eq!(decision.memory.trying, Some(std::process::id()));
}

#[test]
fn machines_known_for_trouble_draw_plainly_and_nothing_is_remembered() {
    for machine in [
        Machine {
            has_gpu: false,
            has_nvidia_driver: false,
        },
        Machine {
            has_gpu: true,
            has_nvidia_driver: true,
        },
    ] {
        let decision = after(&Memory::default(), None, machine);
        assert!(decision.plain.is_some(), "{machine:?}");
        assert_eq!(
            decision.memory,
            Memory::default(),
            "another machine may decide otherwise"
        );
    }
}

#[test]
fn a_start_that_died_is_followed_by_plain_ones() {
    let died = Memory {
        plain: false,
        trying: Some(ME),
    };
    let next = after(&died, None, GPU);
    assert!(next.plain.is_some());
    assert!(
        after(&next.memory, None, GPU).plain.is_some(),
        "and so for ever"
    );
}

#[test]
fn a_second_start_of_the_same_moment_is_no_death() {
    let other = Memory {
        plain: false,
        trying: Some(ME),
    };
    let decision = decide(None, GPU, &other, |process| process == ME);
    assert_eq!(
        decision,
        Decision {
            plain: None,
            memory: other
        }
    );
}

#[test]
fn the_persons_wish_wins_and_is_kept() {
    let safe = after(&Memory::default(), Some(Drawing::Safe), GPU);
    assert!(safe.plain.is_some());
    assert!(
        after(&safe.memory, None, GPU).plain.is_some(),
        "the next start from the menu too"
    );
    let anew = after(&safe.memory, Some(Drawing::Default), GPU);
    assert_eq!(anew.plain, None);
    assert!(!anew.memory.plain);
}

#[test]
fn what_worked_is_written_and_a_broken_file_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new").join(FILE);
    let graphics = Graphics {
        file: file.clone(),
        memory: Memory {
            plain: false,
            trying: Some(7),
        },
    };
    graphics.worked().unwrap();
    assert_eq!(read(&file), Memory::default());
    fs::write(&file, "{\"plain\": tr").unwrap();
    assert_eq!(read(&file), Memory::default());
}
