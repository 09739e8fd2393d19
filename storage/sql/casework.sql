-- start_clock: A ticket's clocks begin, or begin anew; they are looked at soon.
INSERT INTO clocks (reference, started_at, touched_at, next_at) VALUES (:reference, :at, :at, 0)
ON CONFLICT (reference) DO UPDATE SET started_at = :at, touched_at = :at, next_at = 0;

-- touch_clock: Something was done; the clocks are looked at soon.
UPDATE clocks SET touched_at = max(touched_at, :at), next_at = 0 WHERE reference = :reference;

-- begin_pause: The ticket begins to wait for its person.
INSERT INTO pauses (reference, began_at)
SELECT reference, :at FROM tickets WHERE reference = :reference AND state <> 'waiting'
ON CONFLICT (reference, began_at) DO UPDATE SET ended_at = NULL;

-- end_pause: It waits no more.
UPDATE pauses SET ended_at = max(began_at, :at) WHERE reference = :reference AND ended_at IS NULL;

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

-- save_merge: A ticket is answered under another.
INSERT INTO merges (reference, head, state) SELECT reference, :head, state FROM tickets WHERE reference = :reference;

-- drop_merge: It stands alone again.
DELETE FROM merges WHERE reference = :reference;

-- merge_of: Under which ticket one is answered, and what it was.
SELECT head, state FROM merges WHERE reference = :reference;

-- merged_into: What is answered under a ticket.
SELECT reference FROM merges WHERE head = :reference ORDER BY reference;

-- open_cause: Tickets of one cause.
INSERT INTO causes (title, at, actor) VALUES (:title, :at, :actor);

-- causes: The newest first.
SELECT id, title, at, actor FROM causes ORDER BY id DESC LIMIT 200;

-- join_cause: A ticket is of a cause.
INSERT INTO cause_tickets (reference, cause) VALUES (:reference, :cause)
ON CONFLICT (reference) DO UPDATE SET cause = excluded.cause;

-- leave_cause: It is not.
DELETE FROM cause_tickets WHERE reference = :reference;

-- cause_of: Of which cause a ticket is.
SELECT cause FROM cause_tickets WHERE reference = :reference;
