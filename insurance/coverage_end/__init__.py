"""The end of a dead person's insurance: a line in the list of deaths."""
