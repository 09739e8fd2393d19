-- Associations that file for households, and which ones.
CREATE TABLE associations (
  name TEXT NOT NULL PRIMARY KEY,
  phone_key BLOB NOT NULL UNIQUE,
  phone BLOB NOT NULL                     -- SEALED
) STRICT;

CREATE TABLE association_households (
  number INTEGER PRIMARY KEY,
  association TEXT NOT NULL,
  case_key BLOB NOT NULL,
  household BLOB NOT NULL,                -- SEALED JSON
  UNIQUE (association, case_key)
) STRICT;
