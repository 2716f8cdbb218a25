"""Who may sign in, and the table of who may do what."""
