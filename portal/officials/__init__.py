"""The desk of commune officials: the Django admin."""
