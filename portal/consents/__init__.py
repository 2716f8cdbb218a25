"""The agreement of a household head, an owner, a parent or a guardian: a legal act, not a tick."""
