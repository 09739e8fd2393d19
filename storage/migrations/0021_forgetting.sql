-- What is forgotten of one phone is found, whatever lies beside it: each of these walked through a whole table.
CREATE INDEX wakeups_phone ON wakeups (phone_key);
CREATE INDEX ussd_ends_phone ON ussd_ends (phone_key);
CREATE INDEX parts_mo ON parts (mo_id) WHERE mo_id IS NOT NULL;
