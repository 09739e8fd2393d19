-- What the queue's filters ask of an open ticket stands in the index: no ticket is read that is not shown.
DROP INDEX tickets_open;
CREATE INDEX tickets_open ON tickets (due_at, reference, state, motive, region, assignee, language, late)
  WHERE state <> 'closed';
CREATE INDEX tickets_region ON tickets (region) WHERE state <> 'closed';
