// Made by `cargo xtask gen` from crates/glim-app/src/commands.rs. Do not edit.

/**
 * Adds what a ticket stands for.
 */
export type AddFiles = { 
/**
 * From the host.
 */
ticket: string, 
/**
 * Into this collection, or into none.
 */
collection: CollectionId | null, };

/**
 * Adds a page of the web.
 */
export type AddPage = { 
/**
 * Its address as it was typed.
 */
address: string, 
/**
 * Into this collection, or into none.
 */
collection: CollectionId | null, };

/**
 * How far adding has come.
 */
export type AddProgress = { 
/**
 * Files that are in the library now.
 */
done: number, 
/**
 * Files that were found.
 */
found: number, };

/**
 * What adding has come to.
 */
export type AddReport = { 
/**
 * New sources.
 */
added: number, 
/**
 * Sources whose file has new content.
 */
changed: number, 
/**
 * Files whose content was known from another place.
 */
known: number, 
/**
 * Sources that had been deleted and are back.
 */
restored: number, 
/**
 * Files with nothing new.
 */
unchanged: number, 
/**
 * The sources of all these, each once, at most a thousand.
 */
sources: Array<SourceId>, 
/**
 * What was not taken, and why; all reasons, with some names each.
 */
refused: Array<Refusals>, };

/**
 * A page that is in the library.
 */
export type AddedPage = { 
/**
 * Its source.
 */
source: SourceId, 
/**
 * What came of it.
 */
outcome: PageOutcome, };

/**
 * Kind of a GFM alert.
 */
export type Alert = "note" | "tip" | "important" | "warning" | "caution";

/**
 * Alignment of a table column.
 */
export type Alignment = "none" | "left" | "center" | "right";

/**
 * What is seen of an answer while it is written. The first is always `Snapshot`, the last `Ended` (or, rarely, `Lost`).
 */
export type AnswerEvent = { "kind": "snapshot", 
/**
 * The text's tree.
 */
blocks: Array<Block>, 
/**
 * The thinking's tree.
 */
reasoning: Array<Block>, 
/**
 * What it is doing.
 */
phase: Phase, 
/**
 * When the answer was begun.
 */
startedMs: number, 
/**
 * When thinking began, if it did.
 */
reasoningStartedMs: number | null, 
/**
 * How long it thought, once that ended.
 */
reasoningMs: number | null, 
/**
 * What was looked up for it, if it goes to the library.
 */
lookup: Lookup | null, } | { "kind": "lookedUp", 
/**
 * All of it up to now.
 */
lookup: Lookup, } | { "kind": "grew", 
/**
 * Difference of the text's tree.
 */
text: Patch | null, 
/**
 * Difference of the thinking's tree.
 */
reasoning: Patch | null, } | { "kind": "phase", 
/**
 * What.
 */
phase: Phase, 
/**
 * How long it thought, when `phase` is `answering` and it did.
 */
reasoningMs: number | null, } | { "kind": "ended", 
/**
 * The final row.
 */
message: MessageView, } | { "kind": "lost", 
/**
 * Why.
 */
error: UiError, };

/**
 * Something durable changed; whoever shows it asks for it again.
 */
export type AppEvent = { "kind": "conversationChanged", 
/**
 * Which.
 */
id: ConversationId, } | { "kind": "messageChanged", 
/**
 * Where it stands.
 */
conversation: ConversationId, 
/**
 * Which.
 */
id: MessageId, } | { "kind": "sourceChanged", 
/**
 * Which.
 */
id: SourceId, 
/**
 * How far it is.
 */
stage: Stage, } | { "kind": "libraryChanged" } | { "kind": "foldersChanged" } | { "kind": "filesHover", 
/**
 * How many files and folders.
 */
count: number, } | { "kind": "filesDropped", 
/**
 * To be redeemed by `library_add`.
 */
ticket: Ticket, } | { "kind": "embeddingChanged" } | { "kind": "recognitionChanged" } | { "kind": "cloudChanged" } | { "kind": "studioJobChanged", 
/**
 * Which.
 */
id: JobId, 
/**
 * How far it is.
 */
state: JobState, } | { "kind": "studioArtifactsChanged", 
/**
 * Counts these changes.
 */
generation: number, } | { "kind": "settingsChanged" };

/**
 * How the window looks; kept in the preferences file because it is needed before the database opens.
 */
export type Appearance = { 
/**
 * Language of the UI.
 */
language: Language, 
/**
 * Colours.
 */
theme: Theme, 
/**
 * Per cent, 80 to 200.
 */
textSize: number, 
/**
 * `Enter` sends and `Shift+Enter` breaks the line; swapped when false.
 */
enterSends: boolean, };

/**
 * Names an artifact: one kept picture or video.
 */
export type ArtifactId = string & { readonly __id: "artifact" };

/**
 * An artifact with all that is known of it.
 */
export type ArtifactView = { 
/**
 * Its id.
 */
id: ArtifactId, 
/**
 * The job that made it, if it is still listed.
 */
job: JobId | null, 
/**
 * What it is.
 */
kind: MediaKind, 
/**
 * Name of its file, for `/media/`.
 */
file: string, 
/**
 * What its file is, such as `image/png`.
 */
mediaType: string, 
/**
 * Size of its file.
 */
bytes: number, 
/**
 * In pixels.
 */
width: number, 
/**
 * In pixels.
 */
height: number, 
/**
 * How long a video is.
 */
durationMs: number | null, 
/**
 * Name of its small picture, for `/thumb/`.
 */
thumb: string | null, 
/**
 * A blur to show until then, in base64.
 */
thumbhash: string | null, 
/**
 * The way of the model it was made by.
 */
mode: string | null, 
/**
 * The model; none of an imported one that does not say.
 */
model: string | null, 
/**
 * What was asked for.
 */
prompt: string, 
/**
 * The rest of the form, by the names of its parameters.
 */
parameters: { [key in string]: JsonValue }, 
/**
 * Name of the file it was imported from.
 */
name: string | null, 
/**
 * Kept dear.
 */
favourite: boolean, 
/**
 * When it was made.
 */
madeMs: number, 
/**
 * When it was deleted, if it was.
 */
deletedMs: number | null, 
/**
 * What it was made from.
 */
parents: Array<Kin>, 
/**
 * What was made from it, oldest first, at most 200.
 */
children: Array<Kin>, 
/**
 * Its tags, by name.
 */
tags: Array<string>, 
/**
 * The boards it is on.
 */
boards: Array<BoardId>, };

/**
 * Asks for pictures or videos.
 */
export type AskStudio = { 
/**
 * The model.
 */
model: string, 
/**
 * Which of its ways.
 */
mode: string, 
/**
 * What is wanted.
 */
prompt: string, 
/**
 * The rest of the form, by the names of the parameters; what is left out is left to the platform.
 */
parameters: { [key in string]: JsonValue }, 
/**
 * Pictures to start from, in order.
 */
inputs: Array<JobInputView>, 
/**
 * How many results, each a job of its own.
 */
count: number, 
/**
 * The answer in a chat it is asked for in.
 */
message: MessageId | null, };

/**
 * Attributes that can change while a block grows.
 */
export type Attributes = { 
/**
 * Of a list.
 */
tight?: boolean, 
/**
 * Of a code block or a piece of mathematics.
 */
closed?: boolean, 
/**
 * Of an item.
 */
task?: boolean, 
/**
 * Of a quote.
 */
alert?: Alert, };

/**
 * A backup was written.
 */
export type BackupDone = { 
/**
 * Its file name inside the backups folder.
 */
name: string, 
/**
 * Where that folder is, for the person to see.
 */
folder: string, 
/**
 * Its size.
 */
bytes: number, };

/**
 * Names the jobs of one question, such as four pictures of one prompt.
 */
export type BatchId = string & { readonly __id: "batch" };

/**
 * A block of the answer.
 */
export type Block = { "kind": "paragraph", 
/**
 * Its inline content.
 */
children: Array<Inline>, } | { "kind": "heading", 
/**
 * 1 to 6.
 */
level: number, 
/**
 * Its inline content.
 */
children: Array<Inline>, } | { "kind": "code", 
/**
 * First word of the info string, as written (`rs`, `python`); empty when there is none.
 */
language: string, 
/**
 * The rest of the info string, without the language.
 */
info: string, 
/**
 * Whether the closing fence has come (always so for indented code that has ended).
 */
closed: boolean, 
/**
 * The lines without their line ends.
 */
lines: Array<Line>, } | { "kind": "list", 
/**
 * Number of the first item of an ordered list; none for bullets.
 */
start: number | null, 
/**
 * No blank line separates its items or their blocks.
 */
tight: boolean, 
/**
 * The items.
 */
children: Array<Item>, } | { "kind": "table", 
/**
 * One entry per column; every row has as many cells.
 */
align: Array<Alignment>, 
/**
 * The rows, the header first.
 */
rows: Array<Row>, } | { "kind": "quote", 
/**
 * The kind of alert, if the quote begins with `[!NOTE]` or its like.
 */
alert: Alert | null, 
/**
 * The quoted blocks.
 */
children: Array<Block>, } | { "kind": "rule" } | { "kind": "math", 
/**
 * TeX source without its delimiters.
 */
source: string, 
/**
 * Whether the closing delimiter has come: only then is it worth typesetting.
 */
closed: boolean, } | { "kind": "html", 
/**
 * The lines as written.
 */
lines: Array<Line>, } | { "kind": "footnote", 
/**
 * The label between `[^` and `]`.
 */
label: string, 
/**
 * Its blocks.
 */
children: Array<Block>, };

/**
 * The data folder could not be opened; nothing in it was touched.
 */
export type Blocked = { 
/**
 * `storeTooNew`, `storeDamaged`, `storeLocked`, `storeDenied`, `diskFull` or `storeFailed`.
 */
problem: UiError, 
/**
 * Copies made before earlier migrations, newest first, that [`settings_restore`](super::settings_restore) takes.
 */
snapshots: Array<SnapshotView>, 
/**
 * Where the data lies, for the person to see.
 */
folder: string, };

/**
 * Puts artifacts on a board or takes them off.
 */
export type BoardArtifacts = { 
/**
 * Which.
 */
board: BoardId, 
/**
 * Which.
 */
artifacts: Array<ArtifactId>, };

/**
 * Names a board: a set of artifacts with a name.
 */
export type BoardId = string & { readonly __id: "board" };

/**
 * A board.
 */
export type BoardView = { 
/**
 * Its id.
 */
id: BoardId, 
/**
 * Its name.
 */
name: string, 
/**
 * How many are on it that are not deleted.
 */
count: number, 
/**
 * The small picture of the one put on it last.
 */
cover: string | null, };

/**
 * How far writing or reading has come.
 */
export type BundleProgress = { 
/**
 * Sources that are done.
 */
done: number, 
/**
 * Sources there are.
 */
total: number, };

/**
 * A piece of a source's own file.
 */
export type BytesRead = { 
/**
 * The bytes; fewer than asked for at the end of the file.
 */
base64: string, 
/**
 * Where they begin.
 */
start: number, 
/**
 * Size of the file now.
 */
total: number, 
/**
 * The file is not as it was when it was added: places in it may lie elsewhere now.
 */
changed: boolean, };

/**
 * A rectangle of cells.
 */
export type CellsOf = { 
/**
 * Top row.
 */
firstRow: number, 
/**
 * Left column.
 */
firstColumn: number, 
/**
 * Bottom row.
 */
lastRow: number, 
/**
 * Right column.
 */
lastColumn: number, };

/**
 * What a new conversation begins with.
 */
export type ChatDefaults = { 
/**
 * A model's id; none takes the platform's default.
 */
model: string | null, 
/**
 * Parameters.
 */
parameters: Parameters, };

