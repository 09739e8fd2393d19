-- insert_hold: Nothing may purge or erase it.
INSERT INTO holds (reference, case_key, at, actor, why) VALUES (:reference, :case_key, :at, :actor, :why)
ON CONFLICT DO NOTHING;

-- delete_hold: It may again.
DELETE FROM holds WHERE reference = :reference OR case_key = :case_key;

-- holds: What is on hold, newest first.
SELECT id, reference, at, actor, why FROM holds ORDER BY id DESC;

-- holds_of: What keeps a ticket.
SELECT id, reference, at, actor, why FROM holds
WHERE reference = :reference OR case_key = (SELECT case_key FROM tickets WHERE tickets.reference = :reference)
ORDER BY id DESC;

-- held_of_phone: The tickets of a phone that are on hold.
SELECT reference FROM tickets WHERE phone_key = :phone_key AND EXISTS (
  SELECT 1 FROM holds WHERE holds.reference = tickets.reference OR holds.case_key = tickets.case_key
) ORDER BY reference;

-- ended_motives: The motives of ended tickets that are not forgotten; from one to the next, past all tickets between.
WITH RECURSIVE found (motive) AS (
  SELECT (
    SELECT motive FROM tickets WHERE forgotten_at IS NULL AND (state = 'notified' OR state = 'closed') AND motive > ''
    ORDER BY motive LIMIT 1
  )
  UNION ALL
  SELECT (
    SELECT tickets.motive FROM tickets
    WHERE forgotten_at IS NULL AND (state = 'notified' OR state = 'closed') AND tickets.motive > found.motive
    ORDER BY tickets.motive LIMIT 1
  ) FROM found WHERE found.motive IS NOT NULL
)
SELECT motive FROM found WHERE motive IS NOT NULL;

-- due_tickets: Ended tickets of a motive past their time, the oldest first; those on hold aside.
SELECT reference FROM tickets
WHERE forgotten_at IS NULL AND (state = 'notified' OR state = 'closed') AND motive = :motive AND updated_at < :before
  AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.reference = tickets.reference OR holds.case_key = tickets.case_key)
ORDER BY updated_at LIMIT :limit;

-- count_due_tickets: How many they are.
SELECT count(*) FROM tickets
WHERE forgotten_at IS NULL AND (state = 'notified' OR state = 'closed') AND motive = :motive AND updated_at < :before
  AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.reference = tickets.reference OR holds.case_key = tickets.case_key);

-- mark_forgotten: Its words are gone.
UPDATE tickets SET forgotten_at = :at WHERE reference = :reference;

-- old_mos: Messages in behind an id.
SELECT id, received_at FROM mo WHERE id > :after ORDER BY id LIMIT :limit;

-- old_mts: Messages out behind an id.
SELECT id, created_at FROM mt WHERE id > :after ORDER BY id LIMIT :limit;

-- delete_mos: Those that had their turn, are old enough, and belong to no ticket that is open or on hold.
DELETE FROM mo WHERE id > :after AND id <= :upto AND received_at < :before AND done_at IS NOT NULL
  AND id < (SELECT max(newest.id) FROM mo AS newest)
  AND NOT EXISTS (
    SELECT 1 FROM tickets WHERE tickets.phone_key = mo.phone_key AND ((state <> 'notified' AND state <> 'closed') OR EXISTS (
      SELECT 1 FROM holds WHERE holds.reference = tickets.reference OR holds.case_key = tickets.case_key)));

-- delete_mts: The same of messages out that are on no way any more.
DELETE FROM mt WHERE id > :after AND id <= :upto AND created_at < :before
  AND (state <> 'queued' AND state <> 'resting' AND state <> 'sending' AND due_at IS NULL)
  AND id < (SELECT max(newest.id) FROM mt AS newest)
  AND NOT EXISTS (
    SELECT 1 FROM tickets WHERE tickets.phone_key = mt.phone_key AND ((tickets.state <> 'notified' AND tickets.state <> 'closed') OR EXISTS (
      SELECT 1 FROM holds WHERE holds.reference = tickets.reference OR holds.case_key = tickets.case_key)));

-- delete_old_mt_parts: The providers' ids of parts whose message is gone.
DELETE FROM mt_parts WHERE mt_id > :after AND mt_id <= :upto
  AND NOT EXISTS (SELECT 1 FROM mt WHERE mt.id = mt_parts.mt_id);

-- count_old_mos: How many messages in are older.
SELECT count(*) FROM mo WHERE received_at < :before AND done_at IS NOT NULL;

-- count_old_mts: How many messages out are older.
SELECT count(*) FROM mt WHERE created_at < :before AND state <> 'queued' AND state <> 'resting' AND state <> 'sending';

-- sessions_behind: Conversations behind a key.
SELECT phone_key, state, seen_at FROM sessions WHERE phone_key > :after ORDER BY phone_key LIMIT :limit;

-- delete_old_session: A conversation that nobody went on with, nor can a ticket need it.
DELETE FROM sessions WHERE phone_key = :phone_key AND seen_at = :seen_at AND NOT EXISTS (
  SELECT 1 FROM tickets WHERE tickets.phone_key = sessions.phone_key AND ((tickets.state <> 'notified' AND tickets.state <> 'closed')
    OR EXISTS (SELECT 1 FROM holds WHERE holds.reference = tickets.reference OR holds.case_key = tickets.case_key)));

-- reduce_session: Of one that said stop only that stays.
UPDATE sessions SET state = :state, seen_at = 0, version = version + 1 WHERE phone_key = :phone_key AND seen_at = :seen_at;

-- count_old_sessions: How many conversations are older.
SELECT count(*) FROM sessions WHERE seen_at < :before AND seen_at > 0;

-- count_old_sign_ins: How many console sessions nobody used for so long.
SELECT count(*) FROM sign_ins WHERE seen_at < :before;
