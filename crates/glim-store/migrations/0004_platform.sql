-- What the platform does for the library, for money: what was paid for is kept.

-- Vectors of a model that costs are not swept when it is retired: who comes back does not pay again.
ALTER TABLE embedding_model ADD COLUMN paid INTEGER NOT NULL DEFAULT 0 CHECK (paid IN (0, 1));

-- Pictures and scans that a person wants read by the platform, by content. `sent` is written before the call leaves: found after a
-- restart it may have been paid for, and becomes `unsure`, which nobody sends again but a person. `document` is what was read.
CREATE TABLE recognition (
    hash          BLOB    PRIMARY KEY CHECK (length(hash) = 32),
    state         TEXT    NOT NULL CHECK (state IN ('wanted', 'sent', 'done', 'failed', 'unsure')),
    request       TEXT,
    reason        TEXT,
    reason_params TEXT    CHECK (reason_params IS NULL OR json_valid(reason_params)),
    document      TEXT    CHECK (document IS NULL OR json_valid(document)),
    wanted_ms     INTEGER NOT NULL,
    changed_ms    INTEGER NOT NULL,
    CHECK ((state = 'done') = (document IS NOT NULL)),
    CHECK (state <> 'failed' OR reason IS NOT NULL)
) STRICT;

CREATE INDEX recognition_wanted ON recognition (wanted_ms) WHERE state = 'wanted';

PRAGMA user_version = 4;
