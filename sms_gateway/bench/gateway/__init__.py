"""`recours bench gateway`: how many messages go each way between an SMSC and us, beside real Kannel."""
