"""The law as rows: amounts, limits, codes, reasons, forbidden papers and days off, by date."""
