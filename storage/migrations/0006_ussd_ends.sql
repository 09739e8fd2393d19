-- How USSD sessions ended, counted as they end: the ends themselves are forgotten after a while.
CREATE TABLE ussd_end_counts (
  link TEXT NOT NULL,
  status TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (link, status)
) STRICT;
INSERT INTO ussd_end_counts (link, status, number) SELECT link, status, count(*) FROM ussd_ends GROUP BY 1, 2;
CREATE INDEX ussd_ends_at ON ussd_ends (at);
