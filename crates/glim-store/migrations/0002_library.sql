-- The library: sources with what was read of them, their vectors, the queue that reads them, and what answers cited.
-- A source is what a person added; a version is one content of it; a passage is a piece of a version's text that is given to a
-- model; a chunk is the part of a passage that is searched; a wording is a text that is embedded, once for all chunks that have it.
-- `AUTOINCREMENT` where an index outside of this file remembers the number: it must never come to mean another row.

-- One row. `generation` counts changes of what is found; `run` counts openings, so that claims of a process that is gone are known.
CREATE TABLE library (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    generation INTEGER NOT NULL,
    run        INTEGER NOT NULL
) STRICT;

INSERT INTO library (one, generation, run) VALUES (1, 0, 0);

CREATE TABLE collection (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name       TEXT    NOT NULL,
    settings   TEXT    NOT NULL CHECK (json_valid(settings)),
    created_ms INTEGER NOT NULL,
    deleted_ms INTEGER
) STRICT;

CREATE INDEX collection_deleted ON collection (deleted_ms) WHERE deleted_ms IS NOT NULL;

-- `deleted_with` is the collection that was deleted together with this source; null if it was deleted by itself.
-- `generation` is that of the last change of what is found of it.
CREATE TABLE source (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    name         TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    bytes        INTEGER NOT NULL CHECK (bytes >= 0),
    modified_ms  INTEGER NOT NULL,
    added_ms     INTEGER NOT NULL,
    generation   INTEGER NOT NULL DEFAULT 0,
    deleted_ms   INTEGER,
    deleted_with INTEGER,
    CHECK (deleted_with IS NULL OR deleted_ms IS NOT NULL)
) STRICT;

CREATE INDEX source_generation ON source (generation);
CREATE INDEX source_kind ON source (kind, modified_ms) WHERE deleted_ms IS NULL;
CREATE INDEX source_modified ON source (modified_ms) WHERE deleted_ms IS NULL;
CREATE INDEX source_deleted ON source (deleted_ms) WHERE deleted_ms IS NOT NULL;

-- Sources that were purged: what an index outside must still forget.
CREATE TABLE removed_source (
    source     INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
) STRICT;

CREATE INDEX removed_source_generation ON removed_source (generation);

CREATE TABLE membership (
    collection INTEGER NOT NULL REFERENCES collection (number) ON DELETE CASCADE,
    source     INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
    added_ms   INTEGER NOT NULL,
    PRIMARY KEY (collection, source)
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_source ON membership (source, collection);

-- `place` is the bytes of a path as the system names it, or of an address: a file name need not be text.
CREATE TABLE location (
    number      INTEGER PRIMARY KEY,
    source      INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE,
    kind        TEXT    NOT NULL CHECK (kind IN ('file', 'web')),
    place       BLOB    NOT NULL UNIQUE,
    bytes       INTEGER NOT NULL CHECK (bytes >= 0),
    modified_ms INTEGER NOT NULL,
    seen_ms     INTEGER NOT NULL,
    missing_ms  INTEGER
) STRICT;

CREATE INDEX location_source ON location (source, missing_ms);

-- One content of a source, and its way through the queue. A source has one `latest` version and at most one that is `shown` (found by
-- a search); they differ while a changed file is read again. Without a source it has been given up, and its rows are swept in steps.
-- `claim` counts how often it was taken up: whoever holds an older number has lost it.
CREATE TABLE version (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    source        INTEGER REFERENCES source (number),
    hash          BLOB    CHECK (length(hash) = 32),
    latest        INTEGER NOT NULL CHECK (latest IN (0, 1)),
    shown         INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)),
    stage         TEXT    NOT NULL CHECK (stage IN ('waiting', 'reading', 'cutting', 'embedding', 'ready', 'failed', 'noText', 'skipped')),
    reason        TEXT,
    reason_params TEXT    CHECK (reason_params IS NULL OR json_valid(reason_params)),
    priority      INTEGER NOT NULL DEFAULT 0,
    attempts      INTEGER NOT NULL DEFAULT 0,
    claim         INTEGER NOT NULL DEFAULT 0,
    run           INTEGER NOT NULL DEFAULT 0,
    lease_ms      INTEGER NOT NULL DEFAULT 0,
    recipe        TEXT,
    cut           INTEGER NOT NULL DEFAULT 0 CHECK (cut IN (0, 1)),
    done          INTEGER NOT NULL DEFAULT 0,
    total         INTEGER NOT NULL DEFAULT 0,
    passages      INTEGER NOT NULL DEFAULT 0,
    chunks        INTEGER NOT NULL DEFAULT 0,
    text_bytes    INTEGER NOT NULL DEFAULT 0,
    details       TEXT    CHECK (details IS NULL OR json_valid(details)),
    queued_ms     INTEGER NOT NULL,
    CHECK ((source IS NULL) = (hash IS NULL)),
    CHECK (source IS NOT NULL OR (latest = 0 AND shown = 0)),
    CHECK ((stage = 'failed') = (reason IS NOT NULL)),
    CHECK (shown = 0 OR stage IN ('ready', 'noText'))
) STRICT;

