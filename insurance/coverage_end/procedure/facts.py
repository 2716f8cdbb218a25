"""What an acknowledged line of the list establishes."""

from dataclasses import dataclass

SYSTEM = "social_insurance"


@dataclass(frozen=True, slots=True)
class CoverageEndFacts:
    """What an acknowledged line establishes: what was found, in words of `rules.Match`."""

    match: str
    full_name_match: str
    born_on_match: str
    personal_number_match: str
