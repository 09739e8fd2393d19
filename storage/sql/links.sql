-- save_link: How a line stands; `since` moves only where that changed, an error stays until the next.
INSERT INTO links (link, up, since, error, error_at)
VALUES (:link, :up, :at, :error, CASE WHEN :error = '' THEN 0 ELSE :at END)
ON CONFLICT (link) DO UPDATE SET
  since = CASE WHEN links.up = excluded.up THEN links.since ELSE excluded.since END,
  up = excluded.up,
  error = CASE WHEN excluded.error = '' THEN links.error ELSE excluded.error END,
  error_at = max(links.error_at, excluded.error_at);

-- links: How each line stood when it was last used.
SELECT link, up, since, error, error_at FROM links;

-- count_line_mts: What is not sent yet or in doubt, by link and state, with the oldest of each.
SELECT link, state, count(*), min(id) FROM mt INDEXED BY mt_line
WHERE state = 'queued' OR state = 'resting' OR state = 'sending' OR state = 'unknown' GROUP BY link, state;

-- count_given_up_mts: What was given up, by link and state.
SELECT link, state, count(*) FROM mt INDEXED BY mt_given_up
WHERE state = 'failed' OR state = 'parked' GROUP BY link, state;

-- mt_created: When a message was queued.
SELECT created_at FROM mt WHERE id = :mt_id;

-- chosen_mts: The messages that an operator means.
SELECT id, link, recipient, state, language, parts, created_at, attempt, error FROM mt
WHERE {conditions} ORDER BY id LIMIT :limit;

-- count_chosen_mts: How many of them each link has.
SELECT link, count(*) FROM mt WHERE {conditions} GROUP BY link;

-- replay_mts: Queue them as if never tried; what has expired lives as long again, and for an hour at least.
UPDATE mt SET state = CASE WHEN :due_at > :now THEN 'resting' ELSE 'queued' END,
  due_at = CASE WHEN :due_at > :now THEN :due_at END,
  attempt = 0, doubts = 0, error = NULL, smsc_id = NULL,
  expires_at = CASE WHEN expires_at BETWEEN 1 AND :due_at THEN :due_at + max(3600, expires_at - created_at)
    ELSE expires_at END
WHERE {conditions};

-- cancel_mts: Take them back.
UPDATE mt SET state = 'cancelled', due_at = NULL WHERE {conditions};

-- hand_over: What surely did not go by a link goes by another, as if never tried.
UPDATE mt SET link = :other, handed_from = link, sender = :sender, state = 'queued', due_at = NULL, attempt = 0
WHERE link = :link AND (state = 'queued' OR state = 'resting' OR state = 'sending' OR state = 'unknown')
  AND (state = 'queued' OR (state = 'resting' AND attempt > 0)) AND doubts = 0 AND handed_from IS NULL;

-- sent_mts: What was handed to providers in a time, by link and language.
SELECT link, language, count(*), sum(parts), count(DISTINCT hex(phone_key) || ((sent_at - :start) / 86400))
FROM mt WHERE sent_at >= :start AND sent_at < :end GROUP BY link, language ORDER BY link, language;

-- is_paused: Whether an operator stopped the sending by a link.
SELECT 1 FROM lines WHERE link = :link AND paused_at > 0;

-- save_pause: Sending by a link is stopped since then, or goes on (0).
INSERT INTO lines (link, paused_at) VALUES (:link, :at)
ON CONFLICT (link) DO UPDATE SET paused_at = excluded.paused_at
WHERE (lines.paused_at > 0) <> (excluded.paused_at > 0);

-- save_traffic: How many messages a link took and sent in a minute.
INSERT INTO lines (link, received, sent, rated_at) VALUES (:link, :received, :sent, :at)
ON CONFLICT (link) DO UPDATE SET received = excluded.received, sent = excluded.sent, rated_at = excluded.rated_at;

-- save_balance: What is left on the account of a link's provider.
INSERT INTO lines (link, balance, currency, balance_at) VALUES (:link, :amount, :currency, :at)
ON CONFLICT (link) DO UPDATE SET balance = excluded.balance, currency = excluded.currency,
  balance_at = excluded.balance_at;

-- lines: What was decided about each link and said of it.
SELECT link, paused_at, balance, currency, balance_at, received, sent, rated_at FROM lines;
