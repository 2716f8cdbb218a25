"""The one way an embedded installation says no: a single line, no traceback."""


class CannotRun(Exception):
    """What the machine lacks, in one line that says what to do about it."""
