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
message: MessageView, };

export type AppEvent = { "kind": "conversationChanged", id: ConversationId, } | { "kind": "messageChanged", conversation: ConversationId, id: MessageId, } | { "kind": "settingsChanged" };

export type Appearance = { language: Language, theme: Theme, textSize: number, enterSends: boolean, };

export type BackupDone = { name: string, folder: string, bytes: number, };

export type Block = unknown;

export type Blocked = { problem: UiError, snapshots: Array<SnapshotView>, folder: string, };

export type ChatDefaults = { model: string | null, parameters: Parameters, };

export type CheckKey = { platform: PlatformChoice, key: string | null, };

export type Commands = { settings_start: Signature<null, Start, null>, settings_set_appearance: Signature<Appearance, null, null>, settings_overview: Signature<null, Overview, null>, settings_check_key: Signature<CheckKey, KeyVerdict, null>, settings_connect: Signature<Connect, Overview, null>, settings_unlock: Signature<Passphrase, Overview, null>, settings_forget_key: Signature<PlatformChoice, Overview, null>, settings_set_proxy: Signature<SetProxy, Overview, null>, settings_set_defaults: Signature<ChatDefaults, Overview, null>, settings_backup: Signature<null, BackupDone, null>, settings_restore: Signature<SnapshotName, null, null>, settings_move_folder: Signature<null, FolderMoved, null>, settings_reveal: Signature<Reveal, null, null>, settings_open_link: Signature<string, null, null>, settings_restart: Signature<null, null, null>, settings_report_crash: Signature<PageCrash, null, null>, chat_list: Signature<ListConversations, ConversationPage, null>, chat_open: Signature<ConversationId, Thread, null>, chat_page: Signature<PageRequest, ThreadPage, null>, chat_send: Signature<SendMessage, Sent, null>, chat_edit: Signature<EditMessage, Sent, null>, chat_retry: Signature<RetryMessage, Sent, null>, chat_continue: Signature<MessageId, Sent, null>, chat_watch: Signature<MessageId, null, AnswerEvent>, chat_stop: Signature<MessageId, null, null>, chat_select: Signature<MessageId, Thread, null>, chat_locate: Signature<MessageId, Located, null>, chat_text: Signature<MessageId, string, null>, chat_reasoning: Signature<MessageId, Array<Block>, null>, chat_message_delete: Signature<MessageId, Thread, null>, chat_message_restore: Signature<MessageId, Thread, null>, chat_rename: Signature<RenameConversation, null, null>, chat_pin: Signature<PinConversation, null, null>, chat_delete: Signature<ConversationId, null, null>, chat_restore: Signature<ConversationId, null, null>, chat_set_parameters: Signature<SetParameters, null, null>, chat_set_draft: Signature<SetDraft, null, null>, chat_draft: Signature<ConversationId | null, string, null>, chat_search: Signature<SearchMessages, Array<Hit>, null>, chat_models: Signature<null, ModelList, null>, };

export type Connect = { platform: PlatformChoice, key: string | null, keep: KeyPlace, passphrase: string | null, };

export type ConversationId = string;

export type ConversationPage = { conversations: Array<ConversationView>, next: string | null, };

export type ConversationView = { id: ConversationId, title: string, pinned: boolean, model: string, updatedMs: number, running: boolean, };

export type EditMessage = { message: MessageId, text: string, };

export type ErrorCode = "notConnected" | "keyMissing" | "keyRefused" | "keyLocked" | "passphraseWrong" | "keychainNoBus" | "keychainNoService" | "keychainLocked" | "keychainTimedOut" | "keychainFailed" | "balanceUsedUp" | "rateLimited" | "modelOverloaded" | "quotaReached" | "planExcludes" | "accessDenied" | "modelUnknown" | "requestRefused" | "promptTooLong" | "contentRefused" | "platformFailed" | "platformUnreachable" | "proxyFailed" | "timedOut" | "connectionCut" | "answerMalformed" | "storeTooNew" | "storeDamaged" | "storeLocked" | "diskFull" | "storeDenied" | "storeFailed" | "notFound" | "alreadyRunning" | "badInput" | "openFailed" | "internal";

export type FolderMoved = { "kind": "cancelled" } | { "kind": "moved", folder: string, };

export type Hit = { conversationId: ConversationId, messageId: MessageId | null, title: string, role: string | null, snippet: string, highlights: Array<[number, number]>, createdMs: number, rank: number, };

export type KeyPlace = "keychain" | "sealedFile" | "session";

