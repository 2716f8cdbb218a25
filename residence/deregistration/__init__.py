"""The removal of a dead person's permanent residence."""
