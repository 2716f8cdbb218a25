"""What other rooms may ask of hospitals' papers: take in, look up, hold, count."""

from portal.hospital_papers.facts import NoticeFacts, PersonFacts
from portal.hospital_papers.holding import AlreadyHeld, Held, held_by, hold, release
from portal.hospital_papers.intake import Receipt, receive
from portal.hospital_papers.offering import free_papers, held_as, offered_as, one_line
from portal.hospital_papers.polling import poll
from portal.hospital_papers.standing import (
    Standing,
    State,
    standing_by_number,
    standing_for,
)
from portal.hospital_papers.words import facility_sentence

__all__ = [
    "AlreadyHeld",
    "Held",
    "NoticeFacts",
    "PersonFacts",
    "Receipt",
    "Standing",
    "State",
    "facility_sentence",
    "free_papers",
    "held_as",
    "held_by",
    "hold",
    "offered_as",
    "one_line",
    "poll",
    "receive",
    "release",
    "standing_by_number",
    "standing_for",
]
