-- The clocks of tickets, alerts, what somebody has to do beside answering, tickets that are one, tickets of one cause.

CREATE TABLE clocks (
  reference TEXT NOT NULL PRIMARY KEY,
  started_at INTEGER NOT NULL,            -- filed, or taken up again
  touched_at INTEGER NOT NULL,            -- when anybody last did something
  next_at INTEGER,                        -- when to look again; NULL: at rest
  rules TEXT NOT NULL DEFAULT ''          -- the mark of the rules by which it was set
) STRICT;
CREATE INDEX clocks_next ON clocks (next_at) WHERE next_at IS NOT NULL;
INSERT INTO clocks (reference, started_at, touched_at, next_at)
  SELECT reference, created_at, updated_at, CASE WHEN state = 'closed' THEN NULL ELSE 0 END FROM tickets;

-- While a ticket waits for its person.
CREATE TABLE pauses (
  reference TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (reference, began_at)
) STRICT;
INSERT INTO pauses (reference, began_at) SELECT reference, updated_at FROM tickets WHERE state = 'waiting';

CREATE TABLE alerts (
  reference TEXT NOT NULL,
  kind TEXT NOT NULL,
  level TEXT NOT NULL,                    -- officer | supervisor
  deadline INTEGER NOT NULL,
  raised_at INTEGER NOT NULL,
  seen_by TEXT,
  seen_at INTEGER,
  PRIMARY KEY (reference, kind, level, deadline)
) STRICT;
CREATE INDEX alerts_open ON alerts (reference) WHERE seen_at IS NULL;

CREATE TABLE tasks (
  reference TEXT NOT NULL,
  kind TEXT NOT NULL,                     -- call | desk
  due_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  tried_at INTEGER,
  done_at INTEGER,
  detail TEXT NOT NULL,                   -- when a call is safe; the other desk
  PRIMARY KEY (reference, kind)
) STRICT;
CREATE INDEX tasks_open ON tasks (kind, due_at) WHERE done_at IS NULL;

CREATE TABLE merges (
  reference TEXT NOT NULL PRIMARY KEY,
  head TEXT NOT NULL,                     -- the ticket under which it is answered
  state TEXT NOT NULL                     -- what it was before
) STRICT;
CREATE INDEX merges_head ON merges (head);

CREATE TABLE causes (
  id INTEGER PRIMARY KEY,
  title BLOB NOT NULL,                    -- SEALED
  at INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE TABLE cause_tickets (
  reference TEXT NOT NULL PRIMARY KEY,
  cause INTEGER NOT NULL
) STRICT;
CREATE INDEX cause_tickets_cause ON cause_tickets (cause);
