"""What people and time do to consents; the listener of `on_answer` hears of every change."""

from portal.consents.answering import (
    AlreadyClosed,
    NoSuchConsent,
    TooLate,
    answer,
    by_paper,
    deny_identity,
)
from portal.consents.asking import ask
from portal.consents.ending import cancel_asked_of, cancel_for, cancel_for_person, erase
from portal.consents.hearing import on_answer
from portal.consents.invitations import take_up
from portal.consents.requests import Asker
from portal.consents.timekeeping import TooSoon, lapse_due, remind, remind_due

__all__ = [
    "AlreadyClosed",
    "Asker",
    "NoSuchConsent",
    "TooLate",
    "TooSoon",
    "answer",
    "ask",
    "by_paper",
    "cancel_asked_of",
    "cancel_for",
    "cancel_for_person",
    "deny_identity",
    "erase",
    "lapse_due",
    "on_answer",
    "remind",
    "remind_due",
    "take_up",
]
