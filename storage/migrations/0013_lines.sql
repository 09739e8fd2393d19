-- What an operator decided about a link, and what its provider and its traffic said last; 0 is never.
CREATE TABLE lines (
  link TEXT NOT NULL PRIMARY KEY,
  paused_at INTEGER NOT NULL DEFAULT 0,
  balance TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL DEFAULT '',
  balance_at INTEGER NOT NULL DEFAULT 0,
  received INTEGER NOT NULL DEFAULT 0,
  sent INTEGER NOT NULL DEFAULT 0,
  rated_at INTEGER NOT NULL DEFAULT 0
) STRICT;
