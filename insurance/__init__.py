"""Social Insurance."""
