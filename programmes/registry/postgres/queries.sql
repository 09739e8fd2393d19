-- make_schema: All that the registry keeps lies here, apart from the store's tables.
CREATE SCHEMA IF NOT EXISTS registry;

-- make_standing: One row: which generation is in use since when, in which form of rows, and which one was told last.
CREATE TABLE IF NOT EXISTS registry.standing (
  one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
  generation BIGINT NOT NULL,
  format BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  told BIGINT
);

-- add_counts: What was counted of the generation in use, as JSON; standings of before have none.
ALTER TABLE registry.standing ADD COLUMN IF NOT EXISTS counts TEXT;

-- counts: How many households it has, and how many benefit, by programme and region.
SELECT counts FROM registry.standing;

-- be_alone: Nobody else changes the registry for as long as this connection lasts; false where somebody does.
SELECT pg_try_advisory_lock(7252, 0);

-- be_done: Others may change the registry; without this word they wait until the server sees that we are gone.
SELECT pg_advisory_unlock(7252, 0);

-- standing: Which generation is in use, its form, since when, and which was told last.
SELECT generation, format, changed_at, told FROM registry.standing;

-- generations: The numbers of all that are there: in use, told last, left by a killed import, or still read by somebody.
SELECT substring(tablename FROM 7)::bigint FROM pg_tables
WHERE schemaname = 'registry' AND tablename ~ '^cases_[0-9]+$' ORDER BY 1;

-- make_cases: A new generation's cases, without an index yet: sorting once is many times faster than keeping order.
CREATE TABLE registry.cases_{generation} (id BIGINT NOT NULL, key BYTEA NOT NULL, sealed BYTEA NOT NULL);

-- make_phones: A new generation's phones.
CREATE TABLE registry.phones_{generation} (key BYTEA NOT NULL, case_id BIGINT NOT NULL);

-- uncompressed_cases: What is sealed does not get smaller.
ALTER TABLE registry.cases_{generation} ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- copy_cases: A delta's generation begins as the one in use.
INSERT INTO registry.cases_{generation} SELECT id, key, sealed FROM registry.cases_{old};

-- copy_phones: Its phones too.
INSERT INTO registry.phones_{generation} SELECT key, case_id FROM registry.phones_{old};

-- put_cases: Cases, a few thousand at once.
COPY registry.cases_{generation} (id, key, sealed) FROM STDIN (FORMAT BINARY);

-- put_phones: Their phones.
COPY registry.phones_{generation} (key, case_id) FROM STDIN (FORMAT BINARY);

-- index_ids: How a phone's case is found.
CREATE UNIQUE INDEX ON registry.cases_{generation} (id);

-- index_keys: How a case is found by its number.
CREATE UNIQUE INDEX ON registry.cases_{generation} (key);

-- index_phones: How a phone is found.
CREATE INDEX ON registry.phones_{generation} (key, case_id);

-- count_on_cases: The planner knows the new table before anybody asks it.
ANALYZE registry.cases_{generation};

-- count_on_phones: The phones too.
ANALYZE registry.phones_{generation};

-- find: A case of the copied generation.
SELECT id, sealed FROM registry.cases_{generation} WHERE key = %(key)s;

-- free_id: An id for one more case.
SELECT coalesce(max(id), 0) + 1 FROM registry.cases_{generation};

-- remove_case: Take one case out.
DELETE FROM registry.cases_{generation} WHERE id = %(case_id)s;

-- remove_phone: It is no longer found by this phone.
DELETE FROM registry.phones_{generation} WHERE key = %(key)s AND case_id = %(case_id)s;

-- publish: From this commit on every look-up, in whichever process, is made in the new generation.
INSERT INTO registry.standing (generation, format, changed_at, counts)
VALUES (%(number)s, %(format)s, floor(extract(epoch FROM now()))::bigint, %(counts)s)
ON CONFLICT (one) DO UPDATE SET generation = excluded.generation, format = excluded.format,
  changed_at = excluded.changed_at, counts = excluded.counts;

-- settle: The generation in use is the one that was told last.
UPDATE registry.standing SET told = generation;

-- compare: Each case in use beside its row of the generation that was told last.
SELECT current.key, current.sealed, earlier.sealed
FROM registry.cases_{generation} AS current LEFT JOIN registry.cases_{told} AS earlier ON earlier.key = current.key;

-- drop_cases: A generation that nobody reads any more.
DROP TABLE IF EXISTS registry.cases_{generation};

-- drop_phones: Its phones.
DROP TABLE IF EXISTS registry.phones_{generation};

-- cases_of_phone: A phone's cases, and the generation in use: in the same moment, in one round trip.
SELECT standing.generation, cases.key, cases.sealed
FROM registry.standing
LEFT JOIN (
  registry.phones_{generation} AS phones JOIN registry.cases_{generation} AS cases ON cases.id = phones.case_id
) ON phones.key = %(key)s
ORDER BY cases.id;

-- case_of_key: A case, and the generation in use: in the same moment, in one round trip.
SELECT standing.generation, cases.key, cases.sealed
FROM registry.standing LEFT JOIN registry.cases_{generation} AS cases ON cases.key = %(key)s;

-- marks: How many rows each key sealed: the vault marks a row by its first byte.
SELECT substr(sealed, 1, 1), count(*) FROM registry.cases_{generation} GROUP BY 1;

-- page: Rows to seal anew, in the order of their ids.
SELECT id, sealed FROM registry.cases_{generation} WHERE id > %(after)s ORDER BY id LIMIT %(limit)s;

-- reseal: The same row by another key.
UPDATE registry.cases_{generation} SET sealed = %(sealed)s WHERE id = %(case_id)s;

-- clean: What was sealed by the old key is overwritten by what comes.
VACUUM registry.cases_{generation};

-- rows: All cases, to find out which index keys made their hashes.
SELECT key, sealed FROM registry.cases_{generation};

-- make_rehashed: What each hash becomes.
CREATE TEMP TABLE IF NOT EXISTS rehashed (old BYTEA PRIMARY KEY, new BYTEA NOT NULL);

-- put_rehashed: Many at once.
COPY rehashed (old, new) FROM STDIN;

-- empty_rehashed: For the next table.
TRUNCATE rehashed;

-- keys_of_cases: The cases' hashes.
SELECT key FROM registry.cases_{generation};

-- keys_of_phones: The phones' hashes.
SELECT DISTINCT key FROM registry.phones_{generation};

-- rehash_cases: By the newest index key.
UPDATE registry.cases_{generation} AS kept SET key = rehashed.new FROM rehashed WHERE kept.key = rehashed.old;

-- rehash_phones: By the newest index key.
UPDATE registry.phones_{generation} AS kept SET key = rehashed.new FROM rehashed WHERE kept.key = rehashed.old;
