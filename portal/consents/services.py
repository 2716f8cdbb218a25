"""What people and time do to consents; the listener of `on_answer` hears of every change."""

from portal.consents.hearing import on_answer

__all__ = ["on_answer"]
