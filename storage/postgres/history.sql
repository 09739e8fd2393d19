-- The number of the newest line of any ticket's history behind which none can still come.
--
-- A transaction that drew a number may commit after one that drew a larger one. Each holds a shared lock from before it
-- draws (`insert_event`) until it commits; here we wait until nobody holds one. 0, which makes nobody miss a line, where
-- somebody holds it for so long.
CREATE FUNCTION last_line() RETURNS BIGINT LANGUAGE plpgsql SET lock_timeout = '200ms' AS '
BEGIN
  PERFORM pg_advisory_xact_lock(7253, 0);
  RETURN (SELECT max(id) FROM events);
EXCEPTION WHEN lock_not_available THEN
  RETURN 0;
END';
