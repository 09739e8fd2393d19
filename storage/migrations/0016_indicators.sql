-- Tickets of a period, for indicators.
CREATE INDEX tickets_created ON tickets (created_at);
-- Texts of the service that somebody would word otherwise; exported, never used as they are.
CREATE TABLE proposals (
  msgid TEXT NOT NULL,
  language TEXT NOT NULL,
  words TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (msgid, language)
) STRICT;
