-- What nothing may purge or erase, and which ended tickets are forgotten already.

CREATE TABLE holds (
  id INTEGER PRIMARY KEY,
  reference TEXT,                         -- one ticket, or
  case_key BLOB,                          -- every ticket of a case: KEY
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  why BLOB NOT NULL                       -- SEALED
) STRICT;
CREATE UNIQUE INDEX holds_reference ON holds (reference) WHERE reference IS NOT NULL;
CREATE UNIQUE INDEX holds_case ON holds (case_key) WHERE case_key IS NOT NULL;

ALTER TABLE tickets ADD COLUMN forgotten_at INTEGER;
CREATE INDEX tickets_ended ON tickets (motive, updated_at)
  WHERE forgotten_at IS NULL AND (state = 'notified' OR state = 'closed');
