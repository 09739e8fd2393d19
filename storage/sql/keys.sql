-- leading_key: Which key seals, for all who share this store, and what it was begun or sealed anew with.
SELECT (SELECT value FROM key_checks WHERE name = 'leading'), (SELECT value FROM key_checks WHERE name = 'encryption');

-- lead_key: Another key seals from now on.
INSERT INTO key_checks (name, value) VALUES ('leading', :key)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- key_rotation: How far it is; no row where none is under way.
SELECT key_id, actor, began_at, place, passed, total, moved_at FROM key_rotation;

-- begin_rotation: Everything is to be sealed anew.
INSERT INTO key_rotation (one, key_id, actor, began_at, place, passed, total, moved_at)
VALUES (1, :key_id, :actor, :at, '', 0, :total, :at)
ON CONFLICT (one) DO UPDATE SET key_id = excluded.key_id, actor = excluded.actor, began_at = excluded.began_at,
  place = '', passed = 0, total = excluded.total, moved_at = excluded.moved_at;

-- move_rotation: So many more rows were seen.
UPDATE key_rotation SET place = :place, passed = passed + :rows, moved_at = :at;

-- restart_rotation: Once more from the beginning, for what others sealed with the old key meanwhile.
UPDATE key_rotation SET place = '', passed = 0, total = :total;

-- end_rotation: Nothing is left.
DELETE FROM key_rotation;

-- renew_key_check: All is sealed with another key than the store was begun with.
UPDATE key_checks SET value = :sealed WHERE name = 'encryption';

-- renew_index_check: All is hashed with one more index key.
UPDATE key_checks SET value = :lookup WHERE name = 'index';

-- announce_keys: Which keys this process knows, and which one it seals with.
INSERT INTO key_holders (process, host, ids, current) VALUES (:process, :host, :ids, :current)
ON CONFLICT (process) DO UPDATE SET ids = excluded.ids, current = excluded.current;

-- key_holders: What the processes know that read key files of their own; none share this file from another machine.
SELECT host, ids, current FROM key_holders ORDER BY process;

-- forget_key_holders: Those that are gone.
DELETE FROM key_holders;
