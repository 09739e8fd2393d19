-- What an officer's desk needs: notes, the blind index of words, who reads a ticket now, messages sent again.

-- What officers write for each other; nothing that writes to a phone reads it.
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  words BLOB NOT NULL                     -- SEALED
) STRICT;
CREATE INDEX notes_reference ON notes (reference);

-- Which tickets a word stands in, of those that the person wrote.
CREATE TABLE ticket_words (
  word_key BLOB NOT NULL,                 -- KEY of the word
  reference TEXT NOT NULL,
  PRIMARY KEY (word_key, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_words_reference ON ticket_words (reference);
-- The edition of the index that holds this ticket's words; 0 for none.
ALTER TABLE tickets ADD COLUMN worded INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tickets_worded ON tickets (worded);

CREATE TABLE readers (
  reference TEXT NOT NULL,
  login TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,                 -- unless the page says before that it is still open
  PRIMARY KEY (reference, login)
) STRICT, WITHOUT ROWID;
CREATE INDEX readers_until ON readers (until);

-- The message that this one sends again; each is sent again once.
ALTER TABLE mt ADD COLUMN resent_from INTEGER;
CREATE UNIQUE INDEX mt_resent ON mt (resent_from) WHERE resent_from IS NOT NULL;
