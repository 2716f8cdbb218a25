"""One file for each outside system: the wire, translated, and nothing decided."""
