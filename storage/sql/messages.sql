-- insert_mo: Keep a message once; behind the open one of its phone where there is one.
INSERT INTO mo (link, external_key, external_id, phone_key, sender, recipient, text, kind, received_at, state)
VALUES (
  :link, :external_key, :external_id, :phone_key, :sender, :recipient, :text, :kind, :received_at,
  CASE WHEN EXISTS (SELECT 1 FROM mo WHERE phone_key = :phone_key AND done_at IS NULL) THEN 'behind' ELSE 'next' END
)
ON CONFLICT (link, external_key) DO NOTHING;

-- find_mo: The row that a copy is a copy of.
SELECT id FROM mo WHERE link = :link AND external_key = :external_key;

-- wake_mos: Rested messages whose time has come are next again.
UPDATE mo SET state = 'next', retry_at = 0 WHERE done_at IS NULL AND state = 'resting' AND retry_at <= :now;

-- next_mos: The oldest messages that are the first of their phone's line, with their sessions.
SELECT mo.id, mo.link, mo.external_id, mo.sender, mo.recipient, mo.text, mo.received_at, mo.kind, mo.attempt + 1,
  sessions.state, sessions.version
FROM mo LEFT JOIN sessions ON sessions.phone_key = mo.phone_key
WHERE mo.done_at IS NULL AND mo.state = 'next' AND mo.retry_at = 0
ORDER BY mo.id LIMIT :limit;

-- claim_mos: Take what next_mos showed.
UPDATE mo SET state = 'claimed', attempt = attempt + 1
WHERE id IN (
  SELECT id FROM mo WHERE done_at IS NULL AND state = 'next' AND retry_at = 0 ORDER BY id LIMIT :limit
);

-- take_mo: Keep a message once, and take it for its turn where nothing of its phone is before it; its session.
INSERT INTO mo (link, external_key, external_id, phone_key, sender, recipient, text, kind, received_at, state, attempt)
SELECT :link, :external_key, :external_id, :phone_key, :sender, :recipient, :text, :kind, :received_at,
  CASE WHEN line.busy THEN 'behind' ELSE 'claimed' END, CASE WHEN line.busy THEN 0 ELSE 1 END
FROM (SELECT EXISTS (SELECT 1 FROM mo WHERE phone_key = :phone_key AND done_at IS NULL) AS busy) AS line WHERE true
ON CONFLICT (link, external_key) DO NOTHING
RETURNING id, attempt, (SELECT state FROM sessions WHERE phone_key = :phone_key),
  (SELECT version FROM sessions WHERE phone_key = :phone_key);

-- keep_screen: What a USSD request is answered, once.
UPDATE mo SET screen = :screen WHERE id = :mo_id AND screen IS NULL;

-- screen: What a USSD request was answered.
SELECT screen FROM mo WHERE id = :mo_id;

-- insert_ussd_end: How a USSD session ended; the provider may say it twice.
INSERT INTO ussd_ends (link, session_key, phone_key, status, duration, hops, error, at)
VALUES (:link, :session_key, :phone_key, :status, :duration, :hops, :error, :at)
ON CONFLICT (link, session_key) DO NOTHING;

-- count_ussd_end: One more session ended so.
INSERT INTO ussd_end_counts (link, status, number) VALUES (:link, :status, 1)
ON CONFLICT (link, status) DO UPDATE SET number = ussd_end_counts.number + 1;

-- ussd_end_counts: How USSD sessions ended.
SELECT link, status, number FROM ussd_end_counts;

-- prune_ussd_ends: Ends too old to be told twice.
DELETE FROM ussd_ends WHERE at < :before;

-- finish_mo: A claimed message has had its turn, and its screen where it has none yet.
UPDATE mo SET state = 'done', done_at = :at, error = NULL, screen = coalesce(screen, :screen),
  language = :language, intent = :intent, confidence = :confidence, tier = :tier
WHERE id = :mo_id AND state = 'claimed' AND phone_key = :phone_key
RETURNING screen;

-- advance_line: The oldest open message of a phone is next.
UPDATE mo SET state = 'next'
WHERE id = (SELECT min(id) FROM mo WHERE phone_key = :phone_key AND done_at IS NULL) AND state = 'behind';

-- rest_mo: Give a claimed message back for another try.
UPDATE mo SET state = 'resting', retry_at = :retry_at, error = :error WHERE id = :mo_id AND state = 'claimed';

-- park_mo: Give a claimed message up.
UPDATE mo SET state = 'failed', done_at = :now, error = :error WHERE id = :mo_id AND state = 'claimed'
RETURNING phone_key;

-- suspect_mos: What crashes left claimed more than once: one of them may be what kills.
SELECT id FROM mo WHERE done_at IS NULL AND state = 'claimed' AND attempt >= :attempts ORDER BY id;

