-- The studio: pictures and videos that are asked for, kept, and found again.
-- A job is one paid call; the jobs of one question are a batch. An artifact is one kept picture or video.

-- One row. `generation` counts changes of what a gallery shows; `epoch` counts removals, after which it is read anew.
CREATE TABLE studio (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    generation INTEGER NOT NULL,
    epoch      INTEGER NOT NULL
) STRICT;

INSERT INTO studio (one, generation, epoch) VALUES (1, 0, 0);

-- Files in `media/` of the data folder, each content once: pictures, videos, thumbnails, and what is given to a model.
-- A row is written after its file is whole. `kept_ms` is when it was last handed in: what nobody uses is freed a day later.
CREATE TABLE media (
    number     INTEGER PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    media_type TEXT    NOT NULL,
    bytes      INTEGER NOT NULL CHECK (bytes >= 0),
    kept_ms    INTEGER NOT NULL
) STRICT;

CREATE INDEX media_kept ON media (kept_ms);

-- `sending` is written before the first byte leaves: found after a restart it may have been paid for and becomes `unknown`, which
-- nobody sends again but a person. `task` is written in the transaction that makes it `running`, `links` in that which makes it
-- `fetching`. `due_ms` is when the next step is to be tried. `links` is a list of objects; their shape is the caller's.
CREATE TABLE job (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    batch         BLOB    NOT NULL CHECK (length(batch) = 16),
    position      INTEGER NOT NULL CHECK (position >= 0),
    platform      TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('image', 'video')),
    mode          TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    prompt        TEXT    NOT NULL,
    parameters    TEXT    NOT NULL CHECK (json_valid(parameters)),
    state         TEXT    NOT NULL CHECK (state IN
        ('waiting', 'sending', 'running', 'fetching', 'done', 'failed', 'cancelled', 'unknown')),
    request       TEXT    NOT NULL UNIQUE,
    task          TEXT,
    links         TEXT    CHECK (links IS NULL OR json_valid(links)),
    error         TEXT    CHECK (error IS NULL OR json_valid(error)),
    tries         INTEGER NOT NULL DEFAULT 0,
    due_ms        INTEGER NOT NULL,
    estimate_nano INTEGER,
    cost_nano     INTEGER,
    currency      TEXT,
    asked_ms      INTEGER NOT NULL,
    sent_ms       INTEGER,
    submitted_ms  INTEGER,
    linked_ms     INTEGER,
    finished_ms   INTEGER,
    retry_of      INTEGER REFERENCES job (number) ON DELETE SET NULL,
    message       INTEGER REFERENCES message (number) ON DELETE SET NULL,
    CHECK ((state IN ('done', 'failed', 'cancelled', 'unknown')) = (finished_ms IS NOT NULL)),
    CHECK (state <> 'waiting' OR (sent_ms IS NULL AND task IS NULL)),
    CHECK (state <> 'running' OR task IS NOT NULL),
    CHECK (state NOT IN ('fetching', 'done') OR links IS NOT NULL),
    CHECK (state <> 'failed' OR error IS NOT NULL),
    CHECK ((estimate_nano IS NULL AND cost_nano IS NULL) = (currency IS NULL)),
    UNIQUE (batch, position)
) STRICT;

CREATE INDEX job_due ON job (due_ms, number) WHERE state IN ('waiting', 'running', 'fetching');
CREATE INDEX job_open ON job (number) WHERE state IN ('waiting', 'sending', 'running', 'fetching');
CREATE INDEX job_sending ON job (number) WHERE state = 'sending';
CREATE INDEX job_retry_of ON job (retry_of) WHERE retry_of IS NOT NULL;
CREATE INDEX job_message ON job (message) WHERE message IS NOT NULL;

