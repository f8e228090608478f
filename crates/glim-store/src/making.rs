//! Pictures and videos that are asked for in a conversation. Question, answer and jobs are written in one transaction: after
//! whatever end of the process all of them are there, or none. The answer has no attempt; it shows the jobs that name it.

use crate::{
    ConversationId, Error, MediaKind, MessageId, NewConversation, NewJob, Role, Store,
    conversation,
    error::Failure,
    setting,
    store::Write,
    studio::job,
    tree::{self, Place},
    turn::{ask, parent_in, parent_of, touch},
};

/// Where pictures or a video are asked for.
#[derive(Debug, Clone)]
pub enum MakingIn {
    /// In a conversation that begins with it.
    New(NewConversation),
    /// In a conversation behind this message, usually its head; without one as a new root.
    Behind(ConversationId, Option<MessageId>),
}

/// What is asked for: its jobs, which are all of one kind.
#[derive(Debug, Clone)]
pub struct NewMaking {
    /// At least one; what each says of its message is put right here.
    pub jobs: Vec<NewJob>,
    /// The time.
    pub now_ms: i64,
}

/// What has been written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MakingTurn {
    /// Where.
    pub conversation: ConversationId,
    /// The new question, if there is one.
    pub user: Option<MessageId>,
    /// The answer whose jobs they are.
    pub answer: MessageId,
}

impl Store {
    /// Asks for pictures or a video in the words of a person. The settings row `draft`, where they stood while they were
    /// typed, is gone.
    pub async fn make_turn(
        &self,
        place: &MakingIn,
        text: &str,
        new: &NewMaking,
        draft: &str,
    ) -> Result<MakingTurn, Error> {
        self.doing("ask for a picture in a conversation", async {
            let mut write = self.write().await?;
            let (id, number, parent) = match place {
                MakingIn::New(conversation) => {
                    let (number, id) = conversation::insert(&mut write, conversation).await?;
                    (id, number, None)
                }
                MakingIn::Behind(id, parent) => {
                    let number = conversation::living(&mut write, *id).await?;
                    (*id, number, parent_in(&mut write, number, *parent).await?)
                }
            };
            setting::remove(&mut write, draft).await?;
            begin(write, id, (number, parent.as_ref()), Some(text), new).await
        })
        .await
    }

    /// Asks for the same once more: a sibling of the answer `message`, or an answer to the question `message`.
    pub async fn make_again(
        &self,
        message: MessageId,
        new: &NewMaking,
    ) -> Result<MakingTurn, Error> {
        self.doing("ask for a picture again", async {
            let mut write = self.write().await?;
            let place = tree::visible(&mut write, message).await?;
            let question = match place.role {
                Role::User => Some(place),
                Role::Assistant => parent_of(&mut write, &place).await?,
            };
            let question = question.ok_or_else(|| {
                Failure::not_allowed("an answer without a question cannot be tried again")
            })?;
            let id = conversation::id_of(&mut write, question.conversation).await?;
            let at = (question.conversation, Some(&question));
            begin(write, id, at, None, new).await
        })
        .await
    }

    /// Asks in other words: a sibling of the question `message`, and its answer.
    pub async fn make_otherwise(
        &self,
        message: MessageId,
        text: &str,
        new: &NewMaking,
    ) -> Result<MakingTurn, Error> {
        self.doing("ask for a picture in other words", async {
            let mut write = self.write().await?;
            let place = tree::visible(&mut write, message).await?;
            if place.role != Role::User {
                return Err(Failure::not_allowed("only a question can be edited"));
            }
            let parent = parent_of(&mut write, &place).await?;
            let id = conversation::id_of(&mut write, place.conversation).await?;
            let at = (place.conversation, parent.as_ref());
            begin(write, id, at, Some(text), new).await
        })
        .await
    }
}

/// Question (if any), answer and jobs below `at`, shown, and committed.
async fn begin(
    mut write: Write,
    conversation: ConversationId,
    at: (i64, Option<&Place>),
    text: Option<&str>,
    new: &NewMaking,
) -> Result<MakingTurn, Failure> {
    let making = kind_of(&new.jobs)?;
    let asked = ask(&mut write, at, text, (Some(making), new.now_ms)).await?;
    for each in &new.jobs {
        let mut named = each.clone();
        named.message = Some(asked.answer);
        job::insert(&mut write, &named, new.now_ms).await?;
    }
    tree::show(&mut write, &asked.place).await?;
    touch(&mut write, at.0, new.now_ms).await?;
    write.commit().await?;
    Ok(MakingTurn {
        conversation,
        user: asked.user,
        answer: asked.answer,
    })
}

fn kind_of(jobs: &[NewJob]) -> Result<MediaKind, Failure> {
    let first = jobs.first().map(|job| job.kind);
    first
        .filter(|kind| jobs.iter().all(|job| job.kind == *kind))
        .ok_or_else(|| Failure::not_allowed("an answer is made of jobs of one kind"))
}
