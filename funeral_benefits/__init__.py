"""Money after a death. Its procedures are folders here, one for each."""
