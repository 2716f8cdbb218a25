"""The law as dated rows: amounts, limits, codes, forms, holidays, reasons, forbidden papers."""