/**
 * Asks the platform whether a key is good, by a free call; nothing is stored.
 */
export type CheckKey = { 
/**
 * Where.
 */
platform: PlatformChoice, 
/**
 * The key as typed; none for an own server without one.
 */
key: string | null, };

/**
 * Findings that a person decides about.
 */
export type ChosenReviews = { 
/**
 * Of which folder.
 */
folder: FolderId, 
/**
 * Which.
 */
reviews: Array<number>, 
/**
 * All that wait, whatever `reviews` says.
 */
all: boolean, };

/**
 * What an answer was given and how its claims stand.
 */
export type Cited = { 
/**
 * All passages that the model was given, by number.
 */
passages: Array<CitedPassage>, 
/**
 * The sentences of the answer that claim something, in order; empty before the check.
 */
claims: Array<Claim>, 
/**
 * What was searched for.
 */
searches: Array<string>, 
/**
 * What could not be looked at.
 */
unread: Array<UnreadSource>, 
/**
 * Whether the claims were checked.
 */
checked: boolean, };

/**
 * A passage that the model was given.
 */
export type CitedPassage = { 
/**
 * Its number in the answer: `[1]`.
 */
number: number, 
/**
 * The source.
 */
source: SourceId, 
/**
 * The source is still there: it can be opened.
 */
present: boolean, 
/**
 * The name of the source when it was cited.
 */
name: string, 
/**
 * What the source is; empty when it is gone for good.
 */
kind: string, 
/**
 * The headings above the passage, outermost first.
 */
heading: Array<string>, 
/**
 * Where it stood in the file.
 */
places: Array<Locator>, 
/**
 * Its place in the text of the source; none when the source was read again or is gone.
 */
passage: number | null, 
/**
 * The words that the model was given.
 */
quote: string, 
/**
 * Whether the answer names it.
 */
cited: boolean, };

/**
 * A sentence of an answer that claims something.
 */
export type Claim = { 
/**
 * Its words as they are shown, without the marks of citations.
 */
text: string, 
/**
 * The numbers of the passages it names, each once; only those that the model was given.
 */
numbers: Array<number>, 
/**
 * Which citation marks of the answer are its own, counted from 0 in the order of the text.
 */
occurrences: Array<number>, 
/**
 * How it stands.
 */
verdict: ClaimVerdict, 
/**
 * The sentences of the passages that it was held against.
 */
evidence: Array<Evidence>, 
/**
 * Numbers, dates, names and words of it that its passages do not have.
 */
missing: Array<string>, };

/**
 * How a claim stands.
 */
export type ClaimVerdict = "supported" | "unsupported" | "uncited";

/**
 * The few colour classes of code; the style sheet gives each a colour of the theme.
 */
export type Class = "comment" | "keyword" | "string" | "number" | "function" | "type" | "constant" | "variable" | "punctuation" | "inserted" | "deleted";

/**
 * A knowledge base.
 */
export type CloudBase = { 
/**
 * Its id at the platform.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What it holds.
 */
description: string, 
/**
 * The model of its vectors.
 */
embedding: string | null, 
/**
 * How many documents it holds.
 */
documents: number | null, 
/**
 * Their size.
 */
bytes: number | null, 
/**
 * Their characters.
 */
words: number | null, };

/**
 * The bases of the account.
 */
export type CloudBases = { 
/**
 * The bases, as the platform lists them.
 */
bases: Array<CloudBase>, 
/**
 * Bytes taken; none if not told.
 */
usedBytes: number | null, 
/**
 * Bytes there are.
 */
totalBytes: number | null, 
/**
 * Characters taken.
 */
usedWords: number | null, 
/**
 * Characters there are.
 */
totalWords: number | null, 
/**
 * Bytes that cost nothing.
 */
freeBytes: number, };

/**
 * A document of a base.
 */
export type CloudDocument = { 
/**
 * Its id at the platform.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its size.
 */
bytes: number | null, 
/**
 * Its characters.
 */
words: number | null, 
/**
 * How far the platform is with it.
 */
state: CloudDocumentState, 
/**
 * The platform's code of its failure.
 */
failureCode: number | null, 
/**
 * The platform's words on its failure.
 */
failure: string | null, 
/**
 * Where the original can be fetched, for some hours; the platform does not always say.
 */
url: string | null, };

/**
 * How far the platform is with a document.
 */
export type CloudDocumentState = "working" | "ready" | "failed" | "unknown";

/**
 * Documents of a base.
 */
export type CloudDocuments = { 
/**
 * A page of them.
 */
documents: Array<CloudDocument>, 
/**
 * How many there are; none if not told.
 */
total: number | null, 
/**
 * There is a next page.
 */
hasMore: boolean, };

/**
 * A passage of a document at the platform.
 */
export type CloudHit = { 
/**
 * Its words.
 */
text: string, 
/**
 * How well it fits, by the platform.
 */
score: number | null, 
/**
 * The base.
 */
base: string | null, 
/**
 * The document.
 */
document: string | null, 
/**
 * The document's name.
 */
name: string, };

/**
 * A source that did not go.
 */
export type CloudRefusal = { 
/**
 * Which.
 */
source: SourceId, 
/**
 * Its name.
 */
name: string, 
/**
 * `tooLarge`, `noText`, `notRead`, `refused` (by the platform), `broken` (the call failed: it may have arrived).
 */
reason: string, 
/**
 * The platform's words.
 */
message: string | null, };

/**
 * A question to bases.
 */
export type CloudSearch = { 
/**
 * Which bases.
 */
bases: Array<string>, 
/**
 * The question.
 */
query: string, 
/**
 * 1 to 20.
 */
limit: number, 
/**
 * Put into order by the platform's model, which costs more.
 */
rerank: boolean, };

/**
 * Sources to put into a base.
 */
export type CloudSend = { 
/**
 * Which base.
 */
base: string, 
/**
 * These sources.
 */
sources: Array<SourceId>, 
/**
 * And those of a collection.
 */
collection: CollectionId | null, };

/**
 * What putting sources into a base takes.
 */
export type CloudSendPlan = { 
/**
 * Go as their file.
 */
files: number, 
/**
 * Go as the text that was read of them.
 */
asText: number, 
/**
 * Size of the files.
 */
bytes: number, 
/**
 * Do not go.
 */
refused: Array<CloudRefusal>, 
/**
 * What their vectors cost at the platform.
 */
estimate: Estimate, };

/**
 * How far sending is.
 */
export type CloudSending = { 
/**
 * Sources that are done with.
 */
done: number, 
/**
 * All.
 */
total: number, 
/**
 * The one being sent.
 */
name: string, };

/**
 * What became of sources.
 */
export type CloudSent = { 
/**
 * Documents the platform took.
 */
accepted: number, 
/**
 * What did not go, and why.
 */
refused: Array<CloudRefusal>, 
/**
 * It was stopped before the end.
 */
stopped: boolean, 
/**
 * What ended it before the end.
 */
problem: UiError | null, };

/**
 * One collection, without its sources.
 */
export type Collection = { 
/**
 * Its id.
 */
id: CollectionId, 
/**
 * Its name.
 */
name: string, 
/**
 * How it is searched and asked; the shape is the caller's.
 */
settings: JsonValue, 
/**
 * How many sources it has that are not deleted.
 */
sources: number, 
/**
 * When it was made.
 */
createdMs: number, 
/**
 * When it was deleted, if it was.
 */
deletedMs: number | null, };

/**
 * Names a collection of the library.
 */
export type CollectionId = string & { readonly __id: "collection" };

/**
 * Puts sources into a collection or takes them out.
 */
export type CollectionSources = { 
/**
 * Which collection.
 */
collection: CollectionId, 
/**
 * Which sources.
 */
sources: Array<SourceId>, };

/**
 * Read by the UI as `Commands["chat_send"]`; exists for its TypeScript only.
 */
