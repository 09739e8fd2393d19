-- audit_head: How long the chain is, and its last hash.
SELECT count, hash FROM audit_head;

-- append_audit: The next row of the chain.
INSERT INTO audit (number, at, actor, action, subject, details, previous, hash)
VALUES (:number, :at, :actor, :action, :subject, :details, :previous, :hash);

-- move_audit_head: The chain has grown.
UPDATE audit_head SET count = :count, hash = :hash;

-- audit_rows: The chain from a number on.
SELECT number, at, actor, action, subject, details, previous, hash FROM audit WHERE number > :after
ORDER BY number LIMIT :limit;

-- whole_audit: The whole chain.
SELECT number, at, actor, action, subject, details, previous, hash FROM audit ORDER BY number;

-- milestone: How far the store has come.
SELECT count, hash, coalesce((SELECT max(id) FROM mo), 0), coalesce((SELECT max(id) FROM mt), 0) FROM audit_head;

-- newest_audit_rows: The end of the chain, or what stands before a number.
SELECT number, at, actor, action, subject, details, previous, hash FROM audit
WHERE number < coalesce(:before, 9223372036854775807) ORDER BY number DESC LIMIT :limit;

-- key_check: What one of our keys makes of a known text.
SELECT value FROM key_checks WHERE name = :name;

-- save_key_checks: Remember the keys that this database was begun with; the first to come says so.
INSERT INTO key_checks (name, value) VALUES ('index', :lookup), ('encryption', :sealed) ON CONFLICT DO NOTHING;
