-- What an answer that looked into the library was given: how it searched, which sources could not be looked at, and how each of its
-- claims stands. The passages themselves are rows of `citation`. `claims` is null until the answer was checked.
CREATE TABLE grounding (
    message     INTEGER PRIMARY KEY REFERENCES message (number) ON DELETE CASCADE,
    searches    TEXT    NOT NULL CHECK (json_valid(searches)),
    unread      TEXT    NOT NULL CHECK (json_valid(unread)),
    claims      TEXT    CHECK (claims IS NULL OR json_valid(claims)),
    unsupported INTEGER NOT NULL DEFAULT 0,
    uncited     INTEGER NOT NULL DEFAULT 0
) STRICT;

PRAGMA user_version = 3;
