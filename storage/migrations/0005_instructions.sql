-- What an upheld ticket has to change, until the registry shows that it did.

CREATE TABLE instructions (
  reference TEXT NOT NULL PRIMARY KEY,
  case_id BLOB NOT NULL,                  -- SEALED
  remedy BLOB NOT NULL,                   -- SEALED JSON
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  state TEXT NOT NULL,                    -- open | overdue | done
  settled_at INTEGER NOT NULL
) STRICT;
CREATE INDEX instructions_unsettled ON instructions (reference) WHERE state <> 'done';
