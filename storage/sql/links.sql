-- save_link: How a line stands; `since` moves only where that changed, an error stays until the next.
INSERT INTO links (link, up, since, error, error_at)
VALUES (:link, :up, :at, :error, CASE WHEN :error = '' THEN 0 ELSE :at END)
ON CONFLICT (link) DO UPDATE SET
  since = CASE WHEN up = excluded.up THEN since ELSE excluded.since END,
  up = excluded.up,
  error = CASE WHEN excluded.error = '' THEN error ELSE excluded.error END,
  error_at = max(error_at, excluded.error_at);

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
