-- SEALED JSON: what a USSD request was answered.
ALTER TABLE mo ADD COLUMN screen BLOB;

CREATE TABLE ussd_ends (
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL,
  session_key BLOB NOT NULL,              -- KEY of the provider's session id
  phone_key BLOB NOT NULL,                -- KEY
  status TEXT NOT NULL,
  duration INTEGER,                       -- milliseconds
  hops INTEGER,
  error TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (link, session_key)
) STRICT;
