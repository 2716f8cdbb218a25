"""The agreement of a household head, owner, parent or guardian: a legal act with a life of its own."""
