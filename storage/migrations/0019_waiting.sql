-- Few tickets wait, are to be closed or are sensitive: their views are counted on every page of the queue, and each
-- walked through all open tickets to find them.
CREATE INDEX tickets_waiting ON tickets (due_at, reference, state, motive, region, assignee, language, late)
  WHERE state = 'waiting';
CREATE INDEX tickets_notified ON tickets (due_at, reference, state, motive, region, assignee, language, late)
  WHERE state = 'notified';
CREATE INDEX tickets_sensitive ON tickets (due_at, reference, state, motive, region, assignee, language, late)
  WHERE motive IN ('CONDUCT', 'SENSITIVE');
