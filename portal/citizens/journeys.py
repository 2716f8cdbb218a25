"""The pages of a life event, in the order in which a family walks through them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.pipeline.procedures import DeclarationPage, Offer, Procedure
from portal.pipeline.registry import registry

MOST_CHILDREN = 9  # of one birth; what the opening procedure allows may be less


@dataclass(frozen=True, slots=True)
class Place:
    """One page of one procedure; `ordinal` tells which child it is about, 0 if asked once."""

    procedure: Procedure
    page: type[DeclarationPage]
    ordinal: int = 0

    @property
    def code(self) -> str:
        """The name under which answers are declared: `procedure.page`."""
        return f"{self.procedure.code}.{self.page.code}"

    @property
    def prefix(self) -> str:
        """What keeps the boxes of several pages apart that stand in one form of the browser."""
        return self.key.replace("#", ":")

    @property
    def key(self) -> str:
        """The name under which a draft keeps what was typed."""
        return f"{self.code}#{self.ordinal}" if self.ordinal else self.code


def is_asked_once(page: type[DeclarationPage]) -> bool:
    """Say whether a page is shown once, however many children were born."""
    return not getattr(page, "per_child", False)


def is_page(legs: Sequence[Procedure], code: str, page_code: str, ordinal: int) -> bool:
    """Say whether these legs have such a page, whether or not it is asked as things stand."""
    return ordinal <= MOST_CHILDREN and any(
        leg.code == code and page.code == page_code and is_asked_once(page) == (ordinal == 0)
        for leg in legs
        for page in leg.pages
    )


def may_be_left_out(procedure: Procedure) -> bool:
    """Say whether a family chooses this leg."""
    return procedure.offered is Offer.CHOICE


def shown(life_event: str) -> list[Procedure]:
    """Return the legs a family is asked about, each after what it follows."""
    return [one for one in registry.journey(life_event) if one.offered is not Offer.SILENT]


def silent(life_event: str) -> list[Procedure]:
    """Return the legs that are done by themselves: nobody declares or chooses them."""
    return [one for one in registry.journey(life_event) if one.offered is Offer.SILENT]


def known(code: str) -> Procedure | None:
    """Return a procedure, None for one that this installation no longer has."""
    try:
        return registry[code]
    except KeyError:
        return None


def title_of(code: str) -> str:
    """Return the title of a procedure, its code if it is no longer known."""
    procedure = known(code)
    return str(procedure.title) if procedure else code


def children_in(procedure: Procedure, declared: Mapping[str, Any]) -> int:
    """Return for how many children this declaration is, as the opening procedure tells.

    A procedure may say so itself (`ordinals(declared)`); else its answer `children` counts.
    """
    ask = getattr(procedure, "ordinals", None)
    if ask is not None:
        return int(ask(declared))
    prefix = f"{procedure.code}."
    counts = [
        answers["children"]
        for code, answers in declared.items()
        if code.startswith(prefix) and "children" in answers
    ]
    return min(max(int(counts[0] or 1), 1), MOST_CHILDREN) if counts else 1
