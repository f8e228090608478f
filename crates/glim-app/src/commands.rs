//! Every command of the app, once: the table of contents of what Glim does.
//!
//! A host passes its own macro to [`with_commands!`](crate::with_commands) and gets one arm for each line:
//! `name(Request) -> Answer, emits Event, in place;`. The Tauri shell makes commands of them, the dev host a
//! dispatcher, `gen_wire` the TypeScript and the permissions. A command's function has the same name and
//! stands in the file of its place, so `grep` finds both ends.

/// Calls the macro `$host` with the list of all commands.
#[macro_export]
macro_rules! with_commands {
    ($host:ident) => {
        $host! {
            // BEGIN COMMANDS
            settings_start(()) -> $crate::settings::Start, in settings;
            settings_set_appearance($crate::settings::Appearance) -> (), in settings;
            settings_overview(()) -> $crate::settings::Overview, in settings;
            settings_check_key($crate::settings::CheckKey) -> $crate::settings::KeyVerdict, in settings;
            settings_connect($crate::settings::Connect) -> $crate::settings::Overview, in settings;
            settings_unlock($crate::settings::Passphrase) -> $crate::settings::Overview, in settings;
            settings_forget_key($crate::settings::PlatformChoice) -> $crate::settings::Overview, in settings;
            settings_set_proxy($crate::settings::SetProxy) -> $crate::settings::Overview, in settings;
            settings_set_defaults($crate::settings::ChatDefaults) -> $crate::settings::Overview, in settings;
            settings_backup(()) -> $crate::settings::BackupDone, in settings;
            settings_restore($crate::settings::SnapshotName) -> (), in settings;
            settings_move_folder(()) -> $crate::settings::FolderMoved, in settings;
            settings_reveal($crate::settings::Reveal) -> (), in settings;
            settings_open_link(String) -> (), in settings;
            settings_restart(()) -> (), in settings;
            settings_report_crash($crate::settings::PageCrash) -> (), in settings;
            chat_list($crate::chat::ListConversations) -> $crate::chat::ConversationPage, in chat;
            chat_open(glim_store::ConversationId) -> $crate::chat::Thread, in chat;
            chat_page($crate::chat::PageRequest) -> $crate::chat::ThreadPage, in chat;
            chat_send($crate::chat::SendMessage) -> $crate::chat::Sent, in chat;
            chat_make($crate::chat::MakeInChat) -> $crate::chat::Sent, in chat;
            chat_made(Vec<glim_store::MessageId>) -> Vec<$crate::chat::MadeAnswer>, in chat;
            chat_edit($crate::chat::EditMessage) -> $crate::chat::Sent, in chat;
            chat_retry($crate::chat::RetryMessage) -> $crate::chat::Sent, in chat;
            chat_continue(glim_store::MessageId) -> $crate::chat::Sent, in chat;
            chat_watch(glim_store::MessageId) -> (), emits $crate::chat::AnswerEvent, in chat;
            chat_stop(glim_store::MessageId) -> (), in chat;
            chat_select(glim_store::MessageId) -> $crate::chat::Thread, in chat;
            chat_locate(glim_store::MessageId) -> $crate::chat::Located, in chat;
            chat_text(glim_store::MessageId) -> String, in chat;
            chat_reasoning(glim_store::MessageId) -> Vec<glim_markdown::Block>, in chat;
            chat_message_delete(glim_store::MessageId) -> $crate::chat::Thread, in chat;
            chat_message_restore(glim_store::MessageId) -> $crate::chat::Thread, in chat;
            chat_rename($crate::chat::RenameConversation) -> (), in chat;
            chat_pin($crate::chat::PinConversation) -> (), in chat;
            chat_delete(glim_store::ConversationId) -> (), in chat;
            chat_restore(glim_store::ConversationId) -> (), in chat;
            chat_set_parameters($crate::chat::SetParameters) -> (), in chat;
            chat_set_draft($crate::chat::SetDraft) -> (), in chat;
            chat_draft(Option<glim_store::ConversationId>) -> String, in chat;
            chat_search($crate::chat::SearchMessages) -> Vec<glim_store::Hit>, in chat;
            chat_models(()) -> $crate::chat::ModelList, in chat;
            chat_citations(glim_store::MessageId) -> $crate::chat::Cited, in chat;
            chat_mend(glim_store::MessageId) -> $crate::chat::Sent, in chat;
            library_add($crate::library::AddFiles) -> $crate::library::AddReport, emits $crate::library::AddProgress, in library;
            library_pick($crate::library::PickFiles) -> Option<$crate::library::Ticket>, in library;
            library_reveal(glim_store::SourceId) -> (), in library;
            library_open_outside(glim_store::SourceId) -> (), in library;
            library_sources($crate::library::ListSources) -> glim_store::SourcePage, in library;
            library_outline(glim_store::Listed) -> $crate::library::Outline, in library;
            library_rows(Vec<glim_store::SourceId>) -> Vec<$crate::library::SourceView>, in library;
            library_source(glim_store::SourceId) -> $crate::library::SourceView, in library;
            library_read($crate::library::ReadSource) -> $crate::library::SourceText, in library;
            library_bytes($crate::library::ReadBytes) -> $crate::library::BytesRead, in library;
            library_retry($crate::library::RetrySources) -> (), in library;
            library_skip(Vec<glim_store::SourceId>) -> (), in library;
            library_delete(Vec<glim_store::SourceId>) -> (), in library;
            library_restore(Vec<glim_store::SourceId>) -> (), in library;
            library_deleted(()) -> $crate::library::DeletedFromLibrary, in library;
            library_collections(()) -> Vec<glim_store::Collection>, in library;
            library_collection_create($crate::library::CreateCollection) -> glim_store::Collection, in library;
            library_collection_rename($crate::library::RenameCollection) -> (), in library;
            library_collection_delete($crate::library::DeleteCollection) -> (), in library;
            library_collection_restore(glim_store::CollectionId) -> (), in library;
            library_collection_put($crate::library::CollectionSources) -> (), in library;
            library_collection_take_out($crate::library::CollectionSources) -> (), in library;
            library_search($crate::library::SearchLibrary) -> $crate::library::LibraryHits, in library;
            library_overview(()) -> $crate::library::LibraryOverview, in library;
            library_health(Option<glim_store::CollectionId>) -> glim_store::Health, in library;
            library_add_page($crate::library::AddPage) -> $crate::library::AddedPage, in library;
            library_page_again(glim_store::SourceId) -> $crate::library::AddedPage, in library;
            library_export_size(glim_store::CollectionId) -> $crate::library::ExportSize, in library;
            library_export($crate::library::ExportCollection) -> Option<$crate::library::Exported>, emits $crate::library::BundleProgress, in library;
            library_import($crate::library::ImportBundle) -> $crate::library::Imported, emits $crate::library::BundleProgress, in library;
            library_watch($crate::library::WatchNewFolder) -> Option<$crate::library::FolderView>, in library;
            library_folders(()) -> Vec<$crate::library::FolderView>, in library;
            library_folder_set($crate::library::SetFolder) -> (), in library;
            library_folder_look(glim_store::FolderId) -> (), in library;
            library_unwatch(glim_store::FolderId) -> (), in library;
            library_reviews($crate::library::ListReviews) -> $crate::library::ReviewPage, in library;
            library_reviews_take($crate::library::ChosenReviews) -> $crate::library::Taken, in library;
            library_reviews_ignore($crate::library::ChosenReviews) -> (), in library;
            library_embedding(()) -> $crate::library::EmbeddingView, in library;
            library_embedding_plan($crate::library::EmbeddingChoice) -> $crate::library::EmbeddingPlan, in library;
            library_embedding_choose($crate::library::EmbeddingChoice) -> $crate::library::EmbeddingView, in library;
            library_embedding_go_on(()) -> (), in library;
            library_embedding_forget(i64) -> $crate::library::EmbeddingView, in library;
            library_rerank(bool) -> $crate::library::EmbeddingView, in library;
            library_ocr_plan($crate::library::OcrWanted) -> $crate::library::OcrPlan, in library;
            library_ocr(Vec<glim_store::SourceId>) -> (), in library;
            library_ocr_stop(Vec<glim_store::SourceId>) -> (), in library;
            library_ocr_state(()) -> $crate::library::OcrState, in library;
            library_ocr_go_on(()) -> (), in library;
            library_cloud(()) -> $crate::library::CloudBases, in library;
            library_cloud_create($crate::library::NewCloudBase) -> $crate::library::CloudBase, in library;
            library_cloud_rename($crate::library::RenameCloudBase) -> (), in library;
            library_cloud_delete(String) -> (), in library;
            library_cloud_documents($crate::library::ListCloudDocuments) -> $crate::library::CloudDocuments, in library;
            library_cloud_document_delete(String) -> (), in library;
            library_cloud_send_plan($crate::library::CloudSend) -> $crate::library::CloudSendPlan, in library;
            library_cloud_send($crate::library::CloudSend) -> $crate::library::CloudSent, emits $crate::library::CloudSending, in library;
            library_cloud_search($crate::library::CloudSearch) -> Vec<$crate::library::CloudHit>, in library;
            studio_gallery($crate::studio::OpenGallery) -> $crate::studio::Gallery, in studio;
            studio_gallery_rows($crate::studio::GalleryStretch) -> Vec<$crate::studio::GalleryRow>, in studio;
            studio_gallery_place($crate::studio::FindInGallery) -> Option<$crate::studio::GalleryPlace>, in studio;
            studio_gallery_at($crate::studio::GalleryIndex) -> Option<$crate::studio::GalleryPlace>, in studio;
            studio_gallery_range($crate::studio::GalleryRange) -> Vec<glim_store::ArtifactId>, in studio;
            studio_artifact(glim_store::ArtifactId) -> $crate::studio::ArtifactView, in studio;
            studio_facets(()) -> $crate::studio::Facets, in studio;
            studio_favourite($crate::studio::SetFavourite) -> (), in studio;
            studio_tag($crate::studio::SetTags) -> (), in studio;
            studio_tag_rename($crate::studio::RenameTag) -> (), in studio;
            studio_tag_delete(String) -> (), in studio;
            studio_board_create($crate::studio::CreateBoard) -> $crate::studio::BoardView, in studio;
            studio_board_rename($crate::studio::RenameBoard) -> (), in studio;
            studio_board_delete(glim_store::BoardId) -> (), in studio;
            studio_board_restore(glim_store::BoardId) -> (), in studio;
            studio_board_put($crate::studio::BoardArtifacts) -> (), in studio;
            studio_board_take_off($crate::studio::BoardArtifacts) -> (), in studio;
            studio_delete(Vec<glim_store::ArtifactId>) -> (), in studio;
            studio_undelete(Vec<glim_store::ArtifactId>) -> (), in studio;
            studio_purge(Vec<glim_store::ArtifactId>) -> (), in studio;
            studio_forms(()) -> Vec<$crate::studio::FormView>, in studio;
            studio_ask($crate::studio::AskStudio) -> $crate::studio::StudioAsked, in studio;
            studio_estimate($crate::studio::AskStudio) -> $crate::studio::StudioEstimate, in studio;
            studio_jobs($crate::studio::ListJobs) -> $crate::studio::JobPage, in studio;
            studio_cancel(glim_store::JobId) -> (), in studio;
            studio_retry(glim_store::JobId) -> $crate::studio::StudioAsked, in studio;
            studio_forget(Vec<glim_store::JobId>) -> (), in studio;
            studio_prompts(()) -> Vec<String>, in studio;
            studio_improve($crate::studio::ImprovePrompt) -> String, in studio;
            studio_input($crate::studio::TakeInput) -> $crate::studio::TakenInputs, in studio;
            studio_media(()) -> $crate::studio::MediaServer, in studio;
            studio_import($crate::studio::ImportMedia) -> $crate::studio::ImportReport, in studio;
            studio_export($crate::studio::ExportMedia) -> Option<$crate::studio::MediaExported>, in studio;
            studio_reveal(glim_store::ArtifactId) -> (), in studio;
            studio_open_outside(glim_store::ArtifactId) -> (), in studio;
            // END COMMANDS
        }
    };
}