export type Commands = { settings_start: Signature<null, Start, null>, settings_set_appearance: Signature<Appearance, null, null>, settings_overview: Signature<null, Overview, null>, settings_check_key: Signature<CheckKey, KeyVerdict, null>, settings_connect: Signature<Connect, Overview, null>, settings_unlock: Signature<Passphrase, Overview, null>, settings_forget_key: Signature<PlatformChoice, Overview, null>, settings_set_proxy: Signature<SetProxy, Overview, null>, settings_set_defaults: Signature<ChatDefaults, Overview, null>, settings_backup: Signature<null, BackupDone, null>, settings_restore: Signature<SnapshotName, null, null>, settings_move_folder: Signature<null, FolderMoved, null>, settings_reveal: Signature<Reveal, null, null>, settings_open_link: Signature<string, null, null>, settings_restart: Signature<null, null, null>, settings_report_crash: Signature<PageCrash, null, null>, chat_list: Signature<ListConversations, ConversationPage, null>, chat_open: Signature<ConversationId, Thread, null>, chat_page: Signature<PageRequest, ThreadPage, null>, chat_send: Signature<SendMessage, Sent, null>, chat_make: Signature<MakeInChat, Sent, null>, chat_made: Signature<Array<MessageId>, Array<MadeAnswer>, null>, chat_edit: Signature<EditMessage, Sent, null>, chat_retry: Signature<RetryMessage, Sent, null>, chat_continue: Signature<MessageId, Sent, null>, chat_watch: Signature<MessageId, null, AnswerEvent>, chat_stop: Signature<MessageId, null, null>, chat_select: Signature<MessageId, Thread, null>, chat_locate: Signature<MessageId, Located, null>, chat_text: Signature<MessageId, string, null>, chat_reasoning: Signature<MessageId, Array<Block>, null>, chat_message_delete: Signature<MessageId, Thread, null>, chat_message_restore: Signature<MessageId, Thread, null>, chat_rename: Signature<RenameConversation, null, null>, chat_pin: Signature<PinConversation, null, null>, chat_delete: Signature<ConversationId, null, null>, chat_restore: Signature<ConversationId, null, null>, chat_set_parameters: Signature<SetParameters, null, null>, chat_set_draft: Signature<SetDraft, null, null>, chat_draft: Signature<ConversationId | null, string, null>, chat_search: Signature<SearchMessages, Array<Hit>, null>, chat_models: Signature<null, ModelList, null>, chat_citations: Signature<MessageId, Cited, null>, chat_mend: Signature<MessageId, Sent, null>, library_add: Signature<AddFiles, AddReport, AddProgress>, library_pick: Signature<PickFiles, Ticket | null, null>, library_reveal: Signature<SourceId, null, null>, library_open_outside: Signature<SourceId, null, null>, library_sources: Signature<ListSources, SourcePage, null>, library_outline: Signature<Listed, Outline, null>, library_rows: Signature<Array<SourceId>, Array<SourceView>, null>, library_source: Signature<SourceId, SourceView, null>, library_read: Signature<ReadSource, SourceText, null>, library_bytes: Signature<ReadBytes, BytesRead, null>, library_retry: Signature<RetrySources, null, null>, library_skip: Signature<Array<SourceId>, null, null>, library_delete: Signature<Array<SourceId>, null, null>, library_restore: Signature<Array<SourceId>, null, null>, library_deleted: Signature<null, DeletedFromLibrary, null>, library_collections: Signature<null, Array<Collection>, null>, library_collection_create: Signature<CreateCollection, Collection, null>, library_collection_rename: Signature<RenameCollection, null, null>, library_collection_delete: Signature<DeleteCollection, null, null>, library_collection_restore: Signature<CollectionId, null, null>, library_collection_put: Signature<CollectionSources, null, null>, library_collection_take_out: Signature<CollectionSources, null, null>, library_search: Signature<SearchLibrary, LibraryHits, null>, library_overview: Signature<null, LibraryOverview, null>, library_health: Signature<CollectionId | null, Health, null>, library_add_page: Signature<AddPage, AddedPage, null>, library_page_again: Signature<SourceId, AddedPage, null>, library_export_size: Signature<CollectionId, ExportSize, null>, library_export: Signature<ExportCollection, Exported | null, BundleProgress>, library_import: Signature<ImportBundle, Imported, BundleProgress>, library_watch: Signature<WatchNewFolder, FolderView | null, null>, library_folders: Signature<null, Array<FolderView>, null>, library_folder_set: Signature<SetFolder, null, null>, library_folder_look: Signature<FolderId, null, null>, library_unwatch: Signature<FolderId, null, null>, library_reviews: Signature<ListReviews, ReviewPage, null>, library_reviews_take: Signature<ChosenReviews, Taken, null>, library_reviews_ignore: Signature<ChosenReviews, null, null>, library_embedding: Signature<null, EmbeddingView, null>, library_embedding_plan: Signature<EmbeddingChoice, EmbeddingPlan, null>, library_embedding_choose: Signature<EmbeddingChoice, EmbeddingView, null>, library_embedding_go_on: Signature<null, null, null>, library_embedding_forget: Signature<number, EmbeddingView, null>, library_rerank: Signature<boolean, EmbeddingView, null>, library_ocr_plan: Signature<OcrWanted, OcrPlan, null>, library_ocr: Signature<Array<SourceId>, null, null>, library_ocr_stop: Signature<Array<SourceId>, null, null>, library_ocr_state: Signature<null, OcrState, null>, library_ocr_go_on: Signature<null, null, null>, library_cloud: Signature<null, CloudBases, null>, library_cloud_create: Signature<NewCloudBase, CloudBase, null>, library_cloud_rename: Signature<RenameCloudBase, null, null>, library_cloud_delete: Signature<string, null, null>, library_cloud_documents: Signature<ListCloudDocuments, CloudDocuments, null>, library_cloud_document_delete: Signature<string, null, null>, library_cloud_send_plan: Signature<CloudSend, CloudSendPlan, null>, library_cloud_send: Signature<CloudSend, CloudSent, CloudSending>, library_cloud_search: Signature<CloudSearch, Array<CloudHit>, null>, studio_gallery: Signature<OpenGallery, Gallery, null>, studio_gallery_rows: Signature<GalleryStretch, Array<GalleryRow>, null>, studio_gallery_place: Signature<FindInGallery, GalleryPlace | null, null>, studio_gallery_at: Signature<GalleryIndex, GalleryPlace | null, null>, studio_gallery_range: Signature<GalleryRange, Array<ArtifactId>, null>, studio_artifact: Signature<ArtifactId, ArtifactView, null>, studio_facets: Signature<null, Facets, null>, studio_favourite: Signature<SetFavourite, null, null>, studio_tag: Signature<SetTags, null, null>, studio_tag_rename: Signature<RenameTag, null, null>, studio_tag_delete: Signature<string, null, null>, studio_board_create: Signature<CreateBoard, BoardView, null>, studio_board_rename: Signature<RenameBoard, null, null>, studio_board_delete: Signature<BoardId, null, null>, studio_board_restore: Signature<BoardId, null, null>, studio_board_put: Signature<BoardArtifacts, null, null>, studio_board_take_off: Signature<BoardArtifacts, null, null>, studio_delete: Signature<Array<ArtifactId>, null, null>, studio_undelete: Signature<Array<ArtifactId>, null, null>, studio_purge: Signature<Array<ArtifactId>, null, null>, studio_forms: Signature<null, Array<FormView>, null>, studio_ask: Signature<AskStudio, StudioAsked, null>, studio_estimate: Signature<AskStudio, StudioEstimate, null>, studio_jobs: Signature<ListJobs, JobPage, null>, studio_cancel: Signature<JobId, null, null>, studio_retry: Signature<JobId, StudioAsked, null>, studio_forget: Signature<Array<JobId>, null, null>, studio_prompts: Signature<null, Array<string>, null>, studio_improve: Signature<ImprovePrompt, string, null>, studio_input: Signature<TakeInput, TakenInputs, null>, studio_media: Signature<null, MediaServer, null>, studio_import: Signature<ImportMedia, ImportReport, null>, studio_export: Signature<ExportMedia, MediaExported | null, null>, studio_reveal: Signature<ArtifactId, null, null>, studio_open_outside: Signature<ArtifactId, null, null>, };

/**
 * Chooses the platform and keeps its key.
 */
export type Connect = { 
/**
 * Which.
 */
platform: PlatformChoice, 
/**
 * The key as typed; none keeps the one that is stored, if any.
 */
key: string | null, 
/**
 * Where to keep it.
 */
keep: KeyPlace, 
/**
 * Seals the file when `keep` is `sealedFile`.
 */
passphrase: string | null, };

/**
 * How a parameter is chosen.
 */
export type ControlView = { "kind": "choice", 
/**
 * Words or numbers, as they are sent.
 */
values: Array<JsonValue>, } | { "kind": "whole", 
/**
 * The least.
 */
min: number, 
/**
 * The most.
 */
max: number, } | { "kind": "switch" } | { "kind": "text", 
/**
 * Longest, in characters.
 */
longest: number | null, } | { "kind": "size", 
/**
 * The platform's own.
 */
recommended: Array<string>, 
/**
 * For sizes that are not in the list.
 */
free: SizeRuleView | null, };

/**
 * Names a conversation.
 */
export type ConversationId = string & { readonly __id: "conversation" };

/**
 * A stretch of the list.
 */
export type ConversationPage = { 
/**
 * In order.
 */
conversations: Array<ConversationView>, 
/**
 * Give this back for the next stretch; none at the end.
 */
next: string | null, };

/**
 * A line of the list.
 */
export type ConversationView = { 
/**
 * Its id.
 */
id: ConversationId, 
/**
 * Empty until it has one: the UI shows "New conversation".
 */
title: string, 
/**
 * Stays on top.
 */
pinned: boolean, 
/**
 * The model of its next answer.
 */
model: string, 
/**
 * When something was last said.
 */
updatedMs: number, 
/**
 * An answer is being written now.
 */
running: boolean, };

/**
 * Makes a board.
 */
export type CreateBoard = { 
/**
 * Its name.
 */
name: string, 
/**
 * What is on it from the start.
 */
artifacts: Array<ArtifactId>, };

/**
 * Makes a collection.
 */
export type CreateCollection = { 
/**
 * Its name.
 */
name: string, };

/**
 * Deletes a collection.
 */
export type DeleteCollection = { 
/**
 * Which.
 */
collection: CollectionId, 
/**
 * With the sources that are in no other collection.
 */
withSources: boolean, };

/**
 * What was deleted and can be restored.
 */
export type DeletedFromLibrary = { 
/**
 * Sources deleted by themselves.
 */
sources: Array<Source>, 
/**
 * Collections, with what went with them.
 */
collections: Array<Collection>, };

/**
 * One edit of one node.
 */
export type Edit = { 
/**
 * Path of the node; empty for the root.
 */
at: Array<number>, 
/**
 * Keep only so many of its children.
 */
keep?: number, 
/**
 * Then append these children.
 */
add?: Nodes, 
/**
 * Append this to the text (of a text, code span, span or piece of mathematics).
 */
text?: string, 
/**
 * Change these attributes.
 */
set?: Attributes, };

/**
 * Changes a question: makes a sibling and a new answer, the old ones stay.
 */
export type EditMessage = { 
/**
 * A message of the person.
 */
message: MessageId, 
/**
 * The new words.
 */
text: string, };

/**
 * Who makes the vectors.
 */
export type EmbeddingChoice = { "kind": "local" } | { "kind": "platform", 
/**
 * 256, 512, 1024 or 2048.
 */
dimensions: number, };

/**
 * A model as it is used.
 */
export type EmbeddingInUse = { 
/**
 * It is the platform's.
 */
platform: boolean, 
/**
 * The length of its vectors.
 */
dimensions: number, };

/**
 * What a choice of a model will take.
 */
export type EmbeddingPlan = { 
/**
 * Texts that have no vector of it yet.
 */
texts: number, 
/**
 * Room on the disk.
 */
bytes: number, 
/**
 * What it costs; none for the model inside the app.
 */
estimate: Estimate | null, };

/**
 * How the library's vectors are made.
 */
export type EmbeddingView = { 
/**
 * What the person chose.
 */
choice: EmbeddingChoice, 
/**
 * The file of the model inside the app is there.
 */
localAvailable: boolean, 
/**
 * The platform in use has Embedding-3.
 */
platformAvailable: boolean, 
/**
 * The chosen model is at another platform than the one in use: nothing is embedded, searches are by words.
 */
elsewhere: boolean, 
/**
 * The lengths that may be chosen.
 */
dimensions: Array<number>, 
/**
 * What searches use now; none: by words only.
 */
serving: EmbeddingInUse | null, 
/**
 * What is made behind it.
 */
filling: Filling | null, 
/**
 * Why nothing is being made now, though it should be; with `retryAfterMs` it goes on by itself.
 */
problem: UiError | null, 
/**
 * Vectors that were paid for and that nobody uses now.
 */
kept: Array<KeptVectors>, 
/**
 * Whether the platform puts the best hits into order.
 */
rerank: boolean, 
/**
 * What a million tokens of vectors cost here.
 */
price: Money | null, 
/**
 * What a million tokens of ordering cost here.
 */
rerankPrice: Money | null, };

/**
 * What went wrong, as the UI tells it apart. A new code without words in both languages does not compile there.
 */
export type ErrorCode = "notConnected" | "keyMissing" | "keyRefused" | "keyLocked" | "passphraseWrong" | "keychainNoBus" | "keychainNoService" | "keychainLocked" | "keychainTimedOut" | "keychainFailed" | "balanceUsedUp" | "rateLimited" | "modelOverloaded" | "quotaReached" | "planExcludes" | "accessDenied" | "modelUnknown" | "requestRefused" | "promptTooLong" | "contentRefused" | "platformFailed" | "platformUnreachable" | "proxyFailed" | "timedOut" | "connectionCut" | "answerMalformed" | "storeTooNew" | "storeDamaged" | "storeLocked" | "diskFull" | "storeDenied" | "storeFailed" | "pageNotTaken" | "bundleNotTaken" | "outcomeUnknown" | "linkExpired" | "notMedia" | "modelElsewhere" | "notOffered" | "notFound" | "alreadyRunning" | "badInput" | "openFailed" | "internal";

/**
 * What something is thought to cost.
 */
export type Estimate = { 
/**
 * Tokens, usually.
 */
tokens: number, 
/**
 * Tokens it should not pass.
 */
mostTokens: number, 
/**
 * What the usual ones cost; none where the price is not known.
 */
cost: Money | null, 
/**
 * What the most would cost.
 */
mostCost: Money | null, };

/**
 * The words of a passage that a claim was held against.
 */
export type Evidence = { 
/**
 * The number of the passage.
 */
number: number, 
/**
 * A stretch of its quote, word for word.
 */
quote: string, };

/**
 * Writes a collection into one file.
 */
export type ExportCollection = { 
/**
 * Which.
 */
collection: CollectionId, 
/**
 * With the vectors of the local model, so that they need not be made again.
 */
vectors: boolean, 
/**
 * With the original files.
 */
files: boolean, };

/**
 * Writes artifacts into a folder that the person picks.
 */
export type ExportMedia = { 
/**
 * Which.
 */
artifacts: Array<ArtifactId>, 
/**
 * Write prompt, model and parameters into the files.
 */
stamped: boolean, };

/**
 * What the file of a collection would hold.
 */
