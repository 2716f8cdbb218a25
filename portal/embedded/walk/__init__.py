"""One invented dossier, walked from the first page to the last result through the doors of all."""
