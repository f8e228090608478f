//! The names of things: `UUIDv7`, so that later things sort after earlier ones. In SQL 16 bytes, elsewhere the usual text.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::Error;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $typescript:literal) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, sqlx::Type,
        )]
        #[sqlx(transparent)]
        #[ts(type = $typescript)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id, later in order than all made before it in this process.
            #[expect(clippy::new_without_default, reason = "a default id would be a different one each time")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                Uuid::from_str(text)
                    .map(Self)
                    .map_err(|source| Error::NotAnId { what: stringify!($name), source })
            }
        }
    };
}

id!(
    /// Names a conversation.
    ConversationId,
    "string & { readonly __id: \"conversation\" }"
);
id!(
    /// Names a message: a question or an answer.
    MessageId,
    "string & { readonly __id: \"message\" }"
);
id!(
    /// Names one attempt at an answer: one request to a model.
    AttemptId,
    "string & { readonly __id: \"attempt\" }"
);

id!(
    /// Names a collection of the library.
    CollectionId,
    "string & { readonly __id: \"collection\" }"
);
id!(
    /// Names a source of the library: a file or a page that was added.
    SourceId,
    "string & { readonly __id: \"source\" }"
);
id!(
    /// Names a folder that is watched.
    FolderId,
    "string & { readonly __id: \"folder\" }"
);

id!(
    /// Names a job of the studio: one paid call.
    JobId,
    "string & { readonly __id: \"job\" }"
);
id!(
    /// Names the jobs of one question, such as four pictures of one prompt.
    BatchId,
    "string & { readonly __id: \"batch\" }"
);
id!(
    /// Names an artifact: one kept picture or video.
    ArtifactId,
    "string & { readonly __id: \"artifact\" }"
);
id!(
    /// Names a board: a set of artifacts with a name.
    BoardId,
    "string & { readonly __id: \"board\" }"
);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text_and_from_json() {
        let id = MessageId::new();
        assert_eq!(id.to_string().parse::<MessageId>().unwrap(), id);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<MessageId>(&json).unwrap(), id);
    }

    #[test]
    fn ids_are_branded_and_rows_are_camel_case_in_typescript() {
        let config = ts_rs::Config::new().with_large_int("number");
        assert_eq!(
            MessageId::decl(&config),
            "type MessageId = string & { readonly __id: \"message\" };"
        );
        let turn = crate::Turn::decl(&config);
        for field in [
            "user: MessageId | null",
            "answer: MessageId",
            "attempt: AttemptId",
        ] {
            assert!(turn.contains(field), "{turn}");
        }
        let usage = crate::UsageSum::inline(&config);
        assert!(usage.contains("promptTokens: number"), "{usage}");
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let ids: Vec<MessageId> = (0..1000).map(|_| MessageId::new()).collect();
        assert!(ids.is_sorted(), "version 7 counts up within a millisecond");
    }

    #[test]
    fn other_text_is_not_an_id() {
        assert!(matches!(
            "你好".parse::<AttemptId>(),
            Err(Error::NotAnId {
                what: "AttemptId",
                ..
            })
        ));
    }
}