export type ExportSize = { 
/**
 * Sources that have been read.
 */
sources: number, 
/**
 * Sources that have not, and are left out.
 */
unread: number, 
/**
 * Their texts; in the file they are packed to about a third.
 */
textBytes: number, 
/**
 * There are vectors to take along.
 */
hasVectors: boolean, 
/**
 * About how large these are.
 */
vectorBytes: number, 
/**
 * The original files.
 */
fileBytes: number, 
/**
 * Originals that are nowhere any more.
 */
filesMissing: number, };

/**
 * A file that was written.
 */
export type Exported = { 
/**
 * Its name in the folder that was picked.
 */
name: string, 
/**
 * Its size.
 */
bytes: number, 
/**
 * Sources in it.
 */
sources: number, 
/**
 * Sources that were left out, as they have not been read.
 */
leftOut: number, 
/**
 * Originals that were wanted and are nowhere any more.
 */
filesMissing: number, };

/**
 * A name and how many have it.
 */
export type FacetCount = { 
/**
 * The model or tag.
 */
name: string, 
/**
 * How many.
 */
count: number, };

/**
 * What a gallery can be limited to, with how many each would leave.
 */
export type Facets = { 
/**
 * All that are not deleted.
 */
total: number, 
/**
 * Pictures.
 */
images: number, 
/**
 * Videos.
 */
videos: number, 
/**
 * Favourites.
 */
favourites: number, 
/**
 * Deleted, and can be brought back.
 */
deleted: number, 
/**
 * Models, most used first.
 */
models: Array<FacetCount>, 
/**
 * Tags, most used first.
 */
tags: Array<FacetCount>, 
/**
 * Boards, by name.
 */
boards: Array<BoardView>, };

/**
 * A model that is being filled.
 */
export type Filling = { 
/**
 * Which.
 */
model: EmbeddingInUse, 
/**
 * Texts that have a vector.
 */
done: number, 
/**
 * All texts.
 */
total: number, };

/**
 * Asks where an artifact is in a layout.
 */
export type FindInGallery = { 
/**
 * The layout.
 */
token: string, 
/**
 * The artifact.
 */
id: ArtifactId, };

/**
 * Names a folder that is watched.
 */
export type FolderId = string & { readonly __id: "folder" };

/**
 * What became of the wish to move the data folder.
 */
export type FolderMoved = { "kind": "cancelled" } | { "kind": "moved", 
/**
 * The new place.
 */
folder: string, };

/**
 * What a watched folder is like now.
 */
export type FolderState = "waiting" | "looking" | "watched" | "polled" | "gone" | "closed";

/**
 * A watched folder.
 */
export type FolderView = { 
/**
 * Its id.
 */
id: FolderId, 
/**
 * Its last name.
 */
name: string, 
/**
 * Where it is, for people to read.
 */
path: string, 
/**
 * Where its files go.
 */
collection: CollectionId | null, 
/**
 * What is found is taken at once.
 */
automatic: boolean, 
/**
 * What it is like now.
 */
state: FolderState, 
/**
 * When it was last looked through to the end.
 */
scannedMs: number | null, 
/**
 * How many findings wait for a decision.
 */
open: number, };

/**
 * Something in a form that the platform would refuse.
 */
export type FormProblem = { 
/**
 * What is wrong; the words are the page's.
 */
code: string, 
/**
 * The parameter, or `prompt`, `pictures`, `count`, `model`, `mode`.
 */
parameter: string, 
/**
 * Values for the sentence, such as `max`.
 */
params: { [key in string]: string }, };

/**
 * A model and everything it can be asked for.
 */
export type FormView = { 
/**
 * The model's name at the platform.
 */
model: string, 
/**
 * Its name for people.
 */
title: string, 
/**
 * What it makes.
 */
kind: MediaKind, 
/**
 * The ways it can be asked; each has a form of its own.
 */
modes: Array<ModeView>, 
/**
 * How long its links live at the platform; none when that is not told.
 */
linkSeconds: number | null, 
/**
 * The platform takes the job and is asked for the result later; else the call waits for it.
 */
asynchronous: boolean, 
/**
 * The platform that is connected has it.
 */
usable: boolean, };

/**
 * A gallery that is laid out: newest first, in rows of equal width.
 */
export type Gallery = { 
/**
 * Names this layout; it may be forgotten when others were made since, and is told as `notFound` then.
 */
token: string, 
/**
 * How many there are.
 */
total: number, 
/**
 * Height of all of it.
 */
height: number, 
/**
 * The months in it, from the top.
 */
months: Array<GalleryMonth>, 
/**
 * Counts changes of what is kept: a `studioArtifactsChanged` with a higher one makes this layout old.
 */
generation: number, 
/**
 * The rows that touch the stretch that was asked for, as `studio_gallery_rows` gives them.
 */
rows: Array<GalleryRow>, };

/**
 * What a gallery is limited to; empty lists and `None` limit nothing.
 */
export type GalleryFilter = { 
/**
 * Words of prompts, names and tags, as they are typed in a search box.
 */
text: string, 
/**
 * Of any of these kinds.
 */
kinds: Array<MediaKind>, 
/**
 * Of any of these models.
 */
models: Array<string>, 
/**
 * Made at or after this.
 */
fromMs: number | null, 
/**
 * Made before this.
 */
untilMs: number | null, 
/**
 * Only favourites.
 */
favourite: boolean, 
/**
 * With this tag.
 */
tag: string | null, 
/**
 * On this board.
 */
board: BoardId | null, 
/**
 * The deleted ones, instead of those that are there.
 */
deleted: boolean, };

/**
 * Asks which artifact has an index in a layout, as the arrow keys do.
 */
export type GalleryIndex = { 
/**
 * The layout.
 */
token: string, 
/**
 * Counted from 0 in the order of the gallery.
 */
index: number, };

/**
 * A picture or video in a row.
 */
export type GalleryItem = { 
/**
 * Its id.
 */
id: ArtifactId, 
/**
 * Where it begins in its row.
 */
left: number, 
/**
 * How wide it is there.
 */
width: number, 
/**
 * What it is.
 */
kind: MediaKind, 
/**
 * Name of its small picture, for `/thumb/`; none when none could be made.
 */
thumb: string | null, 
/**
 * A blur to show until then, in base64.
 */
thumbhash: string | null, 
/**
 * Kept dear.
 */
favourite: boolean, 
/**
 * How long a video is.
 */
durationMs: number | null, 
/**
 * The beginning of its prompt, on one line.
 */
prompt: string, 
/**
 * Width of the picture itself.
 */
pixelWidth: number, 
/**
 * Height of the picture itself.
 */
pixelHeight: number, };

/**
 * Where a month begins.
 */
export type GalleryMonth = { 
/**
 * The year, by the clock on the wall here.
 */
year: number, 
/**
 * 1 to 12.
 */
month: number, 
/**
 * Where it begins; its heading, if headings were asked for, is there.
 */
top: number, 
/**
 * How many were made in it.
 */
count: number, 
/**
 * The index of its first.
 */
first: number, };

/**
 * Where an artifact is in a layout.
 */
export type GalleryPlace = { 
/**
 * Which.
 */
id: ArtifactId, 
/**
 * Counted from 0 in the order of the gallery.
 */
index: number, 
/**
 * Which row it is in, counted from 0.
 */
row: number, 
/**
 * Where that row begins.
 */
top: number, 
/**
 * How high that row is.
 */
height: number, 
/**
 * Where it begins in the row.
 */
left: number, 
/**
 * How wide it is there.
 */
width: number, 
/**
 * The one above it, by the middle of its width.
 */
above: number | null, 
/**
 * The one below it.
 */
below: number | null, };

/**
 * Asks which artifacts lie between two indexes, both included, for a selection by `Shift`; at most 10,000.
 */
export type GalleryRange = { 
/**
 * The layout.
 */
token: string, 
/**
 * One end.
 */
from: number, 
/**
 * The other.
 */
to: number, };

/**
 * A row of a gallery.
 */
export type GalleryRow = { 
/**
 * Where it begins.
 */
top: number, 
/**
 * How high it is.
 */
height: number, 
/**
 * The index of its first.
 */
first: number, 
/**
 * From the left.
 */
items: Array<GalleryItem>, };

/**
 * Asks for the rows that touch a stretch of a layout.
 */
export type GalleryStretch = { 
/**
 * The layout.
 */
token: string, 
/**
 * From here,
 */
top: number, 
/**
 * to here; of a very long stretch only the first 1,000 pictures come.
 */
bottom: number, };

/**
 * What is known of the sources of an answer, in a line.
 */
export type GroundingView = { 
/**
 * How many passages the model was given.
 */
passages: number, 
/**
 * Claims that their passages do not say.
 */
unsupported: number, 
/**
 * Claims without a passage.
 */
uncited: number, 
/**
 * Whether the claims were checked.
 */
checked: boolean, };

/**
 * What one half of the search says.
 */
export type HalfHit = { 
/**
 * Its place in the list of that half, from 1.
 */
rank: number, 
/**
 * BM25 or cosine.
 */
score: number, };

/**
 * What is not as a person expects it. Each list holds at most a hundred; the statistics have the numbers.
 */
export type Health = { 
/**
 * How much there is.
 */
statistics: Statistics, 
/**
 * Sources without text (scans, empty files).
 */
noText: Array<SourceName>, 
/**
 * Sources that were read with remarks: pages without text, damaged pages, cut short.
 */
gaps: Array<SourceName>, 
/**
 * Sources that could not be read, and why.
 */
unreadable: Array<SourceName>, 
/**
 * Sources whose content lies in several places; it is read and found once.
 */
duplicates: Array<SourceName>, 
/**
 * Sources whose file is in none of its places any more; they are found as they were read.
 */
missing: Array<SourceName>, 
/**
 * Sources found by words alone, as vectors of the serving model are missing.
 */
wordsOnly: Array<SourceName>, };

/**
 * One thing found.
 */
export type Hit = { 
/**
 * Where it is.
 */
conversationId: ConversationId, 
/**
 * The message; none if the title was found.
 */
messageId: MessageId | null, 
/**
 * Title of the conversation, if it has one.
 */
title: string | null, 
/**
 * Who wrote the message.
 */
role: Role | null, 
/**
 * The words around the first place found, on one line, cut with `…`.
 */
snippet: string, 
/**
 * What to mark in the snippet: start and end in UTF-16 code units, as JavaScript counts.
 */
highlights: Array<[number, number]>, 
/**
 * When the message was made, or the conversation last used.
 */
createdMs: number, 
/**
 * Its place in the result, from 0.
 */
rank: number, };

/**
 * Reads the file of a collection in.
 */
export type ImportBundle = { 
/**
 * From the host: a drop, or `library_pick`.
 */
ticket: string, };

/**
 * Imports files that were dropped or picked, each ticket once.
 */
export type ImportMedia = { 
/**
 * From the host.
 */
ticket: string, 
/**
 * On this board, or on none.
 */
board: BoardId | null, };

/**
 * What importing came to.
 */
export type ImportReport = { 
/**
 * The artifacts, new or known, in the order of the files.
 */
artifacts: Array<ArtifactId>, 
/**
 * Files that were not taken.
 */
refused: Array<MediaRefused>, };

/**
 * A collection that was read in.
 */
export type Imported = { 
/**
 * The new collection.
 */
collection: CollectionId, 
/**
 * Its name.
 */
name: string, 
/**
 * Sources that are new.
 */
added: number, 
/**
 * Sources whose content the library had.
 */
known: number, };

/**
 * Wants a prompt made better by a chat model.
 */
export type ImprovePrompt = { 
/**
 * As it is.
 */
prompt: string, 
/**
 * What it is to make.
 */
kind: MediaKind, 
/**
 * The model it is for.
 */
model: string, };

