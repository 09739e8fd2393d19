-- The second step of signing in; where a session is; which programmes an account sees.
CREATE TABLE second_steps (
  login TEXT NOT NULL PRIMARY KEY,
  secret BLOB NOT NULL,                   -- SEALED
  confirmed INTEGER NOT NULL,             -- 0 until the first code was right
  last_step INTEGER NOT NULL              -- the newest that was used: each is used once
) STRICT;

CREATE TABLE recovery_codes (
  login TEXT NOT NULL,
  code_key BLOB NOT NULL,                 -- KEY
  PRIMARY KEY (login, code_key)
) STRICT;

ALTER TABLE officers ADD COLUMN programmes TEXT NOT NULL DEFAULT '[]';

-- 0: the password was right, the second step is still to come.
ALTER TABLE sign_ins ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
-- SEALED JSON: address and browser.
ALTER TABLE sign_ins ADD COLUMN device BLOB;
