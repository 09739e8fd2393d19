-- insert_ticket: File a ticket.
INSERT INTO tickets (reference, programme, nature, motive, phone_key, phone, link, language, story, case_key, case_id,
  region, subject, late, state, created_at, updated_at, due_at, version)
VALUES (:reference, :programme, :nature, :motive, :phone_key, :phone, :link, :language, :story, :case_key, :case_id,
  :region, :subject, :late, 'received', :created_at, :created_at, :due_at, 1)
ON CONFLICT (reference) DO NOTHING;

-- change_ticket: The fields given become these, where the ticket is as expected; an assignee, region or head of '' is none.
UPDATE tickets SET
  state = coalesce(:state, state),
  outcome = CASE WHEN :undecided = 1 THEN NULL ELSE coalesce(:outcome, outcome) END,
  reason = CASE WHEN :undecided = 1 THEN NULL ELSE coalesce(:reason, reason) END,
  motive = coalesce(:motive, motive),
  region = nullif(coalesce(:region, region), ''),
  assignee = nullif(coalesce(:assignee, assignee), ''),
  subject = coalesce(:subject, subject),
  due_at = coalesce(:due_at, due_at),
  head = CASE WHEN :state = 'reopened' THEN NULL ELSE nullif(coalesce(:head, head), '') END,
  updated_at = :at,
  version = version + 1
WHERE reference = :reference AND version = coalesce(:expected_version, version);

-- insert_event: A line of a ticket's history.
INSERT INTO events (reference, at, actor, kind, note) VALUES (:reference, :at, :actor, :kind, :note);

-- events: A ticket's history.
SELECT at, actor, kind, note FROM events WHERE reference = :reference ORDER BY id;

-- ticket: One ticket.
SELECT reference, programme, nature, motive, phone, link, language, story, case_id, region, subject, late, state,
  outcome, reason, assignee, created_at, updated_at, due_at, version, head
FROM tickets WHERE reference = :reference;

-- tickets: Those due first on top; the conditions are put in by storage/work/queues.py.
SELECT reference, programme, nature, motive, phone, link, language, story, case_id, region, subject, late, state,
  outcome, reason, assignee, created_at, updated_at, due_at, version, head
FROM tickets WHERE {conditions} ORDER BY due_at, reference LIMIT :limit OFFSET :offset;

-- count_tickets: How many the conditions let through, up to some number.
SELECT count(*) FROM (SELECT 1 FROM tickets WHERE {conditions} LIMIT :most) AS found;

-- open_regions: Each region of an open ticket, from one to the next along the index.
WITH RECURSIVE each(region) AS (
  SELECT min(region) FROM tickets WHERE state <> 'closed'
  UNION ALL
  SELECT (SELECT min(region) FROM tickets WHERE state <> 'closed' AND region > each.region)
  FROM each WHERE each.region IS NOT NULL
) SELECT region FROM each WHERE region IS NOT NULL;

-- count_open_tickets: Tickets that are not closed.
SELECT count(*) FROM tickets WHERE state <> 'closed';

-- save_rating: How the person was served; the first score stays, its word may follow.
INSERT INTO ratings (reference, at, score, words) VALUES (:reference, :at, :score, :words)
ON CONFLICT (reference) DO UPDATE SET words = excluded.words;

-- rating: What was said of the service on a ticket.
SELECT at, score, words FROM ratings WHERE reference = :reference;

-- count_all_tickets: All tickets.
SELECT count(*) FROM tickets;

-- save_instruction: What is to change; a ticket that is decided again is instructed anew.
INSERT OR REPLACE INTO instructions (reference, case_id, remedy, created_at, due_at, state, settled_at)
VALUES (:reference, :case_id, :remedy, :created_at, :due_at, 'open', 0);

-- settle_instruction: It is done, or late; once each.
UPDATE instructions SET state = :state, settled_at = :settled_at
WHERE reference = :reference AND state <> 'done' AND state <> :state;

-- instruction: What a ticket is to change.
SELECT reference, case_id, remedy, created_at, due_at, state, settled_at FROM instructions
WHERE reference = :reference;

-- unsettled_instructions: What the registry does not show yet, behind a reference.
SELECT reference, case_id, remedy, created_at, due_at, state, settled_at FROM instructions
WHERE state <> 'done' AND reference > :after ORDER BY reference LIMIT :limit;
