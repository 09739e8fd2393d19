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

-- claim_mo: Take one message for its turn, where nothing of its phone is before it.
UPDATE mo SET state = 'claimed', attempt = attempt + 1, holder = :holder
WHERE id = :mo_id AND state = 'next' AND retry_at = 0;

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

-- finish_mo: A claimed message has had its turn, if it is still ours.
UPDATE mo SET state = 'done', done_at = :at, error = NULL,
  language = :language, intent = :intent, confidence = :confidence, tier = :tier
WHERE id = :mo_id AND state = 'claimed' AND holder = :holder AND phone_key = :phone_key;

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

-- record_send: What became of a message that is still being sent; one in doubt is tried once more.
UPDATE mt SET
  state = CASE WHEN :state = 'queued' THEN 'resting' ELSE :state END,
  due_at = CASE WHEN :state = 'queued' OR (:state = 'unknown' AND doubts = 0) THEN :retry_at::bigint END,
  doubts = doubts + CASE WHEN :state = 'unknown' THEN 1 ELSE 0 END,
  sent_at = CASE WHEN :state = 'sent' THEN :at ELSE sent_at END,
  smsc_id = coalesce(:smsc_id, smsc_id),
  error = :error
WHERE id = :mt_id AND state = 'sending';

-- due_wakeups: The wakeups whose time has come, past those that others are firing.
SELECT wakeup_key, name, at, phone_key, phone, link, kind, about FROM wakeups WHERE at <= :now
ORDER BY at LIMIT :limit FOR UPDATE SKIP LOCKED;

-- resend_mt: What was given up, or stays in doubt, goes once more as a message of its own.
INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before, expires_at, ticket,
  created_at, state, resent_from)
SELECT link, phone_key, recipient, sender, text, language, parts, priority, 0, :expires_at, :reference,
  :now, 'queued', id FROM mt
WHERE id = :mt_id AND phone_key = :phone_key
  AND (state = 'failed' OR state = 'parked' OR (state = 'unknown' AND due_at IS NULL))
ON CONFLICT DO NOTHING
RETURNING id;

-- news: What happened to tickets behind a line of history, each ticket once.
SELECT max(events.id), tickets.reference, tickets.region, tickets.motive, bool_or(events.kind = 'filed')
FROM events JOIN tickets ON tickets.reference = events.reference
WHERE events.id > :after AND events.id <= :upto
GROUP BY events.reference, tickets.reference, tickets.region, tickets.motive;

-- doubtful: The newest doubtful messages that nobody spoke on; the model was asked about them, and was not sure.
SELECT mo.id, received_at, mo.text, mo.language, mo.intent, confidence FROM mo
LEFT JOIN confirmed ON confirmed.mo_id = mo.id
WHERE tier = 'none' AND confidence > 0 AND confirmed.mo_id IS NULL
  AND coalesce(mo.intent, '') NOT IN (SELECT json_array_elements_text(:left_out::json))
ORDER BY mo.id DESC LIMIT :limit;

-- confirm_intent: A person's word on a message; the last one counts.
INSERT INTO confirmed (mo_id, intent, text, language, actor, at)
VALUES (:mo_id, :intent, :text, :language, :actor, :at)
ON CONFLICT (mo_id) DO UPDATE SET intent = excluded.intent, text = excluded.text, language = excluded.language,
  actor = excluded.actor, at = excluded.at;

-- save_link: How a line stands; `since` moves only where that changed, an error stays until the next.
INSERT INTO links (link, up, since, error, error_at)
VALUES (:link, :up, :at, :error, CASE WHEN :error = '' THEN 0 ELSE :at END)
ON CONFLICT (link) DO UPDATE SET
  since = CASE WHEN links.up = excluded.up THEN links.since ELSE excluded.since END,
  up = excluded.up,
  error = CASE WHEN excluded.error = '' THEN links.error ELSE excluded.error END,
  error_at = greatest(links.error_at, excluded.error_at);

