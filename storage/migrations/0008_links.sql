-- Whether each link was up when it was last used, and what it last answered amiss.
CREATE TABLE links (
  link TEXT NOT NULL PRIMARY KEY,
  up INTEGER NOT NULL,
  since INTEGER NOT NULL,
  error TEXT NOT NULL,
  error_at INTEGER NOT NULL
) STRICT;

-- The link that a message was handed from when that was down; it is handed on once.
ALTER TABLE mt ADD COLUMN handed_from TEXT;

-- What was tried as often as its link allows is parked; what a provider refused for good has failed.
UPDATE mt SET state = 'parked' WHERE state = 'failed' AND error LIKE 'given up after %';
CREATE INDEX mt_given_up ON mt (link, state) WHERE state = 'failed' OR state = 'parked';

CREATE INDEX mt_sent ON mt (sent_at) WHERE sent_at IS NOT NULL;
