-- Who works for a few regions counts and walks these alone, not the whole country's open tickets.
DROP INDEX tickets_region;
CREATE INDEX tickets_region ON tickets (region, due_at, reference, state, motive, assignee, language, late)
  WHERE state <> 'closed';
-- Whatever its state: no ticket of another region is read to be passed over.
DROP INDEX tickets_due;
CREATE INDEX tickets_due ON tickets (due_at, reference, region, motive);