-- replay_mts: Queue them as if never tried; what has expired lives as long again, and for an hour at least.
UPDATE mt SET state = CASE WHEN :due_at > :now THEN 'resting' ELSE 'queued' END,
  due_at = CASE WHEN :due_at > :now THEN :due_at END,
  attempt = 0, doubts = 0, error = NULL, smsc_id = NULL,
  expires_at = CASE WHEN expires_at BETWEEN 1 AND :due_at THEN :due_at + greatest(3600, expires_at - created_at)
    ELSE expires_at END
WHERE {conditions};

-- sent_mts: What was handed to providers in a time, by link and language.
SELECT link, language, count(*), sum(parts)::bigint,
  count(DISTINCT encode(phone_key, 'hex') || ((sent_at - :start) / 86400)::text)
FROM mt WHERE sent_at >= :start AND sent_at < :end GROUP BY link, language ORDER BY link, language;

-- count_ussd_end: One more session ended so.
INSERT INTO ussd_end_counts (link, status, number) VALUES (:link, :status, 1)
ON CONFLICT (link, status) DO UPDATE SET number = ussd_end_counts.number + 1;

-- save_officer: Add or replace an account.
INSERT INTO officers (login, name, password_hash, roles, regions, language, sensitive, disabled)
VALUES (:login, :name, :password_hash, :roles, :regions, :language, :sensitive, :disabled)
ON CONFLICT (login) DO UPDATE SET name = excluded.name, password_hash = excluded.password_hash, roles = excluded.roles,
  regions = excluded.regions, language = excluded.language, sensitive = excluded.sensitive, disabled = excluded.disabled;

-- close_sign_ins_of: An account that was disabled, or whose password changed, is signed out everywhere.
DELETE FROM sign_ins WHERE login = :login
  AND EXISTS (SELECT 1 FROM officers WHERE login = :login AND (:disabled = 1 OR password_hash <> :password_hash));

-- touch_sign_in: It was used.
UPDATE sign_ins SET seen_at = greatest(seen_at, :now) WHERE token_hash = :token_hash;

-- save_reader: Somebody looks at a ticket; who had left comes anew.
INSERT INTO readers (reference, login, since, seen_at) VALUES (:reference, :login, :now, :now)
ON CONFLICT (reference, login) DO UPDATE SET
  since = CASE WHEN readers.seen_at < :expired THEN excluded.since ELSE readers.since END, seen_at = excluded.seen_at;

-- save_mt_part: The provider's id of one part of an outgoing message.
INSERT INTO mt_parts (link, smsc_id, mt_id, receipts)
SELECT link, :smsc_id, id, :receipts FROM mt WHERE id = :mt_id
ON CONFLICT (link, smsc_id) DO UPDATE
SET delivered = CASE WHEN mt_parts.mt_id = excluded.mt_id THEN mt_parts.delivered ELSE 0 END,
  mt_id = excluded.mt_id, receipts = excluded.receipts;

-- change_ticket: The fields given become these, where the ticket is as expected; an assignee of '' is nobody.
UPDATE tickets SET
  state = coalesce(:state, state),
  outcome = coalesce(:outcome, outcome),
  reason = coalesce(:reason, reason),
  assignee = nullif(coalesce(:assignee, assignee), ''),
  subject = coalesce(:subject, subject),
  due_at = coalesce(:due_at, due_at),
  updated_at = :at,
  version = version + 1
WHERE reference = :reference AND (:expected_version::bigint IS NULL OR version = :expected_version);

-- count_tickets: How many the conditions let through, up to some number.
SELECT count(*) FROM (SELECT 1 FROM tickets WHERE {conditions} LIMIT nullif(:most, -1)) AS found;

-- save_instruction: What is to change; a ticket that is decided again is instructed anew.
INSERT INTO instructions (reference, case_id, remedy, created_at, due_at, state, settled_at)
VALUES (:reference, :case_id, :remedy, :created_at, :due_at, 'open', 0)
ON CONFLICT (reference) DO UPDATE SET case_id = excluded.case_id, remedy = excluded.remedy,
  created_at = excluded.created_at, due_at = excluded.due_at, state = 'open', settled_at = 0;

-- settle_instruction: It is done, or late; once each.
UPDATE instructions SET state = :state, settled_at = :settled_at
WHERE reference = :reference AND state <> 'done' AND state <> :state;