-- Pictures a job starts from. The file stays as long as the job; the artifact it was may be gone.
CREATE TABLE job_input (
    job      INTEGER NOT NULL REFERENCES job (number) ON DELETE CASCADE,
    ordinal  INTEGER NOT NULL CHECK (ordinal >= 0),
    role     TEXT    NOT NULL CHECK (role IN ('reference', 'firstFrame', 'lastFrame')),
    media    INTEGER NOT NULL REFERENCES media (number),
    artifact INTEGER REFERENCES artifact (number) ON DELETE SET NULL,
    PRIMARY KEY (job, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_input_media ON job_input (media);
CREATE INDEX job_input_artifact ON job_input (artifact) WHERE artifact IS NOT NULL;

-- Its own copy of prompt, model and parameters: it outlives its job, and an imported one never had any.
-- `generation` is that of its last change that a gallery shows. `duration_ms` is that of a video.
CREATE TABLE artifact (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    job         INTEGER REFERENCES job (number) ON DELETE SET NULL,
    position    INTEGER NOT NULL DEFAULT 0 CHECK (position >= 0),
    kind        TEXT    NOT NULL CHECK (kind IN ('image', 'video')),
    file        INTEGER NOT NULL REFERENCES media (number),
    thumb       INTEGER REFERENCES media (number),
    width       INTEGER NOT NULL CHECK (width > 0),
    height      INTEGER NOT NULL CHECK (height > 0),
    duration_ms INTEGER CHECK (duration_ms >= 0),
    thumbhash   BLOB    CHECK (length(thumbhash) <= 64),
    mode        TEXT,
    model       TEXT,
    prompt      TEXT    NOT NULL,
    parameters  TEXT    NOT NULL CHECK (json_valid(parameters)),
    name        TEXT,
    favourite   INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
    made_ms     INTEGER NOT NULL,
    deleted_ms  INTEGER,
    generation  INTEGER NOT NULL,
    UNIQUE (job, position)
) STRICT;

CREATE INDEX artifact_file ON artifact (file);
CREATE INDEX artifact_thumb ON artifact (thumb) WHERE thumb IS NOT NULL;
-- All that a gallery must know of each to lay it out, without the rows themselves, which hold long prompts.
CREATE INDEX artifact_line ON artifact (generation, number, made_ms, width, height, kind, favourite, deleted_ms, model);
CREATE INDEX artifact_deleted ON artifact (deleted_ms) WHERE deleted_ms IS NOT NULL;

-- What was made from what.
CREATE TABLE artifact_parent (
    child  INTEGER NOT NULL REFERENCES artifact (number) ON DELETE CASCADE,
    parent INTEGER NOT NULL REFERENCES artifact (number) ON DELETE CASCADE,
    role   TEXT    NOT NULL CHECK (role IN ('reference', 'firstFrame', 'lastFrame')),
    PRIMARY KEY (child, parent, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX artifact_parent_parent ON artifact_parent (parent, child);

-- `folded` is the name as it is compared: no two tags differ in case or width alone.
CREATE TABLE tag (
    number INTEGER PRIMARY KEY,
    name   TEXT    NOT NULL,
    folded TEXT    NOT NULL UNIQUE
) STRICT;

CREATE TABLE artifact_tag (
    tag      INTEGER NOT NULL REFERENCES tag (number) ON DELETE CASCADE,
    artifact INTEGER NOT NULL REFERENCES artifact (number) ON DELETE CASCADE,
    PRIMARY KEY (tag, artifact)
) STRICT, WITHOUT ROWID;

CREATE INDEX artifact_tag_artifact ON artifact_tag (artifact, tag);

CREATE TABLE board (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name       TEXT    NOT NULL,
    created_ms INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;

CREATE INDEX board_deleted ON board (deleted_ms) WHERE deleted_ms IS NOT NULL;

CREATE TABLE board_artifact (
    board    INTEGER NOT NULL REFERENCES board (number) ON DELETE CASCADE,
    artifact INTEGER NOT NULL REFERENCES artifact (number) ON DELETE CASCADE,
    added_ms INTEGER NOT NULL,
    PRIMARY KEY (board, artifact)
) STRICT, WITHOUT ROWID;

CREATE INDEX board_artifact_artifact ON board_artifact (artifact, board);

-- As `message_words`: tokens of our own; the words are those of the prompt, the name and the tags.
CREATE VIRTUAL TABLE artifact_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1');

PRAGMA user_version = 5;
