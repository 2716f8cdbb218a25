"""What leaves the house and what comes back: the life of a message, and nothing of the law."""