/**
 * Inline content: a bare string, or a node.
 */
export type Inline = string | Node;

/**
 * What a picture is to what is made from it.
 */
export type InputRole = "reference" | "firstFrame" | "lastFrame";

/**
 * An item of a list.
 */
export type Item = { 
/**
 * State of a task (`[ ]`, `[x]`); none for an ordinary item.
 */
task?: boolean, 
/**
 * The blocks of the item.
 */
children: Array<Block>, };

/**
 * Names a job of the studio: one paid call.
 */
export type JobId = string & { readonly __id: "job" };

/**
 * A picture to start from, as a form holds it.
 */
export type JobInputView = { 
/**
 * What it is for.
 */
role: InputRole, 
/**
 * Name of its file, for `/media/`, as `studio_input` or an artifact gave it.
 */
file: string, 
/**
 * The artifact it is, if it is one.
 */
artifact: ArtifactId | null, };

/**
 * A stretch of the list of jobs.
 */
export type JobPage = { 
/**
 * All that have not ended, first asked for first; with the first page only.
 */
open: Array<JobView>, 
/**
 * Last asked for first, open ones too.
 */
jobs: Array<JobView>, 
/**
 * Give this back for the next stretch; none at the end.
 */
next: number | null, };

/**
 * How far a job is.
 */
export type JobState = "waiting" | "sending" | "running" | "fetching" | "done" | "failed" | "cancelled" | "unknown";

/**
 * A job.
 */
export type JobView = { 
/**
 * Its id.
 */
id: JobId, 
/**
 * The question it belongs to.
 */
batch: BatchId, 
/**
 * Which of the batch, from 0.
 */
position: number, 
/**
 * What is made.
 */
kind: MediaKind, 
/**
 * Which of the model's ways.
 */
mode: string, 
/**
 * The model.
 */
model: string, 
/**
 * What was asked for.
 */
prompt: string, 
/**
 * The rest of the form.
 */
parameters: { [key in string]: JsonValue }, 
/**
 * Pictures it starts from.
 */
inputs: Array<JobInputView>, 
/**
 * How far it is.
 */
state: JobState, 
/**
 * Why it ended badly, or what hinders it now.
 */
error: UiError | null, 
/**
 * How often the step it is at was tried.
 */
tries: number, 
/**
 * When the next step is tried.
 */
dueMs: number, 
/**
 * What it was to cost.
 */
estimate: Money | null, 
/**
 * What it cost.
 */
cost: Money | null, 
/**
 * When it was asked for.
 */
askedMs: number, 
/**
 * When the platform took it.
 */
submittedMs: number | null, 
/**
 * When it ended.
 */
finishedMs: number | null, 
/**
 * The job this is another try of.
 */
retryOf: JobId | null, 
/**
 * The id it was asked with, to copy into a support ticket.
 */
request: string, 
/**
 * What it made and is not deleted.
 */
artifacts: Array<ArtifactId>, };

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

/**
 * Vectors that are kept of a model nobody uses.
 */
export type KeptVectors = { 
/**
 * The number of the model.
 */
model: number, 
/**
 * Its name.
 */
name: string, 
/**
 * The length of its vectors.
 */
dimensions: number, 
/**
 * How many there are.
 */
vectors: number, 
/**
 * How much room they take.
 */
bytes: number, };

/**
 * Where a key is kept.
 */
export type KeyPlace = "keychain" | "sealedFile" | "session";

/**
 * What the free call said.
 */
export type KeyVerdict = { "kind": "accepted", 
/**
 * How many models the platform lists for it.
 */
models: number, } | { "kind": "unknown" } | { "kind": "problem", 
/**
 * What happened.
 */
problem: UiError, };

/**
 * What may be known of a key: never the key.
 */
export type KeyView = { "kind": "notNeeded" } | { "kind": "missing" } | { "kind": "locked" } | { "kind": "present", 
/**
 * Its last four characters.
 */
endsIn: string, 
/**
 * Where it is kept.
 */
place: KeyPlace, } | { "kind": "unreachable", 
/**
 * One of the `keychain…` codes.
 */
problem: UiError, };

/**
 * Whether the system's keychain can be used, with the cases of Linux named.
 */
export type KeychainState = "available" | "noBus" | "noService" | "locked" | "timedOut" | "failed";

/**
 * A step of lineage: an artifact, and what the one was to the other.
 */
export type Kin = { 
/**
 * The other artifact.
 */
id: ArtifactId, 
/**
 * What the older was to the younger.
 */
role: InputRole, };

/**
 * What of the library a conversation's questions go to; none of it when all three say nothing.
 */
export type Knowledge = { 
/**
 * The whole library.
 */
everything: boolean, 
/**
 * The sources of these collections.
 */
collections: Array<CollectionId>, 
/**
 * And these sources.
 */
sources: Array<SourceId>, };

/**
 * The language of words, dates and numbers.
 */
export type Language = "system" | "zh-CN" | "en";

/**
 * How far the meaning of a long source is learned: until then it is found by its words.
 */
export type Learning = { 
/**
 * Chunks that have a vector.
 */
done: number, 
/**
 * Chunks of the source.
 */
total: number, };

/**
 * A chunk that was found, and why.
 */
export type LibraryHit = { 
/**
 * Its source.
 */
source: SourceId, 
/**
 * The name of the source.
 */
name: string, 
/**
 * What the source is.
 */
kind: string, 
/**
 * The collections the source is in.
 */
collections: Array<CollectionId>, 
/**
 * The headings above it, outermost first.
 */
heading: Array<string>, 
/**
 * The passage to open at.
 */
passage: number, 
/**
 * Where it stands in the file.
 */
places: Array<Locator>, 
/**
 * Its text, with what matched marked.
 */
text: Array<TextPart>, 
/**
 * The words that matched, each once.
 */
matched: Array<string>, 
/**
 * From 0 to 1.
 */
score: number, 
/**
 * What the words say, if they found it.
 */
words: HalfHit | null, 
/**
 * What the meaning says, if it found it.
 */
meaning: HalfHit | null, 
/**
 * How well it answers by the platform's judgement, if that was asked for.
 */
reranked: number | null, };

/**
 * What a search found.
 */
export type LibraryHits = { 
/**
 * The best first.
 */
hits: Array<LibraryHit>, 
/**
 * A newer search came: this one was given up and says nothing.
 */
superseded: boolean, 
/**
 * Whether meaning was searched too.
 */
byMeaning: boolean, 
/**
 * False while the indexes are being opened: nothing can be found yet.
 */
ready: boolean, 
/**
 * Why meaning was not searched.
 */
withoutMeaning: WithoutMeaning | null, 
/**
 * Whether the platform put the first hits into order.
 */
reranking: Reranking, };

/**
 * The library at a glance.
 */
export type LibraryOverview = { 
/**
 * How much there is.
 */
statistics: Statistics, 
/**
 * The collections.
 */
collections: Array<Collection>, 
/**
 * What is read now.
 */
reading: SourceId | null, 
/**
 * The meaning of a source that is found by words already is being learned.
 */
learning: Learning | null, 
/**
 * How many drops are still being walked through and added.
 */
adding: number, 
/**
 * Whether searches can be made yet.
 */
searchable: boolean, 
/**
 * Whether searches find by meaning too; without the local model they find by words only.
 */
byMeaning: boolean, 
/**
 * Whether the local model is there; what it has not embedded yet is found by words only.
 */
hasModel: boolean, 
/**
 * Whether files can be read at all: the host has a reader.
 */
canRead: boolean, };

/**
 * A line of code: its spans, none for an empty line.
 */
export type Line = Array<Span>;

/**
 * A page of documents.
 */
export type ListCloudDocuments = { 
/**
 * Of which base.
 */
base: string, 
/**
 * From 1.
 */
page: number, 
/**
 * Only those whose name holds this.
 */
word: string | null, };

/**
 * Asks for a stretch of the list of conversations: pinned first, then newest first.
 */
export type ListConversations = { 
/**
 * The `next` of the page before; none for the first.
 */
after: string | null, 
/**
 * At most this many, 1 to 200.
 */
limit: number, };

/**
 * Asks for a stretch of the list of jobs, last asked for first.
 */
export type ListJobs = { 
/**
 * The `next` of the page before; none for the first.
 */
after: number | null, 
/**
 * At most this many, 1 to 200.
 */
limit: number, };

/**
 * A stretch of the findings of a folder.
 */
export type ListReviews = { 
/**
 * Of which folder.
 */
folder: FolderId, 
/**
 * Where the last page ended.
 */
after: number | null, 
/**
 * At most so many.
 */
limit: number, };

/**
 * A stretch of the list of sources.
 */
export type ListSources = { 
/**
 * Of one collection, or of all.
 */
collection: CollectionId | null, 
/**
 * At one stage, or at any.
 */
stage: Stage | null, 
/**
 * Where the last page ended.
 */
after: number | null, 
/**
 * At most so many.
 */
limit: number, };

/**
 * What a list of sources is limited to, and its order.
 */
export type Listed = { 
/**
 * Of one collection, or of all.
 */
collection: CollectionId | null, 
/**
 * At any of these stages; an empty list limits nothing.
 */
stages: Array<Stage>, 
/**
 * With this in their name, in any case; empty limits nothing.
 */
named: string, 
/**
 * What it is ordered by.
 */
sortedBy: SortedBy, 
/**
 * The other way round than is usual for it.
 */
reversed: boolean, };

/**
 * Where a message of a search hit stands; its branch has been chosen.
 */
export type Located = { 
/**
 * In which conversation.
 */
conversation: ConversationId, 
/**
 * At which position of the branch, 0 is the oldest.
 */
position: number, };

/**
 * Where something stands in its file; numbers count from 1. The shape is that of `glim_knowledge::Place`.
 */
export type Locator = { "at": "page", 
/**
 * The page.
 */
page: number, 
/**
 * Left, bottom, right, top of each line, in points from the bottom left.
 */
boxes: Array<[number, number, number, number]>, } | { "at": "paragraph", 
/**
 * First paragraph.
 */
first: number, 
/**
 * Last paragraph.
 */
last: number, } | { "at": "cells", 
/**
 * The name of the sheet; empty for a file that has only one.
 */
sheet: string, 
/**
 * The cells.
 */
range: CellsOf, } | { "at": "slide", 
/**
 * The slide.
 */
slide: number, } | { "at": "chapter", 
/**
 * The chapter.
 */
chapter: number, 
/**
 * First paragraph in it.
 */
first: number, 
/**
 * Last paragraph in it.
 */
last: number, } | { "at": "lines", 
/**
 * First line.
 */
first: number, 
/**
 * Last line.
 */
last: number, } | { "at": "time", 
/**
 * From here.
 */
startMs: number, 
/**
 * To here.
 */
endMs: number, };

/**
 * What is looked up for an answer, shown above it while it is written.
 */
export type Lookup = { 
/**
 * Names of the files whose reading is waited for now, at most twenty; empty when nothing is waited for.
 */
reading: Array<string>, 
/**
 * The searches, in order.
 */
searches: Array<LookupSearch>, 
/**
 * How many passages the model has been given.
 */
passages: number, 
/**
 * What could not be looked at.
 */
unread: Array<UnreadSource>, };

/**
 * A search for an answer.
 */
export type LookupSearch = { 
/**
 * The words.
 */
query: string, 
/**
 * How many passages it found; none while it goes on.
 */
found: number | null, };

/**
 * How an answer by pictures or a video stands.
 */
export type MadeAnswer = { 
/**
 * Which.
 */
id: MessageId, 
/**
 * How it stands.
 */
making: MakingView, };

/**
 * A picture or video that was made.
 */
