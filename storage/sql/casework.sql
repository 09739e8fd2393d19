-- start_clock: A ticket's clocks begin, or begin anew; they are looked at soon.
INSERT INTO clocks (reference, started_at, touched_at, next_at) VALUES (:reference, :at, :at, 0)
ON CONFLICT (reference) DO UPDATE SET started_at = :at, touched_at = :at, next_at = 0;

-- touch_clock: Something was done; the clocks are looked at soon.
UPDATE clocks SET touched_at = max(touched_at, :at), next_at = 0 WHERE reference = :reference;

-- begin_pause: The ticket begins to wait for its person.
INSERT INTO pauses (reference, began_at, was)
SELECT reference, :at, state FROM tickets WHERE reference = :reference AND state <> 'waiting'
ON CONFLICT (reference, began_at) DO UPDATE SET ended_at = NULL, was = excluded.was;

-- end_pause: It waits no more.
UPDATE pauses SET ended_at = max(began_at, :at) WHERE reference = :reference AND ended_at IS NULL;

-- before_pause: What a ticket was before the wait that began then and goes on.
SELECT was FROM pauses WHERE reference = :reference AND began_at = :at AND ended_at IS NULL;

-- forget_pause: That wait never was.
DELETE FROM pauses WHERE reference = :reference AND began_at = :at;

-- pauses: When a ticket waited.
SELECT began_at, ended_at FROM pauses WHERE reference = :reference ORDER BY began_at;

-- due_clocks: The clocks to look at.
SELECT reference, started_at, touched_at, rules FROM clocks WHERE next_at <= :now ORDER BY next_at, reference LIMIT :limit;

-- set_clock: When to look again, by which rules; not where something happened meanwhile.
UPDATE clocks SET next_at = :next_at, rules = :rules
WHERE reference = :reference AND touched_at = :touched_at
  AND EXISTS (SELECT 1 FROM tickets WHERE tickets.reference = :reference AND version = :version);

-- set_due: The day that an answer is due; the ticket itself did not change.
UPDATE tickets SET due_at = :due_at WHERE reference = :reference;

-- stir_clocks: Clocks that were set by other rules are looked at soon.
UPDATE clocks SET next_at = 0 WHERE next_at IS NOT NULL AND rules <> :rules;

-- raise_alert: Once for each deadline.
INSERT INTO alerts (reference, kind, level, deadline, raised_at) VALUES (:reference, :kind, :level, :deadline, :raised_at)
ON CONFLICT DO NOTHING;

-- alerts_of: The alerts of a ticket, newest first.
SELECT reference, kind, level, deadline, raised_at, seen_by, seen_at FROM alerts
WHERE reference = :reference ORDER BY raised_at DESC, kind;

-- see_alerts: Somebody takes notice.
UPDATE alerts SET seen_by = :login, seen_at = :at WHERE reference = :reference AND seen_at IS NULL;

-- save_task: What somebody has to do, or how far it is.
INSERT INTO tasks (reference, kind, due_at, tries, tried_at, done_at, detail)
VALUES (:reference, :kind, :due_at, :tries, :tried_at, :done_at, :detail)
ON CONFLICT (reference, kind) DO UPDATE SET due_at = excluded.due_at, tries = excluded.tries,
  tried_at = excluded.tried_at, done_at = excluded.done_at, detail = excluded.detail;

-- task: One of a ticket's tasks.
SELECT reference, kind, due_at, tries, tried_at, done_at, detail FROM tasks WHERE reference = :reference AND kind = :kind;

-- merging: Under which ticket one is answered, and how, where there is such a ticket.
SELECT head, outcome FROM tickets WHERE reference = :reference;

-- lead_on: What is answered under a ticket that is itself answered under another is answered there.
UPDATE tickets SET head = :head WHERE head = :reference;

-- inherit_clock: What a ticket took in may have begun earlier; its clock is looked at soon.
UPDATE clocks SET next_at = 0,
  started_at = (SELECT min(one.started_at) FROM clocks AS one WHERE one.reference IN (:reference, :head))
WHERE reference = :head;

-- merged_of_others: What other phones filed and is answered under a ticket.
SELECT reference FROM tickets
WHERE head = :reference AND phone_key <> (SELECT phone_key FROM tickets WHERE reference = :reference) ORDER BY reference;

-- keep_away: An officer does not learn of a ticket.
INSERT INTO kept_away (login, reference) VALUES (:login, :reference) ON CONFLICT DO NOTHING;

-- keep_nobody_away: No officer is kept away from a ticket.
DELETE FROM kept_away WHERE reference = :reference;

-- kept_away_from: Who is kept away from a ticket.
SELECT login FROM kept_away WHERE reference = :reference ORDER BY login;

-- kept_from: What an officer is kept away from.
SELECT reference FROM kept_away WHERE login = :login ORDER BY reference;

-- all_kept_away: Who is kept away from what.
SELECT login, reference FROM kept_away ORDER BY login, reference;

-- open_cause: Tickets of one cause.
INSERT INTO causes (title, at, actor) VALUES (:title, :at, :actor);

-- causes: The newest first.
SELECT id, title, at, actor FROM causes ORDER BY id DESC LIMIT 200;

-- cause: One of them.
SELECT id, title, at, actor FROM causes WHERE id = :id;

-- join_cause: A ticket is of a cause.
INSERT INTO cause_tickets (reference, cause) VALUES (:reference, :cause)
ON CONFLICT (reference) DO UPDATE SET cause = excluded.cause;

-- motive_of: What a ticket is about.
SELECT motive FROM tickets WHERE reference = :reference;

-- leave_cause: It is not.
DELETE FROM cause_tickets WHERE reference = :reference;

-- cause_of: Of which cause a ticket is.
SELECT cause FROM cause_tickets WHERE reference = :reference;
