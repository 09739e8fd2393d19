-- Sealing everything anew with another key: how far it is, and what each process that shares the store knows.

CREATE TABLE key_rotation (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  key_id INTEGER NOT NULL,
  actor TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  place TEXT NOT NULL,                    -- JSON: the table and the key of the last row that was seen
  passed INTEGER NOT NULL,
  total INTEGER NOT NULL,
  moved_at INTEGER NOT NULL
) STRICT;

CREATE TABLE key_holders (
  process INTEGER NOT NULL PRIMARY KEY,
  host TEXT NOT NULL,
  ids TEXT NOT NULL,                      -- JSON list
  current INTEGER NOT NULL
) STRICT;