export type MadeView = { 
/**
 * Its id.
 */
id: ArtifactId, 
/**
 * What it is.
 */
kind: MediaKind, 
/**
 * Name of its file, for `/media/`.
 */
file: string, 
/**
 * Name of its small picture, for `/thumb/`.
 */
thumb: string | null, 
/**
 * A blur to show until then, in base64.
 */
thumbhash: string | null, 
/**
 * In pixels.
 */
width: number, 
/**
 * In pixels.
 */
height: number, 
/**
 * How long a video is.
 */
durationMs: number | null, };

/**
 * Asks for pictures or a video.
 */
export type MakeInChat = { 
/**
 * None begins a new conversation.
 */
conversation: ConversationId | null, 
/**
 * What is wanted, in the person's words (`prompt`); without pictures to start from.
 */
form: AskStudio, 
/**
 * The model that a new conversation talks with; an old one keeps its own.
 */
model: string, 
/**
 * The parameters a new conversation talks with.
 */
parameters: Parameters, };

/**
 * What is made in an answer.
 */
export type MakingView = { 
/**
 * Pictures or a video.
 */
kind: MediaKind, 
/**
 * The name of the model for people.
 */
title: string, 
/**
 * Width of what was asked for, in pixels: room is kept for it.
 */
width: number, 
/**
 * Height of what was asked for, in pixels.
 */
height: number, 
/**
 * As many as were asked for, in order.
 */
results: Array<ResultView>, };

/**
 * What was written.
 */
export type MediaExported = { 
/**
 * How many files.
 */
count: number, 
/**
 * Name of the file, or of the folder if there are several.
 */
name: string, };

/**
 * What a job makes, and what an artifact is.
 */
export type MediaKind = "image" | "video";

/**
 * Why a file is not taken into the studio, or as the picture a job starts from.
 */
export type MediaRefusal = "notMedia" | "damaged" | "tooLarge" | "unreadable";

/**
 * A file that was not taken.
 */
export type MediaRefused = { 
/**
 * Its name.
 */
name: string, 
/**
 * Why.
 */
why: MediaRefusal, };

/**
 * Where files are served: `<base>/media/<name>` and `<base>/thumb/<name>`.
 */
export type MediaServer = { 
/**
 * With a word of this run in it; without a slash at its end.
 */
base: string, };

/**
 * Names a message: a question or an answer.
 */
export type MessageId = string & { readonly __id: "message" };

/**
 * How an answer stands.
 */
export type MessageState = "streaming" | "complete" | "stopped" | "interrupted" | "failed" | "truncated";

/**
 * A message as shown.
 */
export type MessageView = { 
/**
 * Its id.
 */
id: MessageId, 
/**
 * Where it stands.
 */
conversation: ConversationId, 
/**
 * Who speaks.
 */
role: Role, 
/**
 * The person's own words; empty for answers, whose text is `blocks` (and `chat_text`).
 */
text: string, 
/**
 * The answer's Markdown as a tree.
 */
blocks: Array<Block>, 
/**
 * What the model thought before, if anything: fetched by `chat_reasoning` when unfolded.
 */
reasoning: ReasoningView | null, 
/**
 * How it stands.
 */
state: MessageState, 
/**
 * Why it failed or was cut.
 */
error: UiError | null, 
/**
 * The model that wrote it.
 */
model: string | null, 
/**
 * When it was begun.
 */
createdMs: number, 
/**
 * Its place among its siblings.
 */
siblings: Siblings, 
/**
 * Numbers of the answer, once it ended.
 */
usage: UsageView | null, 
/**
 * What it was given of the library, if it looked there: more by `chat_citations`.
 */
grounding: GroundingView | null, 
/**
 * What is made in the place of words: an answer has it in `making`, its question only says so.
 */
makes: MediaKind | null, 
/**
 * The pictures or the video of an answer, and the jobs that make them.
 */
making: MakingView | null, };

/**
 * One way to ask a model: from words, from a picture, from a first and a last one, from references.
 */
export type ModeView = { 
/**
 * `text`, `image`, `firstLast` or `reference`.
 */
mode: string, 
/**
 * What holds of the prompt.
 */
prompt: PromptRuleView, 
/**
 * What can be chosen, in the order of the form.
 */
parameters: Array<ParameterView>, 
/**
 * What holds of pictures to start from; none when it takes none.
 */
pictures: PictureRuleView | null, 
/**
 * What one result costs at least; none when that is not known.
 */
price: Money | null, };

/**
 * The models that can be asked at the platform in use.
 */
export type ModelList = { 
/**
 * The one a new conversation takes.
 */
defaultModel: string, 
/**
 * Current ones first.
 */
models: Array<ModelView>, 
/**
 * Why the platform's own list could not be had, when it could not: the built-in catalogue stands in.
 */
problem: UiError | null, };

/**
 * A model in the picker.
 */
export type ModelView = { 
/**
 * As the platform calls it.
 */
id: string, 
/**
 * Family for grouping, such as `GLM-5`; empty for an unknown model.
 */
family: string, 
/**
 * `current`, `legacy`, `deprecated`; unknown models are `current`.
 */
status: string, 
/**
 * What to use instead, when it is going away.
 */
successor: string | null, 
/**
 * Tokens of context; none when unknown.
 */
contextTokens: number | null, 
/**
 * Most tokens of an answer; none when unknown.
 */
maxOutputTokens: number | null, 
/**
 * Sees pictures.
 */
vision: boolean, 
/**
 * Calls tools.
 */
tools: boolean, 
/**
 * Whether it thinks.
 */
thinking: ThinkingMode, 
/**
 * The efforts it takes; empty when it takes none.
 */
efforts: Array<string>, 
/**
 * The platform's default temperature, when known.
 */
temperature: number | null, 
/**
 * The platform's default `top_p`, when known.
 */
topP: number | null, 
/**
 * Costs nothing.
 */
free: boolean, 
/**
 * Prices of this platform; empty when unknown.
 */
prices: Array<PriceView>, };

/**
 * An amount of money.
 */
export type Money = { 
/**
 * In whole units of the currency.
 */
amount: number, 
/**
 * ISO 4217: `CNY`, `USD`.
 */
currency: string, };

/**
 * A base to be made.
 */
export type NewCloudBase = { 
/**
 * At most 100 characters.
 */
name: string, 
/**
 * At most 500 characters.
 */
description: string, };

/**
 * An inline node.
 */
export type Node = { "kind": "strong", 
/**
 * Content.
 */
children: Array<Inline>, } | { "kind": "emphasis", 
/**
 * Content.
 */
children: Array<Inline>, } | { "kind": "strike", 
/**
 * Content.
 */
children: Array<Inline>, } | { "kind": "code", 
/**
 * Its text.
 */
text: string, } | { "kind": "link", 
/**
 * The address, if its scheme is allowed (http, https, mailto).
 */
href?: string, 
/**
 * The address as written when it is *not* allowed: to be shown as text.
 */
address?: string, 
/**
 * The title.
 */
title?: string, 
/**
 * What is shown.
 */
children: Array<Inline>, } | { "kind": "image", 
/**
 * A `data:` address of a small png, jpeg, gif or webp: may be shown at once.
 */
source?: string, 
/**
 * An allowed address on the net: to be offered as a link.
 */
href?: string, 
/**
 * The description.
 */
alt: string, } | { "kind": "math", 
/**
 * TeX source without its delimiters.
 */
source: string, 
/**
 * Written with `$$` or `\[`.
 */
display: boolean, 
/**
 * Whether the closing delimiter has come.
 */
closed: boolean, } | { "kind": "citation", 
/**
 * The number of the source, from 1.
 */
number: number, 
/**
 * The mark as written, for a host that knows no such source.
 */
text: string, } | { "kind": "footnoteMark", 
/**
 * The label between `[^` and `]`.
 */
label: string, } | { "kind": "break" };

/**
 * New children; which kind they are follows from the node they are added to.
 */
export type Nodes = Array<Block> | Array<Item> | Array<Row> | Array<Array<Inline>> | Array<Line> | Array<Span> | Array<Inline>;

/**
 * Why a source cannot be recognised.
 */
export type OcrHindrance = "format" | "tooLarge" | "tooManyPages" | "empty";

/**
 * One source without text.
 */
export type OcrItem = { 
/**
 * Which.
 */
source: SourceId, 
/**
 * Its name.
 */
name: string, 
/**
 * Its size.
 */
bytes: number, 
/**
 * Its pages.
 */
pages: number, 
/**
 * Why it cannot be sent, if it cannot.
 */
hindrance: OcrHindrance | null, 
/**
 * What became of it before.
 */
before: Recognition | null, };

/**
 * What recognising takes and costs.
 */
export type OcrPlan = { 
/**
 * The sources, at most five hundred.
 */
items: Array<OcrItem>, 
/**
 * Pages of those that can be sent.
 */
pages: number, 
/**
 * What they cost together.
 */
estimate: Estimate, 
/**
 * Whether the platform in use reads pictures.
 */
available: boolean, };

/**
 * How recognition stands.
 */
export type OcrState = { 
/**
 * What was asked for, last changed first.
 */
recognitions: Array<Recognition>, 
/**
 * Why nothing is sent now, though something waits; with `retryAfterMs` it goes on by itself.
 */
problem: UiError | null, };

/**
 * Sources without text that may be recognised.
 */
export type OcrWanted = { 
/**
 * These.
 */
sources: Array<SourceId>, 
/**
 * Or those of a collection.
 */
collection: CollectionId | null, 
/**
 * Or all.
 */
all: boolean, };

/**
 * Lays out a gallery.
 */
export type OpenGallery = { 
/**
 * What it shows.
 */
filter: GalleryFilter, 
/**
 * How wide the rows are, in CSS pixels.
 */
width: number, 
/**
 * How high a row should be; it will be a little more or less.
 */
rowHeight: number, 
/**
 * Between two pictures and between two rows.
 */
gap: number, 
/**
 * Above the first row of each month, for its name; 0 lets the rows of all months follow one another.
 */
heading: number, 
/**
 * The stretch that is looked at, whose rows come along: from here,
 */
top: number, 
/**
 * to here.
 */
bottom: number, };

/**
 * Which sources are listed, and how many there are at each stage.
 */
export type Outline = { 
/**
 * All that are listed, last added first.
 */
sources: Array<SourceId>, 
/**
 * How much there is in the collection, or in all, whatever else the list is limited to.
 */
statistics: Statistics, };

/**
 * Everything the Settings place shows about connections and data.
 */
export type Overview = { 
/**
 * The platform in use; none before the first run is done.
 */
platform: PlatformChoice | null, 
/**
 * The key of that platform.
 */
key: KeyView, 
/**
 * Whether the system's keychain can be used now.
 */
keychain: KeychainState, 
/**
 * How requests leave the machine.
 */
proxy: ProxyView, 
/**
 * What a new conversation begins with.
 */
defaults: ChatDefaults, 
/**
 * Where the data lies.
 */
folder: string, 
/**
 * Size of the database in bytes.
 */
dataBytes: number, 
/**
 * Copies that can be gone back to, newest first.
 */
snapshots: Array<SnapshotView>, 
/**
 * Version of the app.
 */
version: string, };

/**
 * The web view met an error it did not expect; goes to the log.
 */
export type PageCrash = { 
/**
 * The error's message, cut to a sane length by the receiver.
 */
message: string, 
/**
 * Its stack.
 */
stack: string | null, };

/**
 * What adding a page came to.
 */
export type PageOutcome = "added" | "changed" | "known" | "restored" | "unchanged";

/**
 * Asks for a stretch of the chosen branch.
 */
