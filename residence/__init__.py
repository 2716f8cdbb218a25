"""Police: where people live."""
