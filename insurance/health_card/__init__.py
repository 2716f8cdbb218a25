"""The health card of a child under six."""
