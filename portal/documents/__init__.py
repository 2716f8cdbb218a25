"""Files, stored once under their SHA-256: uploads, e-copies, receipts."""
