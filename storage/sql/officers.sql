-- officer: One account.
SELECT login, name, password_hash, roles, regions, language, sensitive, disabled, programmes FROM officers WHERE login = :login;

-- officers: All accounts.
SELECT login, name, password_hash, roles, regions, language, sensitive, disabled, programmes FROM officers ORDER BY login;

-- save_officer: Add or replace an account.
INSERT OR REPLACE INTO officers (login, name, password_hash, roles, regions, language, sensitive, disabled,
  programmes)
VALUES (:login, :name, :password_hash, :roles, :regions, :language, :sensitive, :disabled, :programmes);

-- close_sign_ins_of: An account that was disabled, or whose password changed, is signed out everywhere.
DELETE FROM sign_ins WHERE login = :login
  AND EXISTS (SELECT 1 FROM officers WHERE login = :login AND (:disabled = 1 OR password_hash <> :password_hash));

-- open_sign_in: A new console session.
INSERT INTO sign_ins (token_hash, login, created_at, seen_at, proved, device)
VALUES (:token_hash, :login, :created_at, :seen_at, :proved, :device);

-- sign_in: A console session.
SELECT token_hash, login, created_at, seen_at, proved, device FROM sign_ins WHERE token_hash = :token_hash;

-- touch_sign_in: It was used.
UPDATE sign_ins SET seen_at = max(seen_at, :now) WHERE token_hash = :token_hash;

-- prune_sign_ins: Console sessions that nobody used for long.
DELETE FROM sign_ins WHERE seen_at < :before;

-- close_sign_in: It is over.
DELETE FROM sign_ins WHERE token_hash = :token_hash;

-- save_password: An account's new password.
UPDATE officers SET password_hash = :password_hash WHERE login = :login;

-- close_other_sign_ins: Somebody is signed out everywhere but here.
DELETE FROM sign_ins WHERE login = :login AND token_hash <> :keep;

-- close_all_sign_ins: Somebody is signed out everywhere.
DELETE FROM sign_ins WHERE login = :login;

-- sign_ins_of: An account's console sessions.
SELECT token_hash, login, created_at, seen_at, proved, device FROM sign_ins WHERE login = :login
ORDER BY seen_at DESC, created_at DESC;

-- sign_ins: All console sessions.
SELECT token_hash, login, created_at, seen_at, proved, device FROM sign_ins ORDER BY seen_at DESC, created_at DESC;

-- second_step: What an account's authenticator shares with us.
SELECT secret, confirmed, last_step FROM second_steps WHERE login = :login;

-- save_second_step: A new authenticator.
INSERT OR REPLACE INTO second_steps (login, secret, confirmed, last_step)
VALUES (:login, :secret, :confirmed, :last_step);

-- drop_second_step: An authenticator that was lost.
DELETE FROM second_steps WHERE login = :login;

-- use_step: A code was right; true once for each step of time, and for none before it.
UPDATE second_steps SET last_step = :step, confirmed = 1 WHERE login = :login AND last_step < :step;

-- drop_recovery_codes: Codes that count no more.
DELETE FROM recovery_codes WHERE login = :login;

-- save_recovery_code: A code that replaces the authenticator once.
INSERT OR IGNORE INTO recovery_codes (login, code_key) VALUES (:login, :code_key);

-- use_recovery_code: It is used up.
DELETE FROM recovery_codes WHERE login = :login AND code_key = :code_key;

-- count_recovery_codes: How many are left.
SELECT count(*) FROM recovery_codes WHERE login = :login;