CREATE UNIQUE INDEX version_latest ON version (source) WHERE latest = 1;
CREATE UNIQUE INDEX version_shown ON version (source) WHERE shown = 1;
CREATE UNIQUE INDEX version_content ON version (hash) WHERE latest = 1;
CREATE INDEX version_source ON version (source);
CREATE INDEX version_hash ON version (hash);
CREATE INDEX version_stage ON version (stage, source) WHERE latest = 1;
CREATE INDEX version_queue ON version (priority DESC, number) WHERE stage IN ('waiting', 'reading', 'cutting', 'embedding');
CREATE INDEX version_given_up ON version (number) WHERE source IS NULL;

-- The text of a version, each piece once; chunks point into it. `heading` is a JSON list from the outermost heading inwards.
CREATE TABLE passage (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL REFERENCES version (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    heading TEXT    CHECK (heading IS NULL OR json_valid(heading)),
    locator TEXT    NOT NULL CHECK (json_valid(locator)),
    text    TEXT    NOT NULL,
    UNIQUE (version, ordinal)
) STRICT;

CREATE TABLE wording (
    number INTEGER PRIMARY KEY,
    hash   BLOB    NOT NULL UNIQUE CHECK (length(hash) = 16)
) STRICT;

-- Bytes `start_byte` to `end_byte` of the passage. Without a locator, that of the passage.
CREATE TABLE chunk (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    passage    INTEGER NOT NULL REFERENCES passage (number) ON DELETE CASCADE,
    wording    INTEGER NOT NULL REFERENCES wording (number),
    start_byte INTEGER NOT NULL CHECK (start_byte >= 0),
    end_byte   INTEGER NOT NULL CHECK (end_byte > start_byte),
    locator    TEXT    CHECK (locator IS NULL OR json_valid(locator))
) STRICT;

CREATE INDEX chunk_passage ON chunk (passage);
CREATE INDEX chunk_wording ON chunk (wording);

-- Rows are kept when retired: what they name may still be in the table of vectors, and a person may come back.
CREATE TABLE embedding_model (
    number     INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    dimensions INTEGER NOT NULL CHECK (dimensions BETWEEN 1 AND 65536),
    form       TEXT    NOT NULL CHECK (form IN ('int8', 'f16')),
    state      TEXT    NOT NULL CHECK (state IN ('serving', 'filling', 'retired')),
    swept      INTEGER NOT NULL DEFAULT 1 CHECK (swept IN (0, 1)),
    UNIQUE (name, dimensions, form)
) STRICT;

CREATE UNIQUE INDEX embedding_model_state ON embedding_model (state) WHERE state <> 'retired';

-- With a rowid: in a table without, SQLite would move all of a vector over 1,002 bytes but its start to a page of its own.
CREATE TABLE vector (
    wording INTEGER NOT NULL REFERENCES wording (number) ON DELETE CASCADE,
    model   INTEGER NOT NULL REFERENCES embedding_model (number),
    bytes   BLOB    NOT NULL,
    PRIMARY KEY (wording, model)
) STRICT;

-- Every wording of this version has a vector of this model.
CREATE TABLE coverage (
    version INTEGER NOT NULL REFERENCES version (number) ON DELETE CASCADE,
    model   INTEGER NOT NULL REFERENCES embedding_model (number),
    PRIMARY KEY (version, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE watched_folder (
    number     INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    path       BLOB    NOT NULL UNIQUE,
    collection INTEGER REFERENCES collection (number) ON DELETE SET NULL,
    settings   TEXT    NOT NULL CHECK (json_valid(settings)),
    created_ms INTEGER NOT NULL,
    scanned_ms INTEGER
) STRICT;

CREATE INDEX watched_folder_collection ON watched_folder (collection);

-- What a look at a watched folder found and a person has not decided yet; `ignored` is decided, until the file changes.
CREATE TABLE review (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    folder      INTEGER NOT NULL REFERENCES watched_folder (number) ON DELETE CASCADE,
    path        BLOB    NOT NULL,
    what        TEXT    NOT NULL CHECK (what IN ('new', 'changed', 'moved', 'missing')),
    source      INTEGER REFERENCES source (number) ON DELETE CASCADE,
    bytes       INTEGER NOT NULL CHECK (bytes >= 0),
    modified_ms INTEGER NOT NULL,
    found_ms    INTEGER NOT NULL,
    ignored     INTEGER NOT NULL DEFAULT 0 CHECK (ignored IN (0, 1)),
    UNIQUE (folder, path)
) STRICT;

CREATE INDEX review_source ON review (source);
CREATE INDEX review_open ON review (folder, number) WHERE ignored = 0;

-- What an answer leaned on, in its own words: it stays readable when the source is read again or is gone, hence no foreign keys there.
CREATE TABLE citation (
    message     INTEGER NOT NULL REFERENCES message (number) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL CHECK (ordinal >= 1),
    source_id   BLOB    NOT NULL CHECK (length(source_id) = 16),
    source_name TEXT    NOT NULL,
    chunk       INTEGER,
    heading     TEXT    CHECK (heading IS NULL OR json_valid(heading)),
    locator     TEXT    NOT NULL CHECK (json_valid(locator)),
    quote       TEXT    NOT NULL,
    verdict     TEXT    CHECK (verdict IN ('supported', 'unsupported')),
    PRIMARY KEY (message, ordinal)
) STRICT;

PRAGMA user_version = 2;