-- left_open: Messages that wait for their turn.
SELECT link, external_id FROM mo
WHERE done_at IS NULL AND state IN ('next', 'behind', 'resting', 'claimed') LIMIT :limit;

-- recover_mos: What a crash left claimed is next again.
UPDATE mo SET state = 'next', retry_at = 0 WHERE done_at IS NULL AND state = 'claimed';

-- find_session: Where a phone's conversation stands.
SELECT state, version FROM sessions WHERE phone_key = :phone_key;

-- insert_session: The first session row of a phone.
INSERT INTO sessions (phone_key, state, seen_at, version) VALUES (:phone_key, :state, :seen_at, 1)
ON CONFLICT (phone_key) DO NOTHING;

-- update_session: The next version of a session, where nobody wrote one since.
UPDATE sessions SET state = :state, seen_at = :seen_at, version = version + 1
WHERE phone_key = :phone_key AND version = :version;

-- insert_mt: Queue a message.
INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before, expires_at, ticket,
  mo_id, created_at, state, due_at)
VALUES (:link, :phone_key, :recipient, :sender, :text, :language, :parts, :priority, :not_before, :expires_at, :ticket,
  :mo_id, :at, CASE WHEN :not_before > :at THEN 'resting' ELSE 'queued' END, CASE WHEN :not_before > :at THEN :not_before END);

-- take_mt: Queue a message, and take it to be sent where its link goes and nothing as urgent waits for it.
INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before, expires_at, ticket,
  mo_id, created_at, state, due_at, attempt)
SELECT :link, :phone_key, :recipient, :sender, :text, :language, :parts, :priority, :not_before, :expires_at, :ticket,
  :mo_id, :at,
  CASE WHEN :not_before > :at THEN 'resting' WHEN line.busy THEN 'queued' ELSE 'sending' END,
  CASE WHEN :not_before > :at THEN :not_before END,
  CASE WHEN :not_before > :at OR line.busy THEN 0 ELSE 1 END
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
WHERE link = :link AND due_at <= :now;

-- next_mts: A link's queued messages, the most urgent and oldest first.
SELECT id, link, recipient, sender, text, language, parts, priority, not_before, expires_at, ticket, attempt + 1
FROM mt WHERE link = :link AND state = 'queued' ORDER BY priority, id LIMIT :limit;

-- claim_mts: Take what next_mts showed.
UPDATE mt SET state = 'sending', attempt = attempt + 1
WHERE id IN (SELECT id FROM mt WHERE link = :link AND state = 'queued' ORDER BY priority, id LIMIT :limit);

-- fail_mt: A claimed message is not to be sent.
UPDATE mt SET state = 'failed', error = :error WHERE id = :mt_id;

-- record_send: What became of a message that is still being sent; one in doubt is tried once more.
UPDATE mt SET
  state = CASE :state WHEN 'queued' THEN 'resting' ELSE :state END,
  due_at = CASE WHEN :state = 'queued' OR (:state = 'unknown' AND doubts = 0) THEN :retry_at END,
  doubts = doubts + CASE WHEN :state = 'unknown' THEN 1 ELSE 0 END,
  sent_at = CASE :state WHEN 'sent' THEN :at ELSE sent_at END,
  smsc_id = coalesce(:smsc_id, smsc_id),
  error = :error
WHERE id = :mt_id AND state = 'sending';

-- note_smsc_id: A report overtook the answer to the send: only the provider's id is news.
UPDATE mt SET smsc_id = coalesce(smsc_id, :smsc_id), sent_at = coalesce(sent_at, :at) WHERE id = :mt_id;

-- find_strays: The reports that came before their message's provider id was known.
SELECT stray_dlrs.id, stray_dlrs.link, stray_dlrs.state, stray_dlrs.raw_status, stray_dlrs.at
FROM mt JOIN stray_dlrs ON stray_dlrs.link = mt.link AND stray_dlrs.smsc_id = :smsc_id
WHERE mt.id = :mt_id ORDER BY stray_dlrs.id;

-- delete_stray: It has found its message.
DELETE FROM stray_dlrs WHERE id = :id;

-- find_mt: A link's message by our id.
SELECT id, state FROM mt WHERE id = :mt_id AND link = :link;

-- find_mt_by_smsc_id: A link's newest message by the provider's id.
SELECT id, state FROM mt WHERE link = :link AND smsc_id = :smsc_id ORDER BY id DESC LIMIT 1;

-- record_dlr: A report moves the message on.
UPDATE mt SET state = :state, due_at = NULL, dlr_status = :raw_status, dlr_at = :at WHERE id = :mt_id;

