-- ticket_facts: What happened to each ticket of a period; the conditions are put in by storage/work/queues.py.
SELECT programme, motive, region, language, link, late, state, outcome, created_at, due_at, subject,
  coalesce(
    (SELECT min(sent_at) FROM mt WHERE mt.phone_key = ticket.phone_key AND sent_at >= ticket.created_at),
    (SELECT min(done_at) FROM mo WHERE mo.phone_key = ticket.phone_key AND kind = 'ussd'
      AND done_at >= ticket.created_at)),
  (SELECT min(at) FROM events WHERE events.reference = ticket.reference AND actor NOT IN ('person', 'service')),
  (SELECT min(at) FROM events WHERE events.reference = ticket.reference AND kind = 'decided'),
  (SELECT count(*) FROM events WHERE events.reference = ticket.reference AND kind = 'reopened'),
  (SELECT count(*) FROM events WHERE events.reference = ticket.reference AND kind = 'appealed'),
  (SELECT score FROM ratings WHERE ratings.reference = ticket.reference)
FROM tickets AS ticket
WHERE created_at >= :since AND created_at < :until AND {conditions};