export type PageRequest = { 
/**
 * Of which conversation.
 */
conversation: ConversationId, 
/**
 * Position of the first message, 0 is the oldest.
 */
start: number, 
/**
 * At most this many, 1 to 200.
 */
count: number, };

/**
 * One thing that can be chosen.
 */
export type ParameterView = { 
/**
 * Its name at the platform, such as `size`.
 */
name: string, 
/**
 * What it is set to when nobody chooses; none leaves it to the platform.
 */
default: JsonValue | null, 
/**
 * What can be chosen.
 */
control: ControlView, };

/**
 * The parameters of an answer; what is `None` is left to the platform.
 */
export type Parameters = { 
/**
 * Think before answering, for models that can choose.
 */
thinking: boolean | null, 
/**
 * How much to think: one of the model's `reasoning_efforts`.
 */
effort: string | null, 
/**
 * 0 to 1.
 */
temperature: number | null, 
/**
 * 0.01 to 1.
 */
topP: number | null, 
/**
 * Most tokens of an answer.
 */
maxTokens: number | null, 
/**
 * What the model is told before everything else.
 */
systemPrompt: string | null, 
/**
 * What of the library the questions go to.
 */
knowledge: Knowledge | null, };

/**
 * A piece of a source's text.
 */
export type PassageView = { 
/**
 * Its place in the text, from 0.
 */
ordinal: number, 
/**
 * The headings above it, outermost first.
 */
heading: Array<string>, 
/**
 * Where it stands in the file.
 */
places: Array<Locator>, 
/**
 * Its words.
 */
text: string, };

/**
 * Opens the sealed file for this run.
 */
export type Passphrase = { 
/**
 * As typed.
 */
passphrase: string, };

/**
 * What a watcher has to do to its tree; the edits are applied in order.
 */
export type Patch = { 
/**
 * The edits, in order.
 */
edits: Array<Edit>, };

/**
 * What a running answer is doing.
 */
export type Phase = "reading" | "searching" | "waiting" | "thinking" | "answering";

/**
 * Lets the person pick what is to be added.
 */
export type PickFiles = { 
/**
 * A folder instead of files: no system's dialog lets both be picked.
 */
folder: boolean, };

/**
 * What holds of pictures to start from.
 */
export type PictureRuleView = { 
/**
 * What they can be for, in the order they are asked for.
 */
roles: Array<InputRole>, 
/**
 * Fewest.
 */
least: number, 
/**
 * Most.
 */
most: number, 
/**
 * Most bytes of one.
 */
mostBytes: number | null, 
/**
 * Types that are taken, such as `image/png`.
 */
mediaTypes: Array<string>, 
/**
 * Fewest pixels of a side.
 */
minSide: number | null, 
/**
 * Longest side to shortest, at most.
 */
mostAspect: number | null, };

/**
 * Puts a conversation on top or lets it go.
 */
export type PinConversation = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * On top or not.
 */
pinned: boolean, };

/**
 * Which platform answers.
 */
export type PlatformChoice = { "kind": "bigModel" } | { "kind": "bigModelCoding" } | { "kind": "zai" } | { "kind": "zaiCoding" } | { "kind": "custom", 
/**
 * The whole base, such as `http://127.0.0.1:8080/v1`.
 */
baseUrl: string, } | { "kind": "demo" };

/**
 * A price for a million tokens.
 */
export type PriceView = { 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * Holds for prompts of at least this many tokens.
 */
promptFrom: number | null, 
/**
 * Holds for prompts of fewer tokens than this.
 */
promptBelow: number | null, 
/**
 * Holds for answers of at least this many tokens.
 */
answerFrom: number | null, 
/**
 * Holds for answers of fewer tokens than this.
 */
answerBelow: number | null, 
/**
 * For a million tokens of prompt.
 */
input: number | null, 
/**
 * For a million cached tokens of prompt.
 */
cachedInput: number | null, 
/**
 * For a million tokens of answer.
 */
output: number | null, };

/**
 * What holds of a prompt.
 */
export type PromptRuleView = { 
/**
 * It cannot be left out.
 */
required: boolean, 
/**
 * Longest, in characters; none when the platform names no limit.
 */
longest: number | null, };

/**
 * How requests leave the machine.
 */
export type ProxyView = { "kind": "system" } | { "kind": "direct" } | { "kind": "custom", 
/**
 * `http://`, `https://` or `socks5://` host and port, without user and password.
 */
url: string, 
/**
 * The user, when it asks for one.
 */
user: string | null, 
/**
 * A password is kept in the same place as the keys.
 */
hasPassword: boolean, };

/**
 * Asks for a piece of a source's own file.
 */
export type ReadBytes = { 
/**
 * Which.
 */
source: SourceId, 
/**
 * From this byte on.
 */
start: number, 
/**
 * At most so many, and never more than 256 KiB.
 */
length: number, };

/**
 * Asks for the text of a source.
 */
export type ReadSource = { 
/**
 * Which.
 */
source: SourceId, 
/**
 * From this passage on.
 */
first: number, 
/**
 * At most so many passages.
 */
limit: number, };

/**
 * How much the model thought.
 */
export type ReasoningView = { 
/**
 * Characters of it.
 */
characters: number, 
/**
 * How long it took; none when unknown or still going on.
 */
durationMs: number | null, };

/**
 * A recognition that was asked for.
 */
export type Recognition = { 
/**
 * The source; several may have had the same content.
 */
source: SourceId, 
/**
 * Its name.
 */
name: string, 
/**
 * How far it is.
 */
state: RecognitionState, 
/**
 * The id the call was made with, for the platform's support.
 */
request: string | null, 
/**
 * Why it failed, as a code.
 */
reason: string | null, 
/**
 * What belongs to the reason.
 */
reasonParams: JsonValue | null, 
/**
 * When it was allowed.
 */
wantedMs: number, 
/**
 * When its state last changed.
 */
changedMs: number, };

/**
 * How far the recognition of a content is.
 */
export type RecognitionState = "wanted" | "sent" | "done" | "failed" | "unsure";

/**
 * Why a file is not taken into the library.
 */
export type Refusal = "hidden" | "link" | "tooLarge" | "notAFile" | "missing" | "unreadable" | "tooMany";

/**
 * Files that were not taken for one reason.
 */
export type Refusals = { 
/**
 * The reason.
 */
reason: Refusal, 
/**
 * How many.
 */
count: number, 
/**
 * Their names, at most twenty.
 */
names: Array<string>, };

/**
 * Gives a board another name.
 */
export type RenameBoard = { 
/**
 * Which.
 */
board: BoardId, 
/**
 * The name.
 */
name: string, };

/**
 * Another name for a base.
 */
export type RenameCloudBase = { 
/**
 * Which.
 */
base: string, 
/**
 * The name.
 */
name: string, };

/**
 * Gives a collection another name.
 */
export type RenameCollection = { 
/**
 * Which.
 */
collection: CollectionId, 
/**
 * The name.
 */
name: string, };

/**
 * Gives a conversation a title of the person's own.
 */
export type RenameConversation = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * The title; trimmed, at most 200 characters.
 */
title: string, };

/**
 * Gives a tag another name; if there is one of that name, the two become one.
 */
export type RenameTag = { 
/**
 * Its name.
 */
tag: string, 
/**
 * Its name from now on.
 */
name: string, };

/**
 * What became of the order by the platform.
 */
export type Reranking = "off" | "done" | "failed";

/**
 * One of the results.
 */
export type ResultView = { 
/**
 * Its job; of one that was tried again the last try.
 */
job: JobView, 
/**
 * What it made and is not deleted. A job that is done and has nothing here made what was deleted since.
 */
made: Array<MadeView>, };

/**
 * Asks again for an answer: makes a sibling.
 */
export type RetryMessage = { 
/**
 * The answer to ask for again.
 */
message: MessageId, 
/**
 * With another model; none takes the conversation's.
 */
model: string | null, };

/**
 * Reads sources again, or sooner.
 */
export type RetrySources = { 
/**
 * Which.
 */
sources: Array<SourceId>, 
/**
 * Before everything else that waits.
 */
first: boolean, };

/**
 * A folder that may be shown in the system's file browser.
 */
export type Reveal = "data" | "backups" | "logs";

/**
 * What happened to a file.
 */
export type ReviewKind = "new" | "changed" | "moved" | "missing";

/**
 * Findings, oldest first.
 */
export type ReviewPage = { 
/**
 * The findings.
 */
reviews: Array<ReviewView>, 
/**
 * Where to go on, if there are more.
 */
next: number | null, };

/**
 * A file that something happened to.
 */
export type ReviewView = { 
/**
 * Names the finding.
 */
number: number, 
/**
 * The file's name.
 */
name: string, 
/**
 * In which folder below the watched one; empty for that itself.
 */
within: string, 
/**
 * What happened.
 */
what: ReviewKind, 
/**
 * The source it is known as.
 */
source: SourceId | null, 
/**
 * Its size.
 */
bytes: number, 
/**
 * When it was last changed.
 */
modifiedMs: number, 
/**
 * When that was found.
 */
foundMs: number, };

/**
 * Who speaks.
 */
export type Role = "user" | "assistant";

/**
 * A row of a table: its cells, each a list of inline nodes.
 */
export type Row = Array<Array<Inline>>;

/**
 * A search.
 */
export type SearchLibrary = { 
/**
 * As it was typed.
 */
query: string, 
/**
 * The last word may be unfinished, and a newer search of this kind ends this one.
 */
typing: boolean, 
/**
 * In any of these collections; an empty list limits nothing.
 */
collections: Array<CollectionId>, 
/**
 * In any of these sources.
 */
sources: Array<SourceId>, 
/**
 * Of any of these kinds.
 */
kinds: Array<string>, 
/**
 * Changed at or after this.
 */
modifiedFromMs: number | null, 
/**
 * Changed before this.
 */
modifiedUntilMs: number | null, 
/**
 * At most so many.
 */
limit: number, };

/**
 * Searches titles and every message.
 */
export type SearchMessages = { 
/**
 * Words; `"a phrase"`, `-without`.
 */
query: string, 
/**
 * At most this many, 1 to 200.
 */
limit: number, };

/**
 * A question to send.
 */
export type SendMessage = { 
/**
 * None begins a new conversation.
 */
conversation: ConversationId | null, 
/**
 * The person's words.
 */
text: string, 
/**
 * The model's id.
 */
model: string, 
/**
 * Parameters; kept for the conversation.
 */
parameters: Parameters, };

/**
 * An answer has begun. It is durable; `chat_watch` it.
 */
export type Sent = { 
/**
 * The conversation, as it is now.
 */
conversation: ConversationView, 
/**
 * Length of the branch now; the answer is its last message.
 */
length: number, 
/**
 * The question, when there is a new one.
 */
question: MessageView | null, 
/**
 * The answer, `streaming`.
 */
answer: MessageView, };

/**
 * Keeps what is typed and not sent.
 */
export type SetDraft = { 
/**
 * None for the one of a new conversation.
 */
conversation: ConversationId | null, 
/**
 * Empty forgets it.
 */
text: string, };

/**
 * Makes artifacts favourites, or no longer.
 */
export type SetFavourite = { 
/**
 * Which.
 */
artifacts: Array<ArtifactId>, 
/**
 * Whether they are.
 */
favourite: boolean, };

/**
 * Changes how a folder is watched.
 */
export type SetFolder = { 
/**
 * Which.
 */
folder: FolderId, 
/**
 * Where its files go.
 */
collection: CollectionId | null, 
/**
 * What is found is taken at once.
 */
automatic: boolean, };

/**
 * Model and parameters of a conversation's next answer.
 */
export type SetParameters = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * The model's id.
 */
model: string, 
/**
 * Parameters.
 */
parameters: Parameters, };

