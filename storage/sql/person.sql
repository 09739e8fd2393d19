-- open_messages_of: Messages of a phone that wait or are under way, in and out.
SELECT
  (SELECT count(*) FROM mo WHERE phone_key = :phone_key AND done_at IS NULL)
  + (SELECT count(*) FROM mt WHERE phone_key = :phone_key
     AND (state IN ('queued', 'resting', 'sending') OR (state = 'unknown' AND due_at IS NOT NULL)));

-- tickets_of: A phone's tickets and when each was last touched, oldest first.
SELECT reference, state, updated_at FROM tickets WHERE phone_key = :phone_key ORDER BY created_at, reference;

-- wakeups_of: What the clock still has for a phone.
SELECT kind, at FROM wakeups WHERE phone_key = :phone_key ORDER BY at;

-- ussd_ends_of: How a phone's USSD sessions ended.
SELECT status, at FROM ussd_ends WHERE phone_key = :phone_key ORDER BY at;

-- forget_confirmed: What persons said of a phone's messages.
DELETE FROM confirmed WHERE mo_id IN (SELECT id FROM mo WHERE phone_key = :phone_key);

-- forget_parts: The parts that a phone's messages came in.
DELETE FROM parts WHERE mo_id IN (SELECT id FROM mo WHERE phone_key = :phone_key);

-- forget_mos: All that a phone wrote, and the screens it was shown; that something came stays, to know copies.
UPDATE mo SET phone_key = :nobody, external_id = :external_id, sender = :sender, text = :mo_text, screen = NULL,
  language = NULL, intent = NULL, confidence = NULL, tier = ''
WHERE phone_key = :phone_key;

-- forget_mts: All that a phone was told; that something went stays, for late reports and the bill.
UPDATE mt SET phone_key = :nobody, recipient = :recipient, text = :mt_text WHERE phone_key = :phone_key;

-- forget_wakeups: What the clock still has for a phone.
DELETE FROM wakeups WHERE phone_key = :phone_key;

-- forget_ussd_ends: How a phone's USSD sessions ended; the figures stay.
DELETE FROM ussd_ends WHERE phone_key = :phone_key;

-- forget_session: Where a phone's conversation stands.
DELETE FROM sessions WHERE phone_key = :phone_key;

-- forget_ticket: Whose a ticket was and what it said; its motive, dates and outcome stay for the figures.
UPDATE tickets SET phone_key = :nobody, phone = :phone, story = :story, case_key = NULL, case_id = NULL,
  subject = :subject, reason = NULL, forgotten_at = :at, head = NULL, version = version + 1
WHERE reference = :reference;

-- forget_notes: The words of a ticket's history.
UPDATE events SET note = :note WHERE reference = :reference;

-- forget_rating: The word beside a score.
UPDATE ratings SET words = :words WHERE reference = :reference;

-- forget_instruction: What a ticket was to change.
DELETE FROM instructions WHERE reference = :reference;