-- note_dlr: A report that we cannot read is only noted.
UPDATE mt SET dlr_status = :raw_status, dlr_at = :at WHERE id = :mt_id;

-- insert_stray_dlr: A report that names no message of ours.
INSERT INTO stray_dlrs (link, mt_id, smsc_id, state, raw_status, at)
VALUES (:link, :mt_id, :smsc_id, :state, :raw_status, :at);

-- recover_mts: What a crash left being sent is in doubt, and tried once more.
UPDATE mt INDEXED BY mt_line SET state = 'unknown', doubts = doubts + 1,
  due_at = CASE WHEN doubts = 0 THEN :retry_at END
WHERE state = 'sending';

-- mt_state: Where a message is.
SELECT state FROM mt WHERE id = :mt_id;

-- save_wakeup: A message from the clock to come; a pending one of the same name is moved.
INSERT INTO wakeups (wakeup_key, name, at, phone_key, phone, link, kind, about)
VALUES (:wakeup_key, :name, :at, :phone_key, :phone, :link, :kind, :about)
ON CONFLICT (wakeup_key) DO UPDATE SET at = excluded.at, link = excluded.link, kind = excluded.kind,
  about = excluded.about;

-- due_wakeups: The wakeups whose time has come.
SELECT wakeup_key, name, at, phone_key, phone, link, kind, about FROM wakeups WHERE at <= :now ORDER BY at LIMIT :limit;

-- drop_wakeups: A kind of message from the clock that is not wanted any more.
DELETE FROM wakeups WHERE kind = :kind;

-- delete_wakeup: It has fired.
DELETE FROM wakeups WHERE wakeup_key = :wakeup_key;

-- insert_attempt: A try under a key.
INSERT INTO attempts (kind, attempt_key, at) VALUES (:kind, :attempt_key, :at);

-- count_attempts: The tries under a key since.
SELECT count(*) FROM attempts WHERE kind = :kind AND attempt_key = :attempt_key AND at >= :since;

-- clear_attempts: The tries under a key are forgotten.
DELETE FROM attempts WHERE kind = :kind AND attempt_key = :attempt_key;

-- prune_attempts: Tries too old to count.
DELETE FROM attempts WHERE at < :before;

-- prune_stray_dlrs: Reports whose message will not be known any more.
DELETE FROM stray_dlrs WHERE at < :before;

-- thread: The newest messages from and to a phone, newest first; within a second an answer follows what it answers.
SELECT at, inbound, text, language, state, parts, error, kind, id, held_until, resent_from, link FROM (
  SELECT * FROM (
    SELECT received_at AS at, 1 AS inbound, text, coalesce(language, '') AS language, '' AS state, 1 AS parts,
      NULL AS error, kind, id AS mo_id, 0 AS id, 0 AS held_until, 0 AS resent_from, link FROM mo
    WHERE phone_key = :phone_key AND kind <> 'wakeup' ORDER BY mo.id DESC LIMIT :limit
  ) AS asked
  UNION ALL
  SELECT * FROM (
    SELECT coalesce(done_at, received_at), 0, screen, coalesce(language, ''), '', 0, NULL, kind, id, 0, 0, 0, link FROM mo
    WHERE phone_key = :phone_key AND kind <> 'wakeup' AND screen IS NOT NULL ORDER BY mo.id DESC LIMIT :limit
  ) AS shown
  UNION ALL
  SELECT * FROM (
    SELECT created_at, 0, text, language, state, parts, error, 'sms', mo_id, id,
      CASE WHEN state = 'resting' AND attempt = 0 AND priority = 1 AND ticket IS NOT NULL THEN not_before ELSE 0 END,
      coalesce(resent_from, 0), link FROM mt
    WHERE phone_key = :phone_key ORDER BY mt.id DESC LIMIT :limit
  ) AS told
) AS thread
ORDER BY at DESC, mo_id DESC NULLS FIRST, inbound, id DESC LIMIT :limit;

-- count_waiting_mos: Messages that wait for their turn or are having it.
SELECT count(*) FROM mo INDEXED BY mo_line WHERE done_at IS NULL;

-- count_failed_mos: Messages that were given up.
SELECT count(*) FROM mo WHERE state = 'failed';

-- count_open_mts: Outgoing messages on their way, by link and state.
SELECT link, CASE state WHEN 'resting' THEN 'queued' ELSE state END, count(*) FROM mt INDEXED BY mt_line
WHERE state = 'queued' OR state = 'resting' OR state = 'sending' OR state = 'unknown' GROUP BY 1, 2;

-- count_mos: All messages in.
SELECT count(*) FROM mo;

-- count_mts: All messages out.
SELECT count(*) FROM mt;
