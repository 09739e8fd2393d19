-- What a person said a doubtful message means: its text without personal data, kept when the message itself goes.

CREATE TABLE confirmed (
  mo_id INTEGER PRIMARY KEY,
  intent TEXT NOT NULL,                   -- empty: of no use
  text BLOB NOT NULL,                     -- SEALED, personal data masked
  language TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
