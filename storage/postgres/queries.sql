-- next_mos: Take the oldest messages that are the first of their phone's line, past those that others are taking.
WITH taken AS (
  UPDATE mo SET state = 'claimed', attempt = attempt + 1, holder = :holder
  WHERE id IN (
    SELECT id FROM mo WHERE done_at IS NULL AND state = 'next' AND retry_at = 0
    ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
  )
  RETURNING *
)
SELECT taken.id, taken.link, taken.external_id, taken.sender, taken.recipient, taken.text, taken.received_at, taken.kind,
  taken.attempt, sessions.state, sessions.version
FROM taken LEFT JOIN sessions ON sessions.phone_key = taken.phone_key
ORDER BY taken.id;

-- claim_mos: next_mos took them already: between two statements another process could have taken them.
SELECT 1;

-- take_mo: Keep a message once, and take it for its turn where nothing of its phone is before it; its session.
INSERT INTO mo (link, external_key, external_id, phone_key, sender, recipient, text, kind, received_at, state, attempt,
  holder)
SELECT :link, :external_key, :external_id, :phone_key, :sender, :recipient, :text, :kind, :received_at,
  CASE WHEN line.busy THEN 'behind' ELSE 'claimed' END, CASE WHEN line.busy THEN 0 ELSE 1 END,
  CASE WHEN line.busy THEN NULL ELSE :holder::bigint END
FROM (SELECT EXISTS (SELECT 1 FROM mo WHERE phone_key = :phone_key AND done_at IS NULL) AS busy) AS line
ON CONFLICT (link, external_key) DO NOTHING
RETURNING id, attempt, (SELECT state FROM sessions WHERE phone_key = :phone_key),
  (SELECT version FROM sessions WHERE phone_key = :phone_key);

-- wake_mos: Rested messages whose time has come are next again.
UPDATE mo SET state = 'next', retry_at = 0
WHERE id IN (
  SELECT id FROM mo WHERE done_at IS NULL AND state = 'resting' AND retry_at <= :now FOR UPDATE SKIP LOCKED
);

-- insert_mo: Keep a message once; behind the open one of its phone where there is one.
INSERT INTO mo (link, external_key, external_id, phone_key, sender, recipient, text, kind, received_at, state)
VALUES (
  :link, :external_key, :external_id, :phone_key, :sender, :recipient, :text, :kind, :received_at,
  CASE WHEN EXISTS (SELECT 1 FROM mo WHERE phone_key = :phone_key AND done_at IS NULL) THEN 'behind' ELSE 'next' END
)
ON CONFLICT (link, external_key) DO NOTHING
RETURNING id;

-- finish_mo: A claimed message has had its turn, and its screen where it has none yet, if it is still ours.
UPDATE mo SET state = 'done', done_at = :at, error = NULL, screen = coalesce(screen, :screen),
  language = :language, intent = :intent, confidence = :confidence, tier = :tier
WHERE id = :mo_id AND state = 'claimed' AND holder = :holder AND phone_key = :phone_key
RETURNING screen;

-- rest_mo: Give a claimed message back for another try.
UPDATE mo SET state = 'resting', retry_at = :retry_at, error = :error
WHERE id = :mo_id AND state = 'claimed' AND (holder = :holder OR NOT EXISTS (SELECT 1 FROM living WHERE number = holder));

-- park_mo: Give a claimed message up.
UPDATE mo SET state = 'failed', done_at = :now, error = :error
WHERE id = :mo_id AND state = 'claimed' AND holder = :holder
RETURNING phone_key;

-- suspect_mos: What crashed processes left claimed more than once: one of them may be what kills.
SELECT id FROM mo WHERE done_at IS NULL AND state = 'claimed' AND attempt >= :attempts
  AND NOT EXISTS (SELECT 1 FROM living WHERE number = holder)
ORDER BY id FOR UPDATE SKIP LOCKED;

-- recover_mos: What a process that is gone left claimed is next again.
UPDATE mo SET state = 'next', retry_at = 0
WHERE done_at IS NULL AND state = 'claimed' AND NOT EXISTS (SELECT 1 FROM living WHERE number = holder);

-- recover_mts: What a process that is gone left being sent is in doubt, and tried once more.
UPDATE mt SET state = 'unknown', doubts = doubts + 1, due_at = CASE WHEN doubts = 0 THEN :retry_at END
WHERE state = 'sending' AND NOT EXISTS (SELECT 1 FROM living WHERE number = holder);

-- insert_mt: Queue a message.
INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before, expires_at, ticket,
  mo_id, created_at, state, due_at)