macro_rules! schema {
    ($($name:ident($request:ty) -> $answer:ty $(, emits $event:ty)?, in $place:ident;)*) => {
        /// Read by the UI as `Commands["chat_send"]`; exists for its TypeScript only.
        #[derive(Debug, ts_rs::TS)]
        pub struct Commands {
            $(
                #[expect(missing_docs, reason = "documented at its function")]
                pub $name: Signature<$request, $answer, schema!(@event $($event)?)>,
            )*
        }

        /// Name and place of each command, in the order of the list.
        pub const NAMES: &[(&str, &str)] = &[$((stringify!($name), stringify!($place))),*];
    };
    (@event) => { () };
    (@event $event:ty) => { $event };
}

/// What goes in, what comes back and what is told meanwhile.
#[derive(Debug, ts_rs::TS)]
pub struct Signature<Input, Output, Event> {
    /// The one argument.
    pub input: Input,
    /// The answer when it succeeds.
    pub output: Output,
    /// What a channel carries while the command runs; `null` when it has none.
    pub event: Event,
}

with_commands!(schema);

macro_rules! dispatch {
    ($($name:ident($request:ty) -> $answer:ty $(, emits $event:ty)?, in $place:ident;)*) => {
        /// Calls a command by name with JSON: for hosts that are not Tauri.
        ///
        /// # Errors
        /// `badInput` when the name or the shape is unknown; else what the command says.
        pub async fn dispatch(
            app: &$crate::App,
            name: &str,
            input: serde_json::Value,
            out: std::sync::Arc<$crate::Out<serde_json::Value>>,
        ) -> Result<serde_json::Value, $crate::UiError> {
            match name {
                $(stringify!($name) => {
                    let request: $request = serde_json::from_value(input)
                        .map_err(|error| $crate::UiError::bad_input(stringify!($name), &error.to_string()))?;
                    // Boxed one by one: as one type of all commands' futures it is too much for the compiler
                    // to see that it can be sent between threads.
                    let answer: futures_util::future::BoxFuture<'_, Result<$answer, $crate::UiError>> =
                        Box::pin($crate::$place::$name(app, request $(, dispatch!(@out out, $event))?));
                    serde_json::to_value(answer.await?)
                        .map_err(|error| $crate::UiError::bad_input(stringify!($name), &error.to_string()))
                })*
                other => Err($crate::UiError::bad_input(other, "no such command")),
            }
        }
    };
    (@out $out:ident, $event:ty) => {{
        let out = std::sync::Arc::clone(&$out);
        $crate::Out::new(move |event: $event| {
            serde_json::to_value(event).is_ok_and(|event| out.send(event))
        })
    }};
}
with_commands!(dispatch);
