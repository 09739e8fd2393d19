-- What a wakeup is about; what people said of the service; purging by age.

-- SEALED JSON; NULL where there is nothing to say.
ALTER TABLE wakeups ADD COLUMN about BLOB;

CREATE TABLE ratings (
  reference TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
  words BLOB NOT NULL                     -- SEALED
) STRICT;

CREATE INDEX stray_dlrs_at ON stray_dlrs (at);
CREATE INDEX sign_ins_seen_at ON sign_ins (seen_at);