VALUES (:link, :phone_key, :recipient, :sender, :text, :language, :parts, :priority, :not_before, :expires_at, :ticket,
  :mo_id, :at, CASE WHEN :not_before > :at THEN 'resting' ELSE 'queued' END, CASE WHEN :not_before > :at THEN :not_before END)
RETURNING id;

-- take_mt: Queue a message, and take it to be sent where its link goes and nothing as urgent waits for it.
INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before, expires_at, ticket,
  mo_id, created_at, state, due_at, attempt, holder)
SELECT :link, :phone_key, :recipient, :sender, :text, :language, :parts, :priority, :not_before, :expires_at, :ticket,
  :mo_id, :at,
  CASE WHEN :not_before > :at THEN 'resting' WHEN line.busy THEN 'queued' ELSE 'sending' END,
  CASE WHEN :not_before > :at THEN :not_before END,
  CASE WHEN :not_before > :at OR line.busy THEN 0 ELSE 1 END,
  CASE WHEN :not_before > :at OR line.busy THEN NULL ELSE :holder::bigint END
FROM (
  SELECT :expires_at BETWEEN 1 AND :at
    OR EXISTS (SELECT 1 FROM mt WHERE link = :link AND state = 'queued' AND priority <= :priority)
    OR EXISTS (SELECT 1 FROM mt WHERE link = :link AND due_at <= :at)
    OR EXISTS (SELECT 1 FROM lines WHERE link = :link AND paused_at > 0) AS busy
) AS line WHERE true
RETURNING id, attempt;

-- wake_mts: Messages whose time has come are queued; an expired one in doubt stays in doubt.
UPDATE mt SET due_at = NULL,
  state = CASE WHEN state = 'unknown' AND expires_at BETWEEN 1 AND :now THEN 'unknown' ELSE 'queued' END
WHERE id IN (SELECT id FROM mt WHERE link = :link AND due_at <= :now FOR UPDATE SKIP LOCKED);

-- next_mts: Take a link's queued messages, the most urgent and oldest first, past those that others are taking.
WITH taken AS (
  UPDATE mt SET state = 'sending', attempt = attempt + 1, holder = :holder
  WHERE id IN (
    SELECT id FROM mt WHERE link = :link AND state = 'queued' ORDER BY priority, id LIMIT :limit FOR UPDATE SKIP LOCKED
  )
  RETURNING *
)
SELECT id, link, recipient, sender, text, language, parts, priority, not_before, expires_at, ticket, attempt
FROM taken ORDER BY priority, id;

-- claim_mts: next_mts took them already.
SELECT 1;

-- due_wakeups: The wakeups whose time has come, past those that others are firing.
SELECT wakeup_key, name, at, phone_key, phone, link, kind, about FROM wakeups WHERE at <= :now
ORDER BY at LIMIT :limit FOR UPDATE SKIP LOCKED;

-- doubtful: The newest doubtful messages that nobody spoke on; the model was asked about them, and was not sure.
SELECT mo.id, received_at, mo.text, mo.language, mo.intent, confidence FROM mo
LEFT JOIN confirmed ON confirmed.mo_id = mo.id
WHERE tier = 'none' AND confidence > 0 AND confirmed.mo_id IS NULL
  AND coalesce(mo.intent, '') NOT IN (SELECT json_array_elements_text(:left_out::json))
ORDER BY mo.id DESC LIMIT :limit;

-- sent_mts: What was handed to providers in a time, by link and language.
SELECT link, language, count(*), sum(parts)::bigint,
  count(DISTINCT encode(phone_key, 'hex') || ((sent_at - :start) / 86400)::text)
FROM mt WHERE sent_at >= :start AND sent_at < :end GROUP BY link, language ORDER BY link, language;

-- count_tickets: How many the conditions let through, up to some number.
SELECT count(*) FROM (SELECT 1 FROM tickets WHERE {conditions} LIMIT nullif(:most, -1)) AS found;

-- key_holders: What the processes know that live.
SELECT host, ids, current FROM key_holders WHERE process IN (SELECT number FROM living) ORDER BY process;

-- forget_key_holders: Those that are gone.
DELETE FROM key_holders WHERE process NOT IN (SELECT number FROM living);

-- insert_event: A line of a ticket's history; `last_line` waits for who holds the lock that is taken before the number is.
WITH counted AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(7253, 0))
INSERT INTO events (reference, at, actor, kind, note)
SELECT :reference, :at::bigint, :actor, :kind, :note::bytea FROM counted;

-- last_news: The newest line of any ticket's history behind which none can still come.
SELECT last_line();
