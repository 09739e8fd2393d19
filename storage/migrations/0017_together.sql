-- Tickets answered under another, who is kept away from a ticket, and what a ticket was before it waited.

-- The ticket under which this one is answered stands in its own row: whoever reads it knows.
ALTER TABLE tickets ADD COLUMN head TEXT;
UPDATE tickets SET head = (SELECT merges.head FROM merges WHERE merges.reference = tickets.reference);
DROP TABLE merges;
CREATE INDEX tickets_head ON tickets (head) WHERE head IS NOT NULL;

-- An officer who is named in a complaint does not learn that it exists.
CREATE TABLE kept_away (
  login TEXT NOT NULL,
  reference TEXT NOT NULL,
  PRIMARY KEY (login, reference)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_away_reference ON kept_away (reference);

-- The state that the ticket goes back to where the question is taken back.
ALTER TABLE pauses ADD COLUMN was TEXT;
