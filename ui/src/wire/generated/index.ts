// Made by `cargo xtask gen` from crates/glim-app/src/commands.rs. Do not edit.

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
reasoningMs: number | null, } | { "kind": "grew", 
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
id: MessageId, } | { "kind": "settingsChanged" };

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
 * The few colour classes of code; the style sheet gives each a colour of the theme.
 */
export type Class = "comment" | "keyword" | "string" | "number" | "function" | "type" | "constant" | "variable" | "punctuation" | "inserted" | "deleted";

/**
 * Read by the UI as `Commands["chat_send"]`; exists for its TypeScript only.
 */
export type Commands = { settings_start: Signature<null, Start, null>, settings_set_appearance: Signature<Appearance, null, null>, settings_overview: Signature<null, Overview, null>, settings_check_key: Signature<CheckKey, KeyVerdict, null>, settings_connect: Signature<Connect, Overview, null>, settings_unlock: Signature<Passphrase, Overview, null>, settings_forget_key: Signature<PlatformChoice, Overview, null>, settings_set_proxy: Signature<SetProxy, Overview, null>, settings_set_defaults: Signature<ChatDefaults, Overview, null>, settings_backup: Signature<null, BackupDone, null>, settings_restore: Signature<SnapshotName, null, null>, settings_move_folder: Signature<null, FolderMoved, null>, settings_reveal: Signature<Reveal, null, null>, settings_open_link: Signature<string, null, null>, settings_restart: Signature<null, null, null>, settings_report_crash: Signature<PageCrash, null, null>, chat_list: Signature<ListConversations, ConversationPage, null>, chat_open: Signature<ConversationId, Thread, null>, chat_page: Signature<PageRequest, ThreadPage, null>, chat_send: Signature<SendMessage, Sent, null>, chat_edit: Signature<EditMessage, Sent, null>, chat_retry: Signature<RetryMessage, Sent, null>, chat_continue: Signature<MessageId, Sent, null>, chat_watch: Signature<MessageId, null, AnswerEvent>, chat_stop: Signature<MessageId, null, null>, chat_select: Signature<MessageId, Thread, null>, chat_locate: Signature<MessageId, Located, null>, chat_text: Signature<MessageId, string, null>, chat_reasoning: Signature<MessageId, Array<Block>, null>, chat_message_delete: Signature<MessageId, Thread, null>, chat_message_restore: Signature<MessageId, Thread, null>, chat_rename: Signature<RenameConversation, null, null>, chat_pin: Signature<PinConversation, null, null>, chat_delete: Signature<ConversationId, null, null>, chat_restore: Signature<ConversationId, null, null>, chat_set_parameters: Signature<SetParameters, null, null>, chat_set_draft: Signature<SetDraft, null, null>, chat_draft: Signature<ConversationId | null, string, null>, chat_search: Signature<SearchMessages, Array<Hit>, null>, chat_models: Signature<null, ModelList, null>, };

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
 * What went wrong, as the UI tells it apart. A new code without words in both languages does not compile there.
 */
export type ErrorCode = "notConnected" | "keyMissing" | "keyRefused" | "keyLocked" | "passphraseWrong" | "keychainNoBus" | "keychainNoService" | "keychainLocked" | "keychainTimedOut" | "keychainFailed" | "balanceUsedUp" | "rateLimited" | "modelOverloaded" | "quotaReached" | "planExcludes" | "accessDenied" | "modelUnknown" | "requestRefused" | "promptTooLong" | "contentRefused" | "platformFailed" | "platformUnreachable" | "proxyFailed" | "timedOut" | "connectionCut" | "answerMalformed" | "storeTooNew" | "storeDamaged" | "storeLocked" | "diskFull" | "storeDenied" | "storeFailed" | "notFound" | "alreadyRunning" | "badInput" | "openFailed" | "internal";

/**
 * What became of the wish to move the data folder.
 */
export type FolderMoved = { "kind": "cancelled" } | { "kind": "moved", 
/**
 * The new place.
 */
folder: string, };

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
 * Inline content: a bare string, or a node.
 */
export type Inline = string | Node;

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
 * The language of words, dates and numbers.
 */
export type Language = "system" | "zh-CN" | "en";

/**
 * A line of code: its spans, none for an empty line.
 */
export type Line = Array<Span>;

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
usage: UsageView | null, };

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
systemPrompt: string | null, };

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
export type Phase = "waiting" | "thinking" | "answering";

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
 * A folder that may be shown in the system's file browser.
 */
export type Reveal = "data" | "backups" | "logs";

/**
 * Who speaks.
 */
export type Role = "user" | "assistant";

/**
 * A row of a table: its cells, each a list of inline nodes.
 */
export type Row = Array<Array<Inline>>;

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
 * A piece of a line of code: a bare string, or a pair of class and text.
 */
export type Span = string | [Class, string];

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
 * Answers that a crash interrupted and that this start has marked so.
 */
interrupted: number, 
/**
 * Version of the app.
 */
version: string, };

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
