-- Conversations, their messages as a tree, attempts at answers, what they cost, settings, and the words to find them by.
-- `number` is the internal key (and the rowid of the search index); `id` is what the outside sees (UUIDv7, 16 bytes).

CREATE TABLE conversation (
    number     INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    title      TEXT,
    title_by   TEXT    CHECK (title_by IN ('model', 'person')),
    model      TEXT,
    parameters TEXT    NOT NULL CHECK (json_valid(parameters)),
    pinned     INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
    created_ms INTEGER NOT NULL,
    active_ms  INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;

CREATE INDEX conversation_list ON conversation (pinned DESC, active_ms DESC, number DESC) WHERE deleted_ms IS NULL;
CREATE INDEX conversation_deleted ON conversation (deleted_ms) WHERE deleted_ms IS NOT NULL;

-- `hidden_by` is the deleted message that hides this one: itself or an ancestor. Null means visible.
-- `text` is the words of a question; the words of an answer are those of its attempts, in order.
CREATE TABLE message (
    number       INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    conversation INTEGER NOT NULL REFERENCES conversation (number) ON DELETE CASCADE,
    parent       INTEGER REFERENCES message (number),
    depth        INTEGER NOT NULL CHECK (depth >= 0),
    role         TEXT    NOT NULL CHECK (role IN ('user', 'assistant')),
    created_ms   INTEGER NOT NULL,
    hidden_by    INTEGER,
    deleted_ms   INTEGER,
    text         TEXT,
    CHECK ((parent IS NULL) = (depth = 0)),
    CHECK ((role = 'user') = (text IS NOT NULL))
) STRICT;

-- `parent` comes first because the foreign key looks children up by it alone.
CREATE INDEX message_tree ON message (parent, conversation, hidden_by, number);
CREATE INDEX message_conversation ON message (conversation, hidden_by);
CREATE INDEX message_deleted ON message (deleted_ms) WHERE deleted_ms IS NOT NULL;

-- The child of `parent` that was seen last. Following it from any visible message leads to the leaf where that branch was left.
CREATE TABLE choice (
    parent INTEGER PRIMARY KEY REFERENCES message (number) ON DELETE CASCADE,
    child  INTEGER NOT NULL
) STRICT;

-- The branch that is shown, from its root (depth 0) to its leaf: a page of a long thread is one range of this table.
CREATE TABLE path (
    conversation INTEGER NOT NULL REFERENCES conversation (number) ON DELETE CASCADE,
    depth        INTEGER NOT NULL,
    message      INTEGER NOT NULL,
    PRIMARY KEY (conversation, depth)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt (
    number             INTEGER PRIMARY KEY,
    id                 BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    message            INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
    ordinal            INTEGER NOT NULL,
    state              TEXT    NOT NULL CHECK (state IN ('streaming', 'complete', 'stopped', 'interrupted', 'failed')),
    model              TEXT    NOT NULL,
    started_ms         INTEGER NOT NULL,
    first_token_ms     INTEGER,
    reasoning_ended_ms INTEGER,
    finished_ms        INTEGER,
    prompt_tokens      INTEGER,
    completion_tokens  INTEGER,
    cached_tokens      INTEGER,
    reasoning_tokens   INTEGER,
    cost_nano          INTEGER,
    currency           TEXT,
    request_id         TEXT,
    finish_reason      TEXT,
    error              TEXT    CHECK (error IS NULL OR json_valid(error)),
    parameters         TEXT    NOT NULL CHECK (json_valid(parameters)),
    web_search         TEXT    CHECK (web_search IS NULL OR json_valid(web_search)),
    reasoning          TEXT    NOT NULL DEFAULT '',
    text               TEXT    NOT NULL DEFAULT '',
    CHECK ((state = 'streaming') = (finished_ms IS NULL)),
    CHECK ((cost_nano IS NULL) = (currency IS NULL)),
    UNIQUE (message, ordinal)
) STRICT;

CREATE INDEX attempt_streaming ON attempt (number) WHERE state = 'streaming';

-- The journal of an answer that is being written: rows are only added, and folded into the attempt when it ends.
CREATE TABLE delta (
    attempt   INTEGER NOT NULL REFERENCES attempt (number) ON DELETE CASCADE,
    seq       INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    reasoning TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    PRIMARY KEY (attempt, seq)
) STRICT, WITHOUT ROWID;

-- What was spent stays known after the conversation is gone, hence no foreign key.
CREATE TABLE usage (
    number            INTEGER PRIMARY KEY,
    attempt_id        BLOB    UNIQUE CHECK (attempt_id IS NULL OR length(attempt_id) = 16),
    day               TEXT    NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    model             TEXT    NOT NULL,
    feature           TEXT    NOT NULL,
    prompt_tokens     INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens     INTEGER NOT NULL,
    reasoning_tokens  INTEGER NOT NULL,
    cost_nano         INTEGER,
    currency          TEXT,
    at_ms             INTEGER NOT NULL,
    CHECK ((cost_nano IS NULL) = (currency IS NULL))
) STRICT;

CREATE INDEX usage_day ON usage (day, model);

CREATE TABLE setting (
    key        TEXT    PRIMARY KEY,
    value      TEXT    NOT NULL CHECK (json_valid(value)),
    changed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Both hold tokens made by search/tokens.rs, separated by spaces; `ascii` splits at nothing else and folds nothing we have not folded.
-- Contentless: the words live in message and attempt, the index only points there. `prefix` serves one-character Chinese queries.
CREATE VIRTUAL TABLE message_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1');
CREATE VIRTUAL TABLE title_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1');

PRAGMA application_id = 1198287213; -- 'Glim'
PRAGMA user_version = 1;
