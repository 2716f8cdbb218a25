"""Where the law sends a family to an official: plain words for the rules of any procedure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WithAnOfficial:
    """Why something is done with an official, and what to bring; `branch` is the case's id.

    `way` is another where no official is needed: see `portal.pipeline.procedures.Way`.
    """

    branch: str
    reason: str
    bring: str = ""
    way: str = "official"
