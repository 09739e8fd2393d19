-- doubtful: The newest doubtful messages that nobody spoke on; the model was asked about them, and was not sure.
SELECT mo.id, received_at, mo.text, mo.language, mo.intent, confidence FROM mo
LEFT JOIN confirmed ON confirmed.mo_id = mo.id
WHERE tier = 'none' AND confidence > 0 AND confirmed.mo_id IS NULL
  AND coalesce(mo.intent, '') NOT IN (SELECT value FROM json_each(:left_out))
ORDER BY mo.id DESC LIMIT :limit;

-- one_doubtful: One doubtful message.
SELECT id, received_at, text, language, intent, confidence FROM mo
WHERE id = :mo_id AND tier = 'none' AND confidence > 0;

-- confirm_intent: A person's word on a message; the last one counts.
INSERT OR REPLACE INTO confirmed (mo_id, intent, text, language, actor, at)
VALUES (:mo_id, :intent, :text, :language, :actor, :at);

-- confirmed_intents: What persons said of doubtful messages.
SELECT mo_id, intent, text, language, actor, at FROM confirmed ORDER BY mo_id;

-- understood: How many messages each tier took for each intent.
SELECT tier, intent, count(*), avg(confidence) FROM mo
WHERE received_at >= :since AND tier <> '' GROUP BY tier, intent ORDER BY tier, intent;
