-- save_proposal: Other words for a text; the last proposal stays.
INSERT OR REPLACE INTO proposals (msgid, language, words, actor, at)
VALUES (:msgid, :language, :words, :actor, :at);

-- drop_proposal: It is taken back.
DELETE FROM proposals WHERE msgid = :msgid AND language = :language;

-- proposals: What was proposed.
SELECT msgid, language, words, actor, at FROM proposals ORDER BY msgid, language;