/**
 * Changes the proxy.
 */
export type SetProxy = { 
/**
 * The new way; `has_password` is ignored here.
 */
proxy: ProxyView, 
/**
 * A new password; none keeps the stored one.
 */
password: string | null, };

/**
 * Gives artifacts tags and takes tags from them.
 */
export type SetTags = { 
/**
 * Which.
 */
artifacts: Array<ArtifactId>, 
/**
 * Tags to give, made if there are none of that name.
 */
add: Array<string>, 
/**
 * Tags to take.
 */
remove: Array<string>, };

/**
 * `‹ 2/3 ›`: a message among the ones with the same parent.
 */
export type Siblings = { 
/**
 * From 1.
 */
position: number, 
/**
 * 1 when it is alone.
 */
count: number, 
/**
 * Give to `chat_select`.
 */
previous: MessageId | null, 
/**
 * Give to `chat_select`.
 */
next: MessageId | null, };

/**
 * What goes in, what comes back and what is told meanwhile.
 */
export type Signature<Input, Output, Event> = { 
/**
 * The one argument.
 */
input: Input, 
/**
 * The answer when it succeeds.
 */
output: Output, 
/**
 * What a channel carries while the command runs; `null` when it has none.
 */
event: Event, };

/**
 * What holds of a size that is not in the list.
 */
export type SizeRuleView = { 
/**
 * The least of a side.
 */
min: number, 
/**
 * The most of a side.
 */
max: number, 
/**
 * Each side is a multiple of this.
 */
multiple: number, 
/**
 * Most pixels in all.
 */
mostPixels: number, };

/**
 * Names a snapshot of [`Blocked`] or [`Overview`].
 */
export type SnapshotName = { 
/**
 * As in [`SnapshotView::name`].
 */
name: string, };

/**
 * A copy of the database that could be gone back to.
 */
export type SnapshotView = { 
/**
 * Its file name inside the snapshots folder.
 */
name: string, 
/**
 * When it was made.
 */
createdMs: number, 
/**
 * Its size.
 */
bytes: number, };

/**
 * What a list of sources is ordered by.
 */
export type SortedBy = "added" | "name" | "bytes" | "stage";

/**
 * One source, and how far its reading has come.
 */
export type Source = { 
/**
 * Its id.
 */
id: SourceId, 
/**
 * Its place in the list, newest highest: go on from it with [`Store::list_sources`].
 */
number: number, 
/**
 * The name of its file or page.
 */
name: string, 
/**
 * What it is (`pdf`, `docx`, `web` …); the words are the caller's.
 */
kind: string, 
/**
 * Size of its content.
 */
bytes: number, 
/**
 * When its file was last changed.
 */
modifiedMs: number, 
/**
 * When it was added.
 */
addedMs: number, 
/**
 * When it was deleted, if it was.
 */
deletedMs: number | null, 
/**
 * How far its newest content has come.
 */
stage: Stage, 
/**
 * Why it failed, as a code.
 */
reason: string | null, 
/**
 * What belongs to the reason.
 */
reasonParams: JsonValue | null, 
/**
 * How often its reading was begun since it last got further or a person asked for it.
 */
attempts: number, 
/**
 * Progress within the stage, out of `total`.
 */
done: number, 
/**
 * What `done` counts up to; 0 if not known.
 */
total: number, 
/**
 * Passages kept of its newest content.
 */
passages: number, 
/**
 * Chunks kept of its newest content.
 */
chunks: number, 
/**
 * What its reader said of it (pages, title, author …).
 */
details: JsonValue | null, 
/**
 * A search can find it: its newest content, or an older one as long as the newest is not ready.
 */
searchable: boolean, };

/**
 * Names a source of the library: a file or a page that was added.
 */
export type SourceId = string & { readonly __id: "source" };

/**
 * A source in a report.
 */
export type SourceName = { 
/**
 * Its id.
 */
id: SourceId, 
/**
 * Its name.
 */
name: string, 
/**
 * Why it failed, as a code, if it did.
 */
reason: string | null, 
/**
 * What belongs to the reason.
 */
reasonParams: JsonValue | null, 
/**
 * In how many places it lies now.
 */
places: number, };

/**
 * Some rows of the list, and where to go on.
 */
export type SourcePage = { 
/**
 * Last added first.
 */
sources: Array<Source>, 
/**
 * Present if there are more.
 */
next: number | null, };

/**
 * A stretch of a source's text.
 */
export type SourceText = { 
/**
 * Its passages, in order.
 */
passages: Array<PassageView>, 
/**
 * Where to go on, if there is more.
 */
next: number | null, };

/**
 * A source with the collections it is in.
 */
export type SourceView = { 
/**
 * Its row.
 */
source: Source, 
/**
 * Where it belongs.
 */
collections: Array<CollectionId>, };

/**
 * A piece of a line of code: a bare string, or a pair of class and text.
 */
export type Span = string | [Class, string];

/**
 * How far a source has come.
 */
export type Stage = "waiting" | "reading" | "cutting" | "embedding" | "ready" | "failed" | "noText" | "skipped";

/**
 * The first thing the web view asks: may it show the places, and how should it look.
 */
export type Start = { 
/**
 * Language, theme and text size, known before the database opens.
 */
appearance: Appearance, 
/**
 * Why the data cannot be opened, when it cannot: the UI shows only this and what to do.
 */
blocked: Blocked | null, 
/**
 * No platform has been chosen yet: show the first-run sheet.
 */
firstRun: boolean, 
/**
 * The platform in use: the places open with it, before the keychain has been asked for the rest.
 */
platform: PlatformChoice | null, 
/**
 * What a new conversation begins with.
 */
defaults: ChatDefaults, 
/**
 * Answers that a crash interrupted and that this start has marked so.
 */
interrupted: number, 
/**
 * Version of the app.
 */
version: string, };

/**
 * How much there is.
 */
export type Statistics = { 
/**
 * Sources that are not deleted.
 */
sources: number, 
/**
 * Size of their content.
 */
bytes: number, 
/**
 * Bytes of text that is found.
 */
textBytes: number, 
/**
 * Passages that are found.
 */
passages: number, 
/**
 * Chunks that are found.
 */
chunks: number, 
/**
 * Sources that wait to be read.
 */
waiting: number, 
/**
 * Sources that are being read, cut or embedded.
 */
working: number, 
/**
 * Sources whose newest content is found.
 */
ready: number, 
/**
 * Sources that could not be read.
 */
failed: number, 
/**
 * Sources without text.
 */
noText: number, 
/**
 * Sources a person skipped.
 */
skipped: number, };

/**
 * What was asked for.
 */
export type StudioAsked = { 
/**
 * Names all of it.
 */
batch: BatchId, 
/**
 * Its jobs, in order.
 */
jobs: Array<JobView>, };

/**
 * What a form would cost, and what is wrong with it.
 */
export type StudioEstimate = { 
/**
 * For all results; none when the price is not known.
 */
cost: Money | null, 
/**
 * What keeps it from being asked.
 */
problems: Array<FormProblem>, };

/**
 * A picture to start from: one of these.
 */
export type TakeInput = { "kind": "ticket", 
/**
 * From the host.
 */
ticket: string, } | { "kind": "pasted", 
/**
 * Its bytes, in base64.
 */
base64: string, } | { "kind": "artifact", 
/**
 * Which; the poster of a video.
 */
id: ArtifactId, };

/**
 * What taking findings has come to.
 */
export type Taken = { 
/**
 * Files that are in the library now.
 */
taken: number, 
/**
 * Sources that were deleted, as their file is gone.
 */
deleted: number, 
/**
 * Files that were gone or could not be read by now; they are found again by the next look, if they come back.
 */
refused: number, };

/**
 * A picture that can be started from.
 */
export type TakenInput = { 
/**
 * Name of its file, for `/media/` and for [`JobInputView`].
 */
file: string, 
/**
 * What it is, such as `image/png`.
 */
mediaType: string, 
/**
 * Its size.
 */
bytes: number, 
/**
 * In pixels.
 */
width: number, 
/**
 * In pixels.
 */
height: number, 
/**
 * The artifact it is, if it is one.
 */
artifact: ArtifactId | null, };

/**
 * Pictures that can be started from.
 */
export type TakenInputs = { 
/**
 * Those that were taken, in order.
 */
inputs: Array<TakenInput>, 
/**
 * Those that were not: the name, and why.
 */
refused: Array<[string, MediaRefusal]>, };

/**
 * A stretch of text, marked or not.
 */
export type TextPart = { 
/**
 * The words.
 */
text: string, 
/**
 * They match.
 */
marked: boolean, };

/**
 * Light, dark, or as the system is.
 */
export type Theme = "system" | "light" | "dark";

/**
 * Whether a model thinks before answering.
 */
export type ThinkingMode = "never" | "optional" | "always";

/**
 * An opened conversation with the end of its thread.
 */
export type Thread = { 
/**
 * Its line in the list.
 */
conversation: ConversationView, 
/**
 * Parameters of its next answer.
 */
parameters: Parameters, 
/**
 * What was typed and not sent.
 */
draft: string, 
/**
 * The last messages of the chosen branch.
 */
page: ThreadPage, };

/**
 * A stretch of the chosen branch.
 */
export type ThreadPage = { 
/**
 * Messages in the whole branch.
 */
length: number, 
/**
 * Position of the first one here.
 */
start: number, 
/**
 * In order.
 */
messages: Array<MessageView>, };

/**
 * Files that the host has handed in, to be redeemed once by `library_add`.
 */
export type Ticket = { 
/**
 * Names these files; says nothing about where they lie.
 */
ticket: string, 
/**
 * Names of what was handed in, at most a hundred.
 */
names: Array<string>, 
/**
 * How many files and folders were handed in.
 */
count: number, };

/**
 * An error as it crosses to the UI.
 */
export type UiError = { 
/**
 * Branch on this.
 */
code: ErrorCode, 
/**
 * Values for the sentence, such as `message` (the platform's own words), `model`, `path`.
 */
params: { [key in string]: string }, 
/**
 * The platform's id of the request, to copy into a support ticket.
 */
requestId?: string, 
/**
 * When trying again makes sense, if the platform said.
 */
retryAfterMs?: number, };

/**
 * Why a source could not be looked at.
 */
export type Unread = "notYet" | "failed" | "noText" | "skipped";

/**
 * A source that an answer could not look at.
 */
export type UnreadSource = { 
/**
 * Which.
 */
source: SourceId, 
/**
 * Its name.
 */
name: string, 
/**
 * Why.
 */
why: Unread, };

/**
 * The line under an answer.
 */
export type UsageView = { 
/**
 * Tokens of the prompt.
 */
promptTokens: number | null, 
/**
 * Tokens of the answer with its thinking.
 */
completionTokens: number | null, 
/**
 * Of the prompt, those the platform had cached.
 */
cachedTokens: number | null, 
/**
 * Of the answer, those of thinking.
 */
reasoningTokens: number | null, 
/**
 * What it cost by the catalogue.
 */
cost: Money | null, 
/**
 * From sending to the first token.
 */
firstTokenMs: number | null, 
/**
 * From sending to the end.
 */
durationMs: number | null, 
/**
 * Tokens of the answer for each second after the first token.
 */
tokensPerSecond: number | null, };

/**
 * Watches a folder that the person picks in the host's dialog.
 */
export type WatchNewFolder = { 
/**
 * Where its files go, or nowhere in particular.
 */
collection: CollectionId | null, 
/**
 * What is found is taken at once instead of being asked about.
 */
automatic: boolean, };

/**
 * Why a search did not look at meaning.
 */
export type WithoutMeaning = "noModel" | "typing" | "offline" | "slow" | "otherPlatform" | "noKey" | "refused";
