-- officer: One account.
SELECT login, name, password_hash, roles, regions, language, sensitive, disabled FROM officers WHERE login = :login;

-- officers: All accounts.
SELECT login, name, password_hash, roles, regions, language, sensitive, disabled FROM officers ORDER BY login;

-- save_officer: Add or replace an account.
INSERT OR REPLACE INTO officers (login, name, password_hash, roles, regions, language, sensitive, disabled)
VALUES (:login, :name, :password_hash, :roles, :regions, :language, :sensitive, :disabled);

-- close_sign_ins_of: An account that was disabled, or whose password changed, is signed out everywhere.
DELETE FROM sign_ins WHERE login = :login
  AND EXISTS (SELECT 1 FROM officers WHERE login = :login AND (:disabled OR password_hash <> :password_hash));

-- open_sign_in: A new console session.
INSERT INTO sign_ins (token_hash, login, created_at, seen_at) VALUES (:token_hash, :login, :created_at, :seen_at);

-- sign_in: A console session.
SELECT token_hash, login, created_at, seen_at FROM sign_ins WHERE token_hash = :token_hash;

-- touch_sign_in: It was used.
UPDATE sign_ins SET seen_at = max(seen_at, :now) WHERE token_hash = :token_hash;

-- prune_sign_ins: Console sessions that nobody used for long.
DELETE FROM sign_ins WHERE seen_at < :before;

-- close_sign_in: It is over.
DELETE FROM sign_ins WHERE token_hash = :token_hash;
