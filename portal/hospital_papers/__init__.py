"""Papers hospitals sign: what is believed about signers, and the commands that check files."""
