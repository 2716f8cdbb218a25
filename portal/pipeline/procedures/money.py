"""What procedures that pay compute, and what an official settles of it."""

from dataclasses import dataclass
from datetime import date

from portal.pipeline.procedures.values import (
    StepId,
)


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which a case may be decided; `said` is the computation, whole, with articles.

    Options of one `group` stand together, under its name.
    """

    code: str
    title: str
    said: str
    notes: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was computed for a case, and what of it an official must still settle.

    `asks` says why somebody must choose one of the options and cite the law; empty once it is
    done, or where nothing is open.
    """

    options: tuple[Option, ...]
    chosen: str = ""
    asks: tuple[str, ...] = ()
    cited: str = ""


class NoSuchBackClaim(Exception):
    """The line was computed anew since it was read, or is no longer to be decided about."""


@dataclass(frozen=True, slots=True)
class BackClaim:
    """A decided case that later law would have decided otherwise, and by how many dong.

    `about` names whom the case is about.
    """

    id: int
    step_id: StepId
    about: str
    before: str
    now: str
    difference: int
    found_on: date
