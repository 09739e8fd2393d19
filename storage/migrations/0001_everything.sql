-- Words in capitals after a column tell how it is kept: SEALED is encrypted (storage/fields.py), KEY is a keyed hash.

CREATE TABLE mo (
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL,
  external_key BLOB NOT NULL,             -- KEY of external_id
  external_id BLOB NOT NULL,              -- SEALED
  phone_key BLOB NOT NULL,                -- KEY of sender
  sender BLOB NOT NULL,                   -- SEALED
  recipient TEXT NOT NULL,                -- our short code; the link's name where the clock sent
  text BLOB NOT NULL,                     -- SEALED
  kind TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  state TEXT NOT NULL,                    -- next | behind | resting | claimed | done | failed
  retry_at INTEGER NOT NULL DEFAULT 0,    -- of a resting one
  attempt INTEGER NOT NULL DEFAULT 0,
  done_at INTEGER,
  error TEXT,
  language TEXT,
  intent TEXT,
  confidence REAL,
  tier TEXT,
  UNIQUE (link, external_key)
) STRICT;
CREATE INDEX mo_phone ON mo (phone_key);
CREATE INDEX mo_open ON mo (phone_key) WHERE done_at IS NULL;
CREATE INDEX mo_line ON mo (state, retry_at) WHERE done_at IS NULL;
CREATE INDEX mo_failed ON mo (state) WHERE state = 'failed';

CREATE TABLE sessions (
  phone_key BLOB NOT NULL PRIMARY KEY,    -- KEY
  state BLOB NOT NULL,                    -- SEALED JSON
  seen_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE mt (
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL,
  phone_key BLOB NOT NULL,                -- KEY of recipient
  recipient BLOB NOT NULL,                -- SEALED
  sender TEXT NOT NULL,
  text BLOB NOT NULL,                     -- SEALED
  language TEXT NOT NULL,
  parts INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ticket TEXT,
  mo_id INTEGER,                          -- the message that it answers
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL,                    -- MtState's values, and resting: queued until due_at
  due_at INTEGER,                         -- of a resting one; of an unknown one that is tried once more
  attempt INTEGER NOT NULL DEFAULT 0,
  doubts INTEGER NOT NULL DEFAULT 0,      -- how often it became unknown
  sent_at INTEGER,
  smsc_id TEXT,
  dlr_at INTEGER,
  dlr_status TEXT,
  error TEXT
) STRICT;
CREATE INDEX mt_phone ON mt (phone_key);
CREATE INDEX mt_line ON mt (link, state, priority)
  WHERE state = 'queued' OR state = 'resting' OR state = 'sending' OR state = 'unknown';
CREATE INDEX mt_due ON mt (link, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mt_smsc ON mt (link, smsc_id) WHERE smsc_id IS NOT NULL;

CREATE TABLE stray_dlrs (
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL,
  mt_id INTEGER,
  smsc_id TEXT,
  state TEXT,
  raw_status TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX stray_dlrs_smsc ON stray_dlrs (link, smsc_id);

CREATE TABLE wakeups (
  wakeup_key BLOB NOT NULL PRIMARY KEY,   -- KEY of name
  name BLOB NOT NULL,                     -- SEALED
  at INTEGER NOT NULL,
  phone_key BLOB NOT NULL,                -- KEY of phone
  phone BLOB NOT NULL,                    -- SEALED
  link TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT;
CREATE INDEX wakeups_at ON wakeups (at);

CREATE TABLE tickets (
  reference TEXT NOT NULL PRIMARY KEY,
  programme TEXT NOT NULL,
  nature TEXT NOT NULL,
  motive TEXT NOT NULL,
  phone_key BLOB NOT NULL,                -- KEY of phone
  phone BLOB NOT NULL,                    -- SEALED
  link TEXT NOT NULL,
  language TEXT NOT NULL,
  story BLOB NOT NULL,                    -- SEALED
  case_key BLOB,                          -- KEY of case_id
  case_id BLOB,                           -- SEALED
  region TEXT,
  subject BLOB NOT NULL,                  -- SEALED JSON
  late INTEGER NOT NULL,
  state TEXT NOT NULL,
  outcome TEXT,
  reason BLOB,                            -- SEALED
  assignee TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX tickets_due ON tickets (due_at, reference);
CREATE INDEX tickets_open ON tickets (due_at, reference) WHERE state <> 'closed';
CREATE INDEX tickets_phone ON tickets (phone_key);
CREATE INDEX tickets_case ON tickets (case_key) WHERE case_key IS NOT NULL;
CREATE INDEX tickets_assignee ON tickets (assignee, due_at) WHERE assignee IS NOT NULL;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  note BLOB NOT NULL                      -- SEALED
) STRICT;
CREATE INDEX events_reference ON events (reference);

CREATE TABLE attempts (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  attempt_key BLOB NOT NULL,              -- KEY
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempts_key ON attempts (kind, attempt_key, at);
CREATE INDEX attempts_at ON attempts (at);

CREATE TABLE officers (
  login TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  roles TEXT NOT NULL,                    -- JSON list
  regions TEXT NOT NULL,                  -- JSON list
  language TEXT NOT NULL,
  sensitive INTEGER NOT NULL,
  disabled INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_ins (
  token_hash BLOB NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_ins_login ON sign_ins (login);

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,                  -- canonical JSON
  previous BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_edited BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE TABLE audit_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  count INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_head (one, count, hash) VALUES (1, 0, zeroblob(32));

CREATE TABLE key_checks (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;
