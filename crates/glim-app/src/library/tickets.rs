//! Paths that the host has handed in, each under a word that says nothing: the web view never holds a path.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use super::Ticket;

/// Tickets that wait at once; the oldest goes when more come.
const WAITING: usize = 64;
/// Names that are told of one ticket.
const NAMES: usize = 100;

/// The tickets that have not been redeemed.
#[derive(Debug, Default)]
pub(crate) struct Tickets(Mutex<VecDeque<(String, Vec<PathBuf>)>>);

impl Tickets {
    pub(super) fn hand_in(&self, paths: Vec<PathBuf>) -> Ticket {
        let ticket = uuid::Uuid::new_v4().simple().to_string();
        let names = paths.iter().take(NAMES);
        let told = Ticket {
            ticket: ticket.clone(),
            names: names.map(|path| super::walk::name_of(path)).collect(),
            count: u32::try_from(paths.len()).unwrap_or(u32::MAX),
        };
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() == WAITING {
            waiting.pop_front();
        }
        waiting.push_back((ticket, paths));
        told
    }

    /// What the ticket stands for, once.
    pub(super) fn redeem(&self, ticket: &str) -> Option<Vec<PathBuf>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(|(name, _)| name == ticket)?;
        waiting.remove(at).map(|(_, paths)| paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_redeemed_once_and_the_oldest_goes_first() {
        let tickets = Tickets::default();
        let first = tickets.hand_in(vec![PathBuf::from("/甲/合同.pdf")]);
        assert_eq!(first.names, ["合同.pdf"]);
        assert_eq!(
            tickets.redeem(&first.ticket),
            Some(vec![PathBuf::from("/甲/合同.pdf")])
        );
        assert_eq!(tickets.redeem(&first.ticket), None);
        let old = tickets.hand_in(Vec::new());
        for _ in 0..WAITING {
            tickets.hand_in(Vec::new());
        }
        assert_eq!(tickets.redeem(&old.ticket), None);
        assert_eq!(tickets.redeem("../../etc/passwd"), None);
    }
}