export type KeyVerdict = { "kind": "accepted", models: number, } | { "kind": "unknown" } | { "kind": "problem", problem: UiError, };

export type KeyView = { "kind": "notNeeded" } | { "kind": "missing" } | { "kind": "locked" } | { "kind": "present", endsIn: string, place: KeyPlace, } | { "kind": "unreachable", problem: UiError, };

export type KeychainState = "available" | "noBus" | "noService" | "locked" | "timedOut" | "failed";

export type Language = "system" | "zh-CN" | "en";

export type ListConversations = { after: string | null, limit: number, };

export type Located = { conversation: ConversationId, position: number, };

export type MessageId = string;

export type MessageState = "streaming" | "complete" | "stopped" | "interrupted" | "failed" | "truncated";

export type MessageView = { id: MessageId, conversation: ConversationId, role: Role, text: string, blocks: Array<Block>, reasoning: ReasoningView | null, state: MessageState, error: UiError | null, model: string | null, createdMs: number, siblings: Siblings, usage: UsageView | null, };

export type ModelList = { defaultModel: string, models: Array<ModelView>, problem: UiError | null, };

export type ModelView = { id: string, family: string, status: string, successor: string | null, contextTokens: number | null, maxOutputTokens: number | null, vision: boolean, tools: boolean, thinking: ThinkingMode, efforts: Array<string>, temperature: number | null, topP: number | null, free: boolean, prices: Array<PriceView>, };

export type Money = { amount: number, currency: string, };

export type Overview = { platform: PlatformChoice | null, key: KeyView, keychain: KeychainState, proxy: ProxyView, defaults: ChatDefaults, folder: string, dataBytes: number, snapshots: Array<SnapshotView>, version: string, };

export type PageCrash = { message: string, stack: string | null, };

export type PageRequest = { conversation: ConversationId, start: number, count: number, };

export type Parameters = { thinking: boolean | null, effort: string | null, temperature: number | null, topP: number | null, maxTokens: number | null, systemPrompt: string | null, };

export type Passphrase = { passphrase: string, };

export type Patch = unknown;

export type Phase = "waiting" | "thinking" | "answering";

export type PinConversation = { conversation: ConversationId, pinned: boolean, };

export type PlatformChoice = { "kind": "bigModel" } | { "kind": "bigModelCoding" } | { "kind": "zai" } | { "kind": "zaiCoding" } | { "kind": "custom", baseUrl: string, } | { "kind": "demo" };

export type PriceView = { currency: string, promptFrom: number | null, promptBelow: number | null, answerFrom: number | null, answerBelow: number | null, input: number | null, cachedInput: number | null, output: number | null, };

export type ProxyView = { "kind": "system" } | { "kind": "direct" } | { "kind": "custom", url: string, user: string | null, hasPassword: boolean, };

export type ReasoningView = { characters: number, durationMs: number | null, };

export type RenameConversation = { conversation: ConversationId, title: string, };

export type RetryMessage = { message: MessageId, model: string | null, };

export type Reveal = "data" | "backups" | "logs";

export type Role = "user" | "assistant";

export type SearchMessages = { query: string, limit: number, };

export type SendMessage = { conversation: ConversationId | null, text: string, model: string, parameters: Parameters, };

export type Sent = { conversation: ConversationView, length: number, question: MessageView | null, answer: MessageView, };

export type SetDraft = { conversation: ConversationId | null, text: string, };

export type SetParameters = { conversation: ConversationId, model: string, parameters: Parameters, };

export type SetProxy = { proxy: ProxyView, password: string | null, };

export type Siblings = { position: number, count: number, previous: MessageId | null, next: MessageId | null, };

export type Signature<Input, Output, Event> = { input: Input, output: Output, event: Event, };

export type SnapshotName = { name: string, };

export type SnapshotView = { name: string, createdMs: number, bytes: number, };

export type Start = { appearance: Appearance, blocked: Blocked | null, firstRun: boolean, interrupted: number, version: string, };

export type Theme = "system" | "light" | "dark";

export type ThinkingMode = "never" | "optional" | "always";

export type Thread = { conversation: ConversationView, parameters: Parameters, draft: string, page: ThreadPage, };

export type ThreadPage = { length: number, start: number, messages: Array<MessageView>, };

export type UiError = { code: ErrorCode, params: { [key in string]: string }, requestId?: string, retryAfterMs?: number, };

export type UsageView = { promptTokens: number | null, completionTokens: number | null, cachedTokens: number | null, reasoningTokens: number | null, cost: Money | null, firstTokenMs: number | null, durationMs: number | null, tokensPerSecond: number | null, };
