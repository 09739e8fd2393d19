-- insert_note: What an officer writes for other officers.
INSERT INTO notes (reference, at, author, words) VALUES (:reference, :at, :author, :words);

-- notes: What officers wrote on a ticket for each other.
SELECT id, reference, at, author, words FROM notes WHERE reference = :reference ORDER BY id;

-- forget_own_notes: What officers wrote on a ticket.
DELETE FROM notes WHERE reference = :reference;

-- insert_word: A word stands in a ticket.
INSERT INTO ticket_words (word_key, reference) VALUES (:word_key, :reference) ON CONFLICT DO NOTHING;

-- count_word: In how many tickets a word stands, up to some number.
SELECT count(*) FROM (SELECT 1 FROM ticket_words WHERE word_key = :word_key LIMIT :most) AS counted;

-- forget_words: A ticket's words are found no more.
DELETE FROM ticket_words WHERE reference = :reference;

-- mark_worded: A ticket's words are in the index, of which this is the edition.
UPDATE tickets SET worded = :edition WHERE reference = :reference;

-- unworded: Tickets whose words are not in this edition of the index.
SELECT reference, story FROM tickets WHERE worded < :edition LIMIT :limit;

-- words_added: What the person wrote on a ticket after filing it.
SELECT note FROM events WHERE reference = :reference AND actor = 'person';

-- forget_all_words: The whole index is to be written anew.
DELETE FROM ticket_words;

-- unmark_worded: No ticket's words are in the index.
UPDATE tickets SET worded = 0 WHERE worded > 0;

-- save_reader: Somebody looks at a ticket; who had left comes anew.
INSERT INTO readers (reference, login, since, until) VALUES (:reference, :login, :now, :until)
ON CONFLICT (reference, login) DO UPDATE SET
  since = CASE WHEN readers.until < excluded.since THEN excluded.since ELSE readers.since END, until = excluded.until;

-- delete_reader: Somebody looks at a ticket no more.
DELETE FROM readers WHERE reference = :reference AND login = :login;

-- readers: Who looks at a ticket.
SELECT login, since FROM readers WHERE reference = :reference AND until >= :now;

-- prune_readers: Who left without a word.
DELETE FROM readers WHERE until < :now;

-- last_news: The newest line of any ticket's history.
SELECT max(id) FROM events;

-- news: What happened to tickets behind a line of history, each ticket once.
SELECT max(events.id), tickets.reference, tickets.region, tickets.programme, tickets.motive,
  max(CASE WHEN events.kind = 'filed' THEN 1 ELSE 0 END)
FROM events JOIN tickets ON tickets.reference = events.reference
WHERE events.id > :after AND events.id <= :upto GROUP BY tickets.reference, tickets.region, tickets.programme, tickets.motive;

-- unsend_mt: An officer takes back a reply that rests until it may be sent.
UPDATE mt SET state = 'cancelled', due_at = NULL
WHERE id = :mt_id AND ticket = :reference AND state = 'resting' AND attempt = 0 AND priority = 1;

-- resend_mt: What was given up, or stays in doubt, goes once more as a message of its own.
INSERT INTO mt (link, phone_key, recipient, sender, text, language, parts, priority, not_before, expires_at, ticket,
  created_at, state, resent_from)
SELECT link, phone_key, recipient, sender, text, language, parts, priority, 0, :expires_at, :reference,
  :now, 'queued', id FROM mt
WHERE id = :mt_id AND phone_key = :phone_key
  AND (state = 'failed' OR state = 'parked' OR (state = 'unknown' AND due_at IS NULL))
ON CONFLICT DO NOTHING;

-- thread_states: Where the newest messages to a phone are.
SELECT id, state FROM mt WHERE phone_key = :phone_key ORDER BY id DESC LIMIT 20;

-- thread_end: The newest message from a phone.
SELECT max(id) FROM mo WHERE phone_key = :phone_key AND done_at IS NOT NULL;

-- ticket_marks: What tells that a ticket changed, or what officers wrote on it.
SELECT version, (SELECT count(*) FROM notes WHERE notes.reference = tickets.reference)
FROM tickets WHERE reference = :reference;
