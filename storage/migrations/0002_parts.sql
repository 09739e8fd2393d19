-- The parts of long messages. From phones: kept until they are all there, and for a while after, to know copies.

CREATE TABLE parts (
  chain_key BLOB NOT NULL,                -- KEY of link, sender, recipient, reference and total
  number INTEGER NOT NULL,
  link TEXT NOT NULL,
  total INTEGER NOT NULL,
  sender BLOB NOT NULL,                   -- SEALED
  recipient TEXT NOT NULL,
  coding INTEGER NOT NULL,
  octets BLOB NOT NULL,                   -- SEALED
  received_at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,            -- when the first part of the chain came
  mo_id INTEGER,                          -- the message, once it was accepted
  PRIMARY KEY (chain_key, number)
) STRICT;
CREATE INDEX parts_started ON parts (link, started_at);

-- To phones: the provider's id of each part, where a message went as several.
CREATE TABLE mt_parts (
  link TEXT NOT NULL,
  smsc_id TEXT NOT NULL,
  mt_id INTEGER NOT NULL,
  receipts INTEGER NOT NULL,              -- how many delivered parts make the message delivered
  delivered INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (link, smsc_id)
) STRICT;
CREATE INDEX mt_parts_mt ON mt_parts (mt_id);
