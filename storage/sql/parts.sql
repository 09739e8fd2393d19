-- find_part: A part of a chain by its number.
SELECT octets, mo_id FROM parts WHERE chain_key = :chain_key AND number = :number;

-- insert_part: Keep a part; the chain is as old as its first one.
INSERT INTO parts (chain_key, number, link, total, sender, recipient, coding, octets, received_at, started_at)
VALUES (
  :chain_key, :number, :link, :total, :sender, :recipient, :coding, :octets, :received_at,
  coalesce((SELECT min(started_at) FROM parts WHERE chain_key = :chain_key), :received_at)
);

-- chain: The parts of a chain in their order.
SELECT link, sender, recipient, total, number, coding, octets, received_at FROM parts
WHERE chain_key = :chain_key ORDER BY number;

-- close_chain: Its message was accepted; the parts stay for a while, to know copies of them.
UPDATE parts SET mo_id = :mo_id WHERE chain_key = :chain_key;

-- overdue_chains: The chains of a link that began too long ago, and their messages where they were accepted.
SELECT chain_key, max(mo_id) FROM parts WHERE link = :link AND started_at < :before
GROUP BY chain_key LIMIT 100;

-- delete_chain: Its lifetime is over, or the phone used its reference again.
DELETE FROM parts WHERE chain_key = :chain_key;

-- save_mt_part: The provider's id of one part of an outgoing message.
INSERT INTO mt_parts (link, smsc_id, mt_id, receipts)
SELECT link, :smsc_id, id, :receipts FROM mt WHERE id = :mt_id
ON CONFLICT (link, smsc_id) DO UPDATE
SET delivered = CASE WHEN mt_parts.mt_id = excluded.mt_id THEN mt_parts.delivered ELSE 0 END,
  mt_id = excluded.mt_id, receipts = excluded.receipts;

-- find_mt_part: The message that a provider's id is a part of.
SELECT mt.id, mt.state, mt_parts.receipts FROM mt_parts JOIN mt ON mt.id = mt_parts.mt_id
WHERE mt_parts.link = :link AND mt_parts.smsc_id = :smsc_id;

-- deliver_mt_part: A part has reached the phone.
UPDATE mt_parts SET delivered = 1 WHERE link = :link AND smsc_id = :smsc_id;

-- count_delivered_parts: How many of a message's parts have reached the phone.
SELECT count(*) FROM mt_parts WHERE mt_id = :mt_id AND delivered = 1;
