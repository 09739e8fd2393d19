-- What only this engine needs: which process holds a claim, and an audit that is append-only here too.

CREATE SEQUENCE holders;
ALTER TABLE mo ADD COLUMN holder BIGINT;
ALTER TABLE mt ADD COLUMN holder BIGINT;

-- The processes that live: each holds an advisory lock on its number for as long as its connection lasts.
CREATE VIEW living AS
  SELECT objid::bigint AS number FROM pg_locks
  WHERE locktype = 'advisory' AND classid = 7251 AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database());

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RAISE EXCEPTION ''the audit is append-only''; END';
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
