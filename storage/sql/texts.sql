-- save_proposal: Other words for a text; the last proposal stays.
INSERT INTO proposals (msgid, language, words, actor, at) VALUES (:msgid, :language, :words, :actor, :at)
ON CONFLICT (msgid, language) DO UPDATE SET words = excluded.words, actor = excluded.actor, at = excluded.at;

-- drop_proposal: It is taken back.
DELETE FROM proposals WHERE msgid = :msgid AND language = :language;

-- proposals: What was proposed.
SELECT msgid, language, words, actor, at FROM proposals ORDER BY msgid, language;
